//! The world that rules look at: the facts, what stands in for them, and what follows from them.

use super::{FactPath, Facts, Gap, GapReason, Observation, Section, Source, derived};
use serde_json::Value;
use std::collections::BTreeMap;

/// What rules look at: the facts, declared ones in place of those nobody else knows, and what follows from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// The facts.
    pub facts: Facts,
    /// What follows from them.
    pub derived: derived::Facts,
    origins: BTreeMap<FactPath, Vec<FactPath>>,
    tree: Value,
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
    /// A world; `origins` names, for each derived path, the facts it was computed from.
    pub fn new(facts: Facts, derived: derived::Facts, origins: BTreeMap<FactPath, Vec<FactPath>>) -> Self {
        let tree = serde_json::json!({
            "link": facts.link,
            "tidb": facts.tidb.facts,
            "confluent": facts.confluent.facts,
            "dns": facts.dns.facts,
            "declared": facts.declared.facts,
            "derived": derived,
        });
        Self {
            facts,
            derived,
            origins,
            tree,
        }
    }

    /// The world as one tree, the way rules name it: `tidb.cluster.state`.
    pub fn tree(&self) -> &Value {
        &self.tree
    }

    /// The value at a path of fields and positions; `None` where the document lacks it.
    pub fn value(&self, path: &FactPath) -> Option<&Value> {
        self.walk(path).ok().flatten()
    }

    /// Whether `path` leads to a value that is not known. What stands below a `null` is not missing: it is not there.
    pub fn lacks(&self, path: &FactPath) -> bool {
        self.walk(path).is_err()
    }

    /// The value at a path, nothing where it stands below a `null`, an error where the document lacks it.
    fn walk(&self, path: &FactPath) -> Result<Option<&Value>, ()> {
        let mut value = &self.tree;
        for step in path.as_str().split(['.', '[']) {
            let inner = match value {
                Value::Null => return Ok(None),
                Value::Array(elements) => step
                    .trim_end_matches(']')
                    .parse()
                    .ok()
                    .and_then(|position: usize| elements.get(position)),
                Value::Object(fields) => fields.get(step),
                Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
            };
            value = inner.ok_or(())?;
        }
        Ok(Some(value))
    }

    /// Why `path` is missing. A derived value is missing for the reasons of those of its origins that are, else of
    /// those that only the user declared.
    pub fn missing(&self, path: &FactPath) -> Vec<Missing> {
        let origins = self.origins(path).iter();
        let why: Vec<Missing> = origins
            .clone()
            .filter(|origin| self.lacks(origin))
            .flat_map(|origin| self.missing(origin))
            .collect();
        if !why.is_empty() {
            return why;
        }
        if let Some(declared) = origins
            .clone()
            .find(|origin| origin.root() != "declared" && self.source(origin) == Source::Declared)
        {
            return self.missing(declared);
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
                detail: "the facts do not tell it".to_owned(),
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

fn look<'a, T>(section: &'a Section<T>, path: &FactPath) -> (Option<&'a Gap>, bool) {
    (section.gap(path), section.leaves_out(path))
}
