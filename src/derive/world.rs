//! From facts to the world that rules look at.

use super::{access, connection, credential, declaration, name, region, zone};
use crate::fact::{FactPath, Facts, World, derived};
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

/// Completes facts: declared ones stand in for those that nobody else knows, and what follows is computed.
pub fn complete(observed: &Facts) -> World {
    let mut facts = observed.clone();
    declaration::fill(&mut facts);
    let mut derivation = Derivation::default();
    name::derive(&facts, &mut derivation);
    zone::derive(&facts, &mut derivation);
    connection::derive(&facts, &mut derivation);
    region::derive(&facts, &mut derivation);
    access::derive(&facts, &mut derivation);
    declaration::derive(observed, &mut derivation);
    credential::derive(&facts, &mut derivation);
    World {
        facts,
        derived: derivation.facts,
        origins: derivation.origins,
    }
}
