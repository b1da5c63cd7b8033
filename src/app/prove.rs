//! `rules test`: every case of every rule, run through the same derivation and judgement as a real link.

use crate::derive;
use crate::fact::FactPath;
use crate::judge::{View, judge_rule};
use crate::render::catalog::Example;
use crate::report::{Finding, Outcome};
use crate::rule::case::{Case, Expect, read};
use crate::rule::{Catalog, Problem, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// What the cases of a catalogue proved.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// How many cases were run.
    pub cases: usize,
    /// What did not come out as expected, and rules that lack a kind of case.
    pub problems: Vec<Problem>,
    /// For each rule, the facts that were looked at over all its cases, lists made general.
    pub looked: BTreeMap<String, BTreeSet<FactPath>>,
}

/// Runs every case.
pub fn prove(rules: &Catalog) -> Proof {
    let mut proof = Proof::default();
    for rule in &rules.rules {
        let Some(file) = rules.cases(rule) else {
            proof.problem(
                &rule.file,
                format!(
                    "`{}` has no cases: write {}",
                    rule.id,
                    rule.file.replace(".yaml", ".cases.yaml")
                ),
            );
            continue;
        };
        match read(file) {
            Ok(cases) => proof.rule(rule, &file.name, &cases),
            Err(problems) => proof.problems.extend(problems),
        }
    }
    proof
}

impl Proof {
    fn problem(&mut self, file: &str, message: String) {
        self.problems.push(Problem {
            file: file.to_owned(),
            place: None,
            message,
        });
    }

    fn rule(&mut self, rule: &Rule, file: &str, cases: &[Case]) {
        let mut ends = BTreeSet::new();
        for case in cases {
            self.cases += 1;
            match self.judge(rule, case) {
                Ok(findings) => {
                    ends.extend(findings.iter().map(|finding| finding.outcome.as_str()));
                    for message in differences(case, &findings) {
                        self.problem(file, format!("case `{}`: {message}", case.case));
                    }
                }
                Err(message) => self.problem(file, format!("case `{}`: {message}", case.case)),
            }
        }
        for kind in ["pass", "fail", "unknown"]
            .into_iter()
            .filter(|kind| !ends.contains(kind))
        {
            self.problem(file, format!("no case ends in {kind}"));
        }
    }

    fn judge(&mut self, rule: &Rule, case: &Case) -> Result<Vec<Finding>, String> {
        let world = derive::complete(&case.facts()?);
        let view = View::new(&world);
        let looked = self.looked.entry(rule.id.clone()).or_default();
        Ok(judge_rule(rule, &view, &mut |path| {
            looked.insert(path.general());
        }))
    }
}

/// An outcome as cases write it: `unknown(denied)`.
fn written(outcome: Outcome) -> String {
    outcome.reason().map_or_else(
        || outcome.as_str().to_owned(),
        |reason| format!("{}({reason})", outcome.as_str()),
    )
}

fn differences(case: &Case, findings: &[Finding]) -> Vec<String> {
    let mut out = Vec::new();
    match &case.expect {
        Expect::All(expected) => {
            for finding in findings.iter().filter(|finding| written(finding.outcome) != *expected) {
                out.push(format!("expected {expected}, got {}", described(finding)));
            }
        }
        Expect::Each(expected) => {
            let ended: BTreeMap<String, &Finding> = findings
                .iter()
                .map(|finding| (finding.subject.clone().unwrap_or_default(), finding))
                .collect();
            for (subject, expected) in expected {
                match ended.get(subject) {
                    Some(finding) if written(finding.outcome) == *expected => {}
                    Some(finding) => out.push(format!("expected {expected}, got {}", described(finding))),
                    None => out.push(format!("expected {expected} on `{subject}`, which was not judged")),
                }
            }
            for finding in ended
                .iter()
                .filter(|(subject, _)| !expected.contains_key(*subject))
                .map(|(_, finding)| finding)
            {
                out.push(format!("nothing was expected of {}", described(finding)));
            }
        }
    }
    let said: Vec<&str> = findings
        .iter()
        .filter(|finding| matches!(finding.outcome, Outcome::Fail | Outcome::Unknown(_)))
        .map(|finding| finding.message.as_str())
        .collect();
    for wanted in case
        .says
        .iter()
        .filter(|wanted| !said.iter().any(|message| message.contains(wanted.as_str())))
    {
        out.push(format!("no failure or unknown says {wanted:?}; they say {said:?}"));
    }
    out
}

fn described(finding: &Finding) -> String {
    let on = finding
        .subject
        .as_ref()
        .map(|subject| format!(" on `{subject}`"))
        .unwrap_or_default();
    format!("{}{on}: {}", written(finding.outcome), finding.message)
}

/// How a rule ends, by example: the first case for each kind of outcome, in the order of reports.
pub(super) fn examples(rules: &Catalog, rule: &Rule) -> Vec<Example> {
    let cases = rules.cases(rule).and_then(|file| read(file).ok()).unwrap_or_default();
    let mut found: BTreeMap<(u8, Option<&str>), Example> = BTreeMap::new();
    for case in &cases {
        for finding in Proof::default().judge(rule, case).unwrap_or_default() {
            let reason = match finding.outcome {
                Outcome::Skip(reason) => Some(reason.as_str()),
                Outcome::Fail | Outcome::Unknown(_) | Outcome::Pass => None,
            };
            let example = Example {
                case: case.case.clone(),
                outcome: finding.outcome,
                message: finding.message,
            };
            found.entry((finding.outcome.rank(), reason)).or_insert(example);
        }
    }
    found.into_values().collect()
}
