//! The client's manners: retries, limits, redirects, bodies, the end of the run.

use super::stand_in::{StandIn, answer, json};
use pldoctor::collect::http::{Auth, CONFLUENT, Call, CallError, GetClient, Limits, Reply, TIDB, Terms};
use pldoctor::collect::{Silent, Stop};
use pldoctor::config::Key;
use pldoctor::fact::GapReason;
use serde_json::json as value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

const SECRET: &str = "a-secret-of-some-length";

pub(super) fn key() -> Key {
    Key {
        id: "public".to_owned(),
        secret: SECRET.to_owned().into(),
    }
}

pub(super) fn terms(seconds: u64) -> Terms<'static> {
    Terms {
        deadline: tokio::time::Instant::now() + Duration::from_secs(seconds),
        stop: Stop::never(),
        progress: &Silent,
    }
}

fn quick() -> Limits {
    Limits {
        pause: Duration::from_millis(10),
        ..Limits::default()
    }
}

fn client(endpoint: &str) -> GetClient<'static> {
    GetClient::new(CONFLUENT, endpoint, Auth::Basic(key()), quick(), terms(20)).unwrap()
}

async fn get(server: &StandIn) -> Result<Arc<Reply>, CallError> {
    client(&server.url).get(&Call::to(["a"])).await
}

#[tokio::test]
async fn a_reply_says_what_it_is() {
    let server = StandIn::start(|_| json(200, &value!({"x": 1})));
    let reply = get(&server).await.unwrap();
    assert_eq!(
        (&reply.json, reply.call.as_deref(), reply.trace_id.as_deref()),
        (&value!({"x": 1}), Some("GET /a"), Some("trace-1"))
    );
    let request = &server.requests()[0];
    assert_eq!(request.method, "GET");
    assert_eq!(
        request.header("authorization"),
        Some("Basic cHVibGljOmEtc2VjcmV0LW9mLXNvbWUtbGVuZ3Ro")
    );
    assert!(request.header("user-agent").unwrap().starts_with("pldoctor/"));
}

#[tokio::test]
async fn the_same_call_is_made_once() {
    let server = StandIn::start(|_| {
        sleep(Duration::from_millis(50));
        json(200, &value!({}))
    });
    let client = client(&server.url);
    let call = Call::to(["a"]).with("x", "1");
    let (one, two) = tokio::join!(client.get(&call), client.get(&call));
    assert!(one.is_ok() && two.is_ok() && client.get(&call).await.is_ok());
    assert_eq!(server.requests().len(), 1);
    client.get(&Call::to(["a"]).with("x", "2")).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn no_more_than_four_requests_are_in_flight() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now_, most_) = (Arc::clone(&now), Arc::clone(&most));
    let server = StandIn::start(move |_| {
        most_.fetch_max(now_.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        sleep(Duration::from_millis(60));
        now_.fetch_sub(1, Ordering::SeqCst);
        json(200, &value!({}))
    });
    let client = client(&server.url);
    let calls: Vec<Call> = (0..12).map(|n| Call::to(["a"]).with("n", &n.to_string())).collect();
    let answers = futures_util::future::join_all(calls.iter().map(|call| client.get(call))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!((server.requests().len(), most.load(Ordering::SeqCst)), (12, 4));
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let other = StandIn::start(|_| json(200, &value!({"stolen": true})));
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: {}/a", other.url);
        let server = StandIn::start(move |_| answer(status, &[&location], ""));
        let error = get(&server).await.unwrap_err();
        assert_eq!(error.reason, GapReason::Unreachable);
        assert!(error.detail.contains(&other.url), "{error}");
        assert_eq!(server.requests().len(), 1, "it is not tried again");
    }
    assert!(other.requests().is_empty());
    let server = StandIn::start(|request| {
        answer(
            302,
            &[&format!("location: http://me:it@{}/b", request.header("host").unwrap())],
            "",
        )
    });
    assert_eq!(get(&server).await.unwrap_err().reason, GapReason::Unreachable);
    assert_eq!(
        server.requests().len(),
        1,
        "a user name in the address is not taken along"
    );
}

