//! Derived facts while they are gathered, each with the facts it came from.

use crate::fact::{FactPath, derived};
use std::collections::BTreeMap;

/// Derived facts while they are gathered, each with the facts it came from.
#[derive(Default)]
pub(super) struct Derivation {
    pub facts: derived::Facts,
    pub origins: BTreeMap<FactPath, Vec<FactPath>>,
}

impl Derivation {
    /// Notes what a derived fact was computed from.
    pub(super) fn from(&mut self, path: &str, origins: &[&str]) {
        let origins = origins.iter().map(|origin| FactPath::from(*origin)).collect();
        self.origins.insert(FactPath::from(path), origins);
    }
}
