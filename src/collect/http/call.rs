//! What to read: a path, a query, and the words for the thing it names. There is no method to choose.

use reqwest::Url;

/// One thing to read from a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    segments: Vec<String>,
    query: Vec<(&'static str, String)>,
    thing: Option<String>,
}

impl Call {
    /// A call of the path made of `segments`. Each is escaped, so that an id can never lead to another path; the colon of
    /// a custom verb stays as it is.
    pub fn to<'a>(segments: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            segments: segments.into_iter().map(str::to_owned).collect(),
            query: Vec::new(),
            thing: None,
        }
    }

    /// The same call with one more query parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.query.push((name, value.to_owned()));
        self
    }

    /// The same call, with words for the thing it names: `network n-1 in env-1`. A call without them names no thing that
    /// could be missing.
    #[must_use]
    pub fn about(mut self, thing: impl Into<String>) -> Self {
        self.thing = Some(thing.into());
        self
    }

    /// The words for the thing it names.
    pub(super) fn thing(&self) -> Option<&str> {
        self.thing.as_deref()
    }

    /// The call as reports show it: `GET /networking/v1/networks/n-1`.
    pub fn shown(&self) -> String {
        format!("GET /{}", self.segments.join("/"))
    }

    /// The address below `base`; none for a base that cannot have one below it.
    pub(super) fn url(&self, base: &Url) -> Option<Url> {
        let mut url = base.clone();
        // `.` and `..` would be swallowed by the URL, and the call would become another one.
        if self
            .segments
            .iter()
            .any(|segment| matches!(segment.as_str(), "" | "." | ".."))
        {
            return None;
        }
        url.path_segments_mut().ok()?.pop_if_empty().extend(&self.segments);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Some(url)
    }
}

/// The value of a query parameter of an address that a service named. The address is read, never followed.
pub fn query_value(address: &str, name: &str) -> Option<String> {
    let url = Url::parse("https://localhost").ok()?.join(address).ok()?;
    url.query_pairs()
        .find(|(key, value)| key == name && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(base: &str, call: &Call) -> Option<String> {
        call.url(&Url::parse(base).unwrap()).map(String::from)
    }

    #[test]
    fn an_address_is_built_below_the_base() {
        let call = Call::to([
            "v1beta1",
            "clusters",
            "1",
            "privateLinkConnections:getAvailabilityZones",
        ]);
        let expected = "https://h.test/v1beta1/clusters/1/privateLinkConnections:getAvailabilityZones";
        assert_eq!(url("https://h.test", &call).as_deref(), Some(expected));
        assert_eq!(url("https://h.test/", &call).as_deref(), Some(expected));
        let call = Call::to(["a"])
            .with("page_token", "x/y+z=")
            .with("environment", "env-1");
        assert_eq!(
            url("http://127.0.0.1:1/below", &call).as_deref(),
            Some("http://127.0.0.1:1/below/a?page_token=x%2Fy%2Bz%3D&environment=env-1")
        );
        assert_eq!(call.shown(), "GET /a");
    }

    #[test]
    fn an_id_cannot_lead_to_another_path() {
        let call = Call::to(["networks", "../x?y#z/"]);
        assert_eq!(
            url("https://h.test", &call).as_deref(),
            Some("https://h.test/networks/..%2Fx%3Fy%23z%2F")
        );
        for id in ["", ".", ".."] {
            assert_eq!(url("https://h.test", &Call::to(["networks", id])), None, "{id:?}");
        }
    }
}
