//! The failures: what was found, what was expected, what it rests on, what to do.

use super::{Page, cause, evidence};
use crate::{
    render::style::{Ink, Mark},
    report::{Finding, LinkReport, Outcome},
    rule::{Effect, Remedy},
    text,
};

pub(super) fn draw(page: &mut Page<'_>, link: &LinkReport) {
    let failures: Vec<&Finding> = link
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Fail)
        .collect();
    for group in failures.chunk_by(|one, other| is_alike(one, other)) {
        page.gap();
        draw_group(page, group);
    }
}

/// One rule that fails on several subjects is told once, when the same must be done for all.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    (&one.rule, &one.remedy, &one.blocked_by) == (&other.rule, &other.remedy, &other.blocked_by)
}

fn draw_group(page: &mut Page<'_>, group: &[&Finding]) {
    let Some(first) = group.first() else { return };
    for (position, finding) in group.iter().enumerate() {
        let subject: Vec<&str> = finding.subject.as_deref().into_iter().collect();
        page.heading(Mark::Fail, &finding.rule, &subject, finding.severity.as_str());
        page.field("found", &finding.message);
        page.field("expected", finding.expected.as_deref().unwrap_or_default());
        let next = group.get(position + 1);
        if next.is_none_or(|next| next.evidence != finding.evidence) {
            evidence::draw(page, &finding.evidence);
        }
    }
    page.field("rule", &first.title);
    if first.blocked_by.is_empty() {
        page.field("who acts", cause::owner(first.owner));
    } else {
        let verb = if first.blocked_by.len() == 1 { "fails" } else { "fail" };
        let blockers = text::list(&first.blocked_by);
        page.field(
            "because",
            &format!("{blockers} {verb}: mend that first, then check again"),
        );
    }
    // What is explained by another failure most often goes with it: its own mending waits for `--verbose`.
    if let Some(remedy) = &first.remedy
        && (first.blocked_by.is_empty() || page.style.verbose)
    {
        draw_remedy(page, remedy);
    }
    let mut label = "docs";
    for address in &first.docs {
        page.copied(label, "", address);
        label = "";
    }
}

fn draw_remedy(page: &mut Page<'_>, remedy: &Remedy) {
    page.field("to do", &remedy.summary);
    for (number, step) in remedy.steps.iter().enumerate() {
        page.step(number + 1, step);
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
