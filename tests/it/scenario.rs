//! What each of the sandbox's worlds ends in: the causes that are named, and nothing healthy accused.

use crate::catalog::catalog;
use crate::world;
use pldoctor::report::{Outcome, Verdict};
use pldoctor::sandbox::Scenario;
use std::collections::BTreeSet;

/// A world, its verdict, the rules that are its root causes, and the other rules that fail.
type Expected = (&'static str, Verdict, &'static [&'static str], &'static [&'static str]);

const EXPECTED: [Expected; 14] = [
    ("healthy", Verdict::Pass, &[], &[]),
    ("healthy-single-zone", Verdict::Pass, &[], &[]),
    ("healthy-chased", Verdict::Pass, &[], &["dns-resolution-private"]),
    ("no-common-zone", Verdict::Fail, &["zone-overlap"], &["zone-coverage"]),
    ("partial-zones", Verdict::Fail, &["zone-coverage"], &[]),
    (
        "wrong-region",
        Verdict::Fail,
        &["region-match"],
        &["zone-coverage", "zone-overlap"],
    ),
    (
        "account-not-registered",
        Verdict::Fail,
        &["privatelink-access-registered"],
        &[],
    ),
    (
        "access-elsewhere",
        Verdict::Fail,
        &["privatelink-access-registered"],
        &[],
    ),
    (
        "chased-dns",
        Verdict::Fail,
        &["dns-public-chain"],
        &["dns-resolution-private"],
    ),
    ("credentials-refused", Verdict::Fail, &["credentials-valid"], &[]),
    (
        "network-provisioning",
        Verdict::Fail,
        &["confluent-network-ready"],
        &["dns-subdomain-format", "endpoint-service-format"],
    ),
    (
        "not-dedicated",
        Verdict::Fail,
        &["confluent-cluster-dedicated", "confluent-cluster-in-network"],
        &["confluent-bootstrap-in-domain"],
    ),
    (
        "peering-network",
        Verdict::Fail,
        &["confluent-network-privatelink"],
        &["endpoint-service-format"],
    ),
    ("public-address", Verdict::Fail, &["dns-no-public-address"], &[]),
];

/// The worlds that leave something unread. In every other one, nothing is unknown.
const UNREAD: [&str; 2] = ["credentials-refused", "not-dedicated"];

#[test]
fn each_world_names_its_causes_and_accuses_nothing_else() {
    let rules = catalog();
    let known: Vec<String> = Scenario::all().into_iter().map(|scenario| scenario.name).collect();
    assert_eq!(
        known,
        EXPECTED.map(|(name, ..)| name),
        "a world without an expectation, or the other way round"
    );
    for (name, verdict, causes, others) in EXPECTED {
        let scenario = Scenario::named(name).unwrap();
        let report = world::report(&rules, &world::seen(&scenario));
        let link = &report.links[0];
        assert_eq!(report.verdict(), verdict, "{name}");
        let found: BTreeSet<&str> = link.causes.iter().map(|cause| cause.rule.as_str()).collect();
        assert_eq!(found, causes.iter().copied().collect(), "{name}: root causes");
        let failed = link.findings.iter().filter(|finding| finding.outcome == Outcome::Fail);
        let failed: BTreeSet<&str> = failed.map(|finding| finding.rule.as_str()).collect();
        assert_eq!(
            failed,
            causes.iter().chain(others).copied().collect(),
            "{name}: failures"
        );
        let unknown = link
            .findings
            .iter()
            .any(|finding| matches!(finding.outcome, Outcome::Unknown(_)));
        assert_eq!(unknown, UNREAD.contains(&name), "{name}");
    }
}
