//! A whole run: sources side by side, links that share things, keys and files that are not there, the end of the time.

use super::stand_in::{Request, StandIn, answer, fixture, json};
use jiff::Timestamp;
use pldoctor::collect::import::{self, Saved};
use pldoctor::collect::{Event, Progress, Silent, Stop, run};
use pldoctor::config::{Config, Confluent, Credentials, Endpoints, Key, Link, Tidb};
use pldoctor::fact::{Document, Fact, Facts, GapReason, Section, Status};
use serde_json::{Value, json as value};
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

fn key() -> Key {
    Key {
        id: "public".to_owned(),
        secret: "a-secret-of-some-length".to_owned().into(),
    }
}

/// The healthy link of the fixtures.
pub(super) fn link() -> Link {
    Link {
        name: "orders".to_owned(),
        tidb: Tidb {
            cluster_id: Some("10840000000000000001".to_owned()),
            ..Tidb::default()
        },
        confluent: Confluent {
            environment_id: Some("env-x7k2p".to_owned()),
            cluster_id: Some("lkc-9wm3v".to_owned()),
            ..Confluent::default()
        },
        ..Link::default()
    }
}

pub(super) fn config(confluent: &str, tidb: &str, links: Vec<Link>) -> Config {
    Config {
        links,
        endpoints: Endpoints {
            confluent: confluent.to_owned(),
            tidb: tidb.to_owned(),
        },
        credentials: Credentials {
            confluent: Some(key()),
            tidb: Some(key()),
            ..Credentials::default()
        },
        timeout: Duration::from_secs(20),
        waivers: Vec::new(),
    }
}

pub(super) async fn collect(config: &Config) -> Document {
    let saved = import::load(&config.links).unwrap();
    run(
        config,
        &saved,
        |_| Vec::new(),
        Timestamp::UNIX_EPOCH,
        &Silent,
        &Stop::never(),
    )
    .await
}

/// Confluent Cloud as the fixtures have it; `other` may answer first.
pub(super) fn confluent(other: impl Fn(&Request) -> Option<Vec<u8>> + Send + Sync + 'static) -> StandIn {
    StandIn::start(move |request| {
        other(request).unwrap_or_else(|| match request.path() {
            "/org/v2/environments" => json(200, &fixture("confluent/environments.json")),
            _ if request.query("environment") != Some("env-x7k2p") => not_found(),
            "/networking/v1/networks/n-4q8zt1" => json(200, &fixture("confluent/network.json")),
            "/networking/v1/networks" => json(200, &list(&[fixture("confluent/network.json")])),
            "/networking/v1/private-link-accesses" => json(200, &fixture("confluent/accesses.json")),
            "/service-quota/v1/applied-quotas" => json(200, &fixture("confluent/quotas.json")),
            "/cmk/v2/clusters/lkc-9wm3v" => json(200, &fixture("confluent/cluster.json")),
            "/cmk/v2/clusters" => json(200, &list(&[fixture("confluent/cluster.json")])),
            _ => not_found(),
        })
    })
}

