//! Apache's own Digest in front of TiDB Cloud's bodies.

use crate::servers::apache;
use crate::servers::process::Process;
use crate::tool::package;
use digest_auth::AuthContext;
use pldoctor::app::look;
use pldoctor::collect::Silent;
use pldoctor::config::{Config, Credentials, Endpoints, Key, Link, Tidb};
use pldoctor::fact::{GapReason, Section, Status, tidb};
use reqwest::{Client, StatusCode};
use std::time::Duration;

const ZONES: &str = "/v1beta1/clusters/10840000000000000001/privateLinkConnections:getAvailabilityZones";
const BODY: &str = r#"{"accountId":"123456789012","azIds":["use1-az1"]}"#;

#[tokio::test]
async fn apache_challenges_on_a_path_with_a_colon_and_takes_the_right_answer() {
    let server = apache::start(&[(ZONES, BODY)]);
    let url = format!("http://{}{ZONES}", server.address);
    let client = Client::builder().no_proxy().build().unwrap();

    let challenged = client.get(&url).send().await.unwrap();
    assert_eq!(challenged.status(), StatusCode::UNAUTHORIZED);
    let challenge = challenged.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(challenge.starts_with("Digest "), "{challenge}");
    assert!(
        challenge.contains(r#"qop="auth""#) && challenge.contains("algorithm=MD5"),
        "{challenge}"
    );

    for (secret, expected) in [(apache::KEY.1, StatusCode::OK), ("a guess", StatusCode::UNAUTHORIZED)] {
        let mut prompt = digest_auth::parse(&challenge).unwrap();
        let answer = prompt.respond(&AuthContext::new(apache::KEY.0, secret, ZONES)).unwrap();
        let response = client.get(&url).header("authorization", answer.to_header_string());
        let response = response.send().await.unwrap();
        assert_eq!(response.status(), expected, "{secret}");
        if expected == StatusCode::OK {
            assert_eq!(response.text().await.unwrap(), BODY);
        }
    }
}

const CLUSTER: &str = "/v1beta1/clusters/10840000000000000001";

/// What the whole collector sees of TiDB Cloud behind Apache, with that secret.
fn look_at_tidb(server: &Process, secret: &str) -> Section<tidb::Facts> {
    let config = Config {
        links: vec![Link {
            tidb: Tidb {
                cluster_id: Some("10840000000000000001".to_owned()),
                ..Tidb::default()
            },
            ..Link::default()
        }],
        endpoints: Endpoints {
            confluent: "http://127.0.0.1:9".to_owned(),
            tidb: format!("http://{}", server.address),
        },
        credentials: Credentials {
            tidb: Some(Key {
                id: apache::KEY.0.to_owned(),
                secret: secret.to_owned().into(),
            }),
            ..Credentials::default()
        },
        timeout: Duration::from_secs(20),
        waivers: Vec::new(),
    };
    let (mut document, _) = look(&config, jiff::Timestamp::now(), &Silent).unwrap();
    document.links.remove(0).tidb
}

#[test]
fn the_collector_reads_everything_behind_apache_and_is_told_of_a_wrong_secret() {
    let list = "privateLinkConnections";
    let fixture = |name: &str| std::fs::read_to_string(package(&format!("tests/fixtures/tidb/{name}"))).unwrap();
    let one = fixture("connection.json");
    let bodies = [
        (CLUSTER.to_owned(), fixture("cluster.json")),
        (format!("{CLUSTER}/{list}:getAvailabilityZones"), fixture("zones.json")),
        (
            format!("{CLUSTER}/{list}"),
            format!(r#"{{"{list}": [{one}], "totalSize": 1}}"#),
        ),
        (format!("{CLUSTER}/{list}/plc-abcdefgh1234"), one),
    ];
    let server = apache::start(
        &bodies
            .iter()
            .map(|(path, body)| (path.as_str(), body.as_str()))
            .collect::<Vec<_>>(),
    );

    let whole = look_at_tidb(&server, apache::KEY.1);
    assert_eq!((whole.status, &whole.gaps), (Status::Complete, &Vec::new()));
    assert_eq!(whole.facts.account_id.known().map(String::as_str), Some("123456789012"));
    let credential = whole.facts.credential.known().unwrap();
    assert_eq!(credential.accepted.known(), Some(&true));

    let refused = look_at_tidb(&server, "a guess");
    let credential = refused.facts.credential.known().unwrap();
    assert_eq!(credential.accepted.known(), Some(&false));
    assert!(!refused.gaps.is_empty() && refused.gaps.iter().all(|gap| gap.reason == GapReason::Denied));
    assert!(refused.facts.cluster.known().is_none() && refused.facts.connections.known().is_none());
}
