//! A network. Cloud, phase and types are open sets of words, told in one spelling.

use crate::collect::body::{Body, upper};
use crate::fact::Fact;
use crate::fact::confluent::{Network, ZonalSubdomain};
use serde_json::Value;

pub(super) fn read(body: &mut Body<'_>) -> Network {
    let phase = body.required("phase", "/status/phase").map(upper);
    let (domain, service) = ("/status/dns_domain", "/status/cloud/private_link_endpoint_service");
    // While a network is being made it has no domain yet; afterwards it must have one. A body that does not say how far it
    // is does not say what it lacks either.
    let dns_domain = match phase.known().map(String::as_str) {
        None | Some("READY") => body.required("dns_domain", domain),
        Some(_) => body.optional("dns_domain", domain),
    };
    let endpoint_service = match phase.known() {
        None => body.required("endpoint_service", service),
        Some(_) => body.optional("endpoint_service", service),
    };
    Network {
        id: body.required("id", "/id"),
        name: body.optional("name", "/spec/display_name"),
        environment_id: body.required("environment_id", "/spec/environment/id"),
        cloud: body.required("cloud", "/spec/cloud").map(upper),
        region: body.required("region", "/spec/region"),
        connection_types: body
            .required("connection_types", "/spec/connection_types")
            .map(|types: Vec<String>| types.into_iter().map(|word| upper(word).replace('_', "")).collect()),
        zone_ids: body.hoped("zone_ids", "/spec/zones"),
        resolution: body.hoped("resolution", "/spec/dns_config/resolution").map(upper),
        phase,
        error_code: body.optional("error_code", "/status/error_code"),
        error_message: body.optional("error_message", "/status/error_message"),
        dns_domain,
        zonal_subdomains: zonal_subdomains(body),
        endpoint_service,
        idle_since: body.optional("idle_since", "/status/idle_since"),
    }
}

/// A map from AZ ID to domain, in order of the zones.
fn zonal_subdomains(body: &mut Body<'_>) -> Fact<Vec<ZonalSubdomain>> {
    let map = match body.at("/status/zonal_subdomains") {
        None => return Fact::Absent,
        Some(Value::Object(map)) => map,
        Some(_) => return body.malformed("zonal_subdomains", "`status.zonal_subdomains` is not a map".to_owned()),
    };
    let mut zones = Vec::with_capacity(map.len());
    for (zone, domain) in map {
        let Some(domain) = domain.as_str() else {
            return body.malformed(
                "zonal_subdomains",
                format!("`status.zonal_subdomains.{zone}` is not a text"),
            );
        };
        zones.push(ZonalSubdomain {
            zone_id: zone.clone().into(),
            domain: domain.into(),
        });
    }
    zones.sort_by(|a, b| a.zone_id.cmp(&b.zone_id));
    Fact::Known(zones)
}
