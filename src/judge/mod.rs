//! Rules over facts: pure and total.
//!
//! Nothing here does I/O, and no outcome rests on a gap.

mod evidence;
mod finding;
mod link;
mod truth;
mod view;

pub use finding::judge_rule;
pub use link::{Scope, judge};
pub use view::View;
