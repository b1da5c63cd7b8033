//! Which names to ask resolvers for: derived from the other facts alone.

use super::world::complete;
use crate::fact::dns::Question;
use crate::fact::{Facts, World};

/// The names that tell how the network resolves. None while neither a DNS domain nor a bootstrap name is known.
pub fn questions(facts: &Facts) -> Vec<Question> {
    let World { derived, .. } = complete(facts);
    let mut questions = Vec::new();
    let mut ask = |name: String, purpose, zone_id: Option<&String>| {
        questions.push(Question {
            name,
            purpose,
            zone_id: zone_id.cloned(),
        });
    };
    if let Some(bootstrap) = derived.bootstrap.known() {
        let (host, private) = (bootstrap.host.known(), bootstrap.private_host.known());
        if let Some(public) = host.filter(|host| Some(*host) != private) {
            ask(public.clone(), "bootstrap_public", None);
        }
        if let Some(private) = private {
            ask(private.clone(), "bootstrap", None);
        }
    }
    if let Some(domain) = derived.dns_domain.known().and_then(|domain| domain.name.known()) {
        // A name of ours under a wildcard answers like a broker's, and needs no Kafka key to be known (RFC 4592).
        ask(format!("pldoctor-probe.{domain}"), "domain", None);
        for zone in derived.required_zone_ids.known().into_iter().flatten() {
            ask(format!("pldoctor-probe.{zone}.{domain}"), "zone", Some(zone));
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::questions;
    use crate::fact::Facts;
    use crate::fact::confluent::{Cluster, Network};

    #[test]
    fn a_chased_network_is_asked_for_under_both_names() {
        let mut facts = Facts::default();
        assert!(questions(&facts).is_empty());
        facts.confluent.facts.network = Network {
            dns_domain: "lg1y3.us-west-1.aws.confluent.cloud".into(),
            ..Network::default()
        }
        .into();
        facts.confluent.facts.cluster = Cluster {
            bootstrap: "lkc-2v531-lg1y3.us-west-1.aws.glb.confluent.cloud:9092".into(),
            zone_ids: vec!["usw1-az1".to_owned()].into(),
            ..Cluster::default()
        }
        .into();
        let asked: Vec<_> = questions(&facts).into_iter().map(|it| (it.purpose, it.name)).collect();
        assert_eq!(
            asked,
            [
                (
                    "bootstrap_public",
                    "lkc-2v531-lg1y3.us-west-1.aws.glb.confluent.cloud".to_owned()
                ),
                ("bootstrap", "lkc-2v531.lg1y3.us-west-1.aws.confluent.cloud".to_owned()),
                (
                    "domain",
                    "pldoctor-probe.lg1y3.us-west-1.aws.confluent.cloud".to_owned()
                ),
                (
                    "zone",
                    "pldoctor-probe.usw1-az1.lg1y3.us-west-1.aws.confluent.cloud".to_owned()
                ),
            ]
        );
    }
}
