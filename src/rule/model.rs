//! A rule as its file writes it, and the words rules are written with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

/// A rule file, `rules/<group>/<id>.yaml`, before its conditions are compiled.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    /// Kebab-case, the file's stem, never reused.
    pub id: Spanned<String>,
    /// What must be true, as a sentence without a full stop.
    pub title: String,
    /// The set-up step it belongs to.
    pub stage: Stage,
    /// Who must act when it fails.
    pub owner: Owner,
    /// How much it matters.
    pub severity: Severity,
    /// Why it exists, for `rules explain`.
    pub why: String,
    /// A list in the facts: the rule is judged once for each element, bound to `it`.
    #[serde(default)]
    pub each: Option<Spanned<String>>,
    /// A condition whose value names what is judged: `it.id`.
    #[serde(default)]
    pub subject: Option<Spanned<String>>,
    /// A condition without which the rule does not apply.
    #[serde(default)]
    pub when: Option<Spanned<String>>,
    /// The condition that must hold.
    pub assert: Spanned<String>,
    /// Rules whose failure explains this one's.
    #[serde(default)]
    pub after: Vec<Spanned<String>>,
    /// The source whose unread facts a failure of this rule explains: an expression.
    #[serde(default)]
    pub explains: Option<Spanned<String>>,
    /// The facts to show as evidence; without it, those that the condition looked at.
    #[serde(default)]
    pub shows: Vec<Spanned<String>>,
    /// What was expected, in a few words: a template.
    pub expected: Spanned<String>,
    /// What is said when it holds: a template.
    pub pass: Spanned<String>,
    /// What is said when it does not: the first entry whose `if` holds; the last has none.
    pub fail: Vec<RawFail>,
    /// Where its facts about a vendor come from.
    pub docs: Vec<String>,
}

/// One way a rule can fail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFail {
    /// When this entry is the right one.
    #[serde(default, rename = "if")]
    pub when: Option<Spanned<String>>,
    /// What is said: a template.
    pub message: Spanned<String>,
    /// What to do.
    pub remedy: RawRemedy,
}

/// What to do, as templates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRemedy {
    /// The next action in one sentence.
    pub summary: Spanned<String>,
    /// The steps, in order.
    #[serde(default)]
    pub steps: Vec<Spanned<String>>,
    /// Commands that can be pasted.
    #[serde(default)]
    pub commands: Vec<RawCommand>,
}

/// A command that can be pasted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCommand {
    /// The command line: a template.
    pub run: Spanned<String>,
    /// Whether it changes anything.
    pub effect: Effect,
}

/// The set-up steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Read TiDB Cloud's AWS account and zones.
    Plan,
    /// A Confluent network.
    Network,
    /// A PrivateLink access on it.
    Access,
    /// A Kafka cluster in it.
    Cluster,
    /// A private link connection in TiDB Cloud.
    Connection,
    /// Domains attached to it.
    Domains,
    /// A changefeed that uses it.
    Dataflow,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 7] = [
        Self::Plan,
        Self::Network,
        Self::Access,
        Self::Cluster,
        Self::Connection,
        Self::Domains,
        Self::Dataflow,
    ];

    /// The word used in flags and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Network => "network",
            Self::Access => "access",
            Self::Cluster => "cluster",
            Self::Connection => "connection",
            Self::Domains => "domains",
            Self::Dataflow => "dataflow",
        }
    }

    /// Whether reaching this stage means that `other` was reached: access and cluster do not imply each other.
    pub fn implies(self, other: Self) -> bool {
        other == self || (other < self && (self, other) != (Self::Cluster, Self::Access))
    }
}

/// How much a rule matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// The link may work without it.
    Warning,
    /// The link does not work without it.
    Error,
}

impl Severity {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The user.
    Customer,
    /// Confluent.
    Confluent,
    /// TiDB Cloud.
    Tidb,
    /// AWS.
    Aws,
    /// Whoever runs the resolvers.
    Dns,
}

impl Owner {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Confluent => "confluent",
            Self::Tidb => "tidb",
            Self::Aws => "aws",
            Self::Dns => "dns",
        }
    }
}

/// Whether a command changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It only looks.
    Read,
    /// It changes something.
    Write,
}

/// What to do, with the user's own values filled in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Remedy {
    /// The next action in one sentence.
    pub summary: String,
    /// The steps, in order.
    pub steps: Vec<String>,
    /// Commands that can be pasted.
    pub commands: Vec<Command>,
}

/// A command with the user's own values filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Command {
    /// The command line.
    pub run: String,
    /// Whether it changes anything.
    pub effect: Effect,
}
