//! Texts of rules: templates over the facts, checked against their schema when a rule is loaded.

use super::expr::{Fault, It};
use crate::fact::FactPath;
use crate::fact::schema::Shape;
use minijinja::value::{Serde, Value, merge_maps};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};
use std::collections::HashSet;
use std::sync::LazyLock;

/// What a value that is not known prints as.
const UNKNOWN: &str = "(unknown)";
/// What a value that its source said is not there prints as.
const NONE: &str = "(none)";

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_formatter(|out, _, value| Ok(out.write_str(&shown(value))?));
    environment.add_filter("names", quoted);
    environment
});

/// The same for command lines: a value that a shell would not take as one plain word is quoted.
static COMMANDS: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = ENVIRONMENT.clone();
    environment.set_formatter(|out, _, value| Ok(out.write_str(&shell_word(&shown(value)))?));
    environment
});

/// The facts as texts see them.
#[derive(Clone, Debug)]
pub struct Values(Value);

impl Values {
    /// The world, as one tree.
    pub fn new(world: &serde_json::Value) -> Self {
        Self(Value::from(Serde(world)))
    }

    /// The same facts with `it` bound to an element.
    #[must_use]
    pub fn with_it(&self, it: &serde_json::Value) -> Self {
        let it = Value::from_pairs([("it", Value::from(Serde(it)))]);
        Self(merge_maps([it, self.0.clone()]))
    }
}

/// A text with places for facts.
#[derive(Clone, Debug)]
pub struct Text {
    source: String,
}

impl Text {
    /// Checks a template and every fact it names.
    ///
    /// # Errors
    ///
    /// For a text that is not a template, or that names a fact that does not exist.
    pub fn compile(source: &str, it: Option<&It>) -> Result<Self, Fault> {
        let template = ENVIRONMENT
            .template_from_str(source)
            .map_err(|error| fault(source, &error))?;
        check_names(source, &template.undeclared_variables(true), it)?;
        // A filter that does not exist is only found out by trying.
        match template
            .render(())
            .map_err(|error| (error.kind(), fault(source, &error)))
        {
            Err((ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction, fault)) => Err(fault),
            Ok(_) | Err(_) => Ok(Self {
                source: source.to_owned(),
            }),
        }
    }

    /// The text with the facts filled in. A value that is not known prints as such, so this cannot fail on facts.
    pub fn render(&self, facts: &Values) -> String {
        ENVIRONMENT
            .render_str(&self.source, &facts.0)
            .unwrap_or_else(|error| format!("{} ({error})", self.source))
    }

    /// The same for a text that people paste into a shell: what came from a vendor cannot become a command.
    pub fn render_command(&self, facts: &Values) -> String {
        COMMANDS
            .render_str(&self.source, &facts.0)
            .unwrap_or_else(|error| format!("# {} ({error})", self.source))
    }

    /// The text as the rule writes it.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// What a rule is judged on: an expression over the facts that yields a text.
#[derive(Clone, Debug)]
pub struct Subject {
    source: String,
    /// The facts that make it up: without one of them there is no name.
    names: Vec<String>,
}

impl Subject {
    /// Checks an expression and every fact it names.
    ///
    /// # Errors
    ///
    /// For a text that is not an expression, or that names a fact that does not exist.
    pub fn compile(source: &str, it: Option<&It>) -> Result<Self, Fault> {
        let expression = ENVIRONMENT
            .compile_expression(source)
            .map_err(|error| fault(source, &error))?;
        let names = expression.undeclared_variables(true);
        check_names(source, &names, it)?;
        Ok(Self {
            source: source.to_owned(),
            names: names.into_iter().collect(),
        })
    }

