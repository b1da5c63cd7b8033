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
    Ok(disarm(&document))
}

/// Writes as an escape what JSON lets stand raw and a terminal obeys: deletes, C1 controls, reversed lines. Such a character
/// can only stand within a string, where the escape means the same; the line breaks are the layout's own.
fn disarm(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    for c in document.chars() {
        if c == '\n' || !text::is_unsafe(c) {
            out.push(c);
        } else {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::disarm;
    use proptest::prelude::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        assert_eq!(
            disarm("\"a\u{9b}31m\u{202e}\u{7f}\u{e0041}ü\"\n"),
            "\"a\\u009b31m\\u202e\\u007f\\udb40\\udc41ü\"\n"
        );
    }

    proptest! {
        #[test]
        fn a_program_reads_the_same_text(text: String) {
            let document = disarm(&serde_json::to_string_pretty(&text).unwrap());
            prop_assert!(!document.chars().any(crate::text::is_unsafe));
            prop_assert_eq!(serde_json::from_str::<String>(&document).unwrap(), text);
        }
    }
}
