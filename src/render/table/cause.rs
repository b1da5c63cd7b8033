//! The root causes: what is wrong, who must act, what to do next, in that order.

use super::Page;
use crate::{
    report::{Cause, LinkReport, Outcome},
    rule::Owner,
    text,
};

pub(super) fn draw(page: &mut Page<'_>, link: &LinkReport) {
    let groups: Vec<&[Cause]> = link.causes.chunk_by(is_alike).collect();
    for (number, group) in groups.iter().enumerate() {
        page.gap();
        draw_group(page, link, group, (number + 1, groups.len()));
    }
}

/// One rule that fails on several subjects for which the same must be done is one cause.
fn is_alike(one: &Cause, other: &Cause) -> bool {
    (&one.rule, one.owner, &one.next_action, &one.explains)
        == (&other.rule, other.owner, &other.next_action, &other.explains)
}

fn draw_group(page: &mut Page<'_>, link: &LinkReport, group: &[Cause], (number, count): (usize, usize)) {
    let Some(first) = group.first() else { return };
    let title = match count {
        1 => "Root cause".to_owned(),
        _ => format!("Root cause {number} of {count}"),
    };
    let subjects: Vec<&str> = group.iter().filter_map(|cause| cause.subject.as_deref()).collect();
    page.title(&format!("{title}: {}", first.rule), &subjects.join(", "));
    let mut label = "cause";
    for cause in group {
        page.field(label, message(link, cause));
        label = "";
    }
    page.field("who acts", owner(first.owner));
    page.field("next", &first.next_action);
    page.field("explains", &text::list(&first.explains));
}

fn message<'a>(link: &'a LinkReport, cause: &Cause) -> &'a str {
    link.findings
        .iter()
        .find(|finding| {
            finding.outcome == Outcome::Fail && finding.rule == cause.rule && finding.subject == cause.subject
        })
        .map_or("", |finding| &finding.message)
}

/// Who must act, as a sentence names them.
pub(in crate::render) fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Customer => "you (customer)",
        Owner::Confluent => "Confluent",
        Owner::Tidb => "TiDB Cloud",
        Owner::Aws => "AWS",
        Owner::Dns => "whoever runs your resolvers (dns)",
    }
}
