//! The integration tests: one binary, a module a noun.

// contract
mod digest;
mod dns;
// sandbox
#[path = "../servers/mod.rs"]
mod servers;