/// TiDB Cloud as the fixtures have it, with a login that takes every proof; `other` may answer before the fixtures.
pub(super) fn tidb(other: impl Fn(&Request) -> Option<Vec<u8>> + Send + Sync + 'static) -> StandIn {
    const CLUSTER: &str = "/v1beta1/clusters/10840000000000000001";
    StandIn::start(move |request| {
        let file = || match request.path().strip_prefix(CLUSTER)? {
            "" if request.query("view") == Some("FULL") => Some("tidb/cluster.json"),
            "/privateLinkConnections:getAvailabilityZones" => Some("tidb/zones.json"),
            "/privateLinkConnections" => Some("tidb/connections.json"),
            "/privateLinkConnections/plc-abcdefgh1234" => Some("tidb/connection.json"),
            _ => None,
        };
        if request.header("authorization").is_none() {
            let challenge = r#"www-authenticate: Digest realm="tidb.cloud", nonce="n1", qop="auth", algorithm=MD5"#;
            return answer(401, &[challenge], r#"{"code":49900001,"message":"no key"}"#);
        }
        other(request).unwrap_or_else(|| match file() {
            Some(file) => json(200, &fixture(file)),
            None => json(404, &value!({"code": 5, "message": "not there", "details": []})),
        })
    })
}

/// The section without what differs between two runs: times and the port of the server.
pub(super) fn timeless<T: Clone>(section: &Section<T>) -> Section<T> {
    let mut section = section.clone();
    section.endpoint = None;
    section
        .observed
        .iter_mut()
        .for_each(|observed| observed.at = Timestamp::UNIX_EPOCH);
    section
}

pub(super) fn list(data: &[Value]) -> Value {
    value!({"data": data, "metadata": {"next": ""}})
}

pub(super) fn not_found() -> Vec<u8> {
    json(
        404,
        &value!({"errors": [{"id": "1", "status": "404", "detail": "It was not found.", "source": {}}]}),
    )
}

/// An address where nobody listens.
pub(super) const NOBODY: &str = "http://127.0.0.1:9";

#[tokio::test]
async fn two_links_to_the_same_things_read_each_of_them_once() {
    let (confluent, tidb) = (confluent(|_| None), tidb(|_| None));
    let second = Link {
        name: "again".to_owned(),
        ..link()
    };
    let config = config(&confluent.url, &tidb.url, vec![link(), second]);
    let document = collect(&config).await;
    assert_eq!(document.links[0].confluent, document.links[1].confluent);
    assert_eq!(document.links[0].tidb, document.links[1].tidb);
    assert_eq!(
        (
            document.links[0].link.name.known().unwrap().as_str(),
            document.links.len()
        ),
        ("orders", 2)
    );
    assert_eq!(confluent.requests().len(), 5);
    for server in [&confluent, &tidb] {
        let requests = server.requests().into_iter();
        let mut targets: Vec<String> = requests
            .filter(|request| request.header("authorization").is_some())
            .map(|request| request.target)
            .collect();
        targets.sort();
        let all = targets.len();
        targets.dedup();
        assert_eq!(targets.len(), all, "{targets:?}");
        assert!(server.requests().iter().all(|request| request.method == "GET"));
    }
    let text = document.to_text().unwrap();
    assert_eq!(Document::parse(&text).unwrap(), document);
    for secret in ["a-secret-of-some-length", "someone@example.com", "public"] {
        assert!(!text.contains(&format!("\"{secret}")), "{secret}");
    }
}

#[tokio::test]
async fn a_source_without_a_key_leaves_one_gap_that_names_the_variables() {
    let mut config = config(NOBODY, NOBODY, vec![link()]);
    config.credentials = Credentials::default();
    let document = collect(&config).await;
    let facts = &document.links[0];
    for (status, gaps, path, variable) in [
        (facts.tidb.status, &facts.tidb.gaps, "tidb", "TIDBCLOUD_PRIVATE_KEY"),
        (
            facts.confluent.status,
            &facts.confluent.gaps,
            "confluent",
            "CONFLUENT_CLOUD_API_SECRET",
        ),
    ] {
        assert_eq!((status, gaps.len()), (Status::None, 1));
        assert_eq!(
            (gaps[0].path.as_str(), gaps[0].reason),
            (path, GapReason::NoCredentials)
        );
        assert!(gaps[0].detail.contains(variable), "{}", gaps[0].detail);
    }
    assert_eq!(
        (facts.declared.status, facts.dns.status),
        (Status::NotRequested, Status::NotRequested)
    );
}

#[tokio::test]
async fn what_nobody_named_is_not_asked() {
    let (confluent, tidb) = (confluent(|_| None), tidb(|_| None));
    let mut link = Link {
        name: "plan".to_owned(),
        ..Link::default()
    };
    link.tidb.region = Some("us-east-1".to_owned());
    let document = collect(&config(&confluent.url, &tidb.url, vec![link])).await;
    let facts = &document.links[0];
    assert_eq!(
        (facts.tidb.status, facts.confluent.status),
        (Status::NotRequested, Status::NotRequested)
    );
    assert_eq!(facts.declared.status, Status::Complete);
    assert_eq!(facts.declared.facts.tidb_region, "us-east-1".into());
    assert!(confluent.requests().is_empty() && tidb.requests().is_empty());
}

#[tokio::test]
async fn one_silent_source_stops_no_other_and_the_document_comes_back_in_time() {
    let confluent = confluent(|_| None);
    let silent = StandIn::start(|_| {
        sleep(Duration::from_secs(20));
        Vec::new()
    });
    let mut config = config(&confluent.url, &silent.url, vec![link()]);
    config.timeout = Duration::from_millis(700);
    let begin = Instant::now();
    let document = collect(&config).await;
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
    let facts = &document.links[0];
    assert_eq!(facts.confluent.status, Status::Complete);
    assert_eq!(facts.tidb.status, Status::None);
    let paths: Vec<&str> = facts.tidb.gaps.iter().map(|gap| gap.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "tidb.account_id",
            "tidb.cluster",
            "tidb.connections",
            "tidb.credential",
            "tidb.zone_ids"
        ]
    );
    assert!(facts.tidb.gaps.iter().all(|gap| gap.reason == GapReason::Timeout));
}

