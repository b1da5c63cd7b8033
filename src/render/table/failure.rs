//! The failures: what was found, what was expected, what it rests on, what to do.
//!
//! What the root causes above have told is not told again.

use super::{Page, cause, evidence};
use crate::{
    render::style::{Ink, Mark},
    report::{Cause, Finding, LinkReport, Outcome},
    rule::{Effect, Remedy},
    text,
};

pub(super) fn draw(page: &mut Page<'_>, link: &LinkReport) {
    let mut failures: Vec<&Finding> = link
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Fail)
        .collect();
    failures.sort_by_key(|finding| is_blocked(finding));
    // What another failure explains most often goes with it: its details wait for `--verbose`.
    let (blocked_is_brief, causes_are_told) = (!page.style.verbose, !page.style.quiet);
    let way = |finding: &Finding| {
        if is_blocked(finding) && blocked_is_brief {
            Way::Brief
        } else if causes_are_told && is_cause(link, finding) {
            Way::Told
        } else {
            Way::Full
        }
    };
    // One rule that fails on several subjects is told once, when the same must be done for all.
    let is_alike = |one: &&Finding, other: &&Finding| {
        let alike = (&one.rule, &one.blocked_by, way(one)) == (&other.rule, &other.blocked_by, way(other));
        alike && (way(one) == Way::Brief || one.remedy == other.remedy)
    };
    for group in failures.chunk_by(is_alike) {
        let Some(first) = group.first() else { continue };
        page.gap();
        match way(first) {
            Way::Brief => draw_brief(page, group, first),
            Way::Told => draw_group(page, group, first, true),
            Way::Full => draw_group(page, group, first, false),
        }
    }
}

/// How much of a failure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// All of it.
    Full,
    /// What its root cause above has not told.
    Told,
    /// What was found, and the failure that explains it.
    Brief,
}

fn is_blocked(finding: &Finding) -> bool {
    !finding.blocked_by.is_empty()
}

fn is_cause(link: &LinkReport, finding: &Finding) -> bool {
    let is_it = |cause: &Cause| (&cause.rule, &cause.subject) == (&finding.rule, &finding.subject);
    link.causes.iter().any(is_it)
}

fn draw_brief(page: &mut Page<'_>, group: &[&Finding], first: &Finding) {
    let subjects: Vec<&str> = group.iter().filter_map(|finding| finding.subject.as_deref()).collect();
    page.heading(
        Mark::Fail,
        &first.rule,
        &[&subjects.join(", ")],
        first.severity.as_str(),
    );
    draw_blockers(page, first);
    let mut label = "found";
    for finding in group {
        page.field(label, &finding.message);
        label = "";
    }
}

fn draw_group(page: &mut Page<'_>, group: &[&Finding], first: &Finding, told: bool) {
    for (position, finding) in group.iter().enumerate() {
        let subject: Vec<&str> = finding.subject.as_deref().into_iter().collect();
        page.heading(Mark::Fail, &finding.rule, &subject, finding.severity.as_str());
        if !told {
            page.field("found", &finding.message);
        }
        page.field("expected", finding.expected.as_deref().unwrap_or_default());
        let next = group.get(position + 1);
        if next.is_none_or(|next| next.evidence != finding.evidence) {
            evidence::draw(page, &finding.evidence);
        }
    }
    page.field("rule", &first.title);
    if is_blocked(first) {
        draw_blockers(page, first);
    } else if !told {
        page.field("who acts", cause::owner(first.owner));
    }
    if let Some(remedy) = &first.remedy {
        draw_remedy(page, remedy, told);
    }
    let mut label = "docs";
    for address in &first.docs {
        page.copied(label, "", address);
        label = "";
    }
}

fn draw_blockers(page: &mut Page<'_>, finding: &Finding) {
    let verb = if finding.blocked_by.len() == 1 { "fails" } else { "fail" };
    let blockers = text::list(&finding.blocked_by);
    page.field(
        "because",
        &format!("{blockers} {verb}: mend that first, then check again"),
    );
}

fn draw_remedy(page: &mut Page<'_>, remedy: &Remedy, told: bool) {
    let mut label = "to do";
    if !told {
        page.field(label, &remedy.summary);
        label = "";
    }
    for (number, step) in remedy.steps.iter().enumerate() {
        page.step(label, number + 1, step);
        label = "";
    }
    let mut label = "commands";
    for command in &remedy.commands {
        let effect = match command.effect {
            Effect::Read => page.style.paint(Ink::Dim, "read "),
            Effect::Write => page.style.paint(Ink::Warn, "write"),
        };
        page.copied(label, &format!("{effect}  "), &command.run);
        label = "";
    }
}
