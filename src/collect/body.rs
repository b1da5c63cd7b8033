//! A body read leniently, field by field: a missing key, `null` and `""` are one and the same, and what should have been
//! there and was not, or had another type, leaves a gap of its own while the rest is read on.

use crate::fact::{Fact, FactPath, Gap, GapReason};
use jiff::Timestamp;
use serde_json::Value;

/// A JSON object that stands for the fact at a path.
#[derive(Debug)]
pub(crate) struct Body<'a> {
    json: &'a Value,
    path: FactPath,
    trace_id: Option<&'a str>,
    gaps: &'a mut Vec<Gap>,
}

/// A type that a JSON value can be read as.
pub(crate) trait Lenient: Sized {
    /// What is expected, in words.
    const EXPECTED: &'static str;

    /// The value, unless it has another type.
    fn read(json: &Value) -> Option<Self>;
}

impl<'a> Body<'a> {
    /// The object that stands for `path`; its gaps go to `gaps`.
    pub(crate) fn new(json: &'a Value, path: FactPath, trace_id: Option<&'a str>, gaps: &'a mut Vec<Gap>) -> Self {
        Self {
            json,
            path,
            trace_id,
            gaps,
        }
    }

    /// What stands at a JSON pointer: none for a missing key, `null` and `""`.
    pub(crate) fn at(&self, pointer: &str) -> Option<&'a Value> {
        self.json.pointer(pointer).filter(|value| !is_nothing(value))
    }

    /// The text at a JSON pointer, for choices that become no fact of their own.
    pub(crate) fn text(&self, pointer: &str) -> Option<&'a str> {
        self.at(pointer)?.as_str()
    }

    /// A value whose absence says that there is none.
    pub(crate) fn optional<T: Lenient>(&mut self, field: &str, pointer: &str) -> Fact<T> {
        match self.at(pointer) {
            None => Fact::Absent,
            Some(value) => self.typed(field, pointer, value),
        }
    }

    /// A value that must be there.
    pub(crate) fn required<T: Lenient>(&mut self, field: &str, pointer: &str) -> Fact<T> {
        match self.at(pointer) {
            None => self.gap(
                field,
                GapReason::Malformed,
                format!("the answer holds no `{}`", dotted(pointer)),
            ),
            Some(value) => self.typed(field, pointer, value),
        }
    }

    /// A value that the API may leave out, without that meaning that there is none.
    pub(crate) fn hoped<T: Lenient>(&mut self, field: &str, pointer: &str) -> Fact<T> {
        match self.at(pointer) {
            None => self.unseen(field, pointer),
            Some(value) => self.typed(field, pointer, value),
        }
    }

    /// The gap of a value that the API left out.
    pub(crate) fn unseen<T>(&mut self, field: &str, pointer: &str) -> Fact<T> {
        self.gap(
            field,
            GapReason::NotVisible,
            format!("the API leaves out `{}`", dotted(pointer)),
        )
    }

    /// A value that the API did give and that is no fact as it stands.
    pub(crate) fn malformed<T>(&mut self, field: &str, what: String) -> Fact<T> {
        self.gap(field, GapReason::Malformed, what)
    }

    /// The elements of a list, each as a body of its own, in the order of `key`; nothing for a missing list.
    pub(crate) fn each<T>(
        &mut self,
        field: &str,
        pointer: &str,
        key: &str,
        mut read: impl FnMut(&mut Body<'_>) -> T,
    ) -> Fact<Vec<T>> {
        let elements = match self.at(pointer) {
            None => return Fact::Known(Vec::new()),
            Some(Value::Array(elements)) if elements.iter().all(Value::is_object) => elements,
            Some(_) => return self.gap(field, GapReason::Malformed, not_a(pointer, "a list of objects")),
        };
        let list = self.path.field(field);
        let read = sorted(elements, key)
            .into_iter()
            .enumerate()
            .map(|(position, json)| read(&mut Body::new(json, list.element(position), self.trace_id, self.gaps)))
            .collect();
        Fact::Known(read)
    }

    fn typed<T: Lenient>(&mut self, field: &str, pointer: &str, value: &Value) -> Fact<T> {
        match T::read(value) {
            Some(value) => Fact::Known(value),
            None => self.gap(field, GapReason::Malformed, not_a(pointer, T::EXPECTED)),
        }
    }

    fn gap<T>(&mut self, field: &str, reason: GapReason, detail: String) -> Fact<T> {
        self.gaps.push(Gap {
            path: self.path.field(field),
            reason,
            detail,
            trace_id: self.trace_id.map(str::to_owned),
        });
        Fact::Missing
    }
}

/// The elements of a list in the order of what stands at the pointer `key`, each once, so that facts hang neither on the
/// API's order nor on a page that was cut while the list grew.
pub(crate) fn sorted<'a>(elements: &'a [Value], key: &str) -> Vec<&'a Value> {
    let mut elements: Vec<&Value> = elements.iter().collect();
    // The whole element after its key brings the repeats of one together.
    elements.sort_by_cached_key(|element| (element.pointer(key).and_then(Value::as_str), element.to_string()));
    elements.dedup();
    elements
}

