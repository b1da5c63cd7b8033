//! Confluent Cloud: what is asked in which order, what is read of its bodies, and what each failure leaves behind.

use super::run::{NOBODY, collect, config, confluent, link, list, not_found, timeless};
use super::stand_in::{Request, StandIn, answer, fixture, json};
use pldoctor::config::Confluent;
use pldoctor::fact::confluent::Facts;
use pldoctor::fact::{Fact, GapReason, Section, Status};
use serde_json::{Value, json as value};

async fn ask(server: &StandIn, asked: &[(&str, &str)]) -> Section<Facts> {
    let named = |key: &str| {
        asked
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, id)| (*id).to_owned())
    };
    let mut link = link();
    link.tidb = pldoctor::config::Tidb::default();
    link.confluent = Confluent {
        environment_id: named("env"),
        network_id: named("network"),
        cluster_id: named("cluster"),
        ..Confluent::default()
    };
    collect(&config(&server.url, NOBODY, vec![link]))
        .await
        .links
        .remove(0)
        .confluent
}

const ENV: (&str, &str) = ("env", "env-x7k2p");
const NETWORK: (&str, &str) = ("network", "n-4q8zt1");
const CLUSTER: (&str, &str) = ("cluster", "lkc-9wm3v");

fn gaps(section: &Section<Facts>) -> Vec<(&str, GapReason)> {
    section.gaps.iter().map(|gap| (gap.path.as_str(), gap.reason)).collect()
}

/// The fixtures, with one of them changed.
fn changed(path: &'static str, file: &'static str, change: impl Fn(&mut Value) + Send + Sync + 'static) -> StandIn {
    confluent(move |request: &Request| {
        (request.path() == path).then(|| {
            let mut body = fixture(file);
            change(&mut body);
            json(200, &body)
        })
    })
}

const NETWORK_PATH: &str = "/networking/v1/networks/n-4q8zt1";
const CLUSTER_PATH: &str = "/cmk/v2/clusters/lkc-9wm3v";

#[tokio::test]
async fn a_healthy_link_is_read_however_it_is_named() {
    let server = confluent(|_| None);
    let whole = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
    insta::assert_json_snapshot!(timeless(&whole));
    assert_eq!(server.requests().len(), 5);
    for request in server.requests() {
        assert_eq!(
            request.query("environment").is_some(),
            request.path() != "/org/v2/environments",
            "{request:?}"
        );
    }
    for asked in [
        &[ENV, CLUSTER][..],
        &[ENV, NETWORK],
        &[ENV],
        &[CLUSTER],
        &[NETWORK],
        &[NETWORK, CLUSTER],
    ] {
        let section = ask(&confluent(|_| None), asked).await;
        assert_eq!(
            (&section.facts, section.status),
            (&whole.facts, Status::Complete),
            "{asked:?} {:?}",
            section.gaps
        );
    }
}

#[tokio::test]
async fn the_next_page_is_asked_at_home() {
    let other = StandIn::start(|_| json(200, &list(&[])));
    let next = format!(
        "{}/networking/v1/private-link-accesses?page_token=t%2F2&environment=env-evil",
        other.url
    );
    let server = confluent(move |request| {
        let mut page = fixture("confluent/accesses.json");
        let elements = page["data"].as_array().unwrap().clone();
        match (request.path(), request.query("page_token")) {
            ("/networking/v1/private-link-accesses", None) => {
                page["data"] = value!([elements[0]]);
                page["metadata"]["next"] = value!(next);
                Some(json(200, &page))
            }
            ("/networking/v1/private-link-accesses", Some("t%2F2")) => Some(json(200, &list(&elements[1..]))),
            _ => None,
        }
    });
    let section = ask(&server, &[ENV, CLUSTER]).await;
    assert_eq!(section.status, Status::Complete, "{:?}", section.gaps);
    let ids: Vec<_> = section
        .facts
        .accesses
        .known()
        .unwrap()
        .iter()
        .map(|access| access.id.clone())
        .collect();
    assert_eq!(ids, ["pla-aa1".into(), "pla-zz9".into()]);
    assert!(other.requests().is_empty());
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.query("environment") != Some("env-evil"))
    );
}

