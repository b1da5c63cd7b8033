//! The formats of a report, and the one way to write it in any of them.

use super::{Style, json, table};
use crate::report::Report;
use std::io;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people, in a terminal or pasted into a ticket. Not a stable interface.
    #[default]
    Table,
    /// For programs: report v1, whose schema is `schema/report-v1.json`.
    Json,
}

/// Writes the whole report as one document that ends with a line break.
///
/// `style` concerns people's formats only.
///
/// # Errors
/// When `out` does not take the bytes.
pub fn write(report: &Report, format: Format, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let document = match format {
        Format::Table => table::draw(report, style),
        Format::Json => json::draw(report)?,
    };
    out.write_all(document.as_bytes())?;
    out.flush()
}
