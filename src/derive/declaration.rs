//! Declared facts: they stand in where nobody else knows, and are held against what was seen.

use super::derivation::Derivation;
use crate::fact::derived::Declaration;
use crate::fact::{Fact, FactPath, Facts, Observation, Source};

/// A declared fact and the observed one it stands for.
struct Pair {
    key: &'static str,
    /// Its path among the declared facts.
    declared: &'static str,
    /// The path it stands for.
    observed: &'static str,
}

const PAIRS: [Pair; 8] = [
    Pair {
        key: "tidb-account-id",
        declared: "declared.tidb_account_id",
        observed: "tidb.account_id",
    },
    Pair {
        key: "tidb-zone",
        declared: "declared.tidb_zone_ids",
        observed: "tidb.zone_ids",
    },
    Pair {
        key: "tidb-region",
        declared: "declared.tidb_region",
        observed: "tidb.cluster.region",
    },
    Pair {
        key: "confluent-dns-subdomain",
        declared: "declared.confluent_dns_domain",
        observed: "confluent.network.dns_domain",
    },
    Pair {
        key: "confluent-endpoint-service",
        declared: "declared.confluent_endpoint_service",
        observed: "confluent.network.endpoint_service",
    },
    Pair {
        key: "confluent-zone",
        declared: "declared.confluent_zone_ids",
        observed: "confluent.network.zone_ids",
    },
    Pair {
        key: "confluent-region",
        declared: "declared.confluent_region",
        observed: "confluent.network.region",
    },
    Pair {
        key: "confluent-network-type",
        declared: "declared.confluent_network_type",
        observed: "confluent.network.connection_types",
    },
];

/// Puts declared facts where nothing was observed.
pub(super) fn fill(facts: &mut Facts) {
    let declared = facts.declared.facts.clone();
    let tidb = &mut facts.tidb.facts;
    let mut filled = Vec::new();
    let mut put = |path: &'static str, was_put: bool| filled.extend(was_put.then_some(path));
    put(
        "tidb.account_id",
        stand_in(&mut tidb.account_id, declared.tidb_account_id),
    );
    put("tidb.zone_ids", stand_in(&mut tidb.zone_ids, declared.tidb_zone_ids));
    put(
        "tidb.cluster.region",
        within(&mut tidb.cluster, declared.tidb_region, |cluster| &mut cluster.region),
    );
    let network = &mut facts.confluent.facts.network;
    put(
        "confluent.network.dns_domain",
        within(network, declared.confluent_dns_domain, |network| {
            &mut network.dns_domain
        }),
    );
    put(
        "confluent.network.endpoint_service",
        within(network, declared.confluent_endpoint_service, |network| {
            &mut network.endpoint_service
        }),
    );
    put(
        "confluent.network.zone_ids",
        within(network, declared.confluent_zone_ids, |network| &mut network.zone_ids),
    );
    put(
        "confluent.network.region",
        within(network, declared.confluent_region, |network| &mut network.region),
    );
    let types = declared.confluent_network_type.map(|name| vec![name]);
    put(
        "confluent.network.connection_types",
        within(network, types, |network| &mut network.connection_types),
    );
    for path in filled {
        let declared = PAIRS
            .iter()
            .find(|pair| pair.observed == path)
            .map(|pair| FactPath::from(pair.declared));
        let at = declared
            .and_then(|declared| facts.declared.observation(&declared))
            .map(|observation| observation.at);
        if let Some(at) = at {
            let observation = Observation {
                path: path.into(),
                source: Source::Declared,
                at,
                call: None,
                trace_id: None,
            };
            if path.starts_with("tidb") {
                facts.tidb.observed.push(observation);
            } else {
                facts.confluent.observed.push(observation);
            }
        }
    }
}

/// Puts a declared value in place of a missing one, and says whether it did.
fn stand_in<T>(observed: &mut Fact<T>, declared: Fact<T>) -> bool {
    let stands_in = observed.is_missing() && declared.known().is_some();
    if stands_in {
        *observed = declared;
    }
    stands_in
}

/// The same for a field of something that may itself be missing. What its source said is not there stays so.
fn within<S: Default, T>(outer: &mut Fact<S>, declared: Fact<T>, field: fn(&mut S) -> &mut Fact<T>) -> bool {
    if outer.is_missing() && declared.known().is_some() {
        *outer = Fact::Known(S::default());
    }
    match outer {
        Fact::Known(inner) => stand_in(field(inner), declared),
        Fact::Absent | Fact::Missing => false,
    }
}