#[tokio::test]
async fn a_list_that_does_not_end_properly_is_no_list() {
    for (next, what) in [
        ("https://api.test/x?page_token=same", "the same next page twice"),
        ("https://api.test/x?page=2", "without a `page_token`"),
    ] {
        let server = changed(
            "/networking/v1/private-link-accesses",
            "confluent/accesses.json",
            move |body| {
                body["metadata"]["next"] = value!(next);
            },
        );
        let section = ask(&server, &[ENV, CLUSTER]).await;
        assert_eq!(gaps(&section), [("confluent.accesses", GapReason::Malformed)]);
        assert!(section.gaps[0].detail.contains(what), "{}", section.gaps[0].detail);
        assert!(section.facts.accesses.is_missing() && section.facts.network.known().is_some());
    }
}

#[tokio::test]
async fn each_failure_has_its_reason_and_the_rest_is_read() {
    let forbidden =
        r#"{"errors":[{"id":"1","status":"403","code":"forbidden_access","detail":"Forbidden Access","source":{}}]}"#;
    for (status, body, reason) in [
        (403, forbidden, GapReason::NotFoundOrDenied),
        (404, "{}", GapReason::NotFoundOrDenied),
        (400, "{}", GapReason::Malformed),
        (500, "{}", GapReason::Unreachable),
        (200, "{\"id\": \"n-4q8zt1\"", GapReason::Malformed),
        (
            200,
            r#"{"kind": "Cluster", "id": "lkc-1", "spec": {}}"#,
            GapReason::Malformed,
        ),
        (200, "<html>", GapReason::Malformed),
    ] {
        let server = confluent(move |request| {
            (request.path() == NETWORK_PATH).then(|| answer(status, &["x-request-id: t-1"], body))
        });
        let section = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
        assert_eq!(gaps(&section), [("confluent.network", reason)], "{status} {body}");
        assert_eq!(section.gaps[0].trace_id.as_deref(), Some("t-1"));
        assert_eq!(section.status, Status::Partial);
        assert_eq!(section.facts.credential.known().unwrap().accepted, Fact::Known(true));
    }
}

#[tokio::test]
async fn a_list_of_environments_that_is_forbidden_is_denied_and_the_rest_needs_it_only_to_search() {
    let forbidden = r#"{"errors":[{"code":"forbidden_access","detail":"Forbidden Access"}]}"#;
    let forbid =
        || confluent(move |request| (request.path() == "/org/v2/environments").then(|| answer(403, &[], forbidden)));
    let section = ask(&forbid(), &[ENV, CLUSTER]).await;
    assert_eq!(gaps(&section), [("confluent.environments", GapReason::Denied)]);
    let section = ask(&forbid(), &[CLUSTER]).await;
    let paths = ["access_quota", "accesses", "cluster", "environments", "network"];
    assert_eq!(gaps(&section).len(), 5);
    for (gap, path) in section.gaps.iter().zip(paths) {
        assert_eq!(
            (gap.path.as_str(), gap.reason),
            (format!("confluent.{path}").as_str(), GapReason::Denied)
        );
    }
    assert!(
        section.gaps[2]
            .detail
            .starts_with("no environment was named, and they could not be listed: ")
    );
}

#[tokio::test]
async fn what_stands_in_another_environment_is_found_there() {
    let section = ask(&confluent(|_| None), &[("env", "env-a1b2c"), CLUSTER]).await;
    let gap = section.gap(&"confluent.cluster".into()).unwrap();
    assert_eq!(gap.reason, GapReason::NotFound);
    assert!(gap.detail.contains("it stands in `env-x7k2p`"), "{}", gap.detail);
    assert!(section.facts.cluster.is_missing());
    let network = section.gap(&"confluent.network".into()).unwrap();
    assert!(
        network
            .detail
            .starts_with("the network is that of cluster `lkc-9wm3v`: "),
        "{}",
        network.detail
    );
    let section = ask(&confluent(|_| None), &[ENV, ("cluster", "lkc-gone")]).await;
    let gap = section.gap(&"confluent.cluster".into()).unwrap();
    assert_eq!(gap.reason, GapReason::NotFoundOrDenied);
    assert!(
        gap.detail
            .contains("was not found, or the key is not permitted to see it"),
        "{}",
        gap.detail
    );
    let section = ask(&confluent(|_| None), &[("cluster", "lkc-gone")]).await;
    let gap = section.gap(&"confluent.accesses".into()).unwrap();
    assert_eq!(gap.reason, GapReason::NotFoundOrDenied);
    assert!(gap.detail.contains("in none of the 2 environments"), "{}", gap.detail);
    assert_eq!(section.facts.environments.known().unwrap().len(), 2);
}

