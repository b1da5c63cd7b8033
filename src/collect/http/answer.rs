//! What came back: the head read for its hints, the body read up to a limit and parsed.

use super::{Call, CallError};
use crate::fact::{FactPath, Observation, Source};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;
use std::time::Duration;

static HTTP_DATE: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new();

/// What a source said, and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The body.
    pub json: Value,
    /// Who said it.
    pub source: Source,
    /// When.
    pub at: Timestamp,
    /// The call it answers.
    pub call: Option<String>,
    /// The vendor's own name for the request.
    pub trace_id: Option<String>,
}

impl Reply {
    /// The observation of what stands at `path`.
    pub fn observe(&self, path: impl Into<FactPath>) -> Observation {
        Observation {
            path: path.into(),
            source: self.source,
            at: self.at,
            call: self.call.clone(),
            trace_id: self.trace_id.clone(),
        }
    }
}

/// The vendor's own name for a request, where it gave one, as long as it came.
pub(super) fn trace_id(headers: &HeaderMap) -> Option<&str> {
    ["x-debug-trace-id", "x-request-id"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok().filter(|id| !id.is_empty()))
}

/// How long the service asks to be left alone: `Retry-After` in seconds or as a date, else the seconds until its limit is
/// reset.
pub(super) fn wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(after) = text(RETRY_AFTER.as_str()) {
        let date = || HTTP_DATE.parse_timestamp(after).ok();
        let until = || Some(Duration::try_from(date()?.duration_since(now)).unwrap_or_default());
        if let Some(wait) = seconds(after).or_else(until) {
            return Some(wait);
        }
    }
    seconds(text("x-ratelimit-reset")?)
}

/// A whole number of seconds. One too large to be held is still a number: it outlasts every run.
fn seconds(text: &str) -> Option<Duration> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().map_or(Duration::MAX, Duration::from_secs))
}

/// How long to wait before the next request, because this one was the last that the limit allows.
pub(super) fn exhausted(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    ["x-ratelimit-remaining", "x-ratelimit-remaining-minute"]
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .any(|left| left.trim() == "0")
        .then(|| wait(headers, now))?
}

/// The body as text, read no further than `limit` bytes.
pub(super) async fn read(mut response: reqwest::Response, limit: usize) -> Result<String, Unreadable> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Unreadable::Broken)? {
        if body.len() + chunk.len() > limit {
            return Err(Unreadable::Huge);
        }
        body.extend_from_slice(&chunk);
    }
    String::from_utf8(body).map_err(|_| Unreadable::Binary)
}

/// A body that could not be read.
pub(super) enum Unreadable {
    Broken(reqwest::Error),
    Huge,
    Binary,
}

/// The body as JSON.
pub(super) fn parse(body: &str, call: &Call, trace_id: Option<&str>) -> Result<Value, CallError> {
    serde_json::from_str(body).map_err(|error| {
        let what = match body.trim_start() {
            "" => "is empty".to_owned(),
            html if html.starts_with('<') => "is an HTML page, not JSON".to_owned(),
            _ => format!("is not JSON: {error}"),
        };
        CallError::malformed(&call.shown(), what, trace_id.map(str::to_owned))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn the_time_to_wait_is_read_from_every_hint() {
        let now: Timestamp = "1994-11-06T08:49:07Z".parse().unwrap();
        for (given, expected) in [
            (&[("retry-after", "7")][..], Some(7)),
            (&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], Some(30)),
            (&[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")], Some(0)),
            (&[("retry-after", "soon"), ("x-ratelimit-reset", "12")], Some(12)),
            (&[("X-Ratelimit-Reset", "5")], Some(5)),
            (&[("retry-after", "3"), ("x-ratelimit-reset", "12")], Some(3)),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "")], None),
            (&[], None),
        ] {
            assert_eq!(
                wait(&headers(given), now),
                expected.map(Duration::from_secs),
                "{given:?}"
            );
        }
    }

    #[test]
    fn an_exhausted_limit_is_seen_before_it_bites() {
        let now = Timestamp::UNIX_EPOCH;
        for name in ["x-ratelimit-remaining", "x-ratelimit-remaining-minute"] {
            let mut given = headers(&[("x-ratelimit-reset", "9")]);
            given.insert(name, "0".parse().unwrap());
            assert_eq!(exhausted(&given, now), Some(Duration::from_secs(9)), "{name}");
            given.insert(name, "1".parse().unwrap());
            assert_eq!(exhausted(&given, now), None);
        }
    }
}
