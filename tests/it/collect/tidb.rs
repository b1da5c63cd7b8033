//! TiDB Cloud: what is read of its bodies, and what each failure leaves behind.

use super::run::{NOBODY, collect, config, link, tidb, timeless};
use super::stand_in::{Request, StandIn, answer, fixture, json};
use pldoctor::fact::tidb::Facts;
use pldoctor::fact::{Fact, GapReason, Section, Status};
use serde_json::{Value, json as value};

const CLUSTER: &str = "/v1beta1/clusters/10840000000000000001";

async fn read(server: &StandIn, connection: Option<&str>) -> Section<Facts> {
    let mut link = link();
    link.confluent = pldoctor::config::Confluent::default();
    link.tidb.connection_id = connection.map(str::to_owned);
    collect(&config(NOBODY, &server.url, vec![link]))
        .await
        .links
        .remove(0)
        .tidb
}

fn gaps(section: &Section<Facts>) -> Vec<(&str, GapReason)> {
    section.gaps.iter().map(|gap| (gap.path.as_str(), gap.reason)).collect()
}

/// The fixtures, with one of them changed.
fn changed(path: &'static str, file: &'static str, change: impl Fn(&mut Value) + Send + Sync + 'static) -> StandIn {
    tidb(move |request: &Request| {
        (request.path() == format!("{CLUSTER}{path}")).then(|| {
            let mut body = fixture(file);
            change(&mut body);
            json(200, &body)
        })
    })
}

