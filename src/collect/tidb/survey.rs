//! What is asked of TiDB Cloud, and in which order: the cluster, its zones and its connections at once, then each connection
//! by itself, because only that answer holds the attached domains.

use super::Kind;
use super::connection::AWS_TYPE;
use crate::collect::draft::Found;
use crate::collect::http::{Call, CallError, GetClient, Reply};
use crate::collect::import::SavedTidb;
use crate::collect::pages::Pages;
use crate::config;
use futures_util::future::join_all;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Up to so many connections are each read by themselves; of more, only those that may be the one under check.
const ALL: usize = 10;

/// What became of each part.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) cluster: Found,
    pub(super) zones: Found,
    /// The list, as one reply whose body is the list of its elements.
    pub(super) connections: Found,
    /// Each connection that was read by itself, by its id.
    pub(super) each: BTreeMap<String, Found>,
}

impl Parts {
    pub(super) fn not_requested() -> Self {
        Self {
            cluster: Found::NotRequested,
            zones: Found::NotRequested,
            connections: Found::NotRequested,
            each: BTreeMap::new(),
        }
    }
}

/// One link's questions to TiDB Cloud.
pub(super) struct Survey<'a> {
    client: &'a GetClient<'a>,
    saved: &'a SavedTidb,
    cluster_id: &'a str,
    connection_id: Option<&'a str>,
}

impl<'a> Survey<'a> {
    pub(super) fn new(
        client: &'a GetClient<'a>,
        cluster_id: &'a str,
        asked: &'a config::Tidb,
        saved: &'a SavedTidb,
    ) -> Self {
        Self {
            client,
            saved,
            cluster_id,
            connection_id: asked.connection_id.as_deref(),
        }
    }

    pub(super) async fn run(&self) -> Parts {
        let (cluster, zones, (connections, each)) = tokio::join!(self.cluster(), self.zones(), self.connections());
        Parts {
            cluster,
            zones,
            connections,
            each,
        }
    }

    async fn cluster(&self) -> Found {
        if let Some(saved) = &self.saved.cluster {
            return Found::Read(saved.clone());
        }
        let call = Call::to(["v1beta1", "clusters", self.cluster_id])
            .with("view", "FULL")
            .about(self.thing());
        self.one(&call, Kind::Cluster).await
    }

    async fn zones(&self) -> Found {
        if let Some(saved) = &self.saved.zones {
            return Found::Read(saved.clone());
        }
        let call = Call::to([
            "v1beta1",
            "clusters",
            self.cluster_id,
            "privateLinkConnections:getAvailabilityZones",
        ]);
        self.one(&call.about(self.thing()), Kind::Zones).await
    }

    async fn connections(&self) -> (Found, BTreeMap<String, Found>) {
        // The one that was named need not wait for the list; asked again below, its answer is at hand.
        let named = async {
            match self.connection_id {
                Some(id) => Some((id.to_owned(), self.connection(id).await)),
                None => None,
            }
        };
        let (list, named) = tokio::join!(self.list(), named);
        let list = match list {
            Ok(list) => list,
            Err(error) => return (Found::Gap(error), BTreeMap::new()),
        };
        let ids: BTreeSet<&str> = self.candidates(&list);
        let mut each: BTreeMap<String, Found> = join_all(
            ids.into_iter()
                .map(async |id| (id.to_owned(), self.connection(id).await)),
        )
        .await
        .into_iter()
        .collect();
        // A named connection that the list lacks and that answers nevertheless is there.
        each.extend(named.filter(|(_, found)| found.reply().is_some()));
        (Found::Read(list), each)
    }

