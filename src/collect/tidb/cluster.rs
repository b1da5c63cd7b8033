//! A cluster of TiDB Cloud.

use crate::collect::body::{Body, lower, upper};
use crate::fact::Fact;
use crate::fact::tidb::Cluster;

pub(super) fn read(body: &mut Body<'_>) -> Cluster {
    let id = match (
        body.at("/clusterId"),
        body.text("/name").and_then(|name| name.strip_prefix("clusters/")),
    ) {
        (None, Some(id)) => id.into(),
        _ => body.required("id", "/clusterId"),
    };
    Cluster {
        id,
        name: body.optional("name", "/displayName"),
        plan: plan(body),
        cloud: cloud(body),
        region: region(body),
        state: body.required("state", "/state").map(upper),
        created_at: body.hoped("created_at", "/createTime"),
    }
}

/// Two fields tell the plan, in different letters: `ESSENTIAL` and `Essential`.
fn plan(body: &mut Body<'_>) -> Fact<String> {
    let field = if body.at("/clusterPlan").is_some() {
        "/clusterPlan"
    } else {
        "/servicePlan"
    };
    body.required("plan", field).map(lower)
}

/// The provider, else what the region's id begins with, else the deprecated provider.
fn cloud(body: &mut Body<'_>) -> Fact<String> {
    if body.at("/region/cloudProvider").is_some() {
        return body.required("cloud", "/region/cloudProvider").map(lower);
    }
    let known = ["aws", "alicloud", "gcp", "azure"];
    let prefix = body.text("/region/regionId").and_then(|id| id.split('-').next());
    match prefix.filter(|prefix| known.contains(prefix)) {
        Some(prefix) => prefix.into(),
        None => body.required("cloud", "/region/provider").map(lower),
    }
}

/// The region's id, else the last word of its name: `regions/aws-us-east-1`.
fn region(body: &mut Body<'_>) -> Fact<String> {
    let named = body.text("/region/name").and_then(|name| name.strip_prefix("regions/"));
    let id: Fact<String> = match (body.at("/region/regionId"), named) {
        (None, Some(id)) => id.into(),
        _ => body.required("region", "/region/regionId"),
    };
    id.map(|id| id.strip_prefix("aws-").unwrap_or(&id).to_owned())
}
