//! What the README promises, held against the real binary: it only reads, keeps secrets, writes what it was asked to, and ends.

use crate::catalog::catalog;
use crate::sandbox::scenario;
use crate::tool::{Desk, check, end, ends};
use crate::world;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pldoctor::app::look;
use pldoctor::collect::Silent;
use pldoctor::exit;
use pldoctor::fact::GapReason;
use pldoctor::report::{Outcome, Report};
use pldoctor::rule::Catalog;
use pldoctor::sandbox::{Fault, Sandbox, Scenario, Service};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

#[test]
fn every_request_is_a_get() {
    let desk = Desk::new();
    let mut services = BTreeMap::new();
    for scenario in Scenario::all() {
        let sandbox = Sandbox::start(&scenario, Duration::ZERO).unwrap();
        let ended = check(&desk, &scenario, &sandbox, &["--quiet"]);
        assert!([0, 1].contains(&ended.code), "{}: {ended:?}", scenario.name);
        for request in sandbox.requests() {
            assert_eq!(request.method, "GET", "{}: {}", scenario.name, request.target);
            *services.entry(request.service == Service::Tidb).or_insert(0) += 1;
        }
    }
    assert!(
        services.len() == 2 && services.values().all(|&calls| calls > 40),
        "{services:?}"
    );
    assert_eq!(
        desk.files(),
        BTreeMap::new(),
        "a check writes nothing that it was not asked for"
    );
}

#[test]
fn what_is_written_is_what_was_asked_for_and_for_its_owner_only() {
    let desk = Desk::new();
    let scenario = scenario("healthy");
    let sandbox = Sandbox::start(&scenario, Duration::ZERO).unwrap();
    let ends = ends(&scenario, &sandbox);
    let mut arguments = vec!["collect", "-o", "facts.json"];
    arguments.extend(ends.iter().map(String::as_str));
    // An older file that others may read is replaced, not kept open to them.
    desk.put("facts.json", "older");
    let collected = end(&mut desk.at(&scenario, &sandbox, &arguments));
    assert_eq!((collected.code, collected.stdout.as_str()), (0, ""), "{collected:?}");
    let formats = [
        "--format",
        "json",
        "--output",
        "report.json",
        "--format",
        "table",
        "-o",
        "report.txt",
    ];
    let checked = check(&desk, &scenario, &sandbox, &formats);
    assert_eq!((checked.code, checked.stdout.as_str()), (0, ""), "{checked:?}");
    let expected = ["facts.json", "report.json", "report.txt"].map(|name| (PathBuf::from("folder").join(name), 0o600));
    assert_eq!(desk.files(), BTreeMap::from(expected));
    serde_json::from_str::<serde_json::Value>(&desk.text("report.json")).unwrap();
    assert!(desk.text("facts.json").contains("\"schema_version\"") && desk.text("report.txt").contains("PASS"));
}

/// Every form in which a credential could leave: the secrets themselves, and what proves the key.
fn traces(scenario: &Scenario) -> Vec<String> {
    let key = &scenario.confluent_key;
    vec![
        key.secret.clone(),
        scenario.tidb_key.secret.clone(),
        STANDARD.encode(format!("{}:{}", key.id, key.secret)),
        STANDARD.encode(&key.secret),
        STANDARD.encode(&scenario.tidb_key.secret),
    ]
}

/// What happens, the world, the faults in it by path, and the exit code.
type Leak<'a> = (&'a str, &'a Scenario, Vec<(&'a str, Fault)>, i32);

