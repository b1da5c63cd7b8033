//! From a rule file to a [`Rule`]: every problem of a file at once, each with its place.

use super::expr::{Condition, Fault, It};
use super::model::{Effect, Owner, RawFail, RawRule, Severity, Stage};
use super::template::{Subject, Text};
use crate::fact::FactPath;
use crate::fact::schema::Shape;
use serde_saphyr::Spanned;
use std::collections::BTreeSet;
use std::fmt;

/// A rule that is ready to judge.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case, never reused.
    pub id: String,
    /// The folder it stands in.
    pub group: String,
    /// Its file, for messages.
    pub file: String,
    /// What must be true.
    pub title: String,
    /// The set-up step it belongs to.
    pub stage: Stage,
    /// Who must act when it fails.
    pub owner: Owner,
    /// How much it matters.
    pub severity: Severity,
    /// Why it exists.
    pub why: String,
    /// The list whose elements it is judged on.
    pub each: Option<FactPath>,
    /// What is judged.
    pub subject: Option<Subject>,
    /// Without it the rule does not apply.
    pub when: Option<Condition>,
    /// What must hold.
    pub assert: Condition,
    /// Rules whose failure explains this one's, with where each is named.
    pub after: Vec<(String, Place)>,
    /// The source whose unread facts a failure explains.
    pub explains: Option<Subject>,
    /// The facts to show, if not those that were looked at.
    pub shows: Vec<FactPath>,
    /// What was expected.
    pub expected: Text,
    /// What is said when it holds.
    pub pass: Text,
    /// What is said when it does not.
    pub fail: Vec<Failure>,
    /// Where its facts about a vendor come from.
    pub docs: Vec<String>,
    /// The facts that its outcome rests on, read off its conditions.
    pub needs: BTreeSet<FactPath>,
}

/// One way a rule can fail.
#[derive(Debug)]
pub struct Failure {
    /// When this is the right one; always, for the last.
    pub when: Option<Condition>,
    /// What is said.
    pub message: Text,
    /// The next action in one sentence.
    pub summary: Text,
    /// The steps, in order.
    pub steps: Vec<Text>,
    /// Commands that can be pasted.
    pub commands: Vec<(Text, Effect)>,
}

/// A place in a file, counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u64,
    /// The column.
    pub column: u64,
}

/// What is wrong with a rule file, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The place; none where the file as a whole is meant.
    pub place: Option<Place>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(Place { line, column }) => write!(f, "{}:{line}:{column}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Reads one rule.
///
/// # Errors
///
/// Every problem of the file.
pub fn load(group: &str, file: &str, text: &str) -> Result<Rule, Vec<Problem>> {
    let raw: RawRule = parse(file, text)?;
    let mut check = Check {
        file,
        text,
        problems: Vec::new(),
    };
    let it = raw.each.as_ref().and_then(|each| check.each(each));
    let it = it.as_ref();
    let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".yaml");
    if raw.id.value != stem {
        check.problem(
            &raw.id,
            format!("the id `{}` is not the file's name, `{stem}`", raw.id.value),
        );
    }
    if raw.fail.last().is_none_or(|last| last.when.is_some()) {
        check.problem(
            &raw.id,
            "`fail` needs a last entry without `if`, for every other failure".to_owned(),
        );
    }
    for early in raw.fail.iter().rev().skip(1).filter(|early| early.when.is_none()) {
        check.problem(
            &early.message,
            "only the last entry of `fail` has no `if`; those after this one are never reached".to_owned(),
        );
    }
    for shown in raw
        .shows
        .iter()
        .filter(|shown| Shape::world().at(&FactPath::new(shown.value.as_str())).is_none())
    {
        check.problem(shown, format!("no fact is called `{}`", shown.value));
    }
    let subject = raw
        .subject
        .as_ref()
        .and_then(|subject| check.part(subject, |text| Subject::compile(text, it)));
    let explains = raw
        .explains
        .as_ref()
        .and_then(|explains| check.part(explains, |text| Subject::compile(text, it)));
    let when = raw
        .when
        .as_ref()
        .and_then(|when| check.part(when, |text| Condition::compile(text, it)));
    let assert = check.part(&raw.assert, |text| Condition::compile(text, it));
    let expected = check.part(&raw.expected, |text| Text::compile(text, it));
    let pass = check.part(&raw.pass, |text| Text::compile(text, it));
    let fail: Vec<_> = raw.fail.iter().filter_map(|fail| check.failure(fail, it)).collect();
    let (Some(assert), Some(expected), Some(pass), true) = (assert, expected, pass, check.problems.is_empty()) else {
        return Err(check.problems);
    };
    let needs = when
        .iter()
        .chain([&assert])
        .flat_map(|condition| condition.needs().clone());
    let needs = needs
        .chain(raw.each.as_ref().map(|each| FactPath::new(each.value.as_str())))
        .collect();
    Ok(Rule {
        id: raw.id.value,
        group: group.to_owned(),
        file: file.to_owned(),
        title: raw.title,
        stage: raw.stage,
        owner: raw.owner,
        severity: raw.severity,
        why: raw.why,
        each: raw.each.map(|each| FactPath::new(each.value)),
        subject,
        when,
        assert,
        after: raw
            .after
            .into_iter()
            .map(|after| (after.value.clone(), place(&after, 0, text)))
            .collect(),
        explains,
        shows: raw.shows.into_iter().map(|shown| FactPath::new(shown.value)).collect(),
        expected,
        pass,
        fail,
        docs: raw.docs,
        needs,
    })
}

