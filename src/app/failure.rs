//! Why a command came to no report.

use crate::config;
use crate::exit;
use std::fmt::Display;

/// Why a command came to no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// What was typed, a configuration, a rule or a facts file is invalid: every problem, ready to print.
    Usage(Vec<String>),
    /// A fault of this program, or of the machine it runs on.
    Internal(String),
}

impl Failure {
    /// One problem of what was handed in.
    pub(super) fn usage(problem: impl Display) -> Self {
        Self::Usage(vec![problem.to_string()])
    }

    /// Problems of what was handed in.
    pub(super) fn all<P: Display>(problems: &[P]) -> Self {
        Self::Usage(problems.iter().map(ToString::to_string).collect())
    }

    /// The exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => exit::USAGE,
            Self::Internal(_) => exit::INTERNAL,
        }
    }

    /// The messages, one or more lines each.
    pub fn messages(&self) -> Vec<&str> {
        match self {
            Self::Usage(problems) => problems.iter().map(String::as_str).collect(),
            Self::Internal(message) => vec![message],
        }
    }
}

impl From<Vec<config::Problem>> for Failure {
    fn from(problems: Vec<config::Problem>) -> Self {
        Self::all(&problems)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}
