//! A vendor's own words for a failure, out of whatever shape it answered in.

use serde_json::Value;

/// Longer texts are cut: a detail is a sentence, not a page.
const LONGEST: usize = 400;

/// What a body says of a failure: its message and its code. None for an empty one.
pub(super) fn words(body: &str) -> Option<String> {
    let text = match serde_json::from_str::<Value>(body) {
        Ok(json) => said(&json)?,
        Err(_) if body.trim_start().starts_with('<') => "an HTML page".to_owned(),
        Err(_) => body.trim().to_owned(),
    };
    (!text.is_empty()).then(|| clip(&text))
}

/// Whether a body is an error in a vendor's own words: a list of them, or a message with its code. A gateway on the way says
/// `{"message":"Forbidden"}`, and no more.
pub(super) fn is_error(body: &str) -> bool {
    let Ok(json) = serde_json::from_str::<Value>(body) else {
        return false;
    };
    if let Some(error) = json.pointer("/errors/0") {
        return error.is_object();
    }
    let error = json.get("error").unwrap_or(&json);
    let has = |name: &str| error.get(name).is_some_and(|value| !value.is_null());
    has("message") && (has("code") || has("error_code"))
}

/// The four shapes that the two vendors use: `{"errors":[{detail, code}]}`, `{"error":{message, code}}`,
/// `{"error":"…"}` and `{"message", "code"}`.
fn said(json: &Value) -> Option<String> {
    if let Some(error) = json.pointer("/errors/0") {
        return message(error, &["detail", "title"], &["code"]);
    }
    match json.get("error") {
        Some(Value::String(text)) => Some(text.clone()),
        Some(error) => message(error, &["message", "detail"], &["code"]),
        None => message(json, &["message", "detail"], &["code", "error_code"]),
    }
}

fn message(error: &Value, texts: &[&str], codes: &[&str]) -> Option<String> {
    let text = texts
        .iter()
        .find_map(|name| error.get(name)?.as_str().filter(|text| !text.is_empty()));
    let code = codes.iter().find_map(|name| match error.get(name)? {
        Value::String(code) if !code.is_empty() => Some(code.clone()),
        Value::Number(code) => Some(code.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    });
    match (text, code) {
        (Some(text), Some(code)) => Some(format!("{text} ({code})")),
        (Some(text), None) => Some(text.to_owned()),
        (None, Some(code)) => Some(format!("code {code}")),
        (None, None) => None,
    }
}

/// The text, cut where it is too long.
pub(super) fn clip(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_an_error_is_understood() {
        for (body, expected) in [
            (
                r#"{"errors":[{"id":"1","status":"403","code":"forbidden_access","detail":"Forbidden Access","source":{}}]}"#,
                Some("Forbidden Access (forbidden_access)"),
            ),
            (
                r#"{"errors":[{"id":"1","status":"401","detail":"Unauthorized","source":{}}]}"#,
                Some("Unauthorized"),
            ),
            (r#"{"errors":[{"title":"Only a title"}]}"#, Some("Only a title")),
            (
                r#"{"code":49900007,"message":"The request exceeded the limit","details":[]}"#,
                Some("The request exceeded the limit (49900007)"),
            ),
            (r#"{"error_code":40301,"message":"no"}"#, Some("no (40301)")),
            (r#"{"error":{"message":"inner"}}"#, Some("inner")),
            (
                r#"{"status":400,"error":{"code":"bad","message":"newer"},"requestId":"r"}"#,
                Some("newer (bad)"),
            ),
            (r#"{"error":"invalid API key"}"#, Some("invalid API key")),
            (r#"{"code":5}"#, Some("code 5")),
            ("<!doctype html><h1>502</h1>", Some("an HTML page")),
            (" upstream reset \n", Some("upstream reset")),
            ("{}", None),
            ("", None),
            (r#"{"errors":[]}"#, None),
            (r#"{"message":7}"#, None),
        ] {
            assert_eq!(words(body).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "ü".repeat(1000);
        let cut = words(&long).unwrap();
        assert_eq!(cut.chars().count(), LONGEST + 1);
        assert!(cut.ends_with('…'));
    }
}
