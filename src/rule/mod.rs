//! Rules as data: what must hold of the facts, why, and what to do where it does not.
//!
//! A rule is a file. Nothing here knows a link, asks a network or prints.

mod model;

pub use model::{Command, Effect, Owner, RawCommand, RawFail, RawRemedy, RawRule, Remedy, Severity, Stage};
