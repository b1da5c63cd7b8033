//! What could not be decided, by the gap that is to blame: one gap is one block, however many rules wait for it.

use super::Page;
use crate::{
    fact::{FactPath, Gap, GapReason},
    render::{advice, style::Mark},
    report::{Finding, LinkReport, Outcome},
    text,
};

pub(super) fn draw(page: &mut Page<'_>, link: &LinkReport) {
    for block in blocks(link) {
        page.gap();
        draw_block(page, &block);
    }
}

/// The unknowns that one gap explains; without a gap, those that say the same. Gaps of one source that the same
/// failures explain are one block: mending those is all there is to do.
struct Block<'a> {
    gap: Option<&'a Gap>,
    /// The other gaps of the same source, which the same failures explain.
    others: Vec<&'a Gap>,
    reason: GapReason,
    findings: Vec<&'a Finding>,
}

impl Block<'_> {
    /// What to do about it: where failures explain it and no gap does, they come first.
    fn advice(&self, path: &str) -> String {
        match self.findings.first().map(|finding| finding.blocked_by.as_slice()) {
            Some(blockers @ [_, ..]) => {
                format!("mend {} first, then check again", text::list(blockers))
            }
            // Without a gap, the rule itself could not read what is there.
            _ if self.gap.is_none() && self.reason == GapReason::Malformed => advice::misfit(),
            _ => advice::about(path, self.reason),
        }
    }

    fn takes(&self, gap: Option<&Gap>, reason: GapReason, finding: &Finding) -> bool {
        let alike = match (self.gap, gap) {
            (Some(mine), Some(gap)) => {
                let behind = &finding.blocked_by;
                let same_failures = self.findings.iter().all(|own| own.blocked_by == *behind);
                let explained = !behind.is_empty() && mine.path.root() == gap.path.root();
                same_failures && (mine == gap || explained)
            }
            (None, None) => self
                .findings
                .iter()
                .all(|own| own.message == finding.message && own.blocked_by == finding.blocked_by),
            (Some(_), None) | (None, Some(_)) => false,
        };
        alike && self.reason == reason
    }
}

fn blocks(link: &LinkReport) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for finding in &link.findings {
        let Outcome::Unknown(reason) = finding.outcome else {
            continue;
        };
        let gap = to_blame(link, finding);
        let reason = gap.map_or(reason, |gap| gap.reason);
        match blocks.iter_mut().find(|block| block.takes(gap, reason, finding)) {
            Some(block) => {
                let is_new = |gap: &&Gap| block.gap != Some(*gap) && !block.others.contains(gap);
                block.others.extend(gap.filter(is_new));
                block.findings.push(finding);
            }
            None => blocks.push(Block {
                gap,
                others: vec![],
                reason,
                findings: vec![finding],
            }),
        }
    }
    blocks
}

/// The nearest gap at or above the first fact that a finding lacked.
pub(super) fn to_blame<'a>(link: &'a LinkReport, finding: &Finding) -> Option<&'a Gap> {
    let gaps = || link.sources.iter().flat_map(|source| &source.gaps);
    finding.missing.iter().find_map(|path| {
        gaps()
            .filter(|gap| gap.path.covers(path))
            .max_by_key(|gap| gap.path.as_str().len())
    })
}

fn draw_block(page: &mut Page<'_>, block: &Block<'_>) {
    let (name, why) = match (block.gap, block.findings.first()) {
        (Some(gap), _) => (gap.path.as_str(), gap.detail.as_str()),
        (None, Some(finding)) => (
            finding
                .missing
                .first()
                .map_or(finding.rule.as_str(), |path| path.as_str()),
            finding.message.as_str(),
        ),
        (None, None) => return,
    };
    page.heading(Mark::Unknown, name, &[], &block.reason.as_str().replace('_', " "));
    page.field("why", why);
    if page.style.verbose {
        for gap in &block.others {
            page.field("", &format!("`{}`: {}", gap.path, gap.detail));
        }
    }
    if let Some(trace) = block.gap.and_then(|gap| gap.trace_id.as_deref()) {
        page.copied("trace id", "", trace);
    }
    page.field("to do", &block.advice(name));
    let undecided = format!("{} undecided", block.findings.len());
    if page.style.verbose {
        page.field("checks", &undecided);
        for finding in &block.findings {
            page.field("", &format!("{}{}", named(finding), beyond(finding, name, why)));
        }
    } else {
        let names: Vec<String> = block.findings.iter().map(|finding| named(finding)).collect();
        page.field("checks", &format!("{undecided}: {}", text::list(&names)));
    }
}

/// A rule with its subject.
fn named(finding: &Finding) -> String {
    let subject = finding
        .subject
        .as_ref()
        .map(|subject| format!(" {subject}"))
        .unwrap_or_default();
    format!("{}{subject}", finding.rule)
}

/// What a finding lacked that its block does not name already; without a fact that it lacked, what it says.
fn beyond(finding: &Finding, name: &str, why: &str) -> String {
    let is_other = |path: &&FactPath| path.as_str() != name;
    let lacks = finding.missing.iter().filter(is_other).map(|path| format!("`{path}`"));
    match lacks.collect::<Vec<_>>().as_slice() {
        [] if finding.missing.is_empty() && finding.message != why => format!(": {}", finding.message),
        [] => String::new(),
        lacks => format!(": lacks {}", text::list(lacks)),
    }
}
