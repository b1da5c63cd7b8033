//! Reports as bytes, one file a format, from the report alone.
//!
//! Nothing here looks anything up, judges, or decides an exit code: what is printed stands in the report.

mod advice;
pub mod catalog;
mod format;
pub mod json;
mod page;
mod step;
mod style;
mod table;

pub use format::{Format, write};
pub use style::Style;
