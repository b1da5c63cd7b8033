//! The configuration that looks at a sandbox.

use super::{Sandbox, Scenario};
use crate::config::{Config, Confluent, Credentials, Dns, Endpoints, Key, Link, Resolver, Tidb};
use std::time::Duration;

/// What a user of the scenario would have typed.
pub fn config(scenario: &Scenario, sandbox: &Sandbox) -> Config {
    let key = |key: &super::Key| {
        Some(Key {
            id: key.id.clone(),
            secret: key.secret.clone().into(),
        })
    };
    let link = Link {
        name: scenario.name.clone(),
        tidb: Tidb {
            cluster_id: Some(scenario.tidb_cluster_id.clone()),
            ..Tidb::default()
        },
        confluent: Confluent {
            environment_id: Some(scenario.confluent_environment_id.clone()),
            network_id: scenario.confluent_network_id.clone(),
            cluster_id: scenario.confluent_cluster_id.clone(),
            ..Confluent::default()
        },
        dns: Dns {
            resolvers: vec![Resolver {
                address: Some(sandbox.resolver()),
                named: true,
            }],
            ..Dns::default()
        },
        ..Link::default()
    };
    Config {
        links: vec![link],
        endpoints: Endpoints {
            confluent: sandbox.confluent_url(),
            tidb: sandbox.tidb_url(),
        },
        credentials: Credentials {
            confluent: key(&scenario.confluent_key),
            tidb: key(&scenario.tidb_key),
            ..Credentials::default()
        },
        timeout: Duration::from_mins(1),
        waivers: Vec::new(),
    }
}
