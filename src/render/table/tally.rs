//! The counts: what passed, what was skipped and why, and the words of a verdict line.

use super::Page;
use crate::{
    fact::FactPath,
    render::style::Mark,
    report::{Finding, LinkReport, Outcome, Report, SkipReason, Verdict},
    rule::Severity,
    text,
};
use std::collections::BTreeSet;

/// How many facts that nobody asked for are named.
const MOST: usize = 8;

const HINT: &str = "name an end of the link (`--tidb-cluster`, `--confluent-environment` with `--confluent-cluster`) or declare them (`--tidb-region`, `--tidb-zone`, `--confluent-zone` and more; see `pldoctor check --help`)";

/// What was skipped, by reason, and what passed: counted, or listed when everything is to be seen.
pub(super) fn draw(page: &mut Page<'_>, link: &LinkReport) {
    page.gap();
    if page.style.verbose {
        list(page, link);
        page.gap();
    }
    page.field("skipped", &skips(&link.findings));
    let passed = link.summary().pass;
    if passed > 0 {
        let hint = if page.style.verbose { "" } else { " (`-v` lists them)" };
        page.field("passed", &format!("{}{hint}", text::count(passed, "check")));
    }
    draw_unasked(page, &link.findings);
}

/// The facts that nobody asked for, and how to ask: without them a pass says less than it seems to.
fn draw_unasked(page: &mut Page<'_>, findings: &[Finding]) {
    let is_unasked = |finding: &&Finding| finding.outcome == Outcome::Skip(SkipReason::NotRequested);
    let facts: BTreeSet<&str> = findings
        .iter()
        .filter(is_unasked)
        .flat_map(|finding| finding.missing.iter().map(FactPath::as_str))
        .collect();
    if facts.is_empty() {
        return;
    }
    let mut named: Vec<String> = facts.iter().take(MOST).map(|fact| format!("`{fact}`")).collect();
    if let Some(more @ 1..) = facts.len().checked_sub(MOST) {
        named.push(format!("{more} more"));
    }
    page.field("not asked", &text::list(&named));
    page.field("", HINT);
}

fn list(page: &mut Page<'_>, link: &LinkReport) {
    let settled = |finding: &&Finding| matches!(finding.outcome, Outcome::Pass | Outcome::Skip(_));
    for finding in link.findings.iter().filter(settled) {
        let subject: Vec<&str> = finding.subject.as_deref().into_iter().collect();
        page.heading(
            Mark::from(finding.outcome),
            &finding.rule,
            &subject,
            &finding.outcome.reason().unwrap_or_default().replace('_', " "),
        );
        page.field("", &finding.message);
    }
}

fn skips(findings: &[Finding]) -> String {
    let skipped = |reason| count(findings, |finding| finding.outcome == Outcome::Skip(reason));
    enumerate([
        (skipped(SkipReason::NotYet), "not yet"),
        (skipped(SkipReason::NotApplicable), "not applicable"),
        (skipped(SkipReason::NotRequested), "not requested"),
        (skipped(SkipReason::Excluded), "excluded"),
    ])
}

/// `3 failed (2 errors, 1 warning), 1 unknown, 29 skipped, 31 passed`.
pub(super) fn counts(link: &LinkReport) -> String {
    let summary = link.summary();
    let failed = format!("failed{}", weights(&link.findings));
    let counts = enumerate([
        (summary.fail, failed.as_str()),
        (summary.waived, "waived"),
        (summary.unknown, "unknown"),
        (summary.skip, "skipped"),
        (summary.pass, "passed"),
    ]);
    match (summary.fail + summary.unknown + summary.pass, counts.is_empty()) {
        (0, true) => "nothing was judged".to_owned(),
        (0, false) => format!("nothing was judged: {counts}"),
        _ => counts,
    }
}

/// How much the failures matter, where not all of them are errors.
fn weights(findings: &[Finding]) -> String {
    let failed = |severity| {
        count(findings, |finding| {
            finding.outcome == Outcome::Fail && finding.severity == severity
        })
    };
    if failed(Severity::Warning) + failed(Severity::Info) == 0 {
        return String::new();
    }
    let weights: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .filter(|severity| failed(*severity) > 0)
        .map(|severity| text::count(failed(severity), severity.as_str()))
        .collect();
    format!(" ({})", weights.join(", "))
}

/// `1 fail, 2 pass`: how many links amount to what.
pub(super) fn verdicts(report: &Report) -> String {
    let links = |verdict| {
        let amounts = |link: &&LinkReport| link.verdict(report.fail_on) == verdict;
        report.links.iter().filter(amounts).count()
    };
    enumerate([Verdict::Fail, Verdict::Unknown, Verdict::Pass].map(|verdict| (links(verdict), verdict.as_str())))
}

fn count(findings: &[Finding], is: impl Fn(&Finding) -> bool) -> usize {
    findings.iter().filter(|finding| is(finding)).count()
}

/// Counts with their words. What is not there is not named.
fn enumerate<const N: usize>(counts: [(usize, &str); N]) -> String {
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    counts.join(", ")
}
