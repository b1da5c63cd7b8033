//! The integration tests: one binary, one noun a file.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on says where it stopped"
)]

mod canned;
mod catalog;
mod collect;
mod command;
mod contract;
mod digest;
mod dns;
mod gaps;
mod input;
mod layers;
mod promises;
mod render;
mod rule;
mod sandbox;
mod scenario;
mod schema;
#[path = "../servers/mod.rs"]
mod servers;
mod tool;
mod world;
