//! One request, taken apart.

use axum::extract::Query;
use axum::http::Uri;

/// A request as a control plane looks at it.
pub(super) struct Call {
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    /// The query as it was sent.
    pub(super) raw_query: String,
    number: u64,
}

impl Call {
    pub(super) fn new(uri: &Uri, number: u64) -> Self {
        Self {
            path: uri.path().to_owned(),
            query: Query::try_from_uri(uri).map(|Query(query)| query).unwrap_or_default(),
            raw_query: uri.query().unwrap_or_default().to_owned(),
            number,
        }
    }

    /// The first value of a query parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let value = self.query.iter().find(|(known, _)| known == name);
        value.map(|(_, value)| value.as_str())
    }

    /// The service's own name for this request.
    pub(super) fn id(&self) -> String {
        format!("00000000-0000-4000-8000-{:012}", self.number)
    }
}