#[tokio::test]
async fn a_network_may_hold_no_cluster_or_more_than_one() {
    let clusters = |count: usize| {
        changed("/cmk/v2/clusters", "confluent/cluster.json", move |body| {
            let mut data = vec![body.clone(); count];
            for (n, one) in data.iter_mut().enumerate() {
                one["id"] = value!(format!("lkc-{n}"));
            }
            *body = list(&data);
        })
    };
    let server = clusters(0);
    let section = ask(&server, &[ENV, NETWORK]).await;
    assert_eq!(
        (&section.facts.cluster, section.status),
        (&Fact::Absent, Status::Complete)
    );
    let request = server
        .requests()
        .into_iter()
        .find(|request| request.path() == "/cmk/v2/clusters")
        .unwrap();
    assert_eq!(
        (request.query("spec.network"), request.query("page_size")),
        (Some("n-4q8zt1"), Some("100"))
    );
    let section = ask(&clusters(2), &[ENV, NETWORK]).await;
    assert_eq!(gaps(&section), [("confluent.cluster", GapReason::NotVisible)]);
    assert!(
        section.gaps[0].detail.contains("`lkc-0` and `lkc-1`"),
        "{}",
        section.gaps[0].detail
    );
}

#[tokio::test]
async fn a_cluster_on_the_public_network_has_none() {
    let server = changed(CLUSTER_PATH, "confluent/cluster.json", |body| {
        body["spec"]["network"] = value!(null);
        body["spec"]["config"] = value!({"kind": "cmk.v2.basic"});
        body["spec"]["kafka_bootstrap_endpoint"] = value!("SASL_SSL://pkc-1.us-east-1.aws.confluent.cloud:9092");
    });
    let section = ask(&server, &[ENV, CLUSTER]).await;
    let cluster = section.facts.cluster.known().unwrap();
    assert_eq!((&cluster.network_id, &cluster.kind), (&Fact::Absent, &"Basic".into()));
    assert_eq!(cluster.bootstrap, "pkc-1.us-east-1.aws.confluent.cloud:9092".into());
    assert_eq!(
        (&section.facts.network, &section.facts.access_quota),
        (&Fact::Absent, &Fact::Absent)
    );
    assert_eq!(gaps(&section), [("confluent.cluster.zone_ids", GapReason::NotVisible)]);
}

#[tokio::test]
async fn a_network_in_the_making_lacks_nothing_that_it_should_have() {
    let server = changed(NETWORK_PATH, "confluent/network.json", |body| {
        body["spec"]["connection_types"] = value!(["PRIVATE_LINK"]);
        body["spec"]["cloud"] = value!("aws");
        body["spec"].as_object_mut().unwrap().remove("dns_config");
        body["status"] = value!({"phase": "PROVISIONING", "dns_domain": "", "endpoint_suffix": ".", "zonal_subdomains": {},
            "cloud": {"kind": "AwsNetwork", "private_link_endpoint_service": ""}});
    });
    let section = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
    let network = section.facts.network.known().unwrap();
    assert_eq!(
        (&network.dns_domain, &network.endpoint_service),
        (&Fact::Absent, &Fact::Absent)
    );
    assert_eq!(
        (&network.cloud, &network.connection_types),
        (&"AWS".into(), &Fact::Known(vec!["PRIVATELINK".to_owned()]))
    );
    assert_eq!(
        gaps(&section),
        [("confluent.network.resolution", GapReason::NotVisible)]
    );
}

#[tokio::test]
async fn what_must_be_there_and_is_not_is_a_gap_of_its_own() {
    let server = changed(NETWORK_PATH, "confluent/network.json", |body| {
        body["spec"]["region"] = value!(5);
        body["spec"]["zones"] = value!(null);
        body["status"]["dns_domain"] = value!("");
        body["status"]["zonal_subdomains"] = value!([]);
        body["status"]["phase"] = value!("ready");
    });
    let section = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
    let expected = [
        ("confluent.network.dns_domain", GapReason::Malformed),
        ("confluent.network.region", GapReason::Malformed),
        ("confluent.network.zonal_subdomains", GapReason::Malformed),
        ("confluent.network.zone_ids", GapReason::NotVisible),
    ];
    assert_eq!(gaps(&section), expected);
    let network = section.facts.network.known().unwrap();
    assert!(network.dns_domain.is_missing() && network.region.is_missing() && network.zone_ids.is_missing());
    assert_eq!(network.phase, "READY".into());
}

