//! `rules`: listed, explained, tested, and rules of one's own beside the built-in ones.

use crate::sandbox::scenario;
use crate::tool::{Desk, check, end};
use pldoctor::sandbox::Sandbox;
use serde_json::json;
use std::time::Duration;

const RULE: &str = "id: my-name
title: The cluster has our name
stage: plan
owner: customer
severity: error
why: we find it by its name
subject: tidb.cluster.id
assert: tidb.cluster.name == \"orders-essential\"
expected: \"`orders-essential`\"
pass: \"it is ours\"
fail:
  - message: \"it is `{{ tidb.cluster.name }}`\"
    remedy:
      summary: rename it
docs: [https://example.com/names]
";

const CASES: &str = "- case: ours
  facts: {tidb: {cluster: {id: \"1\", name: orders-essential}}}
  expect: pass
- case: another one
  facts: {tidb: {cluster: {id: \"1\", name: other}}}
  expect: fail
  says: [\"`other`\"]
- case: unread
  facts: {tidb: {}}
  gaps: {tidb.cluster: timeout}
  expect: unknown(timeout)
";

#[test]
fn rules_are_listed_explained_tested_and_added() {
    let desk = Desk::new();
    desk.put("mine/my-name.yaml", RULE);
    desk.put("mine/my-name.cases.yaml", CASES);
    desk.put("wrong/my-name.yaml", RULE);
    desk.put(
        "wrong/my-name.cases.yaml",
        &CASES.replacen("expect: fail", "expect: pass", 1),
    );
    let run = |arguments: &[&str]| end(&mut desk.tool(arguments));

    let listed = run(&["rules", "list"]);
    assert_eq!((listed.code, listed.stderr.as_str()), (0, ""));
    let added = run(&["rules", "list", "--rules", "mine"]);
    assert!(
        listed.stdout.contains("zone-overlap") && !listed.stdout.contains("my-name"),
        "{}",
        listed.stdout
    );
    assert!(
        added.stdout.contains("zone-overlap") && added.stdout.contains("my-name"),
        "{}",
        added.stdout
    );

    let explained = run(&["rules", "explain", "zone-overlap"]);
    assert_eq!(explained.code, 0);
    let title = "share";
    assert!(
        explained.stdout.contains("zone-overlap") && explained.stdout.contains(title),
        "{}",
        explained.stdout
    );

    let tested = run(&["rules", "test"]);
    assert_eq!(tested.code, 0, "{tested:?}");
    assert!(tested.stdout.contains("all end as they say"), "{}", tested.stdout);
    let tested = run(&["rules", "test", "mine"]);
    assert_eq!(
        (tested.code, tested.stdout.as_str()),
        (0, "1 rule, 3 cases: all end as they say\n")
    );
    let wrong = run(&["rules", "test", "wrong"]);
    assert_eq!(wrong.code, 1, "{wrong:?}");
    assert!(
        wrong.stdout.contains("another one") && wrong.stdout.contains("1 rule, 3 cases, 1 problem"),
        "{}",
        wrong.stdout
    );

    let scenario = scenario("healthy");
    let sandbox = Sandbox::start(&scenario, Duration::ZERO).unwrap();
    let plain = check(&desk, &scenario, &sandbox, &["--format", "json"]).json();
    let more = check(&desk, &scenario, &sandbox, &["--format", "json", "--rules", "mine"]).json();
    assert_eq!(
        (&plain["rules"]["custom"], &more["rules"]["custom"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(
        more["rules"]["count"].as_u64(),
        plain["rules"]["count"].as_u64().map(|count| count + 1)
    );
    assert_ne!(more["rules"]["digest"], plain["rules"]["digest"]);
    let checks = more["links"][0]["checks"].as_array().unwrap();
    let own = checks.iter().find(|check| check["id"] == "my-name").unwrap();
    assert_eq!(
        (&own["outcome"], &own["subject"]),
        (&json!("pass"), &json!("10840000000000000001"))
    );
}