#[tokio::test]
async fn a_stopped_run_tells_what_it_has() {
    let confluent = confluent(|_| None);
    let silent = StandIn::start(|_| {
        sleep(Duration::from_secs(20));
        Vec::new()
    });
    let config = config(&confluent.url, &silent.url, vec![link()]);
    let (stopper, stop) = Stop::pair();
    let saved = [Saved::default()];
    let begin = Instant::now();
    let (document, ()) = tokio::join!(
        run(&config, &saved, |_| Vec::new(), Timestamp::now(), &Silent, &stop),
        async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            stopper.stop();
        }
    );
    assert!(begin.elapsed() < Duration::from_secs(3));
    let facts = &document.links[0];
    assert_eq!(facts.confluent.status, Status::Complete);
    assert!(!facts.tidb.gaps.is_empty());
    assert!(
        facts.tidb.gaps.iter().all(|gap| gap.reason == GapReason::Interrupted),
        "{:?}",
        facts.tidb.gaps
    );
}

#[tokio::test]
async fn names_are_chosen_as_soon_as_confluent_has_answered() {
    static SEEN: Mutex<Option<(bool, Status)>> = Mutex::new(None);
    let (confluent, tidb) = (confluent(|_| None), tidb(|_| None));
    let config = config(&confluent.url, &tidb.url, vec![link()]);
    let ask = |facts: &Facts| {
        *SEEN.lock().unwrap() = Some((facts.confluent.facts.network.known().is_some(), facts.tidb.status));
        Vec::new()
    };
    run(&config, &[], ask, Timestamp::now(), &Silent, &Stop::never()).await;
    assert_eq!(*SEEN.lock().unwrap(), Some((true, Status::NotRequested)));
}

#[tokio::test]
async fn progress_tells_beginning_pause_and_end_of_each_source() {
    #[derive(Debug, Default)]
    struct Log(Mutex<Vec<String>>);
    impl Progress for Log {
        fn tell(&self, event: &Event<'_>) {
            let line = match event {
                Event::Started { link, source } => format!("{link} {} started", source.as_str()),
                Event::Waiting { source, reason, .. } => format!("{} waits: {}", source.as_str(), &reason[..29]),
                Event::Finished { link, source, status } => format!("{link} {} {status:?}", source.as_str()),
            };
            self.0.lock().unwrap().push(line);
        }
    }
    let confluent = confluent(|_| None);
    let failed = Mutex::new(false);
    let tidb = tidb(move |_| (!std::mem::replace(&mut *failed.lock().unwrap(), true)).then(|| answer(502, &[], "")));
    let log = Log::default();
    run(
        &config(&confluent.url, &tidb.url, vec![link()]),
        &[],
        |_| Vec::new(),
        Timestamp::now(),
        &log,
        &Stop::never(),
    )
    .await;
    let mut told = log.0.into_inner().unwrap();
    told.sort();
    assert_eq!(
        told,
        [
            "orders confluent Complete",
            "orders confluent started",
            "orders dns NotRequested",
            "orders dns started",
            "orders tidb Partial",
            "orders tidb started",
            "tidb waits: TiDB Cloud answered 502 Bad G"
        ]
    );
}

#[tokio::test]
async fn a_refused_key_is_a_fact_and_every_part_a_gap() {
    let refuse = |_: &Request| {
        Some(answer(
            401,
            &["x-request-id: t-9"],
            r#"{"errors":[{"detail":"Unauthorized"}]}"#,
        ))
    };
    let (confluent, tidb) = (confluent(refuse), tidb(|_| None));
    let mut config = config(&confluent.url, &tidb.url, vec![link()]);
    config.credentials.confluent_is_kafka_key = true;
    let facts = collect(&config).await.links.remove(0).confluent;
    let credential = facts.facts.credential.known().unwrap();
    assert_eq!(
        (&credential.accepted, &credential.kafka_key),
        (&Fact::Known(false), &Fact::Known(true))
    );
    assert_eq!(credential.message, "Unauthorized".into());
    assert!(
        facts.gaps.iter().all(|gap| gap.reason == GapReason::Denied),
        "{:?}",
        facts.gaps
    );
    assert_eq!(facts.gaps.len(), 5);
    assert_eq!(facts.gaps[0].trace_id.as_deref(), Some("t-9"));
    assert_eq!(facts.status, Status::None, "the key is all that was seen");
    assert!(confluent.requests().len() <= 4, "a refused key is not tried on");
}
