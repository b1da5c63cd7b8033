//! A call that failed: the one place where a failure gets its gap reason.

use super::Service;
use super::{Call, vendor};
use crate::fact::{FactPath, Gap, GapReason};
use reqwest::StatusCode;
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// Why a call brought no facts.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{detail}")]
pub struct CallError {
    /// The reason that its gaps carry.
    pub reason: GapReason,
    /// What happened, in a sentence; never holds a secret.
    pub detail: String,
    /// The vendor's own name for the request.
    pub trace_id: Option<String>,
    /// What the service said, when it refused the credential itself.
    pub refusal: Option<String>,
    /// How it may be tried again.
    pub(super) retry: Retry,
}

/// Whether a failed call may be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Retry {
    /// It would fail again.
    Never,
    /// After a pause of our own choice.
    Soon,
    /// Not before the service said so.
    After(Duration),
}

impl CallError {
    /// A failure that needs no further words.
    pub fn new(reason: GapReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            trace_id: None,
            refusal: None,
            retry: Retry::Never,
        }
    }

    /// An answer that cannot be used.
    pub(crate) fn malformed(call: &str, what: impl fmt::Display, trace_id: Option<String>) -> Self {
        Self::new(GapReason::Malformed, format!("the answer to `{call}` {what}")).traced(trace_id)
    }

    /// The gap that it leaves at `path`.
    pub fn gap(&self, path: &FactPath) -> Gap {
        Gap {
            path: path.clone(),
            reason: self.reason,
            detail: self.detail.clone(),
            trace_id: self.trace_id.clone(),
        }
    }

    /// The same failure, with the vendor's own name for the request.
    #[must_use]
    pub(crate) fn traced(self, trace_id: Option<String>) -> Self {
        Self { trace_id, ..self }
    }

    /// The same failure, seen from something that hangs on it.
    #[must_use]
    pub(crate) fn because(&self, hangs: &str) -> Self {
        Self {
            detail: format!("{hangs}: {}", self.detail),
            ..self.clone()
        }
    }

    /// Whether the thing may not exist where it was looked for.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.reason, GapReason::NotFound | GapReason::NotFoundOrDenied)
    }
}

/// What an answer other than success means.
///
/// 401 refuses the credential. What 403 and 404 mean hangs on the service: TiDB Cloud says what it means, Confluent Cloud
/// answers 403 or 404 both for what does not exist and for what the caller may not know of, so both readings stay; only a
/// list that names nothing is plainly denied. 429, and 503 with a time, ask for patience. Any other 5xx is a service that
/// is not there.
pub(super) fn classify(
    status: StatusCode,
    body: &str,
    call: &Call,
    service: &Service,
    wait: Option<Duration>,
) -> CallError {
    let words = vendor::words(body);
    let mut said = format!("{} answered {} to `{}`", service.name, shown(status), call.shown());
    if let Some(words) = &words {
        said = format!("{said}: {words}");
    }
    let lowered = body.to_ascii_lowercase();
    let refused = status == StatusCode::UNAUTHORIZED
        || (status == StatusCode::FORBIDDEN && service.refusals.iter().any(|refusal| lowered.contains(refusal)));
    if refused {
        return CallError {
            refusal: Some(words.unwrap_or_else(|| shown(status))),
            ..CallError::new(GapReason::Denied, format!("{said}; the credential was refused"))
        };
    }
    match (status, call.thing()) {
        (StatusCode::FORBIDDEN | StatusCode::NOT_FOUND, Some(thing)) if service.veils => CallError::new(
            GapReason::NotFoundOrDenied,
            format!("{said}; {thing} was not found, or the key is not permitted to see it"),
        ),
        (StatusCode::FORBIDDEN, _) => CallError::new(
            GapReason::Denied,
            format!("{said}; the key is not permitted to read this"),
        ),
        (StatusCode::NOT_FOUND, Some(thing)) => {
            CallError::new(GapReason::NotFound, format!("{said}; there is no {thing}"))
        }
        (StatusCode::NOT_FOUND, None) => CallError::new(GapReason::NotFound, said),
        (StatusCode::TOO_MANY_REQUESTS, _) => CallError {
            retry: wait.map_or(Retry::Soon, Retry::After),
            ..CallError::new(GapReason::Throttled, said)
        },
        (StatusCode::SERVICE_UNAVAILABLE, _) if wait.is_some() => CallError {
            retry: wait.map_or(Retry::Soon, Retry::After),
            ..CallError::new(GapReason::Throttled, said)
        },
        (StatusCode::NOT_IMPLEMENTED, _) => CallError::new(GapReason::Unreachable, said),
        _ if status.is_server_error() => CallError {
            retry: Retry::Soon,
            ..CallError::new(GapReason::Unreachable, said)
        },
        _ => CallError::new(GapReason::Malformed, said),
    }
}

