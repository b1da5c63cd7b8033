//! The catalogue for people: every rule one a line, or one rule in full.

use super::page::Page;
use super::style::{Mark, Style};
use super::table::grid;
use crate::report::Outcome;
use crate::rule::{Catalog, Effect, Rule};
use crate::text;

/// An example of how a rule ends, from one of its cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The world, in a sentence.
    pub case: String,
    /// How the rule ends in it.
    pub outcome: Outcome,
    /// What is said.
    pub message: String,
}

/// Every rule, one a line, by group.
pub fn list(rules: &Catalog, style: &Style) -> String {
    let rows = rules.rules.iter().map(|rule| {
        [
            &rule.group,
            &rule.id,
            rule.severity.as_str(),
            rule.stage.as_str(),
            &rule.title,
        ]
        .map(|cell| text::safe(cell).into_owned())
    });
    let heading = Some(["group", "id", "severity", "stage", "must hold"]);
    let mut lines = grid::lay_out(heading, rows, style.ascii);
    lines.push(String::new());
    lines.push(format!(
        "{}, {} of your own; `pldoctor rules explain ID` tells one in full",
        text::count(rules.rules.len(), "rule"),
        rules.custom
    ));
    lines.join("\n") + "\n"
}

/// One rule in full: what must hold and why, what it reads, how it ends, and what to do where it fails.
pub fn explain(rule: &Rule, examples: &[Example], style: &Style) -> String {
    let mut page = Page::new(style);
    page.title(&rule.id, &rule.title);
    page.field("why", &rule.why);
    page.field("owner", super::table::owner(rule.owner));
    page.field("severity", rule.severity.as_str());
    page.field("stage", rule.stage.as_str());
    if let Some(each) = &rule.each {
        page.field("judged", &format!("once for each element of `{each}`, called `it`"));
    }
    if let Some(when) = &rule.when {
        page.copied("when", "", when.source());
    }
    page.copied("must hold", "", rule.assert.source());
    let after: Vec<&str> = rule.after.iter().map(|(id, _)| id.as_str()).collect();
    page.field("after", &after.join(", "));
    let mut label = "reads";
    for need in &rule.needs {
        page.copied(label, "", need.as_str());
        label = "";
    }
    for example in examples {
        page.gap();
        page.heading(
            Mark::from(example.outcome),
            &example.case,
            &[],
            example.outcome.reason().unwrap_or_default(),
        );
        page.field("", &example.message);
    }
    for fail in &rule.fail {
        page.gap();
        page.title("Where it fails", "");
        if let Some(when) = &fail.when {
            page.copied("if", "", when.source());
        }
        page.field("next", fail.summary.source());
        for (number, step) in fail.steps.iter().enumerate() {
            page.step("", number + 1, step.source());
        }
        for (run, effect) in &fail.commands {
            let effect = match effect {
                Effect::Read => "read   ",
                Effect::Write => "write  ",
            };
            page.copied("", effect, run.source());
        }
    }
    page.gap();
    let mut label = "docs";
    for url in &rule.docs {
        page.copied(label, "", url);
        label = "";
    }
    page.finish()
}
