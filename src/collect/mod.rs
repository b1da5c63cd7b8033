//! The only I/O: what each source says becomes facts, what it does not say becomes gaps.
//!
//! Nothing here judges or prints. A collector cannot fail: it returns a section.

mod body;
mod budget;
pub mod confluent;
mod declared;
pub mod dns;
mod draft;
pub mod http;
pub mod import;
mod pages;
mod progress;
mod run;
mod stop;
pub mod tidb;

pub use progress::{Event, Progress, Silent};
pub use run::run;
pub use stop::{Stop, Stopper};
