//! Findings: how one rule ended on one subject, and what that rests on.

use super::outcome::Outcome;
use crate::fact::{FactPath, Source};
use crate::rule::{Owner, Remedy, Severity, Stage};
use jiff::Timestamp;

/// How one rule ended on one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// What must be true.
    pub title: String,
    /// The set-up step it belongs to.
    pub stage: Stage,
    /// Who must act when it fails.
    pub owner: Owner,
    /// How much it matters.
    pub severity: Severity,
    /// How it ended.
    pub outcome: Outcome,
    /// What was judged; none for the link as a whole.
    pub subject: Option<String>,
    /// What is said of it.
    pub message: String,
    /// What was expected, on a failure.
    pub expected: Option<String>,
    /// What the outcome rests on.
    pub evidence: Vec<Evidence>,
    /// The facts that it lacked: on an unknown a source's gap covers each, on a skip nobody asked for them.
    pub missing: Vec<FactPath>,
    /// The source whose unread facts this failure explains.
    pub explains: Option<String>,
    /// The failed rules that explain this failure or unknown.
    pub blocked_by: Vec<String>,
    /// What to do, on a failure.
    pub remedy: Option<Remedy>,
    /// Where its facts about a vendor come from.
    pub docs: Vec<String>,
}

/// A value that an outcome rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Where it stands in the facts.
    pub path: String,
    /// What was seen; null where its source said that there is none.
    pub value: serde_json::Value,
    /// Who said it.
    pub source: Source,
    /// When it was seen.
    pub observed_at: Option<Timestamp>,
}
