//! HTTP Digest against a server that computes every answer itself and counts every nonce.

use super::http::{key, terms};
use super::stand_in::{Request, StandIn, answer, json};
use digest_auth::Algorithm;
use pldoctor::collect::http::{Auth, Call, GetClient, Limits, TIDB};
use pldoctor::config::Key;
use pldoctor::fact::GapReason;
use serde_json::json as value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::{Arc, Mutex};

fn md5(text: &str) -> String {
    Algorithm::default().hash_str(text)
}

fn sha256(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn fields(header: &str) -> BTreeMap<&str, &str> {
    let rest = header.strip_prefix("Digest ").unwrap();
    rest.split(", ")
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(key, value)| (key, value.trim_matches('"')))
        .collect()
}

/// Each nonce that was handed out, with the counts it was used with.
type Nonces = Arc<Mutex<BTreeMap<String, BTreeSet<String>>>>;

/// A server that takes the key of these tests. A nonce may be used `uses` times.
fn server(algorithm: &'static str, uses: usize) -> (StandIn, Nonces) {
    let nonces = Nonces::default();
    let kept = Arc::clone(&nonces);
    let server = StandIn::start(move |request| {
        let mut nonces = nonces.lock().unwrap();
        let hash = if algorithm == "MD5" { md5 } else { sha256 };
        let sent = request.header("authorization").map(fields);
        let right = sent.as_ref().map(|sent| {
            let ha1 = hash(&format!("public:tidb.cloud:{}", "a-secret-of-some-length"));
            let ha2 = hash(&format!("{}:{}", request.method, request.target));
            let expected = hash(&format!(
                "{ha1}:{}:{}:{}:auth:{ha2}",
                sent["nonce"], sent["nc"], sent["cnonce"]
            ));
            sent["response"] == expected && sent["uri"] == request.target && sent["algorithm"] == algorithm
        });
        if right == Some(true) {
            let counts = nonces.get_mut(sent.as_ref().unwrap()["nonce"]).unwrap();
            // A count may be used once, and a nonce so many times.
            if counts.len() < uses && counts.insert(sent.as_ref().unwrap()["nc"].to_owned()) {
                return json(200, &value!({"target": request.target}));
            }
        }
        let nonce = format!("nonce-{}", nonces.len());
        nonces.insert(nonce.clone(), BTreeSet::new());
        let stale = if right == Some(true) { ", stale=true" } else { "" };
        let challenge = format!(
            r#"www-authenticate: Digest realm="tidb.cloud", domain="", nonce="{nonce}", algorithm={algorithm}, qop="auth"{stale}"#
        );
        answer(
            401,
            &[&challenge],
            r#"{"code":49900001,"message":"public_key not found"}"#,
        )
    });
    (server, kept)
}

fn client(server: &StandIn, key: Key) -> GetClient<'static> {
    GetClient::new(TIDB, &server.url, Auth::digest(key), Limits::default(), terms(20)).unwrap()
}

fn calls(count: usize) -> Vec<Call> {
    let path = [
        "v1beta1",
        "clusters",
        "1",
        "privateLinkConnections:getAvailabilityZones",
    ];
    (0..count)
        .map(|n| Call::to(path).with("n", &n.to_string()).with("filter", "a b/c"))
        .collect()
}

fn refused(requests: &[Request]) -> usize {
    requests
        .iter()
        .filter(|request| request.header("authorization").is_none())
        .count()
}

#[tokio::test]
async fn many_calls_at_once_answer_one_challenge() {
    for algorithm in ["MD5", "SHA-256"] {
        let (server, nonces) = server(algorithm, usize::MAX);
        let client = client(&server, key());
        let calls = calls(9);
        let answers = futures_util::future::join_all(calls.iter().map(|call| client.get(call))).await;
        assert!(answers.iter().all(Result::is_ok), "{algorithm}: {answers:?}");
        assert_eq!(
            (server.requests().len(), refused(&server.requests())),
            (10, 1),
            "{algorithm}"
        );
        let counts = nonces.lock().unwrap()["nonce-0"].clone();
        let expected: BTreeSet<String> = (1..=9).map(|count| format!("{count:08x}")).collect();
        assert_eq!(counts, expected, "{algorithm}");
        assert!(
            server.requests()[0]
                .target
                .contains("privateLinkConnections:getAvailabilityZones?n=")
        );
        assert!(client.accepted().is_some() && client.refused().is_none());
    }
}

#[tokio::test]
async fn a_stale_nonce_is_replaced() {
    for uses in [1, 2, 5] {
        let (server, _) = server("SHA-256", uses);
        let client = client(&server, key());
        for call in &calls(3) {
            client.get(call).await.unwrap();
        }
        let more = calls(12);
        let answers = futures_util::future::join_all(more[3..].iter().map(|call| client.get(call))).await;
        assert!(answers.iter().all(Result::is_ok), "{uses}: {answers:?}");
        assert_eq!(
            refused(&server.requests()),
            1,
            "only the first request goes without an answer"
        );
    }
}

#[tokio::test]
async fn a_wrong_secret_is_refused_once_and_not_tried_again() {
    let (server, _) = server("MD5", usize::MAX);
    let wrong = Key {
        id: "public".to_owned(),
        secret: "another-secret".to_owned().into(),
    };
    let client = client(&server, wrong);
    let calls = calls(3);
    let error = client.get(&calls[0]).await.unwrap_err();
    assert_eq!(
        (error.reason, error.refusal.as_deref()),
        (GapReason::Denied, Some("public_key not found (49900001)"))
    );
    assert_eq!(server.requests().len(), 2);
    for call in &calls[1..] {
        assert_eq!(client.get(call).await.unwrap_err().reason, GapReason::Denied);
    }
    assert_eq!(server.requests().len(), 2);
    let (refusal, seen) = client.refused().unwrap();
    assert_eq!(refusal.refusal, error.refusal);
    assert!(seen.call.as_deref().unwrap().starts_with("GET /v1beta1/clusters/1/"));
}

#[tokio::test]
async fn a_server_that_wants_a_password_in_clear_gets_nothing() {
    let server = StandIn::start(|_| answer(401, &[r#"www-authenticate: Basic realm="x""#], ""));
    let client = client(&server, key());
    let error = client.get(&calls(1)[0]).await.unwrap_err();
    assert_eq!((error.reason, error.refusal.clone()), (GapReason::Denied, None));
    assert!(error.detail.contains("no credential was sent"), "{error}");
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
    assert!(client.refused().is_none() && client.accepted().is_none());
}

#[tokio::test]
async fn a_server_that_wants_nothing_gets_nothing() {
    let server = StandIn::start(|_| json(200, &value!({})));
    let client = client(&server, key());
    for call in &calls(3) {
        client.get(call).await.unwrap();
    }
    assert_eq!((server.requests().len(), refused(&server.requests())), (3, 3));
}
