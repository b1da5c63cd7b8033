//! TiDB Cloud: the cluster, its AWS account and zones, its private link connections.
//!
//! `survey` decides what is asked in which order, the others each read one kind of body. What is secret or names a person is
//! never read.

mod cluster;
mod collect;
mod connection;
mod kind;
mod survey;

pub(crate) use collect::collect;
pub(crate) use kind::Kind;
