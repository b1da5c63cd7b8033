//! From the model to report v1, field by field: nothing is computed here that the report does not say.

use super::v1::{
    Check, Command, Evidence, Gap, Link, Outcome, Progress, Reason, Remedy, Report, RootCause, Rules, Run,
    SCHEMA_VERSION, Skipped, SourceReport, Summary, Tool,
};
use crate::{
    exit,
    report::{self, SkipReason},
    rule::{self, Severity},
};

impl From<&report::Report> for Report {
    fn from(report: &report::Report) -> Self {
        let verdict = report.verdict();
        Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            tool: Tool {
                name: report.tool.name.clone(),
                version: report.tool.version.clone(),
            },
            rules: Rules {
                count: report.rules.count,
                custom: report.rules.custom,
                digest: report.rules.digest.clone(),
            },
            run: Run {
                started_at: report.run.started_at,
                duration_ms: report.run.duration_ms,
                command: report.run.command.clone(),
                facts_digest: report.run.facts_digest.clone(),
            },
            verdict,
            exit_code: exit::code(report),
            links: report.links.iter().map(|link| Link::of(link, report.fail_on)).collect(),
        }
    }
}

impl Link {
    fn of(link: &report::LinkReport, fail_on: Severity) -> Self {
        let summary = link.summary();
        Self {
            name: link.name.clone(),
            verdict: link.verdict(fail_on),
            stage: Progress {
                reached: link.progress.reached,
                demanded: link.progress.demanded,
                next: link.progress.next,
            },
            summary: Summary {
                pass: summary.pass,
                fail: summary.fail,
                unknown: summary.unknown,
                skip: summary.skip,
                waived: summary.waived,
            },
            root_causes: link.causes.iter().map(RootCause::from).collect(),
            sources: link.sources.iter().map(SourceReport::from).collect(),
            checks: link.findings.iter().map(Check::from).collect(),
        }
    }
}

impl From<&report::Cause> for RootCause {
    fn from(cause: &report::Cause) -> Self {
        Self {
            rule: cause.rule.clone(),
            subject: cause.subject.clone(),
            owner: cause.owner,
            explains: cause.explains.clone(),
            next_action: cause.next_action.clone(),
        }
    }
}

impl From<&report::SourceReport> for SourceReport {
    fn from(source: &report::SourceReport) -> Self {
        Self {
            name: source.name,
            status: source.status,
            endpoint: source.endpoint.clone(),
            gaps: source
                .gaps
                .iter()
                .map(|gap| Gap {
                    fact: gap.path.to_string(),
                    reason: gap.reason,
                    detail: gap.detail.clone(),
                    trace_id: gap.trace_id.clone(),
                })
                .collect(),
        }
    }
}

impl From<&report::Finding> for Check {
    fn from(finding: &report::Finding) -> Self {
        let (outcome, reason) = match finding.outcome {
            report::Outcome::Fail => (Outcome::Fail, None),
            report::Outcome::Unknown(reason) => (Outcome::Unknown, Some(Reason::Gap(reason))),
            report::Outcome::Skip(reason) => (Outcome::Skip, Some(Reason::Skip(reason.into()))),
            report::Outcome::Pass => (Outcome::Pass, None),
        };
        Self {
            id: finding.rule.clone(),
            title: finding.title.clone(),
            stage: finding.stage,
            owner: finding.owner,
            severity: finding.severity,
            outcome,
            reason,
            subject: finding.subject.clone(),
            message: finding.message.clone(),
            expected: finding.expected.clone(),
            evidence: finding.evidence.iter().map(Evidence::from).collect(),
            missing: finding.missing.iter().map(ToString::to_string).collect(),
            blocked_by: finding.blocked_by.clone(),
            waiver: (),
            remedy: finding.remedy.as_ref().map(Remedy::from),
            docs: finding.docs.clone(),
        }
    }
}

impl From<SkipReason> for Skipped {
    fn from(reason: SkipReason) -> Self {
        match reason {
            SkipReason::NotApplicable => Self::NotApplicable,
            SkipReason::NotYet => Self::NotYet,
            SkipReason::NotRequested => Self::NotRequested,
            SkipReason::Excluded => Self::Excluded,
        }
    }
}

impl From<&report::Evidence> for Evidence {
    fn from(evidence: &report::Evidence) -> Self {
        Self {
            path: evidence.path.clone(),
            value: evidence.value.clone(),
            source: evidence.source,
            observed_at: evidence.observed_at,
        }
    }
}

impl From<&rule::Remedy> for Remedy {
    fn from(remedy: &rule::Remedy) -> Self {
        Self {
            summary: remedy.summary.clone(),
            steps: remedy.steps.clone(),
            commands: remedy
                .commands
                .iter()
                .map(|command| Command {
                    run: command.run.clone(),
                    effect: command.effect,
                })
                .collect(),
        }
    }
}
