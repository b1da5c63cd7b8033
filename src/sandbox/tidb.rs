//! TiDB Cloud's part of the sandbox: a cluster, its zones, its private link connections.

use super::call::Call;
use super::digest::Refusal;
use super::page::page;
use super::reply::Reply;
use super::world::{Tidb, TidbCluster};
use serde_json::{Value, json};

/// The answer to a key that is not taken, with a challenge.
pub(super) fn refuse(call: &Call, refusal: Refusal, challenge: &str) -> Reply {
    let message = match refusal {
        Refusal::NoAnswer | Refusal::Stale => "authorization required",
        Refusal::UnknownKey => "public_key not found",
        Refusal::Wrong => "digest authentication failed",
    };
    failure(call, 401, 49_900_001, message).with("www-authenticate", challenge)
}

/// Answers a GET.
pub(super) fn answer(tidb: &Tidb, call: &Call) -> Reply {
    let path: Vec<&str> = call.path.trim_start_matches('/').split('/').collect();
    let ["v1beta1", "clusters", id, rest @ ..] = path.as_slice() else {
        return failure(call, 404, 5, "Not Found");
    };
    let Some(cluster) = tidb.clusters.get(*id) else {
        return failure(call, 404, 5, &format!("cluster {id} not found"));
    };
    match rest {
        [] => ok(call, &view(cluster, call)),
        ["privateLinkConnections:getAvailabilityZones"] => ok(call, &cluster.zones),
        ["privateLinkConnections"] => list(tidb, cluster, call),
        ["privateLinkConnections", id] => match cluster.connections.get(*id) {
            Some(connection) => ok(call, connection),
            None => failure(call, 404, 5, &format!("private link connection {id} not found")),
        },
        _ => failure(call, 404, 5, "Not Found"),
    }
}

/// The basic view leaves the details out.
fn view(cluster: &TidbCluster, call: &Call) -> Value {
    let mut body = cluster.cluster.clone();
    if call.parameter("view") != Some("FULL")
        && let Some(fields) = body.as_object_mut()
    {
        for detail in ["endpoints", "labels", "annotations", "userPrefix", "createdBy"] {
            fields.remove(detail);
        }
    }
    body
}

/// Attached domains come only with a single connection.
fn list(tidb: &Tidb, cluster: &TidbCluster, call: &Call) -> Reply {
    let state = call.parameter("state");
    let connections = cluster.connections.values();
    let connections = connections.filter(|connection| state.is_none_or(|state| connection["state"] == state));
    let connections = connections.cloned().map(|mut connection| {
        if let Some(fields) = connection.as_object_mut() {
            fields.remove("attachedDomains");
        }
        connection
    });
    let size = match call.parameter("pageSize").map(str::parse::<usize>) {
        None => 10,
        Some(Ok(size)) if size <= 100 => size,
        Some(_) => return failure(call, 400, 3, "invalid page size"),
    };
    let size = size.min(tidb.largest_page);
    match page(connections.collect(), size, call.parameter("pageToken")) {
        Some(page) => ok(
            call,
            &json!({
                "privateLinkConnections": page.items,
                "nextPageToken": page.next.unwrap_or_default(),
                "totalSize": page.total,
            }),
        ),
        None => failure(call, 400, 3, "invalid page token"),
    }
}

fn ok(call: &Call, body: &Value) -> Reply {
    traced(Reply::json(200, body), call)
}

/// The API's error body: `code` is its own, and not the status.
pub(super) fn failure(call: &Call, status: u16, code: u32, message: &str) -> Reply {
    traced(
        Reply::json(status, &json!({"code": code, "message": message, "details": []})),
        call,
    )
}

fn traced(reply: Reply, call: &Call) -> Reply {
    reply
        .with("x-debug-trace-id", call.id().replace('-', ""))
        .with("x-ratelimit-limit-minute", "100")
        .with("x-ratelimit-remaining-minute", "99")
        .with("x-ratelimit-reset", "60")
}
