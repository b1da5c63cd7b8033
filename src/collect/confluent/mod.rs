//! Confluent Cloud: environments, the network, who may reach it, the Kafka cluster in it.
//!
//! `survey` decides what is asked in which order, `page` walks a list, the others each read one kind of body.

mod access;
mod cluster;
mod collect;
mod environment;
mod kind;
mod network;
mod page;
mod quota;
mod survey;

pub(crate) use collect::collect;
pub(crate) use kind::Kind;
pub(crate) use page::{elements, next};
