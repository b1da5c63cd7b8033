//! The integration tests: one binary, a module a noun.

// contract
mod digest;
mod dns;
mod sandbox;
#[path = "../servers/mod.rs"]
mod servers;
