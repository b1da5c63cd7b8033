//! DNS: every resolver is asked every question, and what it said is a fact, a failed look-up included.
//!
//! The only room of `hickory_resolver`. Nothing here chooses names, caches, reads a hosts file or judges an answer.

mod chain;
mod client;
mod section;

pub use section::{collect, nameless};
