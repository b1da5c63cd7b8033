//! Zones: which ones brokers stand in, and which ones both sides share. Always AZ IDs.

use super::derivation::Derivation;
use crate::fact::{Fact, FactPath, Facts};

pub(super) fn derive(facts: &Facts, out: &mut Derivation) {
    out.facts.required_zone_ids = required(facts);
    out.from(
        "derived.required_zone_ids",
        &[
            "confluent.cluster.zone_ids",
            "confluent.cluster.availability",
            "confluent.network.zone_ids",
        ],
    );
    let network = facts
        .confluent
        .facts
        .network
        .as_ref()
        .and_then(|network| network.zone_ids.as_ref());
    out.facts.shared_zone_ids = facts
        .tidb
        .facts
        .zone_ids
        .as_ref()
        .and_then(|ours| network.map(|theirs| ours.iter().filter(|zone| theirs.contains(zone)).cloned().collect()));
    out.from(
        "derived.shared_zone_ids",
        &["tidb.zone_ids", "confluent.network.zone_ids"],
    );
}

/// The cluster's own zones, else the network's. The network's stand for the cluster's only where that is sure: a
/// cluster that could not be read may need one of them only.
fn required(facts: &Facts) -> Fact<Vec<String>> {
    let confluent = &facts.confluent;
    let network = confluent
        .facts
        .network
        .as_ref()
        .and_then(|network| network.zone_ids.clone());
    match &confluent.facts.cluster {
        Fact::Known(cluster) => match &cluster.zone_ids {
            Fact::Known(zones) if !zones.is_empty() => Fact::Known(zones.clone()),
            _ if cluster.availability == Fact::from("MULTI_ZONE") => network,
            Fact::Known(_) | Fact::Absent | Fact::Missing => Fact::Missing,
        },
        Fact::Absent => network,
        Fact::Missing if confluent.leaves_out(&FactPath::from("confluent.cluster")) => network,
        Fact::Missing => Fact::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::confluent::{Cluster, Network};
    use crate::fact::{Section, Status, confluent};

    fn zones(names: &[&str]) -> Fact<Vec<String>> {
        Fact::Known(names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn facts(cluster: Fact<Cluster>, status: Status) -> Facts {
        let network = Network {
            zone_ids: zones(&["a", "b", "c"]),
            ..Network::default()
        };
        let facts = confluent::Facts {
            network: network.into(),
            cluster,
            ..confluent::Facts::default()
        };
        Facts {
            confluent: Section {
                status,
                facts,
                ..Section::default()
            },
            ..Facts::default()
        }
    }

    #[test]
    fn the_network_s_zones_stand_for_the_cluster_s_only_where_that_is_sure() {
        let own = Cluster {
            zone_ids: zones(&["b"]),
            ..Cluster::default()
        };
        let multi = Cluster {
            availability: "MULTI_ZONE".into(),
            ..Cluster::default()
        };
        let single = Cluster {
            availability: "SINGLE_ZONE".into(),
            ..Cluster::default()
        };
        assert_eq!(required(&facts(own.into(), Status::Complete)), zones(&["b"]));
        assert_eq!(
            required(&facts(multi.into(), Status::Complete)),
            zones(&["a", "b", "c"])
        );
        assert_eq!(required(&facts(single.into(), Status::Complete)), Fact::Missing);
        assert_eq!(
            required(&facts(Fact::Absent, Status::Complete)),
            zones(&["a", "b", "c"])
        );
        assert_eq!(required(&facts(Fact::Missing, Status::Complete)), Fact::Missing);
        assert_eq!(
            required(&facts(Fact::Missing, Status::NotRequested)),
            zones(&["a", "b", "c"])
        );
    }
}
