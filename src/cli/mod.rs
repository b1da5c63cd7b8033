//! What was typed: commands and flags, as they stand. The only place that knows `clap`.
//!
//! Nothing here decides what a value means: texts go to [`crate::config`] as they are, with the flag or the variable
//! that gave them, so that every problem of a run is told at once. Help and version are the user's answer, exit code 0;
//! what cannot be a command line ends with exit code 2, the message on stderr and nothing on stdout.

mod choice;
mod command;
mod document;
mod given;
mod link;
mod parse;

#[cfg(feature = "sandbox")]
pub use command::Demo;
pub use command::{Check, Cli, Collect, Color, Command, Demand, Judging, Rules, Screen};
pub use document::{Document, Documents, Format};
pub use link::LinkFlags;
pub use parse::{Stop, parse};
