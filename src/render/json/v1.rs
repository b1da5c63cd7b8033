//! Report v1. Fields are only ever added, arrays are never null, and the order of fields is the order of the document.

use crate::{
    fact::{GapReason, Source, Status},
    report::Verdict,
    rule::{Effect, Owner, Severity, Stage},
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of this document.
pub const SCHEMA_VERSION: &str = "1";

/// A report of `pldoctor`, version 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always `1`.
    #[schemars(extend("const" = SCHEMA_VERSION))]
    pub schema_version: String,
    /// The build that judged.
    pub tool: Tool,
    /// The rules that it judged by.
    pub rules: Rules,
    /// The run: all that differs between two runs over the same facts.
    pub run: Run,
    /// What the run amounts to: the worst of its links.
    pub verdict: Verdict,
    /// The exit code of the process, the same in every format.
    pub exit_code: u8,
    /// One entry a link.
    pub links: Vec<Link>,
}

/// A build of `pldoctor`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `pldoctor`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The rules that were judged by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rules {
    /// How many.
    pub count: usize,
    /// How many of them the user brought.
    pub custom: usize,
    /// A digest of their files: `sha256:…`.
    pub digest: String,
}

/// The run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// When it began, in UTC.
    pub started_at: Timestamp,
    /// How long it took.
    pub duration_ms: u64,
    /// The command: `check`.
    pub command: String,
    /// A digest of the facts: `sha256:…`.
    pub facts_digest: String,
}

/// Everything that was judged of one link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// Its name.
    pub name: String,
    /// What it amounts to.
    pub verdict: Verdict,
    /// How far the set-up has come.
    pub stage: Progress,
    /// How many checks ended how.
    pub summary: Summary,
    /// The failures that nothing else explains.
    pub root_causes: Vec<RootCause>,
    /// Every source, and what it left open.
    pub sources: Vec<SourceReport>,
    /// Every check: failures, unknowns, skips, passes.
    pub checks: Vec<Check>,
}

/// How far the set-up has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    /// The furthest stage that the facts show.
    pub reached: Option<Stage>,
    /// The stage that was asked for.
    pub demanded: Option<Stage>,
    /// The first stage that is not reached.
    pub next: Option<Stage>,
}

/// How many checks ended how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Seen to hold.
    pub pass: usize,
    /// Seen not to hold, and not waived.
    pub fail: usize,
    /// Not decided.
    pub unknown: usize,
    /// Not judged.
    pub skip: usize,
    /// Failed, and waived by the user.
    pub waived: usize,
}

/// A failure that nothing else explains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RootCause {
    /// The rule that failed.
    pub rule: String,
    /// On what; null for the link as a whole.
    pub subject: Option<String>,
    /// Who must act.
    pub owner: Owner,
    /// The rules whose failure or unknown it explains, directly or through others.
    pub explains: Vec<String>,
    /// What to do next, in one sentence.
    pub next_action: String,
}

/// A source, and what it left open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceReport {
    /// Which one.
    pub name: Source,
    /// How much of it answered.
    pub status: Status,
    /// The address that was asked, as it was effective.
    pub endpoint: Option<String>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}

/// A value that was asked for and could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// The path of what is missing: this value and all below it.
    pub fact: String,
    /// Why.
    pub reason: GapReason,
    /// What the source said, in a sentence.
    pub detail: String,
    /// The vendor's own name for the request, for a support ticket.
    pub trace_id: Option<String>,
}

/// How one rule ended on one subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The rule's id, stable for ever.
    pub id: String,
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
    /// Why, on an unknown or a skip.
    pub reason: Option<Reason>,
    /// What was judged; null for the link as a whole.
    pub subject: Option<String>,
    /// What is said of it.
    pub message: String,
    /// What was expected, on a failure.
    pub expected: Option<String>,
    /// What the outcome rests on.
    pub evidence: Vec<Evidence>,
    /// The paths of the facts that it lacked, on an unknown; a source's gap covers each.
    pub missing: Vec<String>,
    /// The failed rules that explain this failure or unknown.
    pub blocked_by: Vec<String>,
    /// The waiver of this failure: null, as there are none yet.
    pub waiver: (),
    /// What to do, on a failure.
    pub remedy: Option<Remedy>,
    /// Where its facts about a vendor come from.
    pub docs: Vec<String>,
}

/// How a rule ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was seen not to hold.
    Fail,
    /// It applies and could not be decided.
    Unknown,
    /// It does not apply.
    Skip,
    /// It was seen to hold.
    Pass,
}

/// Why a rule was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Reason {
    /// Of an unknown.
    Gap(GapReason),
    /// Of a skip.
    Skip(Skipped),
}

/// Why a rule does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Skipped {
    /// It does not concern this link.
    NotApplicable,
    /// The set-up has not come this far.
    NotYet,
    /// Nobody asked the source that it needs.
    NotRequested,
    /// The user left it out.
    Excluded,
}

/// A value that an outcome rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Where it stands in the facts.
    pub path: String,
    /// What was seen; null where its source said that there is none.
    pub value: Value,
    /// Who said it.
    pub source: Source,
    /// When it was seen, in UTC.
    pub observed_at: Option<Timestamp>,
}

/// What to do, with the user's own values filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Remedy {
    /// The next action in one sentence.
    pub summary: String,
    /// The steps, in order.
    pub steps: Vec<String>,
    /// Commands that can be pasted.
    pub commands: Vec<Command>,
}

/// A command that can be pasted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Command {
    /// The command line.
    pub run: String,
    /// Whether it changes anything.
    pub effect: Effect,
}
