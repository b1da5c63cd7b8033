//! The one HTTP client: it can send GET and nothing else, and only to the endpoint it was made for.
//!
//! `call` says what to read, `client` reads it once a run, `redirect`s stay at home, `auth`, `digest` and `login` prove who asks,
//! `answer` takes the bytes apart, `error` is the one place where a failure gets its gap reason, `vendor` finds the
//! vendor's own words for it. Nothing here knows what a network or a cluster is.
//!
//! Proxies: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are honoured for `https`, where a proxy sees only the host name;
//! for loopback none is used, because plain `http` would hand it the credential.

mod answer;
mod auth;
mod call;
mod client;
mod digest;
mod error;
mod login;
mod service;
mod vendor;

pub use answer::Reply;
pub use auth::Auth;
pub use call::{Call, query_value};
pub use client::{GetClient, Terms};
pub use error::CallError;
pub use service::{CONFLUENT, Limits, Service, TIDB};