#[tokio::test]
async fn redirects_at_home_are_followed_three_times_with_the_credential() {
    let hops = |last: usize| {
        StandIn::start(move |request| match request.path().trim_start_matches('/') {
            "a" => answer(307, &["location: /1"], ""),
            hop if hop.parse() == Ok(last) => json(200, &value!({"hop": last})),
            hop => answer(302, &[&format!("location: {}", hop.parse::<usize>().unwrap() + 1)], ""),
        })
    };
    let server = hops(3);
    assert_eq!(get(&server).await.unwrap().json, value!({"hop": 3}));
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.method == "GET" && request.header("authorization").is_some())
    );
    let server = hops(4);
    let error = get(&server).await.unwrap_err();
    assert_eq!((error.reason, server.requests().len()), (GapReason::Unreachable, 4));
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let asked = AtomicUsize::new(0);
    let server = StandIn::start(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => answer(429, &["retry-after: 1"], "{}"),
        _ => json(200, &value!({})),
    });
    let begin = Instant::now();
    get(&server).await.unwrap();
    let elapsed = begin.elapsed();
    assert!(
        elapsed >= Duration::from_secs(1) && elapsed < Duration::from_secs(15),
        "{elapsed:?}"
    );
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_pause_that_outlasts_the_run_is_a_gap_at_once_and_holds_the_others_back() {
    let server = StandIn::start(|_| {
        answer(
            429,
            &["x-ratelimit-reset: 3600"],
            r#"{"code":49900007,"message":"too many"}"#,
        )
    });
    let client = client(&server.url);
    let begin = Instant::now();
    let error = client.get(&Call::to(["a"])).await.unwrap_err();
    assert_eq!(error.reason, GapReason::Throttled);
    assert!(error.detail.contains("too many (49900007)"), "{error}");
    let error = client.get(&Call::to(["b"])).await.unwrap_err();
    assert_eq!(error.reason, GapReason::Throttled);
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_limit_about_to_be_reached_is_waited_for() {
    let server = StandIn::start(|_| answer(200, &["x-ratelimit-remaining: 0", "x-ratelimit-reset: 1"], "{}"));
    let client = client(&server.url);
    let begin = Instant::now();
    client.get(&Call::to(["a"])).await.unwrap();
    client.get(&Call::to(["b"])).await.unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_server_that_fails_is_tried_again_unless_it_never_will_answer() {
    for (status, requests) in [(500, 4), (502, 4), (503, 4), (501, 1), (400, 1), (404, 1)] {
        let server = StandIn::start(move |_| answer(status, &[], "<html>no</html>"));
        let error = get(&server).await.unwrap_err();
        assert_eq!(server.requests().len(), requests, "{status}");
        assert!(error.detail.contains("an HTML page"), "{error}");
    }
    let asked = AtomicUsize::new(0);
    let server = StandIn::start(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => answer(502, &[], ""),
        1 => Vec::new(),
        _ => json(200, &value!({"at": "last"})),
    });
    assert_eq!(get(&server).await.unwrap().json, value!({"at": "last"}));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_malformed() {
    let huge = format!("{{\"x\":\"{}\"}}", "y".repeat(9 << 20));
    let cases: [(&str, Vec<u8>); 6] = [
        (
            "broke off",
            b"HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{\"x\":".to_vec(),
        ),
        ("larger than 8 MiB", answer(200, &[], huge)),
        (
            "HTML page",
            answer(200, &["content-type: text/html"], "\n<!doctype html><p>hello"),
        ),
        ("not JSON", answer(200, &[], "{\"x\": 1")),
        ("not text", answer(200, &[], b"\xff\xfe")),
        ("empty", answer(200, &[], "")),
    ];
    for (what, bytes) in cases {
        let server = StandIn::start(move |_| bytes.clone());
        let error = get(&server).await.unwrap_err();
        assert_eq!(error.reason, GapReason::Malformed, "{what}");
        assert!(
            error.detail.contains(what) && error.detail.contains("GET /a"),
            "{what}: {error}"
        );
    }
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let error = client(&format!("http://{closed}"))
        .get(&Call::to(["a"]))
        .await
        .unwrap_err();
    assert_eq!(error.reason, GapReason::Unreachable);
    assert!(error.detail.contains("refused"), "{error}");
}

#[tokio::test]
async fn a_failure_before_the_run_s_end_says_more_than_the_end() {
    let tried = std::sync::atomic::AtomicUsize::new(0);
    let server = StandIn::start(move |_| {
        if tried.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 0 {
            sleep(Duration::from_secs(20));
        }
        b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n".to_vec()
    });
    let client = GetClient::new(CONFLUENT, &server.url, Auth::Basic(key()), quick(), terms(1)).unwrap();
    let error = client.get(&Call::to(["a"])).await.unwrap_err();
    assert_eq!(server.requests().len(), 2, "the second try was under way");
    assert_eq!(error.reason, GapReason::Unreachable, "{error}");
    assert!(error.detail.contains("500"), "{error}");
}

#[tokio::test]
async fn silence_ends_with_the_call_or_with_the_run_or_when_it_is_stopped() {
    let server = StandIn::start(|_| {
        sleep(Duration::from_secs(20));
        Vec::new()
    });
    let limits = Limits {
        per_call: Duration::from_millis(100),
        ..quick()
    };
    let make = |limits, terms| GetClient::new(CONFLUENT, &server.url, Auth::Basic(key()), limits, terms).unwrap();
    let begin = Instant::now();
    let error = make(limits, terms(20)).get(&Call::to(["a"])).await.unwrap_err();
    assert_eq!(error.reason, GapReason::Timeout, "{error}");
    let error = make(quick(), terms(1)).get(&Call::to(["a"])).await.unwrap_err();
    assert_eq!(error.reason, GapReason::Timeout, "{error}");
    let (stopper, stop) = Stop::pair();
    let client = make(quick(), Terms { stop, ..terms(20) });
    let call = Call::to(["a"]);
    let (error, ()) = tokio::join!(client.get(&call), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        stopper.stop();
    });
    assert_eq!(error.unwrap_err().reason, GapReason::Interrupted);
    assert_eq!(
        client.get(&Call::to(["b"])).await.unwrap_err().reason,
        GapReason::Interrupted
    );
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn plain_http_goes_nowhere_but_to_this_machine() {
    let make = |endpoint| GetClient::new(TIDB, endpoint, Auth::Basic(key()), quick(), terms(1)).map(drop);
    for endpoint in [
        "http://localhost:1",
        "http://127.0.0.1:1",
        "http://[::1]:1",
        "https://api.test",
    ] {
        assert!(make(endpoint).is_ok(), "{endpoint}");
    }
    for endpoint in [
        "http://api.test",
        "http://127.0.0.1.api.test",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "nonsense",
    ] {
        assert_eq!(make(endpoint).unwrap_err().reason, GapReason::Unreachable, "{endpoint}");
    }
}

#[tokio::test]
async fn a_secret_that_is_sent_back_is_masked() {
    let server = StandIn::start(|request| {
        let sent = request.header("authorization").unwrap();
        let body = value!({"name": SECRET, "message": format!("{SECRET} {sent}"), "code": 1});
        json(if request.path() == "/ok" { 200 } else { 400 }, &body)
    });
    let client = client(&server.url);
    let reply = client.get(&Call::to(["ok"])).await.unwrap();
    assert_eq!(reply.json["name"], "[secret]");
    let error = client.get(&Call::to(["no"])).await.unwrap_err();
    assert!(error.detail.contains("[secret] Basic [secret] (1)"), "{error}");
    let shown = format!("{client:?} {error:?}");
    assert!(!shown.contains(SECRET) && !shown.contains("cHVibGlj"), "{shown}");
}

#[tokio::test]
async fn only_an_answer_that_proves_the_key_accepts_it() {
    let denied = r#"{"errors":[{"code":"forbidden_access","detail":"Forbidden Access"}]}"#;
    let tidb = r#"{"code":49900003,"message":"no permission","details":[]}"#;
    let cut = b"HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{\"x\":".to_vec();
    for (bytes, accepted) in [
        (answer(200, &[], "{}"), true),
        (answer(403, &[], denied), true),
        (answer(404, &[], denied), true),
        (answer(403, &[], tidb), true),
        (answer(200, &[], "<html>log in"), false),
        (answer(200, &[], "{\"x\": 1"), false),
        (answer(200, &[], ""), false),
        (cut, false),
        (answer(404, &[], "<html>no such host"), false),
        (answer(403, &[], "blocked by the proxy"), false),
        (answer(403, &[], r#"{"message":"Forbidden"}"#), false),
        (answer(404, &[], "{}"), false),
        (answer(401, &[], denied), false),
        (answer(403, &[], r#"{"errors":[{"detail":"Invalid API Key"}]}"#), false),
        (answer(429, &["retry-after: 3600"], denied), false),
    ] {
        let told = String::from_utf8_lossy(&bytes).into_owned();
        let server = StandIn::start(move |_| bytes.clone());
        let client = client(&server.url);
        let _ = client.get(&Call::to(["a"])).await;
        assert_eq!(client.accepted().is_some(), accepted, "{told}");
    }
}

#[tokio::test]
async fn an_answer_that_asked_for_no_proof_accepts_no_key() {
    for (status, body) in [(200, "{}"), (404, r#"{"code":5,"message":"not there"}"#)] {
        let server = StandIn::start(move |_| answer(status, &[], body));
        let client = GetClient::new(TIDB, &server.url, Auth::digest(key()), quick(), terms(20)).unwrap();
        for path in ["a", "b"] {
            let _ = client.get(&Call::to([path])).await;
            assert_eq!(client.accepted(), None, "{status}");
        }
    }
}

#[tokio::test]
async fn a_secret_is_masked_where_a_text_is_cut_and_in_a_host() {
    let trace = format!("{}{SECRET}", "x".repeat(390));
    let server = StandIn::start(move |_| answer(200, &[&format!("x-request-id: {trace}")], "{}"));
    let trace = get(&server).await.unwrap().trace_id.clone().unwrap();
    assert_eq!(trace, format!("{}[secret]", "x".repeat(390)));
    let secret = "A-Secret-Of-Some-Length";
    let server = StandIn::start(move |_| answer(302, &[&format!("location: https://{secret}.test/a")], ""));
    let key = Key {
        id: "public".to_owned(),
        secret: secret.to_owned().into(),
    };
    let client = GetClient::new(CONFLUENT, &server.url, Auth::Basic(key), quick(), terms(20)).unwrap();
    let error = client.get(&Call::to(["a"])).await.unwrap_err();
    assert!(error.detail.contains("https://[secret].test"), "{error}");
}

#[tokio::test]
async fn a_pause_beyond_every_number_is_longer_than_the_run() {
    for after in ["18446744073709551615", "99999999999999999999999999"] {
        for header in ["retry-after", "x-ratelimit-reset"] {
            let server = StandIn::start(move |_| answer(429, &[&format!("{header}: {after}")], "{}"));
            let error = get(&server).await.unwrap_err();
            assert_eq!(
                (error.reason, server.requests().len()),
                (GapReason::Throttled, 1),
                "{header}: {after}"
            );
        }
    }
}
