//! Root causes: the failures that no other failure explains.

use super::finding::Finding;
use super::outcome::Outcome;
use crate::rule::{Owner, Severity};
use std::collections::BTreeSet;

/// A failure that nothing else explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The rule that failed.
    pub rule: String,
    /// On what.
    pub subject: Option<String>,
    /// Who must act.
    pub owner: Owner,
    /// The rules whose failure or unknown it explains, directly or through others; sorted.
    pub explains: Vec<String>,
    /// What to do next, in one sentence.
    pub next_action: String,
}

/// The root causes among findings whose `blocked_by` is set, in their order.
pub fn causes(findings: &[Finding], fail_on: Severity) -> Vec<Cause> {
    findings
        .iter()
        .filter(|finding| {
            finding.outcome == Outcome::Fail && finding.severity >= fail_on && finding.blocked_by.is_empty()
        })
        .map(|finding| Cause {
            rule: finding.rule.clone(),
            subject: finding.subject.clone(),
            owner: finding.owner,
            explains: explained_by(&finding.rule, findings),
            next_action: finding
                .remedy
                .as_ref()
                .map_or_else(|| finding.message.clone(), |remedy| remedy.summary.clone()),
        })
        .collect()
}

fn explained_by(rule: &str, findings: &[Finding]) -> Vec<String> {
    let mut explained = BTreeSet::new();
    let mut frontier = vec![rule.to_owned()];
    while let Some(cause) = frontier.pop() {
        for finding in findings.iter().filter(|finding| finding.blocked_by.contains(&cause)) {
            if finding.rule != rule && explained.insert(finding.rule.clone()) {
                frontier.push(finding.rule.clone());
            }
        }
    }
    explained.into_iter().collect()
}
