//! The only I/O: what each source says becomes facts, what it does not say becomes gaps.
//!
//! Nothing here judges or prints. A collector cannot fail: it returns a section.

mod budget;
pub mod dns;
pub mod http;
mod progress;
mod stop;

pub use progress::{Event, Progress, Silent};
pub use stop::{Stop, Stopper};
