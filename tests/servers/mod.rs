//! Real servers that tests talk to: how each is started on a loopback port, and ended.

pub(crate) mod apache;
pub(crate) mod nsd;
pub(crate) mod process;
pub(crate) mod unbound;
