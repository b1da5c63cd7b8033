//! A private link connection and the domains attached to it.

use crate::collect::body::{Body, upper};
use crate::fact::Fact;
use crate::fact::tidb::{AttachedDomain, Connection, Domain};
use serde_json::Value;

/// The type whose connections lead to an AWS endpoint service.
pub(super) const AWS_TYPE: &str = "AWS_ENDPOINT_SERVICE";

/// Reads a connection, its attached domains only where `whole` says that the body is the one that holds them.
pub(super) fn read(body: &mut Body<'_>, whole: bool) -> Connection {
    let r#type = body.required("type", "/type").map(upper);
    // Another type has another object with the same fields, which says nothing of AWS.
    let aws = r#type.known().is_none_or(|word| word == AWS_TYPE);
    let service = "/awsEndpointService";
    Connection {
        id: body.required("id", "/privateLinkConnectionId"),
        name: body.optional("name", "/displayName"),
        r#type,
        state: body.required("state", "/state").map(upper),
        message: body.optional("message", "/message"),
        service_name: if aws {
            body.required("service_name", &format!("{service}/name"))
        } else {
            Fact::Absent
        },
        service_region: body.optional("service_region", &format!("{service}/region")),
        endpoint_id: body.optional("endpoint_id", &format!("{service}/endpointId")),
        zone_ids: zones(body, aws, &format!("{service}/availabilityZoneIds")),
        attached_domains: if whole {
            body.each(
                "attached_domains",
                "/attachedDomains",
                "/attachDomainId",
                attached_domain,
            )
        } else {
            Fact::Missing
        },
        created_at: body.hoped("created_at", "/createTime"),
        updated_at: body.optional("updated_at", "/updateTime"),
    }
}

/// The zones of the endpoint. An empty list, like a missing one, does not say that it serves none.
fn zones(body: &mut Body<'_>, aws: bool, pointer: &str) -> Fact<Vec<String>> {
    match body.at(pointer) {
        _ if !aws => Fact::Absent,
        Some(Value::Array(zones)) if zones.is_empty() => body.unseen("zone_ids", pointer),
        _ => body.hoped("zone_ids", pointer),
    }
}

fn attached_domain(body: &mut Body<'_>) -> AttachedDomain {
    AttachedDomain {
        id: body.optional("id", "/attachDomainId"),
        r#type: body.required("type", "/type").map(upper),
        unique_name: body.optional("unique_name", "/uniqueName"),
        domains: body.each("domains", "/domains", "/name", |body| Domain {
            name: body.required("name", "/name"),
            state: body.optional("state", "/state"),
            message: body.optional("message", "/message"),
        }),
    }
}
