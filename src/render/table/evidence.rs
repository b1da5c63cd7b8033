//! What an outcome rests on, as a small table. Paths and values are never cut; a value of several words wraps at spaces.

use super::{Page, grid};
use crate::{
    render::{page::wrap, style::Ink},
    report::Evidence,
    text,
};
use serde_json::Value;
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// A value is not squeezed below this, whatever stands beside it.
const NARROWEST: usize = 16;

pub(super) fn draw(page: &mut Page<'_>, evidence: &[Evidence]) {
    if evidence.is_empty() {
        return;
    }
    let rows: Vec<[String; 3]> = evidence.iter().map(row).collect();
    let width = |column: usize, heading: &str| {
        let cells = rows.iter().map(|row| row[column].width());
        cells.max().unwrap_or_default().max(heading.width())
    };
    let beside = width(0, "path") + width(2, "source") + 2 * grid::BETWEEN;
    let room = page.room().saturating_sub(beside).max(NARROWEST);
    let cells = rows
        .into_iter()
        .map(|[path, value, source]| [path, wrap(&value, room).join("\n"), source]);
    let lines = grid::lay_out(Some(["path", "seen", "source"]), cells, page.style.ascii);
    let painted: Vec<String> = lines
        .into_iter()
        .enumerate()
        .map(|(number, line)| match number {
            0 | 1 => page.style.paint(Ink::Dim, &line),
            _ => line,
        })
        .collect();
    page.drawn("evidence", painted);
    if page.style.verbose {
        page.field("observed", &times(evidence));
    }
}

/// When each source said what it said, each time once.
fn times(evidence: &[Evidence]) -> String {
    let times: BTreeSet<String> = evidence
        .iter()
        .filter_map(|entry| Some(format!("{} {}", entry.source.as_str(), entry.observed_at?)))
        .collect();
    times.into_iter().collect::<Vec<_>>().join(", ")
}

fn row(evidence: &Evidence) -> [String; 3] {
    [
        text::safe(&evidence.path).into_owned(),
        text::safe(&seen(&evidence.value)).into_owned(),
        evidence.source.as_str().to_owned(),
    ]
}

/// A value as a sentence would write it: lists without brackets, objects as their fields that hold something, `null` in
/// words.
fn seen(value: &Value) -> String {
    match value {
        Value::Null => "(none)".to_owned(),
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "(empty list)".to_owned(),
        Value::Array(items) => {
            let between = if items.iter().any(is_nested) { "; " } else { ", " };
            items.iter().map(seen).collect::<Vec<_>>().join(between)
        }
        Value::Object(fields) => {
            let told = fields.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| {
                let several = match value {
                    Value::Array(items) => !items.is_empty(),
                    Value::Object(fields) => fields.values().any(|value| !value.is_null()),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
                };
                let (open, close) = if several { ("(", ")") } else { ("", "") };
                format!("{key}: {open}{}{close}", seen(value))
            });
            let told = told.collect::<Vec<_>>().join(", ");
            if told.is_empty() {
                "(nothing in it)".to_owned()
            } else {
                told
            }
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn is_nested(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

#[cfg(test)]
mod tests {
    use super::seen;
    use serde_json::json;

    #[test]
    fn values_read_like_words() {
        let read = |value| seen(&value);
        assert_eq!(read(json!(null)), "(none)");
        assert_eq!(read(json!("")), "(empty)");
        assert_eq!(read(json!([])), "(empty list)");
        assert_eq!(read(json!(["use1-az1", 2, null])), "use1-az1, 2, (none)");
        assert_eq!(read(json!(false)), "false");
        assert_eq!(
            read(json!([
                {"place": "the TiDB Cloud cluster", "region": "us-east-1"},
                {"place": "the DNS domain", "region": null}
            ])),
            "place: the TiDB Cloud cluster, region: us-east-1; place: the DNS domain"
        );
        assert_eq!(
            read(json!({"id": "n-1", "zones": ["a", "b"], "cloud": {"name": "aws"}, "none": [], "not": {"so": null}})),
            "cloud: (name: aws), id: n-1, none: (empty list), not: (nothing in it), zones: (a, b)"
        );
    }
}
