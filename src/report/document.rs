//! The report: every link, its findings, causes and sources.

use super::cause::Cause;
use super::finding::Finding;
use super::outcome::{Outcome, Verdict};
use crate::fact::{Gap, Source, Status, Tool};
use crate::rule::{Severity, Stage};
use jiff::Timestamp;

/// Everything that was judged in one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The build that judged.
    pub tool: Tool,
    /// The rules that it judged by.
    pub rules: RuleSet,
    /// The run.
    pub run: Run,
    /// The severity from which a failure or an unknown decides the verdict.
    pub fail_on: Severity,
    /// One entry a link.
    pub links: Vec<LinkReport>,
}

impl Report {
    /// What the run amounts to: the worst of its links. The only source of the exit code.
    pub fn verdict(&self) -> Verdict {
        self.links
            .iter()
            .map(|link| link.verdict(self.fail_on))
            .max()
            .unwrap_or(Verdict::Unknown)
    }
}

/// The rules that were judged by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSet {
    /// How many.
    pub count: usize,
    /// How many of them the user brought.
    pub custom: usize,
    /// A digest of their files: `sha256:…`.
    pub digest: String,
}

/// The run: the only part of a report that differs between two runs over the same facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// When it began, in UTC.
    pub started_at: Timestamp,
    /// How long it took.
    pub duration_ms: u64,
    /// The command: `check`.
    pub command: String,
    /// A digest of the facts: `sha256:…`.
    pub facts_digest: String,
    /// Whether the user stopped it before all was collected.
    pub interrupted: bool,
}

/// Everything that was judged of one link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkReport {
    /// Its name.
    pub name: String,
    /// How far the set-up has come.
    pub progress: Progress,
    /// Every finding, in the order of reports.
    pub findings: Vec<Finding>,
    /// The failures that nothing else explains.
    pub causes: Vec<Cause>,
    /// Every source, and what it left open.
    pub sources: Vec<SourceReport>,
}

impl LinkReport {
    /// What the link amounts to. Where every rule was skipped nothing was seen, and that is no pass.
    pub fn verdict(&self, fail_on: Severity) -> Verdict {
        if self
            .findings
            .iter()
            .all(|finding| matches!(finding.outcome, Outcome::Skip(_)))
        {
            return Verdict::Unknown;
        }
        self.findings
            .iter()
            .filter(|finding| finding.severity >= fail_on)
            .map(|finding| match finding.outcome {
                Outcome::Fail => Verdict::Fail,
                Outcome::Unknown(_) => Verdict::Unknown,
                Outcome::Pass | Outcome::Skip(_) => Verdict::Pass,
            })
            .max()
            .unwrap_or(Verdict::Pass)
    }

    /// How many findings ended how.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for finding in &self.findings {
            match finding.outcome {
                Outcome::Pass => summary.pass += 1,
                Outcome::Fail => summary.fail += 1,
                Outcome::Unknown(_) => summary.unknown += 1,
                Outcome::Skip(_) => summary.skip += 1,
            }
        }
        summary
    }
}

/// How far the set-up has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The furthest stage that the facts show.
    pub reached: Option<Stage>,
    /// The stage that was asked for.
    pub demanded: Option<Stage>,
    /// The first stage that is not reached.
    pub next: Option<Stage>,
}

/// How many findings ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Seen to hold.
    pub pass: usize,
    /// Seen not to hold.
    pub fail: usize,
    /// Not decided.
    pub unknown: usize,
    /// Not judged.
    pub skip: usize,
    /// Failed, and waived by the user.
    pub waived: usize,
}

/// A source, and what it left open.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceReport {
    /// Which one.
    pub name: Source,
    /// How much of it answered.
    pub status: Status,
    /// The address that was asked.
    pub endpoint: Option<String>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}
