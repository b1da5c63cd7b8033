//! One rule over one world: a finding for each subject.

use super::evidence::evidence;
use super::truth::{Truth, evaluate};
use super::view::{Touched, View};
use crate::fact::{FactPath, Gap, GapReason, Missing};
use crate::report::{Finding, Outcome, SkipReason};
use crate::rule::template::Values;
use crate::rule::{Command, Failure, Remedy, Rule};
use crate::text;
use serde_json::Value;
use std::collections::BTreeSet;

/// One element of the list that a rule is judged on.
#[derive(Clone, Debug)]
struct Element<'a> {
    path: FactPath,
    value: &'a Value,
}

/// Judges a rule on every subject, whatever the stage; the facts that were looked at are handed to `looked`.
pub fn judge_rule(rule: &Rule, view: &View<'_>, looked: &mut dyn FnMut(&FactPath)) -> Vec<Finding> {
    let Some(each) = &rule.each else {
        return vec![judge_subject(rule, view, None, looked)];
    };
    looked(each);
    let missing = view.missing(each);
    if !missing.is_empty() {
        return vec![undecided(rule, view, None, &missing)];
    }
    match view.world.value(each) {
        Some(Value::Array(elements)) if !elements.is_empty() => elements
            .iter()
            .enumerate()
            .map(|(position, value)| {
                let element = Element {
                    path: each.element(position),
                    value,
                };
                judge_subject(rule, view, Some(&element), looked)
            })
            .collect(),
        _ => vec![skipped(
            rule,
            None,
            SkipReason::NotApplicable,
            format!("there is nothing to judge: `{each}` is empty"),
        )],
    }
}

fn judge_subject(
    rule: &Rule,
    view: &View<'_>,
    element: Option<&Element<'_>>,
    looked: &mut dyn FnMut(&FactPath),
) -> Finding {
    let values = element.map_or_else(|| view.values.clone(), |element| view.values.with_it(element.value));
    let subject = rule.subject.as_ref().and_then(|subject| subject.name(&values));
    let mut ask = |condition| {
        let it = element.map(|element| (&element.path, view.element(element.value, &element.path)));
        let (truth, touched) = evaluate(condition, view, it);
        touched.known.iter().chain(&touched.missing).for_each(&mut *looked);
        (truth, touched)
    };
    match rule.when.as_ref().map(|when| (ask(when).0, when)) {
        Some((Truth::False, when)) => {
            let message = format!("does not apply, as this does not hold: `{}`", when.source());
            return skipped(rule, subject, SkipReason::NotApplicable, message);
        }
        Some((Truth::Unknown(missing), _)) => return undecided(rule, view, subject, &missing),
        Some((Truth::Broken(fault), _)) => return broken(rule, subject, &fault),
        Some((Truth::True, _)) | None => {}
    }
    let (truth, touched) = ask(&rule.assert);
    let shown = |touched: &Touched| {
        // A plain element is evidence itself; of an object, the fields that were looked at are.
        let element = element
            .filter(|element| !element.value.is_object())
            .map(|element| &element.path);
        evidence(&rule.shows, touched, element, view)
    };
    match truth {
        Truth::True => Finding {
            evidence: shown(&touched),
            ..finding(rule, subject, Outcome::Pass, rule.pass.render(&values))
        },
        Truth::False => match rule
            .fail
            .iter()
            .find(|fail| fail.when.as_ref().is_none_or(|when| ask(when).0 == Truth::True))
        {
            Some(fail) => Finding {
                expected: Some(rule.expected.render(&values)),
                evidence: shown(&touched),
                explains: rule.explains.as_ref().and_then(|explains| explains.name(&values)),
                remedy: Some(remedy(fail, &values)),
                ..finding(rule, subject, Outcome::Fail, fail.message.render(&values))
            },
            None => broken(rule, subject, "no entry of `fail` applies"),
        },
        Truth::Unknown(missing) => undecided(rule, view, subject, &missing),
        Truth::Broken(fault) => broken(rule, subject, &fault),
    }
}

fn finding(rule: &Rule, subject: Option<String>, outcome: Outcome, message: String) -> Finding {
    Finding {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        stage: rule.stage,
        owner: rule.owner,
        severity: rule.severity,
        outcome,
        subject,
        message,
        expected: None,
        evidence: Vec::new(),
        missing: Vec::new(),
        explains: None,
        blocked_by: Vec::new(),
        remedy: None,
        docs: rule.docs.clone(),
    }
}

/// A finding of a rule that does not apply.
pub(super) fn skipped(rule: &Rule, subject: Option<String>, reason: SkipReason, message: String) -> Finding {
    finding(rule, subject, Outcome::Skip(reason), message)
}

/// A rule that does not fit the facts has seen nothing: unknown, never a pass or a fail.
fn broken(rule: &Rule, subject: Option<String>, fault: &str) -> Finding {
    finding(
        rule,
        subject,
        Outcome::Unknown(GapReason::Malformed),
        format!("the rule does not fit the facts: {fault}"),
    )
}

/// A rule that rests on missing facts: not asked for, if one of them was not asked for, since then no mended gap would decide it.
fn undecided(rule: &Rule, view: &View<'_>, subject: Option<String>, missing: &[FactPath]) -> Finding {
    let why: Vec<Missing> = missing.iter().flat_map(|path| view.world.missing(path)).collect();
    let mut left_out: Vec<FactPath> = Vec::new();
    for path in why.iter().filter_map(|why| match why {
        Missing::NotRequested(path) => Some(path),
        Missing::Gap(_) => None,
    }) {
        if !left_out.contains(path) {
            left_out.push(path.clone());
        }
    }
    if !left_out.is_empty() {
        let names: Vec<String> = left_out.iter().map(|path| format!("`{path}`")).collect();
        let message = format!("needs {}, and nobody asked for it", text::list(&names));
        return Finding {
            missing: left_out,
            ..skipped(rule, subject, SkipReason::NotRequested, message)
        };
    }
    let mut seen = BTreeSet::new();
    let gaps: Vec<&Gap> = why
        .iter()
        .filter_map(|why| match why {
            Missing::Gap(gap) => Some(gap),
            Missing::NotRequested(_) => None,
        })
        .filter(|gap| seen.insert(&gap.path))
        .collect();
    let reason = gaps.first().map_or(GapReason::NotVisible, |gap| gap.reason);
    let sentences: Vec<String> = gaps
        .iter()
        .map(|gap| format!("`{}`: {}", gap.path, gap.detail))
        .collect();
    let message = format!("could not look at {}", sentences.join("; "));
    let missing = gaps.iter().map(|gap| gap.path.clone()).collect();
    Finding {
        missing,
        ..finding(rule, subject, Outcome::Unknown(reason), message)
    }
}

fn remedy(fail: &Failure, values: &Values) -> Remedy {
    Remedy {
        summary: fail.summary.render(values),
        steps: fail.steps.iter().map(|step| step.render(values)).collect(),
        commands: fail
            .commands
            .iter()
            .map(|(run, effect)| Command {
                run: run.render_command(values),
                effect: *effect,
            })
            .collect(),
    }
}
