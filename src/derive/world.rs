//! From facts to the world that rules look at.

use super::derivation::Derivation;
use super::{access, connection, credential, declaration, name, region, zone};
use crate::fact::{Facts, World};

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
    World::new(facts, derivation.facts, derivation.origins)
}