/// A word of an open set in the spelling that facts tell it in.
pub(crate) fn upper(mut word: String) -> String {
    word.make_ascii_uppercase();
    word
}

/// A word of an open set in the spelling that facts tell it in.
pub(crate) fn lower(mut word: String) -> String {
    word.make_ascii_lowercase();
    word
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn dotted(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}

fn not_a(pointer: &str, expected: &str) -> String {
    format!("`{}` is not {expected}", dotted(pointer))
}

impl Lenient for String {
    const EXPECTED: &'static str = "a text";

    fn read(json: &Value) -> Option<Self> {
        json.as_str().map(|text| text.trim().to_owned())
    }
}

impl Lenient for u64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(json: &Value) -> Option<Self> {
        json.as_u64().or_else(|| json.as_str()?.parse().ok())
    }
}

impl Lenient for Timestamp {
    const EXPECTED: &'static str = "a time";

    fn read(json: &Value) -> Option<Self> {
        json.as_str()?.parse().ok()
    }
}

impl Lenient for Vec<String> {
    const EXPECTED: &'static str = "a list of texts";

    /// In order of the texts, each once: lists in facts are sets.
    fn read(json: &Value) -> Option<Self> {
        let mut texts = json.as_array()?.iter().map(String::read).collect::<Option<Vec<_>>>()?;
        texts.sort();
        texts.dedup();
        Some(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_is_nothing_however_it_is_written() {
        for json in [
            json!({}),
            json!({"spec": null}),
            json!({"spec": {"x": null}}),
            json!({"spec": {"x": " "}}),
        ] {
            let mut gaps = Vec::new();
            let mut body = Body::new(&json, "a.b".into(), Some("t-1"), &mut gaps);
            assert_eq!(body.optional::<String>("x", "/spec/x"), Fact::Absent);
            assert_eq!(body.required::<String>("x", "/spec/x"), Fact::Missing);
            assert_eq!(body.hoped::<String>("y", "/spec/x"), Fact::Missing);
            let told: Vec<_> = gaps
                .iter()
                .map(|gap| (gap.path.as_str(), gap.reason, gap.detail.as_str()))
                .collect();
            assert_eq!(
                told,
                [
                    ("a.b.x", GapReason::Malformed, "the answer holds no `spec.x`"),
                    ("a.b.y", GapReason::NotVisible, "the API leaves out `spec.x`")
                ]
            );
            assert_eq!(gaps[0].trace_id.as_deref(), Some("t-1"));
        }
    }

    #[test]
    fn another_type_is_a_gap_and_never_a_value() {
        let json = json!({"text": 5, "number": "12", "texts": ["b", "a"], "mixed": ["a", 1], "time": "yesterday"});
        let mut gaps = Vec::new();
        let mut body = Body::new(&json, "a".into(), None, &mut gaps);
        assert_eq!(body.optional::<String>("text", "/text"), Fact::Missing);
        assert_eq!(body.required::<u64>("number", "/number"), Fact::Known(12));
        assert_eq!(
            body.required::<Vec<String>>("texts", "/texts"),
            Fact::Known(vec!["a".into(), "b".into()])
        );
        assert_eq!(body.hoped::<Vec<String>>("mixed", "/mixed"), Fact::Missing);
        assert_eq!(body.optional::<Timestamp>("time", "/time"), Fact::Missing);
        assert_eq!(gaps.len(), 3);
        assert!(gaps.iter().all(|gap| gap.reason == GapReason::Malformed));
    }

    #[test]
    fn what_is_repeated_is_there_once() {
        let json = json!({"zones": ["b", "a", " b"]});
        let mut gaps = Vec::new();
        let zones = Body::new(&json, "a".into(), None, &mut gaps).required::<Vec<String>>("zones", "/zones");
        assert_eq!(zones, Fact::Known(vec!["a".into(), "b".into()]));
        let (one, other, next) = (json!({"id": "a"}), json!({"id": "a", "n": 1}), json!({"id": "b"}));
        let elements = [&next, &one, &other, &one, &next].map(Value::clone);
        assert_eq!(sorted(&elements, "/id").len(), 3);
    }

    #[test]
    fn elements_are_sorted_before_their_gaps_are_numbered() {
        let json = json!({"list": [{"id": "b"}, {"id": "a", "n": 1}]});
        let mut gaps = Vec::new();
        let read = Body::new(&json, "f".into(), None, &mut gaps)
            .each("list", "/list", "/id", |body| body.required::<u64>("n", "/n"));
        assert_eq!(read, Fact::Known(vec![Fact::Known(1), Fact::Missing]));
        assert_eq!(gaps[0].path, "f.list[1].n".into());
    }
}
