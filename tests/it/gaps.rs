//! No pass and no fail rests on a gap.

use crate::catalog::catalog;
use crate::world::{healthy, judge};
use pldoctor::fact::{Document, Facts, Gap, GapReason, Section};
use pldoctor::report::{Finding, LinkReport, Outcome};
use pldoctor::rule::Catalog;
use serde_json::Value;
use std::collections::BTreeMap;

/// Every outcome by rule and subject.
fn outcomes(link: &LinkReport) -> BTreeMap<(String, Option<String>), &Finding> {
    link.findings
        .iter()
        .map(|finding| ((finding.rule.clone(), finding.subject.clone()), finding))
        .collect()
}

fn decided(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Pass | Outcome::Fail)
}

/// The path of every value below the facts of a section, as a JSON pointer and as rules name it, lists made general.
fn paths(facts: &Value, pointer: &str, name: &str, out: &mut Vec<(String, String)>) {
    match facts {
        Value::Object(fields) => {
            for (field, value) in fields {
                let (pointer, name) = (format!("{pointer}/{field}"), format!("{name}.{field}"));
                out.push((pointer.clone(), name.clone()));
                paths(value, &pointer, &name, out);
            }
        }
        Value::Array(elements) => {
            for (position, value) in elements.iter().enumerate() {
                paths(value, &format!("{pointer}/{position}"), &format!("{name}[]"), out);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    document
        .pointer_mut(parent)
        .unwrap()
        .as_object_mut()
        .unwrap()
        .remove(field)
        .unwrap();
}

#[test]
fn deleting_any_fact_never_turns_what_needs_it_into_a_pass_or_a_fail() {
    let rules = catalog();
    let mut tried = 0;
    for (name, document) in healthy() {
        let whole = judge(&rules, &document);
        let before = outcomes(&whole);
        let text = serde_json::to_value(&document).unwrap();
        let mut all = Vec::new();
        for section in ["tidb", "confluent", "dns", "declared"] {
            let pointer = format!("/links/0/{section}/facts");
            paths(text.pointer(&pointer).unwrap(), &pointer, section, &mut all);
        }
        paths(&text["links"][0]["link"], "/links/0/link", "link", &mut all);
        assert!(all.len() > 60, "{name}: {} paths", all.len());
        for (pointer, path) in all {
            tried += 1;
            let mut less = text.clone();
            remove(&mut less, &pointer);
            let document: Document = serde_json::from_value(less).unwrap();
            let after = judge(&rules, &document);
            for (key, finding) in outcomes(&after) {
                if !decided(finding.outcome) {
                    continue;
                }
                // Without the fact that names it, a subject is gone, and the rule is found by its id alone.
                let same = |(known, _): &(&(String, Option<String>), &&Finding)| {
                    known.0 == key.0 && (key.1.is_none() || known.1 == key.1)
                };
                let Some((_, was)) = before.iter().find(same) else {
                    panic!("{name}: without `{path}`, {} is judged on {:?}", key.0, key.1);
                };
                assert_eq!(
                    was.outcome, finding.outcome,
                    "{name}: without `{path}`, {} on {:?} became {:?}: {}",
                    key.0, key.1, finding.outcome, finding.message
                );
                let evidence = was.evidence.iter().map(|evidence| evidence.path.as_str());
                let stands_on = |shown: &str| pldoctor::fact::FactPath::from(shown).general().as_str() == path;
                // One rule shows the quota and, with an access there, does not rest on it: `access != null || …`.
                let short_cut = key.0 == "privatelink-access-quota";
                let needs = rules
                    .rule(&key.0)
                    .is_some_and(|rule| !short_cut && rule.needs.contains(&path.as_str().into()));
                let listed = path.contains("[]");
                assert!(
                    listed || !needs || !evidence.into_iter().any(stands_on),
                    "{name}: without `{path}`, which it needs and shows, {} still ends in {:?}",
                    key.0,
                    finding.outcome
                );
            }
        }
    }
    assert!(tried > 200, "{tried} deletions");
}

fn blind<T: Default>(name: &str) -> Section<T> {
    let gap = Gap {
        path: name.into(),
        reason: GapReason::Denied,
        detail: "no".to_owned(),
        trace_id: None,
    };
    let mut section = Section {
        gaps: vec![gap],
        ..Section::requested(Some("https://example.test".to_owned()))
    };
    section.settle();
    section
}

#[test]
fn the_blind_world_decides_nothing() {
    let facts = Facts {
        link: pldoctor::fact::link::Link::default(),
        tidb: blind("tidb"),
        confluent: blind("confluent"),
        dns: blind("dns"),
        declared: Section::default(),
    };
    let document = Document::new(jiff::Timestamp::UNIX_EPOCH, vec![facts]);
    let rules = catalog();
    let link = judge(&rules, &document);
    assert!(
        link.findings
            .iter()
            .any(|finding| matches!(finding.outcome, Outcome::Unknown(_)))
    );
    for finding in &link.findings {
        assert!(
            !decided(finding.outcome),
            "{} on {:?}: {}",
            finding.rule,
            finding.subject,
            finding.message
        );
    }
    assert_judged_once(&rules, &link);
}

#[test]
fn the_healthy_worlds_give_no_fail() {
    let rules = catalog();
    for (name, document) in healthy() {
        let link = judge(&rules, &document);
        let failed: Vec<&Finding> = link
            .findings
            .iter()
            .filter(|finding| finding.outcome == Outcome::Fail)
            .collect();
        let expected: &[&str] = if name == "healthy-chased" {
            &["dns-resolution-private"]
        } else {
            &[]
        };
        let rules_failed: Vec<&str> = failed.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules_failed, expected, "{name}: {failed:#?}");
        let unknown: Vec<_> = link
            .findings
            .iter()
            .filter(|it| matches!(it.outcome, Outcome::Unknown(_)))
            .collect();
        assert!(unknown.is_empty(), "{name}: {unknown:#?}");
        assert_judged_once(&rules, &link);
    }
}

/// No check is ever dropped, and none stands twice on one subject.
fn assert_judged_once(rules: &Catalog, link: &LinkReport) {
    for rule in &rules.rules {
        assert!(
            link.findings.iter().any(|finding| finding.rule == rule.id),
            "{} was dropped",
            rule.id
        );
    }
    assert_eq!(
        outcomes(link).len(),
        link.findings.len(),
        "a rule stands twice on one subject"
    );
}
