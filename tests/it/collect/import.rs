//! Saved bodies: what they stand in for, what is asked beside them, and which of them cannot be used.

use super::run::{NOBODY, collect, config, confluent, link, tidb};
use pldoctor::collect::import::{self, Saved};
use pldoctor::config::{Credentials, Imports};
use pldoctor::fact::{Source, Status};
use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

#[tokio::test]
async fn files_stand_in_for_calls_and_the_rest_is_not_requested() {
    let mut config = config(NOBODY, NOBODY, vec![link()]);
    config.credentials = Credentials::default();
    config.links[0].imports = Imports {
        tidb_zones: Some(file("tidb/zones.json")),
        tidb_connection: Some(file("tidb/connection.json")),
        confluent_network: Some(file("confluent/network.json")),
        confluent_accesses: Some(file("confluent/accesses.json")),
        ..Imports::default()
    };
    let document = collect(&config).await;
    let facts = &document.links[0];
    assert!(
        facts.tidb.gaps.is_empty() && facts.confluent.gaps.is_empty(),
        "{facts:?}"
    );
    assert_eq!(
        (facts.tidb.status, facts.confluent.status),
        (Status::Partial, Status::Partial)
    );
    assert_eq!((&facts.tidb.endpoint, &facts.confluent.endpoint), (&None, &None));
    assert_eq!(facts.tidb.facts.account_id, "123456789012".into());
    let connections = facts.tidb.facts.connections.known().unwrap();
    assert_eq!(connections[0].attached_domains.known().unwrap().len(), 1);
    assert_eq!(facts.confluent.facts.accesses.known().unwrap().len(), 2);
    for path in ["tidb.account_id", "tidb.zone_ids", "tidb.connections[0].state"] {
        assert_eq!(
            facts.tidb.observation(&path.into()).unwrap().source,
            Source::Imported,
            "{path}"
        );
    }
    let left_out = |paths: &[pldoctor::fact::FactPath]| paths.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(left_out(&facts.tidb.not_requested), ["tidb.cluster", "tidb.credential"]);
    let expected = [
        "confluent.access_quota",
        "confluent.cluster",
        "confluent.credential",
        "confluent.environments",
    ];
    assert_eq!(left_out(&facts.confluent.not_requested), expected);
}

#[tokio::test]
async fn a_source_that_files_tell_whole_is_complete_without_a_key() {
    let mut config = config(NOBODY, NOBODY, vec![link()]);
    config.credentials = Credentials::default();
    config.links[0].imports = Imports {
        tidb_zones: Some(file("tidb/zones.json")),
        tidb_cluster: Some(file("tidb/cluster.json")),
        tidb_connection: Some(file("tidb/connection.json")),
        ..Imports::default()
    };
    let tidb = collect(&config).await.links.remove(0).tidb;
    assert_eq!(tidb.status, Status::Complete, "{:?}", tidb.not_requested);
}

#[tokio::test]
async fn with_a_key_only_what_no_file_covers_is_asked() {
    let (confluent, tidb) = (confluent(|_| None), tidb(|_| None));
    let mut config = config(&confluent.url, &tidb.url, vec![link()]);
    config.links[0].imports = Imports {
        tidb_cluster: Some(file("tidb/cluster.json")),
        tidb_connection: Some(file("tidb/connection.json")),
        confluent_network: Some(file("confluent/network.json")),
        ..Imports::default()
    };
    let facts = collect(&config).await.links.remove(0);
    assert_eq!(facts.confluent.status, Status::Complete, "{:?}", facts.confluent.gaps);
    assert!(
        !confluent
            .paths()
            .contains(&"/networking/v1/networks/n-4q8zt1".to_owned())
    );
    assert!(confluent.paths().contains(&"/cmk/v2/clusters/lkc-9wm3v".to_owned()));
    assert!(
        !tidb
            .paths()
            .contains(&"/v1beta1/clusters/10840000000000000001".to_owned())
    );
    assert_eq!(
        facts.tidb.observation(&"tidb.connections[0]".into()).unwrap().source,
        Source::Imported
    );
    assert_eq!(
        facts.tidb.observation(&"tidb.connections[1]".into()).unwrap().source,
        Source::Tidb
    );
    assert_eq!(
        facts
            .confluent
            .observation(&"confluent.network.region".into())
            .unwrap()
            .source,
        Source::Imported
    );
}

#[test]
fn every_file_that_cannot_be_used_is_named() {
    let mut bad = link();
    bad.confluent.network_id = Some("n-other9".to_owned());
    bad.imports = Imports {
        tidb_zones: Some(file("tidb/none.json")),
        tidb_cluster: Some(file("tidb/connection.json")),
        tidb_connection: Some(file("../../Cargo.toml")),
        confluent_network: Some(file("confluent/network.json")),
        confluent_cluster: Some(file("confluent/network.json")),
        confluent_accesses: Some(file("confluent/environments.json")),
    };
    let problems = import::load(&[bad]).unwrap_err();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for (told, (kind, what)) in told.iter().zip([
        ("tidb-zones", "none.json: cannot be read: "),
        (
            "tidb-cluster",
            "connection.json: holds no `clusterId` with a `region`, so it is not a cluster",
        ),
        ("tidb-connection", "Cargo.toml: is not JSON: "),
        (
            "confluent-network",
            "network.json: is about `n-4q8zt1`, not about `n-other9`, which was named",
        ),
        ("confluent-cluster", "network.json: is a `Network`, not a `Cluster`"),
        (
            "confluent-accesses",
            "environments.json: holds a `data[0]` that is a `Environment`, not a `PrivateLinkAccess`",
        ),
    ]) {
        assert!(
            told.starts_with(&format!("--import {kind}=")) && told.contains(what),
            "{told}"
        );
    }
    assert_eq!(told.len(), 6);
    assert_eq!(import::load(&[link()]), Ok(vec![Saved::default()]));
}
