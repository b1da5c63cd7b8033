//! How a rule ends, and what a link amounts to.

use crate::fact::GapReason;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a rule ends on one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was seen not to hold.
    Fail,
    /// It applies and could not be decided.
    Unknown(GapReason),
    /// It does not apply.
    Skip(SkipReason),
    /// It was seen to hold.
    Pass,
}

impl Outcome {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown(_) => "unknown",
            Self::Skip(_) => "skip",
            Self::Pass => "pass",
        }
    }

    /// The reason of an unknown or a skip.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Unknown(reason) => Some(reason.as_str()),
            Self::Skip(reason) => Some(reason.as_str()),
            Self::Fail | Self::Pass => None,
        }
    }

    /// The place of this outcome in a report: failures first.
    pub fn rank(self) -> u8 {
        match self {
            Self::Fail => 0,
            Self::Unknown(_) => 1,
            Self::Skip(_) => 2,
            Self::Pass => 3,
        }
    }
}

/// Why a rule does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// Its condition says that it does not concern this link.
    NotApplicable,
    /// The set-up has not come this far.
    NotYet,
    /// Nobody asked the source that it needs.
    NotRequested,
    /// The user left it out.
    Excluded,
}

impl SkipReason {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::NotYet => "not_yet",
            Self::NotRequested => "not_requested",
            Self::Excluded => "excluded",
        }
    }
}

/// What a link, or a run, amounts to. The order is the one in which one outweighs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing that matters fails or is unknown.
    Pass,
    /// Something that matters could not be decided.
    Unknown,
    /// Something that matters fails.
    Fail,
}

impl Verdict {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Unknown => "unknown",
            Self::Fail => "fail",
        }
    }
}
