//! Real servers that tests talk to: how each is started on a loopback port, and ended.

pub mod apache;
pub mod nsd;
pub mod process;
pub mod unbound;