#[test]
fn secrets_never_leave() {
    let canaries = json!({
        "confluent": {"id": "CANARYCLOUDKEY01", "secret": "c4nary-C0nfluent-s3cret/with+signs=="},
        "tidb": {"id": "canarypublickey", "secret": "c4nary-tidb-pr1vate-key"},
    });
    let accepted = scenario("healthy")
        .with(json!({"credentials": canaries, "accepted": canaries}))
        .unwrap();
    let refused = scenario("healthy").with(json!({"credentials": canaries})).unwrap();
    let traces = traces(&accepted);
    let basic = format!("Basic {}", traces[2]);
    // Each service says back what it was sent, or could have been.
    let said = [
        ("/", format!("{basic}, which is {}", traces[0])),
        ("/v1beta1", format!("a digest of {}", traces[1])),
    ];
    let body = |said: &str| format!(r#"{{"errors": [{{"detail": "you sent {said}"}}], "message": "you sent {said}"}}"#);
    let echo = |fault: Fault| {
        said.clone()
            .map(|(path, said)| (path, fault.clone().body(body(&said)).header("X-Request-Id", &said)))
    };
    let broken = said
        .clone()
        .map(|(path, said)| (path, Fault::default().body(format!("{said} {{"))));
    let spelt = said.clone().map(|(path, said)| {
        let slashes = body(&said).replace('/', r"\/").replace('c', r"\u0063");
        (path, Fault::status(403).body(slashes))
    });
    let elsewhere = format!("http://{}@127.0.0.2:1/", traces[1]);
    let cases: Vec<Leak> = vec![
        ("accepted", &accepted, Vec::new(), 0),
        ("refused", &refused, Vec::new(), 1),
        ("401", &accepted, echo(Fault::status(401)).into(), 1),
        ("403", &accepted, echo(Fault::status(403)).into(), 3),
        ("500", &accepted, echo(Fault::status(500)).into(), 3),
        ("403, spelt otherwise", &accepted, spelt.into(), 3),
        ("another shape", &accepted, echo(Fault::default()).into(), 3),
        ("not JSON", &accepted, broken.into(), 3),
        (
            "302",
            &accepted,
            echo(Fault::status(302).header("Location", &elsewhere)).into(),
            3,
        ),
    ];
    std::thread::scope(|threads| {
        for (name, scenario, faults, code) in cases {
            let traces = &traces;
            threads.spawn(move || {
                let desk = Desk::new();
                let sandbox = Sandbox::start(scenario, Duration::ZERO).unwrap();
                for (path, fault) in faults {
                    sandbox.fault(path, fault);
                }
                let outputs = [
                    "-v",
                    "--format",
                    "json",
                    "-o",
                    "report.json",
                    "--format",
                    "table",
                    "-o",
                    "-",
                ];
                let checked = check(&desk, scenario, &sandbox, &outputs);
                assert_eq!(checked.code, code, "{name}: {checked:?}");
                let ends = ends(scenario, &sandbox);
                let mut arguments = vec!["collect", "-v", "-o", "facts.json"];
                arguments.extend(ends.iter().map(String::as_str));
                let collected = end(&mut desk.at(scenario, &sandbox, &arguments));
                assert_eq!(collected.code, 0, "{name}: {collected:?}");
                let texts = [
                    ("stdout", checked.stdout),
                    ("stderr", checked.stderr + &collected.stdout + &collected.stderr),
                    ("the report", desk.text("report.json")),
                    ("the facts", desk.text("facts.json")),
                ];
                for (place, text) in &texts {
                    for trace in traces {
                        assert!(!text.contains(trace.as_str()), "{name}: {trace} in {place}: {text}");
                    }
                }
            });
        }
    });
}

const CLUSTER: &str = "/v1beta1/clusters/10840000000000000001";

/// An API path, the gap that its failure leaves, and the rules that cannot be decided without it.
struct Part {
    service: Service,
    path: String,
    /// Longer paths that the fault leaves alone.
    spares: Vec<String>,
    fact: &'static str,
    rules: BTreeSet<&'static str>,
}

const NETWORK: [&str; 15] = [
    "confluent-bootstrap-in-domain",
    "confluent-cluster-in-network",
    "confluent-network-aws",
    "confluent-network-idle",
    "confluent-network-privatelink",
    "confluent-network-ready",
    "confluent-network-zones",
    "dns-resolution-private",
    "dns-subdomain-format",
    "endpoint-service-format",
    "privatelink-access-quota",
    "privatelink-access-ready",
    "privatelink-access-registered",
    "region-match",
    "zone-overlap",
];

/// The cluster names its network, whose domain says which names to ask.
const KAFKA: [&str; 7] = [
    "confluent-cluster-dedicated",
    "confluent-cluster-exists",
    "confluent-cluster-provisioned",
    "dns-no-public-address",
    "dns-public-chain",
    "dns-resolver-healthy",
    "zone-coverage",
];

fn parts() -> Vec<Part> {
    let confluent = |path: &str, fact, rules: &[&'static str]| Part {
        service: Service::Confluent,
        path: path.to_owned(),
        spares: Vec::new(),
        fact,
        rules: rules.iter().copied().collect(),
    };
    let tidb = |path: &str, spares: &[&str], fact, rules: &[&'static str]| Part {
        service: Service::Tidb,
        path: format!("{CLUSTER}{path}"),
        spares: spares.iter().map(|spare| format!("{CLUSTER}{spare}")).collect(),
        fact,
        rules: rules.iter().copied().collect(),
    };
    let accesses = [
        "privatelink-access-quota",
        "privatelink-access-ready",
        "privatelink-access-registered",
    ];
    let cluster = [
        "region-match",
        "tidb-cloud-aws",
        "tidb-cluster-active",
        "tidb-plan-essential",
    ];
    let zones = [
        "privatelink-access-ready",
        "privatelink-access-registered",
        "tidb-account-id",
        "tidb-zones-known",
        "zone-coverage",
        "zone-overlap",
    ];
    let list = "/privateLinkConnections";
    vec![
        confluent("/networking/v1/networks", "confluent.network", &NETWORK),
        confluent("/networking/v1/private-link-accesses", "confluent.accesses", &accesses),
        confluent(
            "/cmk/v2/clusters",
            "confluent.cluster",
            &[&NETWORK[..], &KAFKA].concat(),
        ),
        // Where the account is registered already, the quota decides nothing.
        confluent("/service-quota/v1/applied-quotas", "confluent.access_quota", &[]),
        confluent("/org/v2/environments", "confluent.environments", &[]),
        tidb("", &["/"], "tidb.cluster", &cluster),
        tidb(&format!("{list}:getAvailabilityZones"), &[], "tidb.zone_ids", &zones),
        tidb(
            list,
            &[&format!("{list}:"), &format!("{list}/")],
            "tidb.connections",
            &[],
        ),
    ]
}

/// What a look at a scenario ends in, how long it took, and the gaps that it left, by fact.
fn run(
    rules: &Catalog,
    scenario: &Scenario,
    (part, fault): (&Part, &Fault),
    timeout: Duration,
) -> (Report, Duration, Vec<(String, GapReason)>) {
    let sandbox = Sandbox::start(scenario, Duration::ZERO).unwrap();
    sandbox.fault(&part.path, fault.clone());
    for spare in &part.spares {
        sandbox.fault(spare, Fault::default());
    }
    let mut config = world::config(scenario, &sandbox);
    config.timeout = timeout;
    let began = Instant::now();
    let (document, _) = look(&config, jiff::Timestamp::now(), &Silent).unwrap();
    let took = began.elapsed();
    let facts = &document.links[0];
    let gaps = facts.tidb.gaps.iter().chain(&facts.confluent.gaps);
    let gaps = gaps.map(|gap| (gap.path.to_string(), gap.reason)).collect();
    (world::report(rules, &document), took, gaps)
}

/// Every outcome that a rule ends in, over its subjects: without the network, fewer names are asked.
fn outcomes(report: &Report) -> BTreeMap<String, Vec<Outcome>> {
    let mut outcomes: BTreeMap<String, Vec<Outcome>> = BTreeMap::new();
    for finding in &report.links[0].findings {
        let known = outcomes.entry(finding.rule.clone()).or_default();
        if !known.contains(&finding.outcome) {
            known.push(finding.outcome);
        }
    }
    outcomes
}

/// How a path fails, and the reason that its gap has: at Confluent Cloud, then at TiDB Cloud.
type Failing = (&'static str, Fault, [GapReason; 2]);

/// Those that take their time: one is tried again, the other waited for.
const SLOW: [&str; 2] = ["500", "silence"];

fn faults() -> Vec<Failing> {
    use GapReason::{Denied, Malformed, NotFound, NotFoundOrDenied, Throttled, Timeout, Unreachable};
    let elsewhere = "http://127.0.0.2:1/elsewhere";
    vec![
        ("500", Fault::status(500), [Unreachable; 2]),
        ("403", Fault::status(403), [NotFoundOrDenied, Denied]),
        ("404", Fault::status(404), [NotFoundOrDenied, NotFound]),
        (
            "429 for an hour",
            Fault::status(429).header("Retry-After", "3600"),
            [Throttled; 2],
        ),
        (
            "an HTML page",
            Fault::status(200).body("<html><body>Sign in</body></html>"),
            [Malformed; 2],
        ),
        (
            "half a body",
            Fault::default().body(r#"{"api_version": "networking/v1", "id": "n-"#),
            [Malformed; 2],
        ),
        (
            "9 MiB",
            Fault::default().body(format!(r#"{{"id": "{}"}}"#, "x".repeat(9 << 20))),
            [Malformed; 2],
        ),
        (
            "another host",
            Fault::status(302).header("Location", elsewhere),
            [Unreachable; 2],
        ),
        ("silence", Fault::default().delay(Duration::from_mins(1)), [Timeout; 2]),
    ]
}

#[test]
fn one_failing_part_stops_no_other() {
    let prompt = faults().into_iter().filter(|(name, ..)| !SLOW.contains(name));
    hold(prompt.collect());
}

#[test]
fn one_slow_part_stops_no_other() {
    let slow = faults().into_iter().filter(|(name, ..)| SLOW.contains(name));
    let slow: Vec<Failing> = slow.collect();
    assert_eq!(slow.len(), SLOW.len());
    hold(slow);
}

/// Lets each part of a healthy link fail in each way, and holds what the report still says.
fn hold(faults: Vec<Failing>) {
    const TIMEOUT: Duration = Duration::from_secs(4);
    let rules = catalog();
    let scenario = scenario("healthy");
    let healthy = outcomes(&world::report(&rules, &world::seen(&scenario)));
    for (name, fault, reasons) in faults {
        std::thread::scope(|threads| {
            for part in parts() {
                let (rules, scenario, healthy, fault) = (&rules, &scenario, &healthy, &fault);
                threads.spawn(move || {
                    let at = format!("{name} at {}", part.path);
                    let (report, took, gaps) = run(rules, scenario, (&part, fault), TIMEOUT);
                    assert!(took < TIMEOUT + Duration::from_secs(2), "{at}: {took:?}");
                    let reason = match (part.service, part.fact) {
                        // There is nothing in the call's name that could be hidden from the key.
                        (Service::Confluent, "confluent.environments") if name == "403" => GapReason::Denied,
                        (Service::Confluent, "confluent.environments") if name == "404" => GapReason::NotFound,
                        (Service::Confluent, _) => reasons[0],
                        (Service::Tidb, _) => reasons[1],
                    };
                    let throttled = reason == GapReason::Throttled;
                    let own = gaps.iter().find(|(fact, _)| fact == part.fact);
                    assert_eq!(own.map(|(_, reason)| *reason), Some(reason), "{at}: {gaps:?}");
                    assert!(gaps.iter().all(|(_, known)| *known == reason), "{at}: {gaps:?}");

                    let seen = outcomes(&report);
                    assert_eq!(
                        seen.keys().collect::<Vec<_>>(),
                        healthy.keys().collect::<Vec<_>>(),
                        "{at}"
                    );
                    let changed: Vec<&str> = seen
                        .keys()
                        .map(String::as_str)
                        .filter(|id| seen[*id] != healthy[*id])
                        .collect();
                    for rule in &changed {
                        let decided = seen[*rule]
                            .iter()
                            .any(|outcome| matches!(outcome, Outcome::Pass | Outcome::Fail));
                        assert!(!decided, "{at}: {rule} became {:?}", seen[*rule]);
                    }
                    let changed: BTreeSet<&str> = changed.into_iter().collect();
                    if throttled {
                        // The service asked to be left alone: what was not yet sent to it is not sent.
                        assert!(part.rules.is_subset(&changed), "{at}: {changed:?}");
                        let other = if part.service == Service::Tidb {
                            "confluent."
                        } else {
                            "tidb."
                        };
                        assert!(!gaps.iter().any(|(fact, _)| fact.starts_with(other)), "{at}: {gaps:?}");
                    } else {
                        assert_eq!(part.rules, changed, "{at}");
                    }
                    let code = if changed.is_empty() { exit::PASS } else { exit::UNKNOWN };
                    assert_eq!(exit::code(&report), code, "{at}");
                });
            }
        });
    }
}