/// Sets each declared fact beside the observed one.
pub(super) fn derive(observed: &Facts, out: &mut Derivation) {
    let declared = &observed.declared.facts;
    let cluster = observed.tidb.facts.cluster.as_ref();
    let network = observed.confluent.facts.network.as_ref();
    let compared = [
        text(
            declared.tidb_account_id.as_ref(),
            observed.tidb.facts.account_id.as_ref(),
        ),
        set(declared.tidb_zone_ids.as_ref(), observed.tidb.facts.zone_ids.as_ref()),
        text(
            declared.tidb_region.as_ref(),
            cluster.and_then(|cluster| cluster.region.as_ref()),
        ),
        domain(
            declared.confluent_dns_domain.as_ref(),
            network.and_then(|network| network.dns_domain.as_ref()),
        ),
        text(
            declared.confluent_endpoint_service.as_ref(),
            network.and_then(|network| network.endpoint_service.as_ref()),
        ),
        set(
            declared.confluent_zone_ids.as_ref(),
            network.and_then(|network| network.zone_ids.as_ref()),
        ),
        text(
            declared.confluent_region.as_ref(),
            network.and_then(|network| network.region.as_ref()),
        ),
        holds(
            declared.confluent_network_type.as_ref(),
            network.and_then(|network| network.connection_types.as_ref()),
        ),
    ];
    let mut declarations = Vec::new();
    for (pair, (declared, observed, agrees)) in PAIRS.iter().zip(compared) {
        if declared.known().is_some() {
            out.from(
                &format!("derived.declarations[{}]", declarations.len()),
                &[pair.observed, pair.declared],
            );
            declarations.push(Declaration {
                key: pair.key.into(),
                declared,
                observed,
                agrees,
            });
        }
    }
    // Where nothing was declared there is nothing to compare: known, and empty.
    out.facts.declarations = Fact::Known(declarations);
}

type Compared = (Fact<String>, Fact<String>, Fact<bool>);

fn text(declared: Fact<&String>, observed: Fact<&String>) -> Compared {
    compare(
        declared.map(Clone::clone),
        observed.map(Clone::clone),
        |declared, observed| declared == observed,
    )
}

fn domain(declared: Fact<&String>, observed: Fact<&String>) -> Compared {
    let plain = |name: &String| name.replace(".aws.glb.", ".aws.");
    compare(declared.map(plain), observed.map(plain), |declared, observed| {
        declared == observed
    })
}

/// Zones are sets: order says nothing. A declared part of what was observed is no contradiction.
fn set(declared: Fact<&Vec<String>>, observed: Fact<&Vec<String>>) -> Compared {
    let agrees =
        declared.and_then(|declared| observed.map(|observed| declared.iter().all(|zone| observed.contains(zone))));
    (
        declared.map(|zones| zones.join(", ")),
        observed.map(|zones| zones.join(", ")),
        agrees,
    )
}

fn holds(declared: Fact<&String>, observed: Fact<&Vec<String>>) -> Compared {
    let agrees = declared.and_then(|declared| observed.map(|observed| observed.contains(declared)));
    (
        declared.map(Clone::clone),
        observed.map(|types| types.join(", ")),
        agrees,
    )
}

fn compare(declared: Fact<String>, observed: Fact<String>, same: fn(&str, &str) -> bool) -> Compared {
    let agrees = match (&declared, &observed) {
        (Fact::Known(declared), Fact::Known(observed)) => Fact::Known(same(declared, observed)),
        (Fact::Known(_), Fact::Absent) => Fact::Known(false),
        _ => Fact::Missing,
    };
    (declared, observed, agrees)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Status, tidb};
    use jiff::Timestamp;

    fn declared() -> Facts {
        let mut facts = Facts::default();
        facts.declared.facts.tidb_region = "us-east-1".into();
        facts.declared.facts.tidb_zone_ids = vec!["use1-az1".to_owned()].into();
        facts.declared.status = Status::Complete;
        facts.declared.observed = vec![Observation {
            path: "declared".into(),
            source: Source::Declared,
            at: Timestamp::UNIX_EPOCH,
            call: None,
            trace_id: None,
        }];
        facts
    }

    #[test]
    fn a_declared_fact_stands_in_and_says_so() {
        let mut facts = declared();
        fill(&mut facts);
        assert_eq!(
            facts.tidb.facts.cluster.known().map(|cluster| cluster.region.clone()),
            Some("us-east-1".into())
        );
        assert_eq!(
            facts
                .tidb
                .observation(&"tidb.cluster.region".into())
                .map(|it| it.source),
            Some(Source::Declared)
        );
        assert_eq!(facts.tidb.observation(&"tidb.cluster.state".into()), None);
        assert!(facts.confluent.facts.network.is_missing());
    }

    #[test]
    fn what_an_api_said_is_judged_and_the_difference_is_kept() {
        let mut facts = declared();
        let cluster = tidb::Cluster {
            region: "us-west-2".into(),
            ..tidb::Cluster::default()
        };
        facts.tidb.facts.cluster = cluster.into();
        let world = super::super::complete(&facts);
        assert_eq!(
            world
                .facts
                .tidb
                .facts
                .cluster
                .known()
                .map(|cluster| cluster.region.clone()),
            Some("us-west-2".into())
        );
        let declarations = world.derived.declarations.known().unwrap();
        let keys: Vec<_> = declarations
            .iter()
            .map(|it| (it.key.known().unwrap().as_str(), it.agrees))
            .collect();
        assert_eq!(
            keys,
            [("tidb-zone", Fact::Missing), ("tidb-region", Fact::Known(false))]
        );
        assert_eq!(
            world.origins(&"derived.declarations[0].agrees".into()),
            ["tidb.zone_ids".into(), "declared.tidb_zone_ids".into()]
        );
    }
}
