//! The section of TiDB Cloud.

use super::survey::{Parts, Survey};
use super::{cluster, connection};
use crate::collect::body::Body;
use crate::collect::draft::{Draft, Found};
use crate::collect::http::{CallError, GetClient, Reply};
use crate::collect::import::SavedTidb;
use crate::config;
use crate::fact::tidb::{Connection, Facts};
use crate::fact::{Fact, FactPath, Section};
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads what `asked` names: saved bodies where there are some, else with `client`. Without a client the rest is left out.
pub(crate) async fn collect(
    asked: &config::Tidb,
    saved: &SavedTidb,
    client: Option<&GetClient<'_>>,
    endpoint: &str,
) -> Section<Facts> {
    let asking = client.zip(asked.cluster_id.as_deref());
    let mut parts = match asking {
        Some((client, cluster_id)) => Survey::new(client, cluster_id, asked, saved).run().await,
        None => Parts::not_requested(),
    };
    for (part, saved) in [(&mut parts.cluster, &saved.cluster), (&mut parts.zones, &saved.zones)] {
        if let Some(saved) = saved {
            *part = Found::Read(saved.clone());
        }
    }
    if let Some((id, saved)) = saved.connection() {
        if asking.is_none() {
            // Alone, it is all that is known of the connections.
            parts.connections = Found::Read(std::sync::Arc::new(Reply {
                json: Value::Array(vec![saved.json.clone()]),
                ..Reply::clone(saved)
            }));
        }
        parts.each.insert(id.to_owned(), Found::Read(saved.clone()));
    }
    let mut draft = Draft::default();
    let cluster = draft.one("tidb.cluster", &parts.cluster, cluster::read);
    let (account_id, zone_ids) = zones(&mut draft, &parts.zones);
    let mut facts = Facts {
        cluster,
        account_id,
        zone_ids,
        connections: connections(&mut draft, &parts.connections, &parts.each),
        credential: Fact::Missing,
    };
    match asking {
        Some((client, _)) => facts.credential = draft.credential("tidb.credential", client, false),
        None => draft.not_requested.push("tidb.credential".into()),
    }
    draft.section(asking.map(|_| endpoint.to_owned()), facts)
}

/// One answer tells two facts, so it is noted at both.
fn zones(draft: &mut Draft, found: &Found) -> (Fact<String>, Fact<Vec<String>>) {
    let paths = [FactPath::from("tidb.account_id"), FactPath::from("tidb.zone_ids")];
    match found {
        Found::Read(reply) => {
            draft.observed.extend(paths.into_iter().map(|path| reply.observe(path)));
            let mut body = Body::new(&reply.json, "tidb".into(), reply.trace_id.as_deref(), &mut draft.gaps);
            (
                body.required("account_id", "/accountId"),
                body.required("zone_ids", "/azIds"),
            )
        }
        Found::Gap(error) => {
            draft.gaps.extend(paths.iter().map(|path| error.gap(path)));
            (Fact::Missing, Fact::Missing)
        }
        Found::None(_) | Found::NotRequested => {
            draft.not_requested.extend(paths);
            (Fact::Missing, Fact::Missing)
        }
    }
}

/// The list, each element as its own answer tells it where there is one, in order of the ids.
fn connections(draft: &mut Draft, list: &Found, each: &BTreeMap<String, Found>) -> Fact<Vec<Connection>> {
    let path = FactPath::from("tidb.connections");
    let listed = match list {
        Found::Read(list) => list,
        Found::Gap(error) => {
            draft.gaps.push(error.gap(&path));
            return Fact::Missing;
        }
        Found::None(_) | Found::NotRequested => {
            draft.not_requested.push(path);
            return Fact::Missing;
        }
    };
    draft.observed.push(listed.observe(path.clone()));
    let mut all: BTreeMap<&str, Option<&Value>> = each.keys().map(|id| (id.as_str(), None)).collect();
    for element in listed.json.as_array().map(Vec::as_slice).unwrap_or_default() {
        let id = element
            .get("privateLinkConnectionId")
            .and_then(Value::as_str)
            .unwrap_or_default();
        all.insert(id, Some(element));
    }
    let mut connections = Vec::new();
    for (id, element) in all {
        let at = path.element(connections.len());
        match (each.get(id), element) {
            (Some(Found::Read(own)), _) => {
                draft.observed.push(own.observe(at.clone()));
                let mut body = Body::new(&own.json, at, own.trace_id.as_deref(), &mut draft.gaps);
                connections.push(connection::read(&mut body, true));
            }
            (own, Some(element)) => {
                let domains = at.field("attached_domains");
                match own.and_then(Found::error) {
                    Some(error) => draft.gaps.push(CallError::gap(error, &domains)),
                    None => draft.not_requested.push(domains),
                }
                let mut body = Body::new(element, at, listed.trace_id.as_deref(), &mut draft.gaps);
                connections.push(connection::read(&mut body, false));
            }
            (_, None) => {}
        }
    }
    Fact::Known(connections)
}
