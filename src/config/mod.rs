//! What to look at: links, credentials, endpoints and limits, validated.
//!
//! Values arrive here from flags, the environment and a file, and leave as one [`Config`] that needs no further checks,
//! or as every [`Problem`] there is, each with its place and its mend. Nothing here opens a socket, and secrets are
//! taken from nowhere but the environment and `ticloud`'s own profile.

mod address;
mod asked;
mod credential;
mod draft;
mod environment;
mod file;
mod identifier;
mod load;
mod location;
mod model;
mod problem;
mod resolve;
mod selection;
mod subdomain;
mod walk;
mod word;

pub use asked::{Asked, Given, Origin};
pub use credential::Ticloud;
pub use environment::Environment;
pub use file::{FILE_NAME, File};
pub use load::load;
pub use model::{
    Aws, Config, Confluent, Credentials, Dns, Endpoints, Imports, Key, Link, Resolver, Tidb, Vantage, Waiver,
};
pub use problem::{Fault, Place, Problem};
pub use resolve::resolve;
