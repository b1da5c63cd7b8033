//! A section while it is being written: each part is read, left open or left out, and the section says which.

use super::body::{Body, sorted};
use super::http::{CallError, GetClient, Reply};
use crate::fact::{Fact, FactPath, Gap, GapReason, Observation, Section, link};
use serde_json::Value;
use std::sync::Arc;

/// What became of one part of a section.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// It was read: a body of one thing, or a list of them.
    Read(Arc<Reply>),
    /// This answer shows that there is none.
    None(Arc<Reply>),
    /// It could not be read.
    Gap(CallError),
    /// Nobody asked for it.
    NotRequested,
}

impl Found {
    /// The body, if it was read.
    pub(crate) fn reply(&self) -> Option<&Arc<Reply>> {
        match self {
            Self::Read(reply) => Some(reply),
            Self::None(_) | Self::Gap(_) | Self::NotRequested => None,
        }
    }

    /// Why it could not be read.
    pub(crate) fn error(&self) -> Option<&CallError> {
        match self {
            Self::Gap(error) => Some(error),
            Self::Read(_) | Self::None(_) | Self::NotRequested => None,
        }
    }

    /// The text at a JSON pointer of the body.
    pub(crate) fn text(&self, pointer: &str) -> Option<&str> {
        self.reply()?
            .json
            .pointer(pointer)?
            .as_str()
            .filter(|text| !text.is_empty())
    }
}

impl From<Result<Arc<Reply>, CallError>> for Found {
    fn from(result: Result<Arc<Reply>, CallError>) -> Self {
        result.map_or_else(Self::Gap, Self::Read)
    }
}

/// The notes of a section, beside its facts.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) gaps: Vec<Gap>,
    pub(crate) observed: Vec<Observation>,
    pub(crate) not_requested: Vec<FactPath>,
}

impl Draft {
    /// The fact at `path`, as `read` takes it from what was found.
    pub(crate) fn one<T>(&mut self, path: &str, found: &Found, read: impl FnOnce(&mut Body<'_>) -> T) -> Fact<T> {
        match self.reply(path, found) {
            Some(reply) => Fact::Known(read(&mut Body::new(
                &reply.json,
                path.into(),
                reply.trace_id.as_deref(),
                &mut self.gaps,
            ))),
            None => Self::empty(found),
        }
    }

    /// The list at `path`, in order of the texts at `key`, each as `read` takes it.
    pub(crate) fn list<T>(
        &mut self,
        path: &str,
        found: &Found,
        key: &str,
        mut read: impl FnMut(&mut Body<'_>) -> T,
    ) -> Fact<Vec<T>> {
        let Some(reply) = self.reply(path, found) else {
            return Self::empty(found);
        };
        let path = FactPath::from(path);
        let elements = reply.json.as_array().map(Vec::as_slice).unwrap_or_default();
        let list = sorted(elements, key)
            .into_iter()
            .enumerate()
            .map(|(position, json)| {
                let trace_id = reply.trace_id.as_deref();
                read(&mut Body::new(json, path.element(position), trace_id, &mut self.gaps))
            })
            .collect();
        Fact::Known(list)
    }

    /// What became of the key of `client`, as the fact at `path`.
    pub(crate) fn credential(&mut self, path: &str, client: &GetClient<'_>, kafka_key: bool) -> Fact<link::Credential> {
        let (accepted, message, seen) = match (client.refused(), client.accepted()) {
            (Some((error, seen)), _) => (false, Fact::read(error.refusal.clone()), seen.observe(path)),
            (None, Some(at)) => {
                // Whichever call was answered first: naming it would make two documents of the same facts differ.
                let (source, call, trace_id) = (client.source(), None, None);
                let path = path.into();
                (
                    true,
                    Fact::Absent,
                    Observation {
                        path,
                        source,
                        at,
                        call,
                        trace_id,
                    },
                )
            }
            (None, None) => {
                // No answer spoke of the key: what kept the calls from being answered speaks for it.
                let asked_for_none = self.observed.iter().any(|seen| seen.source == client.source());
                let error = match self.gaps.first() {
                    _ if asked_for_none => CallError::new(
                        GapReason::NotVisible,
                        "the API answered without asking for the key, so nothing shows whether it takes it",
                    ),
                    Some(gap) => CallError::new(gap.reason, gap.detail.clone()).traced(gap.trace_id.clone()),
                    None => CallError::new(GapReason::NotVisible, "nothing was left to ask with the key"),
                };
                self.gaps.push(error.gap(&path.into()));
                return Fact::Missing;
            }
        };
        self.observed.push(seen);
        Fact::Known(link::Credential {
            accepted: accepted.into(),
            kafka_key: kafka_key.into(),
            message,
        })
    }

    /// The finished section.
    pub(crate) fn section<T>(self, endpoint: Option<String>, facts: T) -> Section<T> {
        let mut section = Section {
            status: crate::fact::Status::None,
            endpoint,
            facts,
            gaps: self.gaps,
            not_requested: self.not_requested,
            observed: self.observed,
        };
        section.gaps.sort_by(|a, b| a.path.cmp(&b.path));
        section.observed.sort_by(|a, b| a.path.cmp(&b.path));
        section.not_requested.sort();
        section.settle();
        section
    }

    /// The body to read; what is in its place goes into the notes.
    fn reply<'f>(&mut self, path: &str, found: &'f Found) -> Option<&'f Reply> {
        match found {
            Found::Read(reply) => {
                self.observed.push(reply.observe(path));
                return Some(reply);
            }
            Found::None(reply) => self.observed.push(reply.observe(path)),
            Found::Gap(error) => self.gaps.push(error.gap(&path.into())),
            Found::NotRequested => self.not_requested.push(path.into()),
        }
        None
    }

    fn empty<T>(found: &Found) -> Fact<T> {
        match found {
            Found::None(_) => Fact::Absent,
            Found::Read(_) | Found::Gap(_) | Found::NotRequested => Fact::Missing,
        }
    }
}

/// Whether `json` is an object, which every thing of an API is.
pub(crate) fn object(json: &Value) -> Result<&serde_json::Map<String, Value>, String> {
    match json {
        Value::Object(object) => Ok(object),
        Value::Array(_) => Err("is a list, not one thing".to_owned()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Err("is not a JSON object".to_owned()),
    }
}
