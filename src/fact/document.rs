//! The facts document, as it is saved and replayed, and the world that rules look at.

use super::{FactPath, Gap, GapReason, Observation, Section, Source, confluent, declared, derived, dns, link, tidb};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the document that this build reads and writes. Within it, fields are only added.
pub const SCHEMA_VERSION: &str = "1";

/// A saved document: the facts of every link that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Always `1`.
    pub schema_version: String,
    /// When the run began, in UTC. Ages are counted from here, so that a replay says the same.
    pub taken_at: Timestamp,
    /// The build that took it.
    pub tool: Tool,
    /// One entry a link, in the order they were asked for.
    pub links: Vec<Facts>,
}

/// A build of this program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// `pldoctor`.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This build.
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Everything seen of one link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// What was asked about.
    pub link: link::Link,
    /// What TiDB Cloud said.
    #[serde(default)]
    pub tidb: Section<tidb::Facts>,
    /// What Confluent Cloud said.
    #[serde(default)]
    pub confluent: Section<confluent::Facts>,
    /// What resolvers said.
    #[serde(default)]
    pub dns: Section<dns::Facts>,
    /// What the user said.
    #[serde(default)]
    pub declared: Section<declared::Facts>,
}

/// A document that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Not a document at all, or a field that this build does not know.
    #[error("not a facts document: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Written by a build with another schema.
    #[error(
        "facts schema `{found}` is not `{SCHEMA_VERSION}`, the one this build reads; use the pldoctor that wrote it, or a newer one"
    )]
    Version {
        /// The version in the document.
        found: String,
    },
    /// A document without a link.
    #[error("the document holds no link, so there is nothing to judge")]
    Empty,
}

impl Document {
    /// An empty document of this build.
    pub fn new(taken_at: Timestamp, links: Vec<Facts>) -> Self {
        Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            taken_at,
            tool: Tool::this(),
            links,
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    ///
    /// When the text is not JSON of this schema version, or holds no link.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        struct Version {
            schema_version: String,
        }
        let Version { schema_version } = serde_json::from_str(text)?;
        if schema_version != SCHEMA_VERSION {
            return Err(Problem::Version { found: schema_version });
        }
        let document: Self = serde_json::from_str(text)?;
        if document.links.is_empty() {
            return Err(Problem::Empty);
        }
        Ok(document)
    }

    /// The document as text, the same bytes for the same facts.
    ///
    /// # Errors
    ///
    /// None for facts that this build made; the signature is serde's.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// What rules look at: the facts, declared ones in place of those nobody else knows, and what follows from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// The facts.
    pub facts: Facts,
    /// What follows from them.
    pub derived: derived::Facts,
    /// For each derived path, the facts it was computed from.
    pub origins: BTreeMap<FactPath, Vec<FactPath>>,
}

/// Why a value is not in the world.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// It was asked for and could not be read.
    Gap(Gap),
    /// Nobody asked for it.
    NotRequested(FactPath),
}

impl World {
    /// The world as one tree, the way rules name it: `tidb.cluster.state`.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "link": self.facts.link,
            "tidb": self.facts.tidb.facts,
            "confluent": self.facts.confluent.facts,
            "dns": self.facts.dns.facts,
            "declared": self.facts.declared.facts,
            "derived": self.derived,
        })
    }

    /// Why `path` is missing. A derived value is missing for the reasons of its origins.
    pub fn missing(&self, path: &FactPath) -> Vec<Missing> {
        let origins = self.origins(path);
        if !origins.is_empty() {
            // Origins that are there explain nothing, unless all are: then what is missing stands somewhere below them.
            let tree = self.to_json();
            let lacking: Vec<&FactPath> = origins.iter().filter(|origin| !holds(&tree, origin)).collect();
            let told = if lacking.is_empty() {
                origins.iter().collect()
            } else {
                lacking
            };
            return told.into_iter().flat_map(|origin| self.missing(origin)).collect();
        }
        let (gap, left_out) = match path.root() {
            "tidb" => look(&self.facts.tidb, path),
            "confluent" => look(&self.facts.confluent, path),
            "dns" => look(&self.facts.dns, path),
            "declared" => look(&self.facts.declared, path),
            _ => (None, false),
        };
        vec![match (gap, left_out) {
            (Some(gap), _) => Missing::Gap(gap.clone()),
            (None, true) => Missing::NotRequested(path.clone()),
            (None, false) => Missing::Gap(Gap {
                path: path.clone(),
                reason: GapReason::NotVisible,
                detail: format!("the facts do not hold `{path}`"),
                trace_id: None,
            }),
        }]
    }

    /// The facts that a derived path was computed from; none for an observed one.
    pub fn origins(&self, path: &FactPath) -> &[FactPath] {
        self.origins
            .iter()
            .filter(|(derived, _)| derived.covers(path) || derived.covers(&path.general()))
            .max_by_key(|(derived, _)| derived.as_str().len())
            .map_or(&[], |(_, origins)| origins.as_slice())
    }

    /// Where the value at `path` came from.
    pub fn observation(&self, path: &FactPath) -> Option<&Observation> {
        match path.root() {
            "tidb" => self.facts.tidb.observation(path),
            "confluent" => self.facts.confluent.observation(path),
            "dns" => self.facts.dns.observation(path),
            "declared" => self.facts.declared.observation(path),
            _ => None,
        }
    }

    /// The source of the value at `path`, whether or not its observation was kept.
    pub fn source(&self, path: &FactPath) -> Source {
        self.observation(path).map_or_else(
            || match path.root() {
                "tidb" => Source::Tidb,
                "confluent" => Source::Confluent,
                "dns" => Source::Dns,
                "derived" => Source::Derived,
                _ => Source::Declared,
            },
            |observation| observation.source,
        )
    }
}

/// Whether the value at a path of fields was seen, be it only as part of something that is not there.
fn holds(tree: &serde_json::Value, path: &FactPath) -> bool {
    path.as_str()
        .split('.')
        .try_fold(
            tree,
            |value, step| if value.is_null() { Some(value) } else { value.get(step) },
        )
        .is_some()
}

fn look<'a, T>(section: &'a Section<T>, path: &FactPath) -> (Option<&'a Gap>, bool) {
    (section.gap(path), section.leaves_out(path))
}
