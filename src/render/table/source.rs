//! Where the facts came from: every source, the address that was asked, and what it left open.

use super::{Page, grid, unknown};
use crate::{
    fact::{Gap, Status},
    report::{LinkReport, Outcome, SourceReport},
    text,
};

pub(super) fn draw(page: &mut Page<'_>, link: &LinkReport) {
    if link.sources.is_empty() {
        return;
    }
    page.gap();
    let rows = link.sources.iter().map(row);
    page.drawn("sources", grid::lay_out(None, rows, page.style.ascii));
    let told: Vec<&Gap> = link
        .findings
        .iter()
        .filter(|finding| matches!(finding.outcome, Outcome::Unknown(_)))
        .filter_map(|finding| unknown::to_blame(link, finding))
        .collect();
    let gaps = link.sources.iter().flat_map(|source| &source.gaps);
    for gap in gaps.filter(|gap| !told.contains(gap)) {
        draw_gap(page, gap);
    }
}

/// A gap that no check waits for, and that no block above has told of.
fn draw_gap(page: &mut Page<'_>, gap: &Gap) {
    let reason = gap.reason.as_str().replace('_', " ");
    page.copied("unread", "", &format!("{}  ({reason})", gap.path));
    page.field("", &gap.detail);
    if let Some(trace) = &gap.trace_id {
        page.copied("", "trace id ", trace);
    }
}

/// A source's name, how much of it answered, and the address that was asked.
fn row(source: &SourceReport) -> [String; 3] {
    [
        source.name.as_str().to_owned(),
        words(source.status).to_owned(),
        text::safe(source.endpoint.as_deref().unwrap_or_default()).into_owned(),
    ]
}

fn words(status: Status) -> &'static str {
    match status {
        Status::Complete => "complete",
        Status::Partial => "partial",
        Status::None => "nothing read",
        Status::NotRequested => "not asked",
    }
}
