//! One function per command: each wires the layers together and decides nothing itself.

mod check;
mod collect;
#[cfg(feature = "sandbox")]
mod demo;
mod failure;
mod look;
mod progress;
mod prove;
mod replay;
mod rule;
mod run;
mod sink;

pub use failure::Failure;
pub use look::look;
pub use prove::{Proof, prove};
pub use replay::{Demand, replay};
pub use run::run;
