//! What was judged: outcomes, findings, the verdict and its causes.
//!
//! Plain values, ready to be rendered by something that knows nothing else.

mod cause;
mod document;
mod finding;
mod outcome;

pub use cause::{Cause, causes};
pub use document::{LinkReport, Progress, Report, RuleSet, Run, SourceReport, Summary};
pub use finding::{Evidence, Finding};
pub use outcome::{Outcome, SkipReason, Verdict};
