//! The private link connection under check.

use super::derivation::Derivation;
use crate::fact::tidb::Connection;
use crate::fact::{Fact, Facts};

pub(super) fn derive(facts: &Facts, out: &mut Derivation) {
    out.facts.connection = facts
        .tidb
        .facts
        .connections
        .as_ref()
        .and_then(|all| under_check(facts, all));
    out.from("derived.connection", &["tidb.connections"]);
}

/// The one named, else the one that points to the network's service, else the only one of type AWS endpoint service.
fn under_check(facts: &Facts, all: &[Connection]) -> Fact<Connection> {
    if let Some(named) = facts.link.tidb_connection_id.known() {
        return Fact::read(
            all.iter()
                .find(|connection| connection.id.known() == Some(named))
                .cloned(),
        );
    }
    let service = facts
        .confluent
        .facts
        .network
        .known()
        .and_then(|network| network.endpoint_service.known());
    let of_service = |connection: &&Connection| service.is_some() && connection.service_name.known() == service;
    if let Some(connection) = all.iter().find(of_service) {
        return Fact::Known(connection.clone());
    }
    let mut of_type = all
        .iter()
        .filter(|connection| connection.r#type == Fact::from("AWS_ENDPOINT_SERVICE"));
    match (of_type.next(), of_type.next()) {
        (Some(only), None) => Fact::Known(only.clone()),
        _ if all.iter().any(|connection| connection.r#type.is_missing()) => Fact::Missing,
        _ => Fact::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::confluent::Network;

    fn connection(id: &str, service: &str) -> Connection {
        Connection {
            id: id.into(),
            r#type: "AWS_ENDPOINT_SERVICE".into(),
            service_name: service.into(),
            ..Connection::default()
        }
    }

    #[test]
    fn named_before_matching_before_only() {
        let (a, b) = (connection("plc-a", "one"), connection("plc-b", "two"));
        let both = [a.clone(), b.clone()];
        let mut facts = Facts::default();
        assert_eq!(under_check(&facts, &[]), Fact::Absent);
        assert_eq!(under_check(&facts, std::slice::from_ref(&a)), Fact::Known(a.clone()));
        assert_eq!(under_check(&facts, &both), Fact::Absent);
        facts.confluent.facts.network = Network {
            endpoint_service: "two".into(),
            ..Network::default()
        }
        .into();
        assert_eq!(under_check(&facts, &both), Fact::Known(b));
        facts.link.tidb_connection_id = "plc-a".into();
        assert_eq!(under_check(&facts, &both), Fact::Known(a));
        facts.link.tidb_connection_id = "plc-z".into();
        assert_eq!(under_check(&facts, &both), Fact::Absent);
    }
}
