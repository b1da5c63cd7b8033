//! What a body says that it is.

use crate::collect::draft::object;
use serde_json::Value;

/// A kind of thing in Confluent Cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Network,
    Cluster,
    PrivateLinkAccess,
    Environment,
    AppliedQuota,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Network => "Network",
            Self::Cluster => "Cluster",
            Self::PrivateLinkAccess => "PrivateLinkAccess",
            Self::Environment => "Environment",
            Self::AppliedQuota => "AppliedQuota",
        }
    }

    /// Whether its values stand under `spec` and `status`.
    fn has_spec(self) -> bool {
        match self {
            Self::Network | Self::Cluster | Self::PrivateLinkAccess => true,
            Self::Environment | Self::AppliedQuota => false,
        }
    }

    /// Whether `json` is a body of this kind; else, what it is. The kind may be left out, or have a prefix: `networking.v1.Network`.
    pub(crate) fn check(self, json: &Value) -> Result<(), String> {
        let body = object(json)?;
        let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let kind = text("kind").map(last_word);
        match kind {
            Some(kind) if kind != self.as_str() => Err(format!("is a `{kind}`, not a `{}`", self.as_str())),
            _ if text("id").is_none() => Err(format!("holds no `id`, so it is not a `{}`", self.as_str())),
            _ if self.has_spec() && !body.get("spec").is_some_and(Value::is_object) => {
                Err(format!("holds no `spec`, so it is not a `{}`", self.as_str()))
            }
            _ => Ok(()),
        }
    }
}

/// What stands after the last dot: `AwsNetwork` of `networking.v1.AwsNetwork`.
pub(super) fn last_word(kind: &str) -> &str {
    kind.rsplit('.').next().unwrap_or(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_kind_is_known_with_and_without_its_prefix() {
        for kind in [json!("Network"), json!("networking.v1.Network"), json!(null), json!("")] {
            assert_eq!(
                Kind::Network.check(&json!({"kind": kind, "id": "n-1", "spec": {}})),
                Ok(())
            );
        }
        assert_eq!(Kind::Environment.check(&json!({"id": "env-1"})), Ok(()));
    }

    #[test]
    fn another_body_is_told_by_its_name() {
        for (json, expected) in [
            (
                json!({"kind": "cmk.v2.Cluster", "id": "lkc-1", "spec": {}}),
                "is a `Cluster`, not a `Network`",
            ),
            (
                json!({"kind": "NetworkList", "data": []}),
                "is a `NetworkList`, not a `Network`",
            ),
            (
                json!({"errors": [{"detail": "no"}]}),
                "holds no `id`, so it is not a `Network`",
            ),
            (json!({"id": "n-1"}), "holds no `spec`, so it is not a `Network`"),
            (json!([]), "is a list, not one thing"),
            (json!("x"), "is not a JSON object"),
        ] {
            assert_eq!(Kind::Network.check(&json).unwrap_err(), expected);
        }
    }
}
