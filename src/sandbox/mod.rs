//! Loopback stand-ins for Confluent Cloud, TiDB Cloud and a resolver: what `demo` and the tests run against.
//!
//! The only room of `axum`, `hickory_server`, `md5` and `base64`. It knows nothing of how facts are collected or judged, so
//! that a mistake there is not repeated here. Every name, id and key in it is made up.

mod call;
mod config;
mod confluent;
mod digest;
mod dns;
mod fault;
mod instance;
mod page;
mod reply;
mod scenario;
mod server;
mod tidb;
mod world;

pub use config::config;
pub use fault::Fault;
pub use instance::Sandbox;
pub use scenario::{Problem, Scenario};
pub use server::{Request, Service};
pub use world::Key;
