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

/// The root causes among findings whose `blocked_by` is set, in their order. What only failures below `fail_on` explain
/// is a cause itself, since those are none.
pub fn causes(findings: &[Finding], fail_on: Severity) -> Vec<Cause> {
    let weighs = |finding: &&Finding| finding.outcome == Outcome::Fail && finding.severity >= fail_on;
    let heavy: BTreeSet<&str> = findings
        .iter()
        .filter(weighs)
        .map(|finding| finding.rule.as_str())
        .collect();
    findings
        .iter()
        .filter(weighs)
        .filter(|finding| {
            !finding
                .blocked_by
                .iter()
                .any(|blocker| heavy.contains(blocker.as_str()))
        })
        .map(|finding| Cause {
            rule: finding.rule.clone(),
            subject: finding.subject.clone(),
            owner: finding.owner,
            explains: explained_by(finding, findings),
            next_action: finding
                .remedy
                .as_ref()
                .map_or_else(|| finding.message.clone(), |remedy| remedy.summary.clone()),
        })
        .collect()
}

/// The rules that a failure explains, directly or through others. One that says why a source could not be read explains
/// what lacks that source's facts, and nothing else.
fn explained_by(cause: &Finding, findings: &[Finding]) -> Vec<String> {
    let lacks = |finding: &Finding, source: &String| finding.missing.iter().any(|path| path.root() == source);
    let direct = |finding: &&Finding| {
        finding.blocked_by.contains(&cause.rule) && cause.explains.as_ref().is_none_or(|source| lacks(finding, source))
    };
    let mut explained: BTreeSet<String> = BTreeSet::new();
    let mut frontier: Vec<&Finding> = findings.iter().filter(direct).collect();
    while let Some(finding) = frontier.pop() {
        if finding.rule != cause.rule && explained.insert(finding.rule.clone()) {
            frontier.extend(
                findings
                    .iter()
                    .filter(|behind| behind.blocked_by.contains(&finding.rule)),
            );
        }
    }
    explained.into_iter().collect()
}
