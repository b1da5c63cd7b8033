//! The stand-ins themselves, over real sockets: what they refuse, page, and break on demand.

use digest_auth::AuthContext;
use pldoctor::collect::dns::collect;
use pldoctor::config::{Dns, Resolver, Vantage};
use pldoctor::fact::dns::Question;
use pldoctor::sandbox::{Fault, Key, Request, Sandbox, Scenario, Service};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const NETWORKS: &str = "/networking/v1/networks";
const CLUSTER: &str = "/v1beta1/clusters/10840000000000000001";

pub(crate) fn scenario(name: &str) -> Scenario {
    Scenario::named(name).expect("a scenario of that name")
}

pub(crate) fn client() -> Client {
    let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    client.build().unwrap()
}

fn start(scenario: &Scenario) -> Sandbox {
    Sandbox::start(scenario, Duration::ZERO).unwrap()
}

fn healthy() -> (Scenario, Sandbox) {
    let scenario = scenario("healthy");
    let sandbox = start(&scenario);
    (scenario, sandbox)
}

pub(crate) async fn confluent(sandbox: &Sandbox, key: &Key, target: &str) -> Response {
    let request = client().get(format!("{}{target}", sandbox.confluent_url()));
    request.basic_auth(&key.id, Some(&key.secret)).send().await.unwrap()
}

/// Answers the challenge of a path, and asks again.
pub(crate) async fn tidb(sandbox: &Sandbox, key: &Key, target: &str) -> Response {
    let url = format!("{}{target}", sandbox.tidb_url());
    let challenged = client().get(&url).send().await.unwrap();
    let mut prompt = digest_auth::parse(challenged.headers()["www-authenticate"].to_str().unwrap()).unwrap();
    let answer = prompt.respond(&AuthContext::new(&key.id, &key.secret, target)).unwrap();
    let request = client().get(&url).header("authorization", answer.to_header_string());
    request.send().await.unwrap()
}

async fn body(response: Response) -> Value {
    response.json().await.unwrap()
}

