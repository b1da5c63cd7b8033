//! What a body is: TiDB Cloud's bodies do not say, so their fields tell.

use crate::collect::draft::object;
use serde_json::Value;

/// A kind of body of TiDB Cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Cluster,
    Zones,
    Connection,
}

impl Kind {
    /// Whether `json` is a body of this kind; else, what is wrong with it.
    pub(crate) fn check(self, json: &Value) -> Result<(), String> {
        let body = object(json)?;
        let has = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
        let (holds, what) = match self {
            // A connection names its cluster too.
            Self::Cluster => (
                (has("clusterId") || has("name")) && has("region") && !has("privateLinkConnectionId"),
                "holds no `clusterId` with a `region`, so it is not a cluster",
            ),
            Self::Zones => (
                has("accountId") || has("azIds"),
                "holds neither `accountId` nor `azIds`, so it is not the answer about zones",
            ),
            Self::Connection => (
                has("privateLinkConnectionId"),
                "holds no `privateLinkConnectionId`, so it is not a private link connection",
            ),
        };
        if holds { Ok(()) } else { Err(what.to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bodies_are_told_apart_by_their_fields() {
        let cluster = json!({"clusterId": "1", "region": {"regionId": "aws-us-east-1"}});
        let zones = json!({"accountId": "123456789012", "azIds": []});
        let connection = json!({"privateLinkConnectionId": "plc-1", "clusterId": "1"});
        let error = json!({"code": 5, "message": "no", "details": []});
        for (kind, right) in [
            (Kind::Cluster, &cluster),
            (Kind::Zones, &zones),
            (Kind::Connection, &connection),
        ] {
            for body in [&cluster, &zones, &connection, &error, &json!([]), &json!(null)] {
                assert_eq!(kind.check(body).is_ok(), body == right, "{kind:?} {body}");
            }
        }
    }
}
