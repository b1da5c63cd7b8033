//! The report for people: root causes first, then what each rests on, then what could not be decided, then the counts.
//!
//! The first lines of a link name the cause, who must act, and the next action; the last one is its verdict.

mod cause;
mod evidence;
mod failure;
pub(super) mod grid;
mod source;
mod tally;
mod unknown;

pub(super) use cause::owner;

use super::{Style, page::Page, step};
use crate::{
    report::{Finding, LinkReport, Outcome, Report, SkipReason, Verdict},
    text,
};

/// The whole report.
pub(super) fn draw(report: &Report, style: &Style) -> String {
    let mut page = Page::new(style);
    for link in &report.links {
        page.gap();
        if style.quiet {
            failure::draw(&mut page, link);
        } else {
            draw_link(&mut page, link, report);
        }
        page.gap();
        let verdict = link.verdict(report.fail_on);
        page.verdict(verdict.into(), &format!("{}: {}", link.name, tally::counts(link)));
    }
    if report.links.len() != 1 {
        page.gap();
        let links = text::count(report.links.len(), "link");
        page.verdict(
            report.verdict().into(),
            &format!("{links}: {}", tally::verdicts(report)),
        );
    }
    page.finish()
}

fn draw_link(page: &mut Page<'_>, link: &LinkReport, report: &Report) {
    let verdict = link.verdict(report.fail_on);
    page.heading(verdict.into(), &link.name, &[], "");
    cause::draw(page, link);
    failure::draw(page, link);
    unknown::draw(page, link);
    source::draw(page, link);
    tally::draw(page, link);
    page.gap();
    page.field(
        "set-up",
        &step::progress(link.progress, is_clean(link, verdict), verdict == Verdict::Fail),
    );
    if let Some(demanded) = link.progress.demanded {
        page.field("demanded", &format!("stage `{}` and all before it", demanded.as_str()));
    }
    draw_run(page, report);
}

/// Whether everything that concerns the link was looked at, and nothing is wrong with it.
fn is_clean(link: &LinkReport, verdict: Verdict) -> bool {
    let unseen = |finding: &Finding| {
        matches!(
            finding.outcome,
            Outcome::Unknown(_) | Outcome::Skip(SkipReason::NotRequested)
        )
    };
    verdict == Verdict::Pass && !link.findings.iter().any(unseen)
}

/// What a reader needs to reproduce the report.
fn draw_run(page: &mut Page<'_>, report: &Report) {
    let (tool, rules, run) = (&report.tool, &report.rules, &report.run);
    let custom = match rules.custom {
        0 => String::new(),
        custom => format!(" ({custom} of your own)"),
    };
    let judged = text::count(rules.count, "rule");
    page.field(
        "run",
        &format!(
            "{} {} `{}`, {judged}{custom}, {}, {} ms",
            tool.name, tool.version, run.command, run.started_at, run.duration_ms
        ),
    );
    if page.style.verbose {
        page.copied("", "rules  ", &rules.digest);
        page.copied("", "facts  ", &run.facts_digest);
    }
}