#[tokio::test]
async fn confluent_takes_its_key_and_refuses_any_other() {
    let (scenario, sandbox) = healthy();
    let target = "/networking/v1/networks/n-pr1jy6?environment=env-gz903";
    let taken = confluent(&sandbox, &scenario.confluent_key, target).await;
    assert_eq!(taken.status(), 200);
    assert!(taken.headers().contains_key("x-request-id"));
    assert_eq!(body(taken).await["status"]["phase"], "READY");

    let wrong = Key {
        secret: "a guess".to_owned(),
        ..scenario.confluent_key.clone()
    };
    let refused = confluent(&sandbox, &wrong, target).await;
    assert_eq!(refused.status(), 401);
    let header = refused.headers()["www-authenticate"].to_str().unwrap();
    assert!(header.contains(r#"error="invalid_key""#), "{header}");
    assert_eq!(body(refused).await["errors"][0]["detail"], "Unauthorized");
}

#[tokio::test]
async fn confluent_answers_what_is_not_there_as_the_api_does() {
    let (scenario, sandbox) = healthy();
    for (target, status, words) in [
        ("/networking/v1/networks", 400, "environment"),
        ("/networking/v1/networks/n-pr1jy6", 400, "environment"),
        ("/networking/v1/networks?environment=env-none", 403, "Forbidden"),
        (
            "/networking/v1/networks/n-none?environment=env-gz903",
            404,
            "The network n-none was not found.",
        ),
        (
            "/networking/v1/networks/n-pr1jy6?environment=env-none",
            404,
            "The network n-pr1jy6 was not found.",
        ),
        ("/cmk/v2/clusters/lkc-none?environment=env-gz903", 403, "Forbidden"),
        (
            "/networking/v1/networks?environment=env-gz903&page_size=2000",
            400,
            "page_size",
        ),
        (
            "/networking/v1/networks?environment=env-gz903&page_token=made-up",
            400,
            "page_token",
        ),
        ("/networking/v1/gateways?environment=env-gz903", 404, "Not Found"),
    ] {
        let response = confluent(&sandbox, &scenario.confluent_key, target).await;
        assert_eq!(response.status(), status, "{target}");
        let detail = body(response).await["errors"][0]["detail"].to_string();
        assert!(detail.contains(words), "{target}: {detail}");
    }
}

#[tokio::test]
async fn lists_are_filtered_and_come_in_pages() {
    let scenario = scenario("access-elsewhere")
        .with(json!({"confluent": {"largest_page": 1}}))
        .unwrap();
    let sandbox = start(&scenario);
    let key = &scenario.confluent_key;
    let first = body(
        confluent(
            &sandbox,
            key,
            &format!("{NETWORKS}?environment=env-gz903&page_size=100"),
        )
        .await,
    )
    .await;
    assert_eq!(
        (&first["data"][0]["id"], &first["metadata"]["total_size"]),
        (&json!("n-6l7eg2"), &json!(2))
    );
    let next = first["metadata"]["next"].as_str().unwrap();
    let target = next
        .strip_prefix(&sandbox.confluent_url())
        .expect("a page of this server");
    assert!(
        target.starts_with(&format!("{NETWORKS}?environment=env-gz903&page_size=100&page_token=")),
        "{target}"
    );
    let second = body(confluent(&sandbox, key, target).await).await;
    assert_eq!(
        (&second["data"][0]["id"], &second["metadata"]["next"]),
        (&json!("n-pr1jy6"), &json!(""))
    );

    for (network, accesses) in [("n-6l7eg2", 1), ("n-pr1jy6", 0)] {
        let target = format!("/networking/v1/private-link-accesses?environment=env-gz903&spec.network={network}");
        let list = body(confluent(&sandbox, key, &target).await).await;
        assert_eq!(list["data"].as_array().unwrap().len(), accesses, "{network}");
    }

    let elsewhere = scenario
        .with(json!({"confluent": {"next_origin": "http://127.0.0.2:1"}}))
        .unwrap();
    let sandbox = start(&elsewhere);
    let list = body(
        confluent(
            &sandbox,
            &elsewhere.confluent_key,
            &format!("{NETWORKS}?environment=env-gz903"),
        )
        .await,
    );
    let next = list.await["metadata"]["next"].as_str().unwrap().to_owned();
    assert!(next.starts_with("http://127.0.0.2:1/networking/"), "{next}");
}

#[tokio::test]
async fn tidb_cloud_takes_only_the_right_answer_to_its_challenge() {
    let (scenario, sandbox) = healthy();
    let zones = format!("{CLUSTER}/privateLinkConnections:getAvailabilityZones");
    let taken = tidb(&sandbox, &scenario.tidb_key, &zones).await;
    assert_eq!(taken.status(), 200);
    assert!(taken.headers().contains_key("x-debug-trace-id"));
    assert_eq!(body(taken).await["accountId"], "123456789012");

    let wrong = Key {
        secret: "a guess".to_owned(),
        ..scenario.tidb_key.clone()
    };
    let stranger = Key {
        id: "stranger".to_owned(),
        ..scenario.tidb_key.clone()
    };
    for (key, words) in [
        (&wrong, "digest authentication failed"),
        (&stranger, "public_key not found"),
    ] {
        let refused = tidb(&sandbox, key, &zones).await;
        assert_eq!(refused.status(), 401);
        assert_eq!(
            body(refused).await,
            json!({"code": 49_900_001, "message": words, "details": []})
        );
    }
}

#[tokio::test]
async fn tidb_cloud_shows_attached_domains_of_one_connection_only() {
    let (scenario, sandbox) = healthy();
    let key = &scenario.tidb_key;
    let list = body(tidb(&sandbox, key, &format!("{CLUSTER}/privateLinkConnections?pageSize=100")).await).await;
    assert_eq!(list["totalSize"], 1);
    assert_eq!(list["privateLinkConnections"][0].get("attachedDomains"), None);
    let one = body(
        tidb(
            &sandbox,
            key,
            &format!("{CLUSTER}/privateLinkConnections/plc-abcdefgh1234"),
        )
        .await,
    )
    .await;
    assert_eq!(one["attachedDomains"][0]["uniqueName"], "domnprzqrog.us-east-1");
    let full = body(tidb(&sandbox, key, &format!("{CLUSTER}?view=FULL")).await).await;
    let basic = body(tidb(&sandbox, key, CLUSTER).await).await;
    assert_eq!(
        (full.get("labels").is_some(), basic.get("labels").is_some()),
        (true, false)
    );
    assert_eq!(tidb(&sandbox, key, "/v1beta1/clusters/1").await.status(), 404);
}

#[tokio::test]
async fn every_request_is_kept_whatever_its_method_and_none_but_get_is_served() {
    let (scenario, sandbox) = healthy();
    let target = "/cmk/v2/clusters?environment=env-gz903";
    for method in [Method::POST, Method::DELETE, Method::PATCH, Method::PUT, Method::HEAD] {
        let request = client().request(method, format!("{}{target}", sandbox.confluent_url()));
        let key = &scenario.confluent_key;
        let response = request.basic_auth(&key.id, Some(&key.secret)).send().await.unwrap();
        assert_eq!(response.status(), 405);
    }
    client()
        .delete(format!("{}/x?y=z", sandbox.tidb_url()))
        .send()
        .await
        .unwrap();
    let requests = sandbox.requests();
    let methods: Vec<&str> = requests.iter().map(|request| request.method.as_str()).collect();
    assert_eq!(methods, ["POST", "DELETE", "PATCH", "PUT", "HEAD", "DELETE"]);
    assert_eq!(
        requests[5],
        Request {
            service: Service::Tidb,
            method: "DELETE".to_owned(),
            target: "/x?y=z".to_owned(),
            status: 401,
        }
    );
}

#[tokio::test]
async fn faults_strike_their_path_as_often_as_they_are_told() {
    let (scenario, sandbox) = healthy();
    let ask = || {
        confluent(
            &sandbox,
            &scenario.confluent_key,
            "/cmk/v2/clusters?environment=env-gz903",
        )
    };
    sandbox.fault("/networking", Fault::status(500));
    sandbox.fault(
        "/cmk",
        Fault::status(429).header("Retry-After", "1").body("slow down").times(2),
    );
    for _ in 0..2 {
        let limited = ask().await;
        assert_eq!(
            (limited.status().as_u16(), limited.headers()["retry-after"].as_bytes()),
            (429, &b"1"[..])
        );
        assert_eq!(limited.text().await.unwrap(), "slow down");
    }
    assert_eq!(ask().await.status(), 200);
    sandbox.fault(
        "/cmk",
        Fault::default()
            .body("<html>")
            .header("content-type", "text/html")
            .delay(Duration::from_millis(150)),
    );
    let began = Instant::now();
    let page = ask().await;
    assert!(began.elapsed() >= Duration::from_millis(150));
    assert_eq!(
        (page.status().as_u16(), page.headers()["content-type"].as_bytes()),
        (200, &b"text/html"[..])
    );
    assert_eq!(page.text().await.unwrap(), "<html>");
}

#[tokio::test]
async fn every_answer_takes_the_latency_and_the_ports_are_free_again_afterwards() {
    let scenario = scenario("healthy");
    let sandbox = Sandbox::start(&scenario, Duration::from_millis(100)).unwrap();
    let (url, resolver) = (sandbox.confluent_url(), sandbox.resolver());
    let began = Instant::now();
    confluent(&sandbox, &scenario.confluent_key, "/org/v2/environments").await;
    assert!(began.elapsed() >= Duration::from_millis(100));
    drop(sandbox);
    assert!(client().get(url).send().await.is_err());
    std::net::UdpSocket::bind(resolver).expect("the port of the resolver");
}

/// What the sandbox's resolver says to each of these names, as the collector sees it.
async fn resolve(scenario: &Scenario, names: &[&str]) -> Vec<(String, Vec<String>, Vec<String>)> {
    let sandbox = start(scenario);
    let dns = Dns {
        resolvers: vec![Resolver {
            address: Some(sandbox.resolver()),
            named: true,
        }],
        vantage: Vantage::Outside,
    };
    let questions: Vec<Question> = names
        .iter()
        .map(|name| Question {
            name: (*name).to_owned(),
            purpose: "bootstrap",
            zone_id: None,
        })
        .collect();
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    let section = collect(&dns, &questions, deadline).await;
    let answers = section.facts.answers.known().cloned().unwrap();
    let answers = answers.into_iter().map(|answer| {
        let outcome = answer.outcome.known().cloned().unwrap();
        let list = |fact: pldoctor::fact::Fact<Vec<String>>| fact.known().cloned().unwrap_or_default();
        (outcome, list(answer.cnames), list(answer.addresses))
    });
    answers.collect()
}

#[tokio::test]
async fn the_resolver_says_what_the_scenario_says() {
    let chased = "lkc-w7kgd5-domnprzqrog.us-east-1.aws.glb.confluent.cloud";
    let private = "lkc-w7kgd5.domnprzqrog.us-east-1.aws.confluent.cloud";
    let nothing = ("nxdomain".to_owned(), vec![], vec![]);
    assert_eq!(
        resolve(&scenario("healthy"), &[private]).await,
        std::slice::from_ref(&nothing)
    );
    assert_eq!(
        resolve(&scenario("healthy-chased"), &[chased]).await,
        [("nxdomain".to_owned(), vec![private.to_owned()], vec![])]
    );
    assert_eq!(resolve(&scenario("chased-dns"), &[chased]).await, [nothing]);
    assert_eq!(
        resolve(&scenario("public-address"), &[private]).await,
        [("noerror".to_owned(), vec![], vec!["3.211.45.67".to_owned()])]
    );
}

#[tokio::test]
async fn the_resolver_declines_and_waits_as_it_is_told() {
    let names = json!({
        "a.test": {"declines": "servfail"},
        "b.test": {"declines": "refused"},
        "c.test": {"declines": "silent"},
        "d.test": {"addresses": ["fd00::1", "10.0.0.1"], "ttl": 5, "delay_ms": 50},
        "e.test": {},
        "f.test": {"alias": "e.test"},
    });
    let scenario = scenario("healthy").with(json!({"dns": {"names": names}})).unwrap();
    let answers = resolve(&scenario, &["a.test", "b.test", "c.test", "d.test", "e.test", "f.test"]).await;
    let outcomes: Vec<&str> = answers.iter().map(|(outcome, ..)| outcome.as_str()).collect();
    assert_eq!(
        outcomes,
        ["servfail", "refused", "timeout", "noerror", "nodata", "nodata"]
    );
    assert_eq!(answers[3].2, ["10.0.0.1", "fd00::1"]);
    assert_eq!(answers[5].1, ["e.test"]);
}
