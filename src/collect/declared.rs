//! What the user said: the names of the two ends, and the facts that no key was needed for.

use crate::config;
use crate::fact::{Fact, Observation, Section, Source, Status, declared, link};
use jiff::Timestamp;

/// The link as it was asked for. What was not named is absent.
pub(crate) fn link(asked: &config::Link) -> link::Link {
    link::Link {
        name: Fact::Known(asked.name.clone()),
        tidb_cluster_id: Fact::read(asked.tidb.cluster_id.clone()),
        tidb_connection_id: Fact::read(asked.tidb.connection_id.clone()),
        tidb_changefeed_id: Fact::read(asked.tidb.changefeed_id.clone()),
        confluent_environment_id: Fact::read(asked.confluent.environment_id.clone()),
        confluent_network_id: Fact::read(asked.confluent.network_id.clone()),
        confluent_cluster_id: Fact::read(asked.confluent.cluster_id.clone()),
    }
}

/// The declared facts. What was not declared is absent: the user was asked, and said nothing of it.
pub(crate) fn facts(asked: &config::Link, at: Timestamp) -> Section<declared::Facts> {
    let list = |zones: &[String]| {
        let mut zones = zones.to_vec();
        zones.sort();
        zones.dedup();
        Fact::read((!zones.is_empty()).then_some(zones))
    };
    let (tidb, confluent) = (&asked.tidb, &asked.confluent);
    let facts = declared::Facts {
        tidb_account_id: Fact::read(tidb.account_id.clone()),
        tidb_zone_ids: list(&tidb.zone_ids),
        tidb_region: Fact::read(tidb.region.clone()),
        confluent_dns_domain: Fact::read(confluent.dns_domain.clone()),
        confluent_endpoint_service: Fact::read(confluent.endpoint_service.clone()),
        confluent_zone_ids: list(&confluent.zone_ids),
        confluent_region: Fact::read(confluent.region.clone()),
        confluent_network_type: Fact::read(confluent.network_type.clone()),
    };
    let nothing = declared::Facts {
        tidb_account_id: Fact::Absent,
        tidb_zone_ids: Fact::Absent,
        tidb_region: Fact::Absent,
        confluent_dns_domain: Fact::Absent,
        confluent_endpoint_service: Fact::Absent,
        confluent_zone_ids: Fact::Absent,
        confluent_region: Fact::Absent,
        confluent_network_type: Fact::Absent,
    };
    if facts == nothing {
        return Section::default();
    }
    let observed = vec![Observation {
        path: "declared".into(),
        source: Source::Declared,
        at,
        call: None,
        trace_id: None,
    }];
    Section {
        status: Status::Complete,
        facts,
        observed,
        ..Section::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_declared_is_not_requested() {
        let section = facts(&config::Link::default(), Timestamp::UNIX_EPOCH);
        assert_eq!(section, Section::default());
        assert_eq!(section.status, Status::NotRequested);
    }

    #[test]
    fn what_was_declared_is_known_and_the_rest_absent() {
        let mut asked = config::Link {
            name: "orders".to_owned(),
            ..config::Link::default()
        };
        asked.tidb.zone_ids = ["use1-az2", "use1-az1", "use1-az2"].map(str::to_owned).to_vec();
        asked.confluent.region = Some("us-east-1".to_owned());
        let section = facts(&asked, Timestamp::UNIX_EPOCH);
        assert_eq!(section.status, Status::Complete);
        assert_eq!(
            section.facts.tidb_zone_ids,
            Fact::Known(vec!["use1-az1".to_owned(), "use1-az2".to_owned()])
        );
        assert_eq!(section.facts.confluent_region, "us-east-1".into());
        assert_eq!(section.facts.tidb_account_id, Fact::Absent);
        let observed = section.observation(&"declared.confluent_region".into()).unwrap();
        assert_eq!(
            (observed.source, observed.at),
            (Source::Declared, Timestamp::UNIX_EPOCH)
        );
        let link = link(&asked);
        assert_eq!((link.name, link.tidb_cluster_id), ("orders".into(), Fact::Absent));
    }
}
