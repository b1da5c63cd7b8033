//! One function per command: each wires the layers together and decides nothing itself.

mod prove;

pub use prove::{Proof, prove};