    /// The subject's name; none where the facts do not tell it.
    pub fn name(&self, facts: &Values) -> Option<String> {
        let value = |source| ENVIRONMENT.compile_expression(source).ok()?.eval(&facts.0).ok();
        let is_there = |value: Value| !value.is_undefined() && !value.is_none();
        let all = self.names.iter().all(|name| value(name).is_some_and(is_there));
        value(&self.source).filter(|_| all).map(|value| value.to_string())
    }
}

fn fault(source: &str, error: &Error) -> Fault {
    let before = error.line().map_or(0, |line| {
        source
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(|line| line.chars().count())
            .sum()
    });
    Fault {
        offset: before,
        message: format!(
            "not a template: {}",
            error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
        ),
    }
}

fn check_names(source: &str, names: &HashSet<String>, it: Option<&It>) -> Result<(), Fault> {
    let mut names: Vec<&String> = names.iter().collect();
    names.sort_unstable();
    for name in names {
        let shape = match (name.strip_prefix("it."), it) {
            (Some(field), Some(it)) => it.shape.at(&FactPath::new(field)),
            (None, Some(it)) if name == "it" => Some(it.shape),
            _ => Shape::world().at(&FactPath::new(name.as_str())),
        };
        if shape.is_none() {
            let offset = source.find(name.as_str()).map_or(0, |at| source[..at].chars().count());
            return Err(Fault {
                offset,
                message: format!("no fact is called `{name}`"),
            });
        }
    }
    Ok(())
}

fn shown(value: &Value) -> String {
    if value.is_undefined() {
        UNKNOWN.to_owned()
    } else if value.is_none() {
        NONE.to_owned()
    } else {
        value.to_string()
    }
}

/// A value as one word of a shell, quoted where it is not plain.
fn shell_word(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@,+=%".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

/// A list in a sentence, each entry in backticks.
fn quoted(value: &Value) -> Result<String, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(shown(value));
    }
    let entries: Vec<String> = value.try_iter()?.map(|entry| format!("`{}`", shown(&entry))).collect();
    Ok(if entries.is_empty() {
        NONE.to_owned()
    } else {
        crate::text::list(&entries)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(source: &str) -> String {
        let facts = Values::new(&serde_json::json!({
            "tidb": {"zone_ids": ["use1-az1", "use1-az2"], "cluster": {"region": "us-east-1", "name": null}},
            "confluent": {"accesses": []},
        }));
        Text::compile(source, None)
            .unwrap_or_else(|fault| panic!("{fault:?}"))
            .render(&facts)
    }

    #[test]
    fn values_lists_nulls_and_unknowns_all_print() {
        assert_eq!(render("`{{ tidb.cluster.region }}`"), "`us-east-1`");
        assert_eq!(render("{{ tidb.zone_ids | names }}"), "`use1-az1` and `use1-az2`");
        assert_eq!(
            render("{{ tidb.cluster.name }} {{ tidb.cluster.state }}"),
            "(none) (unknown)"
        );
        assert_eq!(
            render("{{ confluent.network.phase }} {{ confluent.network.zone_ids | names }}"),
            "(unknown) (unknown)"
        );
        assert_eq!(
            render("{{ confluent.accesses | map(attribute='id') | names }}"),
            "(none)"
        );
    }

    #[test]
    fn a_name_that_is_no_fact_is_refused() {
        let fault = Text::compile("in {{ tidb.cluster.regoin }}", None).expect_err("misspelt");
        assert_eq!(
            fault,
            Fault {
                offset: 6,
                message: "no fact is called `tidb.cluster.regoin`".to_owned()
            }
        );
        assert!(Text::compile("{{ it.id }}", None).is_err());
        assert!(Text::compile("{{ tidb.zone_ids | nosuch }}", None).is_err());
        assert!(Text::compile("{{ tidb.cluster.id", None).is_err());
        assert!(Subject::compile("tidb.cluster.idd", None).is_err());
    }

    #[test]
    fn a_value_in_a_command_stays_one_word() {
        let facts = Values::new(&serde_json::json!({"tidb": {"cluster": {"id": "108", "name": "a'; rm -rf $HOME #"}}}));
        let command = Text::compile("ticloud -c {{ tidb.cluster.id }} -n {{ tidb.cluster.name }}", None).unwrap();
        assert_eq!(
            command.render_command(&facts),
            r"ticloud -c 108 -n 'a'\''; rm -rf $HOME #'"
        );
    }

    #[test]
    fn a_subject_is_a_name_or_nothing() {
        let facts = Values::new(&serde_json::json!({"tidb": {"cluster": {"id": "108", "name": null}}}));
        let subject = |source| Subject::compile(source, None).unwrap().name(&facts);
        assert_eq!(subject("tidb.cluster.id").as_deref(), Some("108"));
        assert_eq!(
            subject("tidb.cluster.id ~ ' @ ' ~ tidb.cluster.id").as_deref(),
            Some("108 @ 108")
        );
        assert_eq!(subject("tidb.cluster.name"), None);
        assert_eq!(subject("confluent.network.id"), None);
    }
}
