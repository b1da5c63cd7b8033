//! Rules as data: what must hold of the facts, why, and what to do where it does not.
//!
//! A rule is a file. Nothing here knows a link, asks a network or prints.

pub mod case;
mod catalog;
pub mod expr;
pub mod function;
mod load;
mod model;
pub mod template;

pub use case::Case;
pub use catalog::{Catalog, RuleFile, read};
pub use load::{Failure, Place, Problem, Rule, load};

pub use model::{Command, Effect, Owner, Remedy, Severity, Stage};
