//! Bad input: each problem is told with its place and its mend, on stderr, and nothing is judged.

use crate::sandbox::scenario;
use crate::tool::{Desk, end, ends, package};
use pldoctor::sandbox::Sandbox;
use std::time::Duration;

/// What is typed, and the words of the messages in the order of the problems.
const CASES: &[(&[&str], &[&str])] = &[
    (&["check", "--fromat", "json"], &["--fromat", "--format"]),
    (&["check", "--format", "xml"], &["xml", "table, json"]),
    (&["chekc"], &["chekc", "check"]),
    (&["check", "--stage", "netwrok"], &["netwrok", "network"]),
    (
        &["check", "--config", "ill.toml"],
        &[
            "ill.toml:4:14:",
            "in quotes: `cluster_id = \"12\"`",
            "ill.toml:5:14:",
            "11 digits",
            "has 12",
            "ill.toml:6:13:",
            "`us-east-1a` is an AZ name",
            "aws ec2 describe-availability-zones",
            "ill.toml:8:14:",
            "begins with `n-`",
            "`link.confluent.cluster_id`",
            "ill.toml:9:1:",
            "did you mean `cluster_id`?",
        ],
    ),
    (&["check", "--config", "broken.toml"], &["broken.toml:1:", "TOML"]),
    (&["check", "--config", "none.toml"], &["none.toml", "no such file"]),
    (&["check", "--config", "."], &["."]),
    (&["check"], &["pldoctor.toml", "pldoctor check --tidb-cluster"]),
    (
        &["check", "--confluent-network", "lkc-w7kgd5"],
        &["--confluent-network", "begins with `n-`", "--confluent-cluster"],
    ),
    (
        &["check", "--tidb-zone", "us-east-1a"],
        &["--tidb-zone", "AZ name", "aws ec2"],
    ),
    (
        &["check", "--tidb-account-id", "12345678901"],
        &["--tidb-account-id", "11 digits", "ticloud"],
    ),
    (
        &["check", "--timeout", "soon", "--tidb-region", "us-east-1"],
        &["--timeout", "`60s`"],
    ),
    (&["check", "--facts", "none.json"], &["none.json", "No such file"]),
    (
        &["check", "--facts", "truncated.json"],
        &["truncated.json", "line", "column", "collect"],
    ),
    (
        &["check", "--facts", "newer.json"],
        &["newer.json", "schema `2`", "newer one"],
    ),
    (
        &["check", "--facts", "facts.json", "--link", "ordres"],
        &["--link ordres", "it holds `default`"],
    ),
    (
        &["check", "--facts", "facts.json", "--tidb-cluster", "1"],
        &["--facts", "--tidb-cluster"],
    ),
    (
        &["check", "--facts", "facts.json", "--rules", "none"],
        &["none", "cannot read the folder"],
    ),
    (
        &["check", "--facts", "facts.json", "--rules", "misspelt"],
        &["misspelt/my-rule.yaml:10:22:", "`stat`", "it has `cloud`"],
    ),
    (
        &["check", "--facts", "facts.json", "--rules", "duplicate"],
        &["duplicate/tidb-cluster-active.yaml", "taken by rules/plan/"],
    ),
    (
        &["check", "--facts", "facts.json", "-o", "no/such/folder.json"],
        &["--output no/such/folder.json", "--format"],
    ),
    (&["rules", "test", "misspelt"], &["misspelt/my-rule.yaml:10:22:"]),
    (
        &["rules", "explain", "zone-overlp"],
        &["`zone-overlp`", "did you mean `zone-overlap`?"],
    ),
    (&["demo", "helthy"], &["`helthy`", "`healthy`", "`partial-zones`"]),
];

#[test]
fn bad_input_names_the_place_and_the_mend_and_prints_nothing_else() {
    let desk = Desk::new();
    desk.put(
        "ill.toml",
        "[[link]]\nname = \"orders\"\n[link.tidb]\ncluster_id = 12\naccount_id = \"12345678901\"\nzone_ids = [\"us-east-1a\"]\n\
         [link.confluent]\nnetwork_id = \"lkc-w7kgd5\"\nclutser_id = \"lkc-w7kgd5\"\n",
    );
    desk.put("broken.toml", "[[link]\nname = 1\n");
    let scenario = scenario("healthy");
    let sandbox = Sandbox::start(&scenario, Duration::ZERO).unwrap();
    let ends = ends(&scenario, &sandbox);
    let mut arguments = vec!["collect", "-o", "facts.json"];
    arguments.extend(ends.iter().map(String::as_str));
    assert_eq!(end(&mut desk.at(&scenario, &sandbox, &arguments)).code, 0);
    let whole = desk.text("facts.json");
    desk.put("truncated.json", &whole[..whole.len() / 2]);
    desk.put(
        "newer.json",
        &whole.replacen("\"schema_version\": \"1\"", "\"schema_version\": \"2\"", 1),
    );
    let rule = std::fs::read_to_string(package("rules/plan/tidb-cluster-active.yaml")).unwrap();
    desk.put("duplicate/tidb-cluster-active.yaml", &rule);
    let own = rule
        .replace("id: tidb-cluster-active", "id: my-rule")
        .replace("title: The", "title: My");
    desk.put(
        "misspelt/my-rule.yaml",
        &own.replace("tidb.cluster.state ==", "tidb.cluster.stat =="),
    );
    for (arguments, words) in CASES {
        let ended = end(&mut desk.tool(arguments));
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{arguments:?}: {ended:?}");
        let mut from = 0;
        for word in *words {
            // In this order: problems stand in the order of the file.
            let at = ended.stderr[from..].find(word);
            from += at.unwrap_or_else(|| panic!("{arguments:?}: `{word}` is not in\n{}", ended.stderr));
        }
        assert!(ended.stderr.starts_with("error: "), "{}", ended.stderr);
        assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    }
    // One message a problem.
    let ended = end(&mut desk.tool(&["check", "--config", "ill.toml"]));
    assert_eq!(ended.stderr.matches("error: ").count(), 5, "{}", ended.stderr);
}
