//! The facts document, as it is saved and replayed, and the world that rules look at.

use super::{Section, confluent, declared, dns, link, tidb};
use crate::text;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

impl Facts {
    /// The link's name; nothing where it was not given one.
    pub fn name(&self) -> &str {
        self.link.name.known().map_or("", String::as_str)
    }
}

/// A document that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Not a document at all, or a field that this build does not know.
    #[error("not a whole facts document: {0}; collect it again with `pldoctor collect -o FILE`")]
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
    /// Two links that a report could not tell apart.
    #[error("two links of the document are called `{name}`; give each its own `link.name`")]
    Twice {
        /// Their name.
        name: String,
    },
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
        let names: Vec<&str> = document.links.iter().map(Facts::name).collect();
        match names
            .iter()
            .enumerate()
            .find(|(place, name)| names[..*place].contains(*name))
        {
            Some((_, name)) => Err(Problem::Twice {
                name: (*name).to_owned(),
            }),
            None => Ok(document),
        }
    }

    /// The document as text, the same bytes for the same facts.
    ///
    /// # Errors
    ///
    /// None for facts that this build made; the signature is serde's.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|document| {
            text::disarm(
                &(document
                    + "
"),
            )
        })
    }
}