/// What a failure of the connection means. `answered`: the head of the answer had come.
pub(super) fn broken(error: reqwest::Error, answered: bool, call: &Call, service: &Service) -> CallError {
    let call = call.shown();
    let name = service.name;
    let error = error.without_url();
    if error.is_timeout() {
        return CallError::new(GapReason::Timeout, format!("{name} did not answer `{call}` in time"));
    }
    let causes = causes(&error);
    if answered {
        return CallError::malformed(&call, format_args!("broke off: {causes}"), None);
    }
    CallError {
        retry: Retry::Soon,
        ..CallError::new(
            GapReason::Unreachable,
            format!("{name} could not be reached for `{call}`: {causes}"),
        )
    }
}

/// The causes of an error below its own words, which only say that something failed.
fn causes(error: &dyn Error) -> String {
    let mut words = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push(error.to_string());
        cause = error.source();
    }
    if words.is_empty() {
        words.push(error.to_string());
    }
    words.dedup();
    vendor::clip(&words.join(": "))
}

fn shown(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{} {reason}", status.as_u16()),
        None => status.as_u16().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CONFLUENT, TIDB};
    use super::*;

    fn reason(status: u16, body: &str, call: &Call, service: &Service) -> (GapReason, Option<String>) {
        let error = classify(StatusCode::from_u16(status).unwrap(), body, call, service, None);
        (error.reason, error.refusal)
    }

    #[test]
    fn each_status_has_its_reason() {
        let named = Call::to(["c", "lkc-1"]).about("cluster `lkc-1`");
        let list = Call::to(["environments"]);
        for (service, call, status, expected) in [
            (&CONFLUENT, &named, 400, GapReason::Malformed),
            (&CONFLUENT, &named, 403, GapReason::NotFoundOrDenied),
            (&CONFLUENT, &named, 404, GapReason::NotFoundOrDenied),
            (&CONFLUENT, &list, 403, GapReason::Denied),
            (&CONFLUENT, &named, 429, GapReason::Throttled),
            (&CONFLUENT, &named, 500, GapReason::Unreachable),
            (&CONFLUENT, &named, 501, GapReason::Unreachable),
            (&CONFLUENT, &named, 503, GapReason::Unreachable),
            (&CONFLUENT, &named, 418, GapReason::Malformed),
            (&TIDB, &named, 403, GapReason::Denied),
            (&TIDB, &named, 404, GapReason::NotFound),
            (&TIDB, &list, 404, GapReason::NotFound),
            (&TIDB, &named, 429, GapReason::Throttled),
        ] {
            assert_eq!(
                reason(status, "", call, service),
                (expected, None),
                "{} {status}",
                service.name
            );
        }
    }

    #[test]
    fn a_refused_credential_is_told_from_a_missing_permission() {
        let named = Call::to(["c", "lkc-1"]).about("cluster `lkc-1`");
        let refused = r#"{"errors":[{"detail":"Unauthorized"}]}"#;
        assert_eq!(
            reason(401, refused, &named, &CONFLUENT),
            (GapReason::Denied, Some("Unauthorized".into()))
        );
        assert_eq!(
            reason(401, "", &named, &TIDB),
            (GapReason::Denied, Some("401 Unauthorized".into()))
        );
        let refused = r#"{"error":"Invalid API Key"}"#;
        assert_eq!(
            reason(403, refused, &named, &CONFLUENT),
            (GapReason::Denied, Some("Invalid API Key".into()))
        );
        let denied = r#"{"errors":[{"code":"forbidden_access","detail":"Forbidden Access"}]}"#;
        assert_eq!(
            reason(403, denied, &named, &CONFLUENT),
            (GapReason::NotFoundOrDenied, None)
        );
    }

    #[test]
    fn both_readings_stand_in_the_detail() {
        let named = Call::to(["cmk", "v2", "clusters", "lkc-1"]).about("cluster `lkc-1`");
        let error = classify(
            StatusCode::FORBIDDEN,
            r#"{"errors":[{"detail":"Forbidden Access"}]}"#,
            &named,
            &CONFLUENT,
            None,
        );
        assert_eq!(
            error.to_string(),
            "Confluent Cloud answered 403 Forbidden to `GET /cmk/v2/clusters/lkc-1`: Forbidden Access; \
             cluster `lkc-1` was not found, or the key is not permitted to see it"
        );
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let call = Call::to(["c"]);
        let retry = |status, wait| classify(StatusCode::from_u16(status).unwrap(), "", &call, &TIDB, wait).retry;
        let second = Some(Duration::from_secs(1));
        assert_eq!(retry(429, None), Retry::Soon);
        assert_eq!(retry(429, second), Retry::After(Duration::from_secs(1)));
        assert_eq!(retry(503, second), Retry::After(Duration::from_secs(1)));
        for status in [500, 502, 503, 504] {
            assert_eq!(retry(status, None), Retry::Soon, "{status}");
        }
        for status in [400, 401, 403, 404, 501] {
            assert_eq!(retry(status, second), Retry::Never, "{status}");
        }
    }
}
