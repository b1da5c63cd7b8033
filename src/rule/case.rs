//! Cases: small worlds beside a rule, and how it must end in each.

use super::catalog::RuleFile;
use super::load::{Problem, parse};
use crate::fact::{Document, FactPath, Facts, Gap, GapReason, Observation, Section, Source, Status};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One small world, and how the rule must end in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What the world is, in a sentence.
    pub case: String,
    /// The facts, by section.
    #[serde(default)]
    pub facts: BTreeMap<String, Map<String, Value>>,
    /// What could not be read, and why.
    #[serde(default)]
    pub gaps: BTreeMap<FactPath, GapReason>,
    /// How it must end.
    pub expect: Expect,
    /// What the messages of its failures and unknowns must say.
    #[serde(default)]
    pub says: Vec<String>,
}

/// How a rule must end.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Expect {
    /// So on every subject, and on one at least.
    All(String),
    /// So on each of these subjects, and on no others.
    Each(BTreeMap<String, String>),
}

/// Reads the cases of a rule.
///
/// # Errors
///
/// The problem at which reading stopped.
pub fn read(file: &RuleFile) -> Result<Vec<Case>, Vec<Problem>> {
    parse(&file.name, &file.text)
}

impl Case {
    /// When the world of every case was looked at.
    pub const AT: Timestamp = Timestamp::constant(1_795_348_800, 0);

    /// The case's world as a document's facts.
    ///
    /// # Errors
    ///
    /// A sentence about the section or field that is no fact.
    pub fn facts(&self) -> Result<Facts, String> {
        let mut facts = Facts {
            link: section(self, "link")?,
            ..Facts::default()
        };
        facts.tidb = self.section("tidb", Source::Tidb)?;
        facts.confluent = self.section("confluent", Source::Confluent)?;
        facts.dns = self.section("dns", Source::Dns)?;
        facts.declared = self.section("declared", Source::Declared)?;
        let known = ["link", "tidb", "confluent", "dns", "declared"];
        match self.facts.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(format!("there is no section `{name}`; there are {}", known.join(", "))),
            None => Ok(facts),
        }
    }

    /// The case's world as a document.
    ///
    /// # Errors
    ///
    /// As [`Case::facts`].
    pub fn document(&self) -> Result<Document, String> {
        Ok(Document::new(Self::AT, vec![self.facts()?]))
    }

    fn section<T>(&self, name: &str, source: Source) -> Result<Section<T>, String>
    where
        T: Default + serde::de::DeserializeOwned,
    {
        let gaps: Vec<Gap> = self
            .gaps
            .iter()
            .filter(|(path, _)| path.root() == name)
            .map(|(path, reason)| Gap {
                path: path.clone(),
                reason: *reason,
                detail: format!("the case says {}", reason.as_str()),
                trace_id: None,
            })
            .collect();
        if gaps.is_empty() && !self.facts.contains_key(name) {
            return Ok(Section::default());
        }
        let observation = Observation {
            path: FactPath::new(name),
            source,
            at: Self::AT,
            call: None,
            trace_id: None,
        };
        let status = if gaps.is_empty() {
            Status::Complete
        } else {
            Status::Partial
        };
        Ok(Section {
            status,
            facts: section(self, name)?,
            gaps,
            observed: vec![observation],
            ..Section::default()
        })
    }
}

fn section<T: Default + serde::de::DeserializeOwned>(case: &Case, name: &str) -> Result<T, String> {
    match case.facts.get(name) {
        Some(fields) => {
            serde_json::from_value(Value::Object(fields.clone())).map_err(|error| format!("section `{name}`: {error}"))
        }
        None => Ok(T::default()),
    }
}