    /// The connections whose attached domains matter.
    fn candidates<'l>(&self, list: &'l Reply) -> BTreeSet<&'l str> {
        let elements = list.json.as_array().map(Vec::as_slice).unwrap_or_default();
        let text = |element: &'l Value, name| element.get(name).and_then(Value::as_str);
        elements
            .iter()
            .filter_map(|element| {
                let id = text(element, "privateLinkConnectionId")?;
                let aws = || text(element, "type").is_none_or(|word| word.eq_ignore_ascii_case(AWS_TYPE));
                let matters = elements.len() <= ALL || self.connection_id.map_or_else(aws, |named| named == id);
                matters.then_some(id)
            })
            .collect()
    }

    async fn connection(&self, id: &str) -> Found {
        if let Some(saved) = self.saved.connection_with(id) {
            return Found::Read(saved.clone());
        }
        let call = Call::to(["v1beta1", "clusters", self.cluster_id, "privateLinkConnections", id]);
        let thing = format!("private link connection `{id}` of {}", self.thing());
        self.one(&call.about(thing), Kind::Connection).await
    }

    async fn list(&self) -> Result<Arc<Reply>, CallError> {
        let call = Call::to(["v1beta1", "clusters", self.cluster_id, "privateLinkConnections"])
            .with("pageSize", "100")
            .about(self.thing());
        let first = self.client.get(&call).await?;
        let mut whole = Reply::clone(&first);
        let mut list = Vec::new();
        let mut pages = Pages::default();
        let mut page = first;
        loop {
            let malformed = |what: String| CallError::malformed(&call.shown(), what, page.trace_id.clone());
            list.extend_from_slice(elements(&page.json).map_err(malformed)?);
            let token = match page.json.get("nextPageToken") {
                None | Some(Value::Null) => break,
                Some(Value::String(token)) if token.is_empty() => break,
                Some(Value::String(token)) => token.clone(),
                Some(_) => return Err(malformed("holds a `nextPageToken` that is not a text".to_owned())),
            };
            pages.turn(&token).map_err(malformed)?;
            page = self.client.get(&call.clone().with("pageToken", &token)).await?;
        }
        whole.json = Value::Array(list);
        Ok(Arc::new(whole))
    }

    async fn one(&self, call: &Call, kind: Kind) -> Found {
        match self.client.get(call).await {
            Ok(reply) => match kind.check(&reply.json) {
                Ok(()) => Found::Read(reply),
                Err(what) => Found::Gap(CallError::malformed(&call.shown(), what, reply.trace_id.clone())),
            },
            Err(error) => Found::Gap(error),
        }
    }

    fn thing(&self) -> String {
        format!("cluster `{}`", self.cluster_id)
    }
}

/// The elements of one page. A list without elements may be left out altogether, but then nothing else may be there.
fn elements(json: &Value) -> Result<&[Value], String> {
    let body = crate::collect::draft::object(json)?;
    match body.get("privateLinkConnections") {
        Some(Value::Array(elements)) => {
            for (position, element) in elements.iter().enumerate() {
                Kind::Connection
                    .check(element)
                    .map_err(|what| format!("holds a `privateLinkConnections[{position}]` that {what}"))?;
            }
            Ok(elements)
        }
        None | Some(Value::Null)
            if body.keys().all(|key| EMPTY_LIST.contains(&key.as_str())) && !counts(body.get("totalSize")) =>
        {
            Ok(&[])
        }
        _ => Err("holds no list `privateLinkConnections`".to_owned()),
    }
}

/// The keys that may stand in a list without elements.
const EMPTY_LIST: [&str; 3] = ["privateLinkConnections", "nextPageToken", "totalSize"];

/// Whether a total says that there is something. It may be a number or, as protocol buffers write it, a text.
fn counts(total: Option<&Value>) -> bool {
    match total {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => text != "0",
        Some(other) => other.as_u64() != Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_empty_list_is_not_the_same_as_no_list() {
        for empty in [
            json!({}),
            json!({"privateLinkConnections": []}),
            json!({"nextPageToken": "", "totalSize": "0"}),
        ] {
            assert_eq!(elements(&empty), Ok(&[][..]), "{empty}");
        }
        for other in [
            json!({"code": 5, "message": "no"}),
            json!({"totalSize": 2}),
            json!({"totalSize": "2"}),
            json!({"privateLinkConnections": {}}),
            json!({"privateLinkConnections": [{"id": 1}]}),
            json!([]),
        ] {
            assert!(elements(&other).is_err(), "{other}");
        }
    }
}
