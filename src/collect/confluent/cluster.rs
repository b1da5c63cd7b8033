//! A Kafka cluster.

use super::kind::last_word;
use crate::collect::body::{Body, Lenient, upper};
use crate::fact::Fact;
use crate::fact::confluent::Cluster;
use serde_json::Value;

pub(super) fn read(body: &mut Body<'_>) -> Cluster {
    let phase = body.required("phase", "/status/phase").map(upper);
    let provisioned = phase.known().is_some_and(|phase| phase == "PROVISIONED");
    Cluster {
        id: body.required("id", "/id"),
        name: body.optional("name", "/spec/display_name"),
        environment_id: body.required("environment_id", "/spec/environment/id"),
        network_id: body.optional("network_id", "/spec/network/id"),
        kind: body
            .required("kind", "/spec/config/kind")
            .map(|kind: String| capitalised(last_word(&kind))),
        availability: body.required("availability", "/spec/availability").map(upper),
        zone_ids: zones(body),
        phase,
        region: body.required("region", "/spec/region"),
        bootstrap: bootstrap(body, provisioned),
    }
}

/// The zones of the cluster itself. An empty list names none, like a missing one.
fn zones(body: &mut Body<'_>) -> Fact<Vec<String>> {
    match body.at("/spec/config/zones") {
        Some(Value::Array(zones)) if zones.is_empty() => body.unseen("zone_ids", "/spec/config/zones"),
        _ => body.hoped("zone_ids", "/spec/config/zones"),
    }
}

/// Where clients start: the deprecated field while it is filled, else the private link's entry among the endpoints. A
/// cluster that stands must have one.
fn bootstrap(body: &mut Body<'_>, provisioned: bool) -> Fact<String> {
    let among_endpoints = || {
        let endpoints = body.at("/spec/endpoints")?.as_object()?;
        let private = |(key, endpoint): &(&String, &Value)| {
            let word = endpoint.get("connection_type").and_then(Value::as_str).unwrap_or(key);
            word.replace('_', "").eq_ignore_ascii_case("PRIVATELINK")
        };
        let (_, endpoint) = endpoints
            .iter()
            .find(private)
            .or_else(|| endpoints.iter().next().filter(|_| endpoints.len() == 1))?;
        String::read(endpoint.get("kafka_bootstrap_endpoint")?).filter(|address| !address.is_empty())
    };
    let field = "/spec/kafka_bootstrap_endpoint";
    let found = match body.at(field) {
        None => among_endpoints().map(Fact::Known),
        Some(_) => None,
    };
    let address = found.unwrap_or_else(|| {
        if provisioned {
            body.required("bootstrap", field)
        } else {
            body.optional("bootstrap", field)
        }
    });
    address.map(|address: String| {
        address
            .rsplit("://")
            .next()
            .unwrap_or(&address)
            .trim_end_matches('/')
            .to_owned()
    })
}

/// A kind in the API's spelling, however it was written: `Dedicated`.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + &letters.as_str().to_ascii_lowercase()
    })
}
