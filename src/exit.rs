//! Exit codes: part of the contract, the same in every format.

use crate::report::{Report, Verdict};

/// The verdict is pass.
pub const PASS: u8 = 0;
/// The verdict is fail.
pub const FAIL: u8 = 1;
/// What was typed, a configuration, a rule or a facts file is invalid; nothing was judged.
pub const USAGE: u8 = 2;
/// The verdict is unknown.
pub const UNKNOWN: u8 = 3;
/// A fault of this program.
pub const INTERNAL: u8 = 70;
/// The user interrupted; what was collected so far was still reported.
pub const INTERRUPTED: u8 = 130;

/// The code of a report: of its verdict, unless the user stopped the run.
pub fn code(report: &Report) -> u8 {
    match report.verdict() {
        _ if report.run.interrupted => INTERRUPTED,
        Verdict::Pass => PASS,
        Verdict::Fail => FAIL,
        Verdict::Unknown => UNKNOWN,
    }
}
