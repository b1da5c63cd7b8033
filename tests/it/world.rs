//! Worlds to judge: what the sandbox's scenarios look like through the real collectors.

use pldoctor::app::{Demand, look, replay};
use pldoctor::collect::Silent;
use pldoctor::config::{Config, Confluent, Credentials, Dns, Endpoints, Key, Link, Resolver, Tidb};
use pldoctor::fact::Document;
use pldoctor::report::{LinkReport, Report};
use pldoctor::rule::{Catalog, Severity};
use pldoctor::sandbox::{Sandbox, Scenario};
use std::sync::LazyLock;
use std::time::Duration;

/// The configuration that looks at a scenario's sandbox.
pub(crate) fn config(scenario: &Scenario, sandbox: &Sandbox) -> Config {
    let key = |key: &pldoctor::sandbox::Key| {
        Some(Key {
            id: key.id.clone(),
            secret: key.secret.clone().into(),
        })
    };
    Config {
        links: vec![Link {
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
        }],
        endpoints: Endpoints {
            confluent: sandbox.confluent_url(),
            tidb: sandbox.tidb_url(),
        },
        credentials: Credentials {
            confluent: key(&scenario.confluent_key),
            tidb: key(&scenario.tidb_key),
            ..Credentials::default()
        },
        timeout: Duration::from_secs(20),
        waivers: Vec::new(),
    }
}

/// What a scenario looks like.
pub(crate) fn seen(scenario: &Scenario) -> Document {
    let sandbox = Sandbox::start(scenario, Duration::ZERO).unwrap();
    look(&config(scenario, &sandbox), jiff::Timestamp::now(), &Silent)
        .unwrap()
        .0
}

/// The healthy worlds by name, looked at once.
pub(crate) fn healthy() -> Vec<(String, Document)> {
    static SEEN: LazyLock<Vec<(String, Document)>> = LazyLock::new(|| {
        let all = Scenario::all();
        let healthy = all.iter().filter(|scenario| scenario.name.starts_with("healthy"));
        healthy
            .map(|scenario| (scenario.name.clone(), seen(scenario)))
            .collect()
    });
    assert_eq!(SEEN.len(), 3);
    SEEN.clone()
}

/// The whole report over a document.
pub(crate) fn report(rules: &Catalog, document: &Document) -> Report {
    let demand = Demand {
        command: "check",
        stage: None,
        fail_on: Severity::Error,
        started_at: jiff::Timestamp::UNIX_EPOCH,
        began: std::time::Instant::now(),
        interrupted: false,
    };
    replay(rules, document, &demand).unwrap()
}

/// The report of its only link.
pub(crate) fn judge(rules: &Catalog, document: &Document) -> LinkReport {
    report(rules, document).links.remove(0)
}
