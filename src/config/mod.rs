//! What to look at: links, credentials, endpoints and limits, validated.
//!
//! Values arrive here from flags, the environment and a file, and leave as one [`Config`] that needs no further checks.

mod model;

pub use model::{Config, Confluent, Credentials, Dns, Endpoints, Imports, Key, Link, Resolver, Tidb, Vantage};