/// Reads YAML into a type of ours.
///
/// # Errors
///
/// The one problem at which reading stopped.
pub(super) fn parse<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Vec<Problem>> {
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let place = error.location().map(|at| Place {
            line: at.line(),
            column: at.column(),
        });
        // The text repeats its place: ` at line 3, column 5`.
        let message = error.to_string();
        let message = message
            .split(" at line ")
            .next()
            .unwrap_or(&message)
            .trim_start_matches("error: ");
        let message = message
            .split_once(": ")
            .filter(|(place, _)| place.starts_with("line "))
            .map_or(message, |(_, rest)| rest);
        vec![Problem {
            file: file.to_owned(),
            place,
            message: message.to_owned(),
        }]
    })
}

struct Check<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn problem<T>(&mut self, at: &Spanned<T>, message: String) {
        self.problem_at(place(at, 0, self.text), message);
    }

    fn problem_at(&mut self, place: Place, message: String) {
        self.problems.push(Problem {
            file: self.file.to_owned(),
            place: Some(place),
            message,
        });
    }

    fn part<T>(&mut self, part: &Spanned<String>, compile: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        match compile(&part.value) {
            Ok(part) => Some(part),
            Err(fault) => {
                self.problem_at(place(part, fault.offset, self.text), fault.message);
                None
            }
        }
    }

    fn each(&mut self, each: &Spanned<String>) -> Option<It> {
        let path = FactPath::new(each.value.as_str());
        let shape = Shape::world().at(&path).and_then(Shape::element);
        if shape.is_none() {
            self.problem(each, format!("no list of facts is called `{path}`"));
        }
        shape.map(|shape| It {
            path: FactPath::new(format!("{path}[]")),
            shape,
        })
    }

    fn failure(&mut self, fail: &RawFail, it: Option<&It>) -> Option<Failure> {
        let when = match &fail.when {
            Some(when) => Some(self.part(when, |text| Condition::compile(text, it))?),
            None => None,
        };
        let mut text = |part: &Spanned<String>| self.part(part, |text| Text::compile(text, it));
        let message = text(&fail.message);
        let summary = text(&fail.remedy.summary);
        let steps = fail.remedy.steps.iter().filter_map(&mut text).collect();
        let commands = fail
            .remedy
            .commands
            .iter()
            .filter_map(|command| Some((text(&command.run)?, command.effect)))
            .collect();
        Some(Failure {
            when,
            message: message?,
            summary: summary?,
            steps,
            commands,
        })
    }
}

/// The place of a character of a scalar. It is exact for a text on one line; for others it is the line where the text begins.
fn place<T>(at: &Spanned<T>, offset: usize, text: &str) -> Place {
    let (line, column) = (at.referenced.line(), at.referenced.column());
    let written = usize::try_from(line)
        .ok()
        .and_then(|line| text.lines().nth(line.saturating_sub(1)));
    let from = usize::try_from(column).unwrap_or(1).saturating_sub(1);
    let rest: Vec<char> = written.unwrap_or_default().chars().skip(from).collect();
    let quote = usize::from(rest.first().is_some_and(|first| matches!(first, '"' | '\'')));
    let inside = if offset + quote < rest.len() { offset + quote } else { 0 };
    Place {
        line,
        column: column + inside as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::load;

    const RULE: &str = r#"id: demo
title: The region is known
stage: plan
owner: customer
severity: error
why: because
assert: tidb.cluster.region == "us-east-1"
expected: "`us-east-1`"
pass: it is `{{ tidb.cluster.region }}`
fail:
  - message: "it is `{{ tidb.cluster.region }}`"
    remedy: {summary: move it}
docs: [https://example.com]
"#;

    fn problems(text: &str) -> Vec<String> {
        load("plan", "rules/plan/demo.yaml", text)
            .expect_err("has problems")
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_sound_rule_knows_what_it_needs() {
        let rule = load("plan", "rules/plan/demo.yaml", RULE).unwrap();
        assert_eq!(
            rule.needs.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["tidb.cluster.region"]
        );
    }

    #[test]
    fn every_problem_is_reported_with_its_place() {
        let text = RULE
            .replace("tidb.cluster.region ==", "tidb.cluster.regoin ==")
            .replace(
                "pass: it is `{{ tidb.cluster.region }}`",
                "pass: it is `{{ tidb.cluster.regiom }}`",
            );
        assert_eq!(
            problems(&text),
            [
                "rules/plan/demo.yaml:7:22: `tidb.cluster` has no field `regoin`; it has `cloud`, `created_at`, `id`, `name`, `plan`, `region` and `state`",
                "rules/plan/demo.yaml:9:17: no fact is called `tidb.cluster.regiom`",
            ]
        );
    }

    #[test]
    fn a_file_that_is_no_rule_is_refused_with_its_place() {
        let unknown = problems(&RULE.replace("owner: customer", "owner: nobody"));
        assert!(unknown[0].starts_with("rules/plan/demo.yaml:4:8: "), "{unknown:?}");
        let key = problems(&RULE.replace("why: because", "wy: because"));
        assert!(
            key[0].starts_with("rules/plan/demo.yaml:6:1: ") && key[0].contains("wy"),
            "{key:?}"
        );
        let id = problems(&RULE.replace("id: demo", "id: demos"));
        assert_eq!(
            id,
            ["rules/plan/demo.yaml:1:5: the id `demos` is not the file's name, `demo`"]
        );
        let twice = problems(&RULE.replace("owner: customer", "owner: customer\nowner: tidb"));
        assert!(
            twice[0].starts_with("rules/plan/demo.yaml:5:1: ") && twice[0].contains("owner"),
            "{twice:?}"
        );
    }

    #[test]
    fn the_failures_end_with_one_that_always_applies() {
        let text = RULE.replace("  - message:", "  - if: tidb.cluster.region == \"x\"\n    message:");
        assert!(problems(&text)[0].contains("last entry without `if`"));
    }
}
