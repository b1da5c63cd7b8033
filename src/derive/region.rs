//! Every region that some fact names, and where.

use super::derivation::Derivation;
use crate::fact::derived::PlaceRegion;
use crate::fact::{Fact, Facts};

pub(super) fn derive(facts: &Facts, out: &mut Derivation) {
    let tidb = facts
        .tidb
        .facts
        .cluster
        .known()
        .and_then(|cluster| cluster.region.known());
    let network = facts
        .confluent
        .facts
        .network
        .known()
        .and_then(|network| network.region.known());
    let service = out
        .facts
        .endpoint_service
        .known()
        .and_then(|service| service.region.known());
    let domain = out.facts.dns_domain.known().and_then(|domain| domain.region.known());
    let connection = out.facts.connection.known();
    let plc = connection.and_then(|connection| connection.id.known());
    let places = [
        ("the TiDB Cloud cluster".to_owned(), tidb),
        ("the Confluent network".to_owned(), network),
        ("the endpoint service's name".to_owned(), service),
        ("the DNS domain".to_owned(), domain),
        (
            format!("connection `{}`", plc.map_or("", String::as_str)),
            connection.and_then(|it| it.service_region.known()),
        ),
    ];
    let regions: Vec<PlaceRegion> = places
        .into_iter()
        .filter_map(|(place, region)| {
            Some(PlaceRegion {
                place: place.into(),
                region: region?.clone().into(),
            })
        })
        .collect();
    // One region alone can be compared with nothing.
    out.facts.regions = if regions.len() > 1 {
        Fact::Known(regions)
    } else {
        Fact::Missing
    };
    out.from("derived.regions", &["tidb.cluster.region", "confluent.network.region"]);
}
