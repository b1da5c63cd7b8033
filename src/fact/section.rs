//! What one source said: its facts, its gaps, and where each value came from.

use super::FactPath;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that one source said. A value, never a `Result`: what failed is a gap.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section<T> {
    /// How much of it answered.
    pub status: Status,
    /// The address that was asked, as it was effective.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The values.
    pub facts: T,
    /// What could not be read, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// Parts of this section that nobody asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_requested: Vec<FactPath>,
    /// Where the values came from; the longest path that covers a value speaks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observed: Vec<Observation>,
}

impl<T: Default> Section<T> {
    /// A section that was asked for and has said nothing yet.
    pub fn requested(endpoint: Option<String>) -> Self {
        Self {
            status: Status::None,
            endpoint,
            ..Self::default()
        }
    }
}

impl<T> Section<T> {
    /// Sets the status that the observations and gaps amount to. The key is a means: that it was seen tells nothing of what
    /// it opens, and where files told everything it is not missed.
    pub fn settle(&mut self) {
        let is_key = |path: &FactPath| path.as_str().ends_with(".credential");
        let told = self.observed.iter().any(|observation| !is_key(&observation.path));
        let whole = self.gaps.is_empty() && self.not_requested.iter().all(is_key);
        self.status = match (told, whole) {
            (false, _) if self.observed.is_empty() && self.gaps.is_empty() => Status::NotRequested,
            (false, _) => Status::None,
            (true, true) => Status::Complete,
            (true, false) => Status::Partial,
        };
    }

    /// The gap that speaks for `path`: the nearest one at or above it.
    pub fn gap(&self, path: &FactPath) -> Option<&Gap> {
        self.gaps
            .iter()
            .filter(|gap| gap.path.covers(path))
            .max_by_key(|gap| gap.path.as_str().len())
    }

    /// The observation that speaks for `path`: the nearest one at or above it.
    pub fn observation(&self, path: &FactPath) -> Option<&Observation> {
        self.observed
            .iter()
            .filter(|observation| observation.path.covers(path))
            .max_by_key(|observation| observation.path.as_str().len())
    }

    /// Whether nobody asked for `path`.
    pub fn leaves_out(&self, path: &FactPath) -> bool {
        self.status == Status::NotRequested || self.not_requested.iter().any(|part| part.covers(path))
    }
}

/// How much of a source answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All that was asked for.
    Complete,
    /// Some of it.
    Partial,
    /// It was asked and said nothing.
    None,
    /// Nobody asked it.
    #[default]
    NotRequested,
}

/// A value that was asked for and could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What is missing: this value and all below it.
    #[serde(rename = "fact")]
    pub path: FactPath,
    /// Why.
    pub reason: GapReason,
    /// What the source said, in a sentence.
    pub detail: String,
    /// The vendor's own name for the request, for a support ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

/// Why a value could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// There is no key to ask with.
    NoCredentials,
    /// The source refused the key or the permission.
    Denied,
    /// The source says that there is no such thing.
    NotFound,
    /// The source does not tell "no such thing" from "not for you".
    NotFoundOrDenied,
    /// The source asked to be left alone for longer than the run lasts.
    Throttled,
    /// It did not answer in time.
    Timeout,
    /// No connection, or an answer that must not be followed.
    Unreachable,
    /// It answered something that cannot be read.
    Malformed,
    /// The value is not to be seen from here.
    NotVisible,
    /// The run was stopped.
    Interrupted,
}

impl GapReason {
    /// The word used in reports: `not_found_or_denied`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoCredentials => "no_credentials",
            Self::Denied => "denied",
            Self::NotFound => "not_found",
            Self::NotFoundOrDenied => "not_found_or_denied",
            Self::Throttled => "throttled",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Malformed => "malformed",
            Self::NotVisible => "not_visible",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Where a value, and all below it, came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// The value.
    pub path: FactPath,
    /// Who said it.
    pub source: Source,
    /// When it was seen, in UTC.
    pub at: Timestamp,
    /// The call that was made, as method and path: `GET /networking/v1/networks/n-1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The vendor's own name for the request, for a support ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

/// Who said a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// TiDB Cloud's API.
    Tidb,
    /// Confluent Cloud's API.
    Confluent,
    /// The user's AWS account.
    Aws,
    /// A resolver.
    Dns,
    /// A probe from inside.
    Probe,
    /// The user, on the command line or in the configuration.
    Declared,
    /// A saved body that the user handed in.
    Imported,
    /// Computed from other facts.
    Derived,
}

impl Source {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tidb => "tidb",
            Self::Confluent => "confluent",
            Self::Aws => "aws",
            Self::Dns => "dns",
            Self::Probe => "probe",
            Self::Declared => "declared",
            Self::Imported => "imported",
            Self::Derived => "derived",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(observed: &[&str], gaps: &[&str], not_requested: &[&str]) -> Status {
        let mut section: Section<()> = Section {
            observed: observed
                .iter()
                .map(|path| Observation {
                    path: (*path).into(),
                    source: Source::Tidb,
                    at: Timestamp::UNIX_EPOCH,
                    call: None,
                    trace_id: None,
                })
                .collect(),
            gaps: gaps
                .iter()
                .map(|path| Gap {
                    path: (*path).into(),
                    reason: GapReason::Denied,
                    detail: String::new(),
                    trace_id: None,
                })
                .collect(),
            not_requested: not_requested.iter().map(|path| (*path).into()).collect(),
            ..Section::default()
        };
        section.settle();
        section.status
    }

    #[test]
    fn a_status_speaks_of_the_source_and_not_of_the_key() {
        let (cluster, key) = (["tidb.cluster"], ["tidb.credential"]);
        assert_eq!(settled(&[], &[], &cluster), Status::NotRequested);
        assert_eq!(settled(&[], &cluster, &[]), Status::None);
        assert_eq!(settled(&key, &cluster, &[]), Status::None);
        assert_eq!(settled(&cluster, &key, &[]), Status::Partial);
        assert_eq!(settled(&cluster, &[], &["tidb.connections"]), Status::Partial);
        assert_eq!(
            settled(&cluster, &[], &["tidb.connections", "tidb.credential"]),
            Status::Partial
        );
        assert_eq!(settled(&cluster, &[], &key), Status::Complete);
        assert_eq!(
            settled(&["tidb.cluster", "tidb.credential"], &[], &[]),
            Status::Complete
        );
    }
}
