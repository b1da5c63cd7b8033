//! What follows from facts: pure functions over them.
//!
//! Nothing here looks anything up, and nothing here decides whether a fact is good or bad.

mod access;
mod connection;
mod credential;
mod declaration;
mod derivation;
mod name;
mod question;
mod region;
mod stage;
mod world;
mod zone;

pub use question::questions;
pub use stage::{Reach, reach};
pub use world::complete;