#[tokio::test]
async fn the_bootstrap_is_read_from_the_endpoints_where_the_old_field_is_empty() {
    let with = |endpoints: Value| {
        changed(CLUSTER_PATH, "confluent/cluster.json", move |body| {
            body["spec"]["kafka_bootstrap_endpoint"] = value!("");
            body["spec"]["endpoints"] = endpoints.clone();
        })
    };
    let private = value!({"kafka_bootstrap_endpoint": "lkc-9wm3v.x:9092", "connection_type": "PRIVATELINK"});
    let public = value!({"kafka_bootstrap_endpoint": "pkc-1:9092", "connection_type": "PUBLIC"});
    for endpoints in [
        value!({"ap1": public, "ap2": private}),
        value!({"PRIVATE_LINK": {"kafka_bootstrap_endpoint": "lkc-9wm3v.x:9092"}, "PUBLIC": public}),
    ] {
        let section = ask(&with(endpoints), &[ENV, CLUSTER]).await;
        assert_eq!(
            section.facts.cluster.known().unwrap().bootstrap,
            "lkc-9wm3v.x:9092".into()
        );
    }
    let section = ask(&with(value!({})), &[ENV, CLUSTER]).await;
    assert_eq!(gaps(&section), [("confluent.cluster.bootstrap", GapReason::Malformed)]);
}

#[tokio::test]
async fn an_api_that_names_no_quota_leaves_it_unseen() {
    let server = changed("/service-quota/v1/applied-quotas", "confluent/quotas.json", |body| {
        body["data"] = value!([]);
    });
    let section = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
    assert_eq!(gaps(&section), [("confluent.access_quota", GapReason::NotVisible)]);
    let server = confluent(|request| (request.path() == "/service-quota/v1/applied-quotas").then(not_found));
    let section = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
    assert_eq!(
        gaps(&section),
        [("confluent.access_quota", GapReason::NotFoundOrDenied)]
    );
}

#[tokio::test]
async fn a_network_whose_phase_is_unknown_does_not_say_what_it_lacks() {
    for status in [
        value!(null),
        value!({"phase": ""}),
        value!({"phase": 7, "dns_domain": null, "cloud": {}}),
    ] {
        let server = changed(NETWORK_PATH, "confluent/network.json", move |body| {
            body["status"] = status.clone();
        });
        let section = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
        let expected = [
            ("confluent.network.dns_domain", GapReason::Malformed),
            ("confluent.network.endpoint_service", GapReason::Malformed),
            ("confluent.network.phase", GapReason::Malformed),
        ];
        assert_eq!(gaps(&section), expected);
        let network = section.facts.network.known().unwrap();
        assert!(network.dns_domain.is_missing() && network.endpoint_service.is_missing());
    }
    let server = changed(NETWORK_PATH, "confluent/network.json", |body| {
        body["status"]["cloud"] = value!(null);
    });
    let section = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
    assert_eq!(section.facts.network.known().unwrap().endpoint_service, Fact::Absent);
}

#[tokio::test]
async fn what_a_list_repeats_is_there_once() {
    let whole = ask(&confluent(|_| None), &[ENV, NETWORK, CLUSTER]).await.facts;
    let server = confluent(|request| {
        let twice = |file, pointer: &str| {
            let mut body = fixture(file);
            let list = body.pointer_mut(pointer).unwrap().as_array_mut().unwrap();
            list.extend(list.clone());
            Some(json(200, &body))
        };
        match request.path() {
            "/org/v2/environments" => twice("confluent/environments.json", "/data"),
            "/networking/v1/private-link-accesses" => twice("confluent/accesses.json", "/data"),
            NETWORK_PATH => twice("confluent/network.json", "/spec/zones"),
            _ => None,
        }
    });
    let section = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
    assert_eq!((section.facts, section.status), (whole, Status::Complete));
}

#[tokio::test]
async fn a_list_without_end_is_given_up() {
    let server = confluent(|request| {
        let page = request.query("page_token").map_or(0, |page| page.parse().unwrap());
        let next = format!("https://api.test/x?page_token={}", page + 1);
        (request.path() == "/networking/v1/private-link-accesses")
            .then(|| json(200, &value!({"data": [], "metadata": {"next": next}})))
    });
    let section = ask(&server, &[ENV, NETWORK, CLUSTER]).await;
    assert_eq!(gaps(&section), [("confluent.accesses", GapReason::Malformed)]);
    assert!(
        section.gaps[0].detail.contains("more than 100 pages"),
        "{}",
        section.gaps[0].detail
    );
    let pages = server.paths();
    let pages = pages.iter().filter(|path| path.ends_with("private-link-accesses"));
    assert_eq!(pages.count(), 100);
}
