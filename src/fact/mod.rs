//! What was seen: facts, the gaps between them, and where each came from.
//!
//! Nothing here judges, prints or reads from the world. A saved document can be judged on a plane.

#[macro_use]
mod value;

pub mod confluent;
pub mod declared;
pub mod derived;
pub mod dns;
mod document;
pub mod link;
mod path;
pub mod schema;
mod section;
pub mod tidb;
mod world;

pub use document::{Document, Facts, Problem, SCHEMA_VERSION, Tool};
pub use path::FactPath;
pub use section::{Gap, GapReason, Observation, Section, Source, Status};
pub use value::Fact;
pub use world::{Missing, World};