#[tokio::test]
async fn a_healthy_cluster_is_read() {
    let server = tidb(|_| None);
    let section = read(&server, None).await;
    insta::assert_json_snapshot!(timeless(&section));
    // One of them fetched the challenge.
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn the_second_connection_failed_to_answer_alone_and_only_its_domains_are_missing() {
    // The fixtures hold no body of the second connection: it is 404 by itself.
    let section = read(&tidb(|_| None), None).await;
    let expected = [
        ("tidb.connections[1].attached_domains", GapReason::NotFound),
        ("tidb.connections[1].zone_ids", GapReason::NotVisible),
    ];
    assert_eq!(gaps(&section), expected);
    let connections = section.facts.connections.known().unwrap();
    assert_eq!(connections[1].state, "CREATING".into());
    assert_eq!(
        (&connections[1].endpoint_id, &connections[1].attached_domains),
        (&Fact::Absent, &Fact::Missing)
    );
    assert_eq!(section.status, Status::Partial);
}

#[tokio::test]
async fn plan_cloud_and_region_are_found_wherever_they_stand() {
    for (change, expected) in [
        (
            value!({"clusterPlan": "STARTER", "servicePlan": "Starter"}),
            ("starter", "aws", "us-east-1"),
        ),
        (
            value!({"clusterPlan": null, "servicePlan": "Premium"}),
            ("premium", "aws", "us-east-1"),
        ),
        (
            value!({"clusterPlan": "", "region": {"regionId": "alicloud-ap-southeast-1"}}),
            ("essential", "alicloud", "alicloud-ap-southeast-1"),
        ),
        (
            value!({"region": {"name": "regions/aws-eu-central-1", "provider": "AWS"}}),
            ("essential", "aws", "eu-central-1"),
        ),
    ] {
        let server = changed("", "tidb/cluster.json", move |body| {
            for (key, value) in change.as_object().unwrap() {
                body[key] = value.clone();
            }
        });
        let section = read(&server, None).await;
        let cluster = section.facts.cluster.known().unwrap();
        assert_eq!(
            (&cluster.plan, &cluster.cloud, &cluster.region),
            (&expected.0.into(), &expected.1.into(), &expected.2.into())
        );
    }
}

#[tokio::test]
async fn each_failure_has_its_reason_and_the_rest_is_read() {
    let error = |code: u32| value!({"code": code, "message": "why", "details": []}).to_string();
    for (status, body, reason) in [
        (403, error(49_900_003), GapReason::Denied),
        (404, error(5), GapReason::NotFound),
        (400, error(3), GapReason::Malformed),
        (500, error(13), GapReason::Unreachable),
        (200, error(0), GapReason::Malformed),
        (200, "[]".to_owned(), GapReason::Malformed),
        (200, "<html>".to_owned(), GapReason::Malformed),
    ] {
        let server = tidb(move |request| {
            let zones = request.path().ends_with(":getAvailabilityZones");
            zones.then(|| answer(status, &["x-debug-trace-id: t-1"], &body))
        });
        let section = read(&server, None).await;
        let zones: Vec<_> = section
            .gaps
            .iter()
            .filter(|gap| gap.path.as_str().ends_with("_ids") || gap.path.as_str().ends_with("_id"))
            .take(2)
            .collect();
        assert_eq!(zones[0].path, "tidb.account_id".into(), "{status}");
        assert!(
            zones[0].reason == reason && zones[0].trace_id.as_deref() == Some("t-1"),
            "{status} {zones:?}"
        );
        assert!(
            section
                .gap(&"tidb.zone_ids".into())
                .is_some_and(|gap| gap.reason == reason)
        );
        assert!(section.facts.account_id.is_missing() && section.facts.zone_ids.is_missing());
        assert!(section.facts.cluster.known().is_some() && section.facts.connections.known().is_some());
    }
}

#[tokio::test]
async fn a_list_is_read_to_its_end_or_not_at_all() {
    let paged = |second: fn() -> Vec<u8>| {
        tidb(move |request| {
            let mut page = fixture("tidb/connections.json");
            let elements = page["privateLinkConnections"].as_array().unwrap().clone();
            match (
                request.path() == format!("{CLUSTER}/privateLinkConnections"),
                request.query("pageToken"),
            ) {
                (false, _) => None,
                (true, None) => {
                    page["privateLinkConnections"] = value!([elements[0]]);
                    page["nextPageToken"] = value!("a/b");
                    Some(json(200, &page))
                }
                (true, Some("a%2Fb")) => Some(second()),
                (true, Some(other)) => panic!("{other}"),
            }
        })
    };
    let last = || {
        let mut page = fixture("tidb/connections.json");
        page["privateLinkConnections"].as_array_mut().unwrap().remove(0);
        json(200, &page)
    };
    let section = read(&paged(last), None).await;
    let connections = section.facts.connections.known().unwrap();
    assert_eq!(
        connections
            .iter()
            .map(|one| one.id.known().unwrap().as_str())
            .collect::<Vec<_>>(),
        ["plc-abcdefgh1234", "plc-qrstuvwx5678"]
    );
    let section = read(&paged(|| json(403, &value!({"message": "no"}))), None).await;
    assert_eq!(gaps(&section), [("tidb.connections", GapReason::Denied)]);
    let again = || json(200, &value!({"privateLinkConnections": [], "nextPageToken": "a/b"}));
    let section = read(&paged(again), None).await;
    assert_eq!(gaps(&section), [("tidb.connections", GapReason::Malformed)]);
    assert!(section.gaps[0].detail.contains("the same next page twice"));
}

#[tokio::test]
async fn a_named_connection_that_the_list_lacks_is_not_there_unless_it_answers() {
    let section = read(&tidb(|_| None), Some("plc-gone")).await;
    assert_eq!(section.facts.connections.known().unwrap().len(), 2);
    let empty = || {
        changed("/privateLinkConnections", "tidb/connections.json", |body| {
            *body = value!({"totalSize": 0});
        })
    };
    let section = read(&empty(), Some("plc-gone")).await;
    assert_eq!(
        (section.facts.connections.clone(), gaps(&section)),
        (Fact::Known(vec![]), vec![])
    );
    let section = read(&empty(), Some("plc-abcdefgh1234")).await;
    assert_eq!(
        section.facts.connections.known().unwrap()[0].unique_names(),
        ["dom4q8zt1v.us-east-1"]
    );
}

trait UniqueNames {
    fn unique_names(&self) -> Vec<&str>;
}

impl UniqueNames for pldoctor::fact::tidb::Connection {
    fn unique_names(&self) -> Vec<&str> {
        self.attached_domains
            .known()
            .unwrap()
            .iter()
            .map(|domain| domain.unique_name.known().unwrap().as_str())
            .collect()
    }
}

#[tokio::test]
async fn of_many_connections_only_those_that_matter_are_read_alone() {
    let many = || {
        changed("/privateLinkConnections", "tidb/connections.json", |body| {
            let list = body["privateLinkConnections"].as_array_mut().unwrap();
            list[0]["type"] = value!("ALICLOUD_ENDPOINT_SERVICE");
            for n in 0..10 {
                let mut one = list[0].clone();
                one["privateLinkConnectionId"] = value!(format!("plc-z{n}"));
                list.push(one);
            }
        })
    };
    let server = many();
    let section = read(&server, None).await;
    let alone = |server: &StandIn| {
        server
            .paths()
            .iter()
            .filter(|path| path.contains("/privateLinkConnections/"))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        alone(&server),
        [format!("{CLUSTER}/privateLinkConnections/plc-abcdefgh1234")]
    );
    assert_eq!(section.facts.connections.known().unwrap().len(), 12);
    assert_eq!(section.not_requested.len(), 11);
    assert!(section.leaves_out(&"tidb.connections[1].attached_domains".into()));
    assert_eq!(section.facts.connections.known().unwrap()[1].service_name, Fact::Absent);
    let server = many();
    read(&server, Some("plc-z3")).await;
    assert_eq!(alone(&server), [format!("{CLUSTER}/privateLinkConnections/plc-z3")]);
}

#[tokio::test]
async fn a_service_that_asks_for_no_proof_says_nothing_of_the_key() {
    let server = StandIn::start(|request| match request.path().strip_prefix(CLUSTER) {
        Some("") => json(200, &fixture("tidb/cluster.json")),
        Some("/privateLinkConnections:getAvailabilityZones") => json(200, &fixture("tidb/zones.json")),
        _ => json(200, &value!({"totalSize": 0})),
    });
    let section = read(&server, None).await;
    assert_eq!(gaps(&section), [("tidb.credential", GapReason::NotVisible)]);
    assert!(
        section.gaps[0].detail.contains("without asking for the key"),
        "{}",
        section.gaps[0].detail
    );
    assert!(section.facts.credential.is_missing() && section.facts.cluster.known().is_some());
}

#[tokio::test]
async fn a_zone_and_a_connection_stand_in_their_lists_once() {
    let twice = |body: &mut Value, key: &str| {
        let list = body[key].as_array_mut().unwrap();
        list.extend(list.clone());
    };
    let server = changed(
        "/privateLinkConnections:getAvailabilityZones",
        "tidb/zones.json",
        move |body| twice(body, "azIds"),
    );
    let once = read(&tidb(|_| None), None).await.facts;
    assert_eq!(read(&server, None).await.facts.zone_ids, once.zone_ids);
    let server = changed("/privateLinkConnections", "tidb/connections.json", move |body| {
        twice(body, "privateLinkConnections");
    });
    assert_eq!(read(&server, None).await.facts.connections, once.connections);
    let server = changed(
        "/privateLinkConnections/plc-abcdefgh1234",
        "tidb/connection.json",
        move |body| {
            twice(&mut body["awsEndpointService"], "availabilityZoneIds");
            twice(body, "attachedDomains");
        },
    );
    assert_eq!(read(&server, None).await.facts.connections, once.connections);
}
