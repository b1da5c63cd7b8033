//! The report for programs: JSON in its own versioned structs, so that the model may change and the document may not.

mod conversion;
pub mod v1;

use crate::{report::Report, text};
use schemars::generate::SchemaSettings;
use serde_json::Value;
use std::io;

/// The JSON Schema of report v1, as published in `schema/report-v1.json`.
pub fn schema() -> Value {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<v1::Report>()
        .to_value()
}

/// The report as report v1.
pub(super) fn draw(report: &Report) -> io::Result<String> {
    let mut document = serde_json::to_string_pretty(&v1::Report::from(report))?;
    document.push('\n');
    Ok(text::disarm(&document))
}
