//! The commands as they are typed: exit codes, what goes to which stream, replay, selection.

use crate::sandbox::scenario;
use crate::tool::{Desk, check, end, ends, package, variables};
use pldoctor::sandbox::{Fault, Sandbox, Scenario};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

fn start(name: &str) -> (Scenario, Sandbox) {
    let scenario = scenario(name);
    let sandbox = Sandbox::start(&scenario, Duration::ZERO).unwrap();
    (scenario, sandbox)
}

/// The flags of the README's first example.
const DECLARED: [&str; 19] = [
    "check",
    "--no-dns",
    "--tidb-region=us-east-1",
    "--tidb-account-id=123456789012",
    "--tidb-zone",
    "use1-az1",
    "--tidb-zone",
    "use1-az2",
    "--tidb-zone",
    "use1-az4",
    "--confluent-region=us-east-1",
    "--confluent-zone",
    "use1-az1",
    "--confluent-zone",
    "use1-az2",
    "--confluent-zone",
    "use1-az4",
    "--confluent-network-type=PRIVATELINK",
    "--confluent-dns-subdomain=domnprzqrog.us-east-1.aws.confluent.cloud",
];

/// Every field of that name, wherever it stands, taken out.
fn without(mut json: Value, names: &[&str]) -> Value {
    match &mut json {
        Value::Object(fields) => {
            fields.retain(|name, _| !names.contains(&name.as_str()));
            for value in fields.values_mut() {
                *value = without(value.take(), names);
            }
        }
        Value::Array(elements) => {
            for value in elements {
                *value = without(value.take(), names);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    json
}

#[test]
fn the_exit_code_is_the_verdict_s_in_every_format() {
    let desk = Desk::new();
    let (healthy, at_healthy) = start("healthy");
    let (partial, at_partial) = start("partial-zones");
    let (unread, at_unread) = start("healthy");
    at_unread.fault("/networking", Fault::status(403));
    for (scenario, sandbox, code, verdict) in [
        (&healthy, &at_healthy, 0, "pass"),
        (&partial, &at_partial, 1, "fail"),
        (&unread, &at_unread, 3, "unknown"),
    ] {
        let json = check(&desk, scenario, sandbox, &["--format", "json"]);
        assert_eq!((json.code, json.stderr.as_str()), (code, ""), "{json:?}");
        let report = json.json();
        assert_eq!(
            (&report["exit_code"], &report["verdict"]),
            (&json!(code), &json!(verdict))
        );
        let table = check(&desk, scenario, sandbox, &[]);
        assert_eq!((table.code, table.stderr.as_str()), (code, ""), "{table:?}");
        let first = table.stdout.lines().find(|line| !line.is_empty()).unwrap();
        assert!(first.contains(&verdict.to_uppercase()), "{first}");
        assert!(!table.stdout.contains('\u{1b}'), "not a terminal: {}", table.stdout);
        // Both documents of one run say the same, and only one of them is on stdout.
        let both = check(
            &desk,
            scenario,
            sandbox,
            &["--format", "json", "--output", "x.json", "--format", "table"],
        );
        let written: Value = serde_json::from_str(&desk.text("x.json")).unwrap();
        assert_eq!((both.code, &written["verdict"]), (code, &json!(verdict)));
        assert!(
            both.stdout.contains(&verdict.to_uppercase()) && !both.stdout.starts_with('{'),
            "{both:?}"
        );
    }
}

#[test]
fn a_replay_says_what_the_live_check_said() {
    let desk = Desk::new();
    let (scenario, sandbox) = start("partial-zones");
    let live = check(&desk, &scenario, &sandbox, &["--format", "json"]);
    let ends = ends(&scenario, &sandbox);
    let mut arguments = vec!["collect", "--output", "facts.json"];
    arguments.extend(ends.iter().map(String::as_str));
    assert_eq!(end(&mut desk.at(&scenario, &sandbox, &arguments)).code, 0);
    drop(sandbox);
    let replay = |file: &str, stdin: &str| {
        let mut command = desk.tool(&["check", "--facts", file, "--format", "json"]);
        end(command.write_stdin(stdin))
    };
    let facts = desk.text("facts.json");
    let first = replay("facts.json", "");
    assert_eq!((first.code, live.code), (1, 1), "{first:?}");
    let clocks = ["observed_at", "trace_id"];
    assert_eq!(
        without(first.json(), &clocks)["links"],
        without(live.json(), &clocks)["links"]
    );
    std::thread::sleep(Duration::from_millis(1100));
    for again in [replay("facts.json", ""), replay("-", &facts)] {
        assert_eq!(timeless(&again.stdout), timeless(&first.stdout));
        assert_eq!(again.json()["run"]["facts_digest"], first.json()["run"]["facts_digest"]);
    }
    let table = end(&mut desk.tool(&["check", "--facts", "facts.json", "--link", "default"]));
    assert_eq!(table.code, 1, "{table:?}");
    assert!(
        table.stdout.contains("zone-coverage") && table.stdout.contains("use1-az4"),
        "{}",
        table.stdout
    );
}

/// A JSON report's bytes without the times of its `run`.
fn timeless(text: &str) -> String {
    let untimed = |line: &&str| {
        !["\"started_at\"", "\"duration_ms\""]
            .iter()
            .any(|name| line.contains(name))
    };
    text.lines().filter(untimed).collect::<Vec<_>>().join("\n")
}

#[test]
fn links_of_a_file_are_selected_and_share_what_they_read() {
    let desk = Desk::new();
    let (scenario, sandbox) = start("healthy");
    let link = |name: &str| {
        format!(
            "[[link]]\nname = \"{name}\"\n[link.tidb]\ncluster_id = \"{}\"\n[link.confluent]\nenvironment_id = \"{}\"\ncluster_id = \"{}\"\n\
             [link.dns]\nresolvers = [\"{}\"]\n",
            scenario.tidb_cluster_id,
            scenario.confluent_environment_id,
            scenario.confluent_cluster_id.as_ref().unwrap(),
            sandbox.resolver()
        )
    };
    desk.put("pldoctor.toml", &(link("orders") + &link("billing")));
    let names = |more: &[&str]| {
        let arguments = [&["check", "--format", "json"], more].concat();
        let ended = end(&mut desk.at(&scenario, &sandbox, &arguments));
        assert_eq!(ended.code, 0, "{ended:?}");
        let report = ended.json();
        let links = report["links"].as_array().unwrap().iter();
        links
            .map(|link| link["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&["--link", "billing"]), ["billing"]);
    let one = served(&sandbox);
    assert!(one.len() >= 8 && one.values().all(|&times| times == 1), "{one:?}");
    assert_eq!(names(&[]), ["orders", "billing"]);
    let both = served(&sandbox);
    assert_eq!(both.keys().collect::<Vec<_>>(), one.keys().collect::<Vec<_>>());
    assert!(both.values().all(|&times| times == 2), "once more, not twice: {both:?}");
    let stranger = end(&mut desk.at(&scenario, &sandbox, &["check", "--link", "biling"]));
    assert_eq!((stranger.code, stranger.stdout.as_str()), (2, ""));
    assert!(
        stranger.stderr.contains("`biling`") && stranger.stderr.contains("billing"),
        "{}",
        stranger.stderr
    );
}

/// How often each target was answered, challenges aside.
fn served(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut served = BTreeMap::new();
    for request in sandbox.requests().into_iter().filter(|request| request.status == 200) {
        *served.entry(request.target).or_insert(0) += 1;
    }
    served
}

#[test]
fn a_demo_ends_with_the_other_worlds() {
    let desk = Desk::new();
    let first = end(&mut desk.tool(&["demo"]));
    assert_eq!(first.code, 0, "{first:?}");
    assert!(
        first.stdout.contains("PASS") && !first.stdout.contains("partial-zones"),
        "{}",
        first.stdout
    );
    for scenario in Scenario::all().iter().filter(|scenario| scenario.name != "healthy") {
        assert!(
            first.stderr.contains(&format!("  {}  ", scenario.name)),
            "{}: {}",
            scenario.name,
            first.stderr
        );
    }
    let named = end(&mut desk.tool(&["demo", "partial-zones", "--format", "json"]));
    assert_eq!((named.code, named.stderr.as_str()), (1, ""), "{named:?}");
    assert_eq!(named.json()["links"][0]["root_causes"][0]["rule"], "zone-coverage");
}

#[test]
fn declared_facts_need_no_key_and_are_judged() {
    let desk = Desk::new();
    let passed = end(&mut desk.tool(&[&DECLARED[..], &["--format", "json"]].concat()));
    assert_eq!((passed.code, passed.stderr.as_str()), (0, ""), "{passed:?}");
    let report = passed.json();
    let outcome = |report: &Value, rule: &str| {
        let checks = report["links"][0]["checks"].as_array().unwrap().clone();
        let own = checks.iter().filter(|check| check["id"] == rule);
        own.map(|check| check["outcome"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for rule in [
        "region-match",
        "zone-overlap",
        "confluent-network-privatelink",
        "dns-subdomain-format",
    ] {
        assert_eq!(outcome(&report, rule), ["pass"], "{rule}");
    }
    for (change, rule) in [
        (
            ("--confluent-region=us-east-1", "--confluent-region=us-west-2"),
            "region-match",
        ),
        (
            (
                "--confluent-network-type=PRIVATELINK",
                "--confluent-network-type=PEERING",
            ),
            "confluent-network-privatelink",
        ),
    ] {
        let arguments: Vec<&str> = DECLARED
            .iter()
            .map(|word| if *word == change.0 { change.1 } else { word })
            .collect();
        let failed = end(&mut desk.tool(&[&arguments[..], &["--format", "json"]].concat()));
        assert_eq!(failed.code, 1, "{failed:?}");
        assert_eq!(outcome(&failed.json(), rule), ["fail"], "{}", failed.stdout);
    }

    // What an API says otherwise is judged, and the difference is a finding.
    let (scenario, sandbox) = start("healthy");
    let declared = check(
        &desk,
        &scenario,
        &sandbox,
        &["--tidb-account-id=999999999999", "--format", "json"],
    );
    assert_eq!(declared.code, 1, "{declared:?}");
    assert_eq!(outcome(&declared.json(), "declared-matches-observed"), ["fail"]);
    assert_eq!(outcome(&declared.json(), "privatelink-access-registered"), ["pass"]);
}

#[test]
fn saved_bodies_need_no_key() {
    let desk = Desk::new();
    let kinds = [
        ("tidb-zones", "tidb/zones.json"),
        ("tidb-cluster", "tidb/cluster.json"),
        ("tidb-connection", "tidb/connection.json"),
        ("confluent-network", "confluent/network.json"),
        ("confluent-cluster", "confluent/cluster.json"),
        ("confluent-accesses", "confluent/accesses.json"),
    ];
    let imports = kinds.map(|(kind, file)| format!("--import={kind}={}", package(&format!("tests/fixtures/{file}"))));
    let mut arguments = vec!["check", "--no-dns", "--format", "json"];
    arguments.extend(imports.iter().map(String::as_str));
    let ended = end(&mut desk.tool(&arguments));
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    let report = ended.json();
    for check in report["links"][0]["checks"].as_array().unwrap() {
        for evidence in check["evidence"].as_array().unwrap() {
            let source = evidence["source"].as_str().unwrap();
            assert!(["imported", "derived"].contains(&source), "{check}");
        }
    }
    let passes = report["links"][0]["summary"]["pass"].as_u64().unwrap();
    assert!(passes > 15, "{passes}");
    let wrong = format!(
        "--import=tidb-zones={}",
        package("tests/fixtures/confluent/network.json")
    );
    let ended = end(&mut desk.tool(&["check", &wrong]));
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{ended:?}");
    assert!(
        ended.stderr.contains("network.json") && ended.stderr.contains("accountId"),
        "{}",
        ended.stderr
    );
}

#[test]
fn an_interrupt_still_reports() {
    let desk = Desk::new();
    let (scenario, sandbox) = start("healthy");
    sandbox.fault("/v1beta1", Fault::default().delay(Duration::from_mins(1)));
    let ends = ends(&scenario, &sandbox);
    let mut arguments = vec!["check", "--format", "json"];
    arguments.extend(ends.iter().map(String::as_str));
    let mut command = desk.process(&arguments);
    command
        .envs(variables(&scenario, &sandbox))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let began = Instant::now();
    // Each path is recorded when its answer begins to be late.
    let waits = |path: &str| {
        sandbox
            .requests()
            .iter()
            .any(|request| request.status == 200 && request.target.contains(path))
    };
    while !(waits("/v1beta1") && waits("applied-quotas")) {
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", sandbox.requests());
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(300));
    let sent = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(began.elapsed() < Duration::from_secs(25));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["exit_code"], 130);
    let sources = report["links"][0]["sources"].as_array().unwrap();
    for source in sources {
        let gaps = source["gaps"].as_array().unwrap();
        if source["name"] == "tidb" {
            assert!(
                !gaps.is_empty() && gaps.iter().all(|gap| gap["reason"] == "interrupted"),
                "{gaps:?}"
            );
        } else {
            assert!(gaps.is_empty(), "{source}");
        }
    }
    let checks = report["links"][0]["checks"].as_array().unwrap();
    assert!(
        checks.iter().any(|check| check["outcome"] == "pass"),
        "what was read by then is judged"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let desk = Desk::new();
    let (scenario, sandbox) = start("partial-zones");
    let mut arguments = vec!["check".to_owned(), "-v".to_owned()];
    arguments.extend(ends(&scenario, &sandbox));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    for arguments in [&arguments[..], &["rules", "list"], &["--help"]] {
        let mut command = desk.process(arguments);
        command
            .envs(variables(&scenario, &sandbox))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        let code = child.wait().unwrap().code();
        let expected = i32::from(arguments[0] == "check");
        assert_eq!((code, stderr.as_str()), (Some(expected), ""), "{arguments:?}");
    }
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let desk = Desk::new();
    let (scenario, sandbox) = start("partial-zones");
    let ends = ends(&scenario, &sandbox);
    let mut arguments = vec!["check"];
    arguments.extend(ends.iter().map(String::as_str));
    let run = |more: &[&str], variables: &[(&str, &str)]| {
        let mut command = desk.at(&scenario, &sandbox, &[&arguments[..], more].concat());
        end(command.envs(variables.iter().copied()))
    };
    for (more, variables, coloured) in [
        (&[][..], &[][..], false),
        (&[], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "0")], false),
        (&["--color", "always"], &[("NO_COLOR", "1")], true),
        (&["--color", "never"], &[("CLICOLOR_FORCE", "1")], false),
    ] {
        let ended = run(more, variables);
        assert_eq!(ended.stdout.contains('\u{1b}'), coloured, "{more:?} {variables:?}");
        assert_eq!(
            (ended.code, ended.stderr.as_str()),
            (1, ""),
            "no progress where nobody looks"
        );
    }
    assert!(run(&["--ascii"], &[]).stdout.is_ascii());
}
