//! All rules over one link: findings in the order of reports, what explains what, and the root causes.

use super::finding::{judge_rule, skipped};
use super::view::View;
use crate::fact::{Facts, Section, Source, World};
use crate::report::{self, Finding, LinkReport, Outcome, Progress, SkipReason, SourceReport};
use crate::rule::{Catalog, Severity, Stage};
use std::collections::BTreeSet;

/// How far to judge.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The stages whose rules are judged; the others are not yet.
    pub stages: BTreeSet<Stage>,
    /// How far the set-up has come, for the report.
    pub progress: Progress,
    /// The severity from which a failure can be a root cause.
    pub fail_on: Severity,
}

/// Judges a link.
pub fn judge(rules: &Catalog, world: &World, scope: &Scope) -> LinkReport {
    let view = View::new(world);
    let mut findings: Vec<Finding> = Vec::new();
    for rule in &rules.rules {
        if scope.stages.contains(&rule.stage) {
            findings.extend(judge_rule(rule, &view, &mut |_| {}));
        } else {
            let message = format!("judged once the set-up has come to `{}`", rule.stage.as_str());
            findings.push(skipped(rule, None, SkipReason::NotYet, message));
        }
    }
    block(rules, &mut findings);
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    let causes = report::causes(&findings, scope.fail_on);
    LinkReport {
        name: world.facts.name().to_owned(),
        progress: scope.progress,
        causes,
        sources: sources(&world.facts),
        findings,
    }
}

/// Writes into each failure and unknown the failed rules that explain it: those it comes after, and, where facts could
/// not be read, those that say why.
fn block(rules: &Catalog, findings: &mut [Finding]) {
    let failed: Vec<(String, Option<String>)> = findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Fail)
        .map(|finding| (finding.rule.clone(), finding.explains.clone()))
        .collect();
    for finding in findings.iter_mut() {
        let is_unknown = matches!(finding.outcome, Outcome::Unknown(_));
        if !is_unknown && finding.outcome != Outcome::Fail {
            continue;
        }
        let after = rules.rule(&finding.rule).into_iter().flat_map(|rule| &rule.after);
        let mut blockers: Vec<String> = after
            .map(|(id, _)| id.clone())
            .filter(|id| failed.iter().any(|(failed, _)| failed == id))
            .collect();
        for (rule, source) in failed.iter().filter(|_| is_unknown) {
            let lacks = |source: &String| finding.missing.iter().any(|path| path.root() == source);
            if source.as_ref().is_some_and(lacks) && !blockers.contains(rule) {
                blockers.push(rule.clone());
            }
        }
        finding.blocked_by = blockers;
    }
}

fn order(finding: &Finding) -> (u8, std::cmp::Reverse<Severity>, Stage, &str, Option<&str>) {
    let Finding {
        outcome,
        severity,
        stage,
        rule,
        subject,
        ..
    } = finding;
    (
        outcome.rank(),
        std::cmp::Reverse(*severity),
        *stage,
        rule,
        subject.as_deref(),
    )
}

fn sources(facts: &Facts) -> Vec<SourceReport> {
    vec![
        source(Source::Tidb, &facts.tidb),
        source(Source::Confluent, &facts.confluent),
        source(Source::Dns, &facts.dns),
        source(Source::Declared, &facts.declared),
    ]
}

fn source<T>(name: Source, section: &Section<T>) -> SourceReport {
    SourceReport {
        name,
        status: section.status,
        endpoint: section.endpoint.clone(),
        gaps: section.gaps.clone(),
    }
}
