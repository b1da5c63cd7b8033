//! What was judged: outcomes, findings, the verdict and its causes.
//!
//! Plain values, ready to be rendered by something that knows nothing else.

mod cause;
mod finding;
mod outcome;

pub use cause::{Cause, causes};
pub use finding::{Evidence, Finding, LinkReport, Progress, Report, RuleSet, Run, SourceReport, Summary};
pub use outcome::{Outcome, SkipReason, Verdict};
