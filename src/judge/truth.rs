//! What a condition amounts to: true, false, or unknown because of named gaps.

use super::view::{Touched, View};
use crate::fact::FactPath;
use crate::rule::expr::{Condition, environment};
use crate::rule::function;
use cel::common::types::CelBool;
use cel::common::value::Val;
use cel::{Context, Value};
use std::collections::BTreeSet;

/// What a condition amounts to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It rests on these missing facts.
    Unknown(Vec<FactPath>),
    /// The condition does not fit the facts: a fault of the rule.
    Broken(String),
}

/// Asks a condition, with `it` bound to an element.
pub(super) fn evaluate(
    condition: &Condition,
    view: &View<'_>,
    it: Option<(&FactPath, Box<dyn Val>)>,
) -> (Truth, Touched) {
    let mut context = Context::with_env(environment());
    if let Err(error) = function::add(&mut context) {
        return (Truth::Broken(error.to_string()), Touched::default());
    }
    for (name, fields) in &view.roots {
        context.add_variable_as_val(name.as_str(), fields.clone_as_boxed());
    }
    let element = it.as_ref().map(|(path, _)| (*path).clone());
    if let Some((_, it)) = it {
        context.add_variable_as_val("it", it);
    }
    view.take_touched();
    let result = Value::resolve_val(condition.program().expression(), &context);
    let truth = result.map(|value| value.downcast_ref::<CelBool>().map(|value| *value.inner()));
    let touched = view.take_touched();
    let truth = match truth {
        Ok(Some(true)) => Truth::True,
        Ok(Some(false)) => Truth::False,
        Ok(None) => Truth::Broken(format!("`{}` is neither true nor false", condition.source())),
        Err(_) if !touched.missing.is_empty() => {
            // What the condition did not come to for the first gap counts too: mending that one alone would not decide it.
            // Of the list that the rule is judged on, only the element under judgement counts.
            let also = condition.needs().iter().flat_map(|need| view.missing(need));
            let also = also.filter(|path| {
                element
                    .as_ref()
                    .is_none_or(|element| path.is_apart_from_siblings(element))
            });
            let mut seen = BTreeSet::new();
            let missing = touched
                .missing
                .iter()
                .cloned()
                .chain(also)
                .filter(|path| seen.insert(path.clone()));
            Truth::Unknown(missing.collect())
        }
        Err(error) => Truth::Broken(format!("`{}`: {error}", condition.source())),
    };
    (truth, touched)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Fact, Facts, World};

    fn world() -> World {
        let mut facts = Facts::default();
        facts.tidb.facts.zone_ids = vec!["use1-az1".to_owned()].into();
        facts.tidb.facts.cluster = crate::fact::tidb::Cluster {
            state: "ACTIVE".into(),
            name: Fact::Absent,
            ..Default::default()
        }
        .into();
        World::new(
            facts,
            crate::fact::derived::Facts::default(),
            std::collections::BTreeMap::new(),
        )
    }

    fn truth(source: &str) -> Truth {
        let world = world();
        evaluate(&Condition::compile(source, None).unwrap(), &View::new(&world), None).0
    }

    fn unknown(paths: &[&str]) -> Truth {
        Truth::Unknown(paths.iter().map(|path| FactPath::from(*path)).collect())
    }

    #[test]
    fn a_gap_makes_a_condition_unknown_unless_the_rest_decides_alone() {
        assert_eq!(truth("tidb.cluster.state == 'ACTIVE'"), Truth::True);
        assert_eq!(truth("tidb.cluster.region == 'x'"), unknown(&["tidb.cluster.region"]));
        assert_eq!(
            truth("!(tidb.cluster.region == 'x')"),
            unknown(&["tidb.cluster.region"])
        );
        assert_eq!(truth("false && tidb.cluster.region == 'x'"), Truth::False);
        assert_eq!(
            truth("tidb.cluster.region == 'x' && tidb.cluster.state == 'PAUSED'"),
            Truth::False
        );
        assert_eq!(
            truth("tidb.cluster.region == 'x' && tidb.cluster.state == 'ACTIVE'"),
            unknown(&["tidb.cluster.region"])
        );
        assert_eq!(
            truth("tidb.cluster.region == 'x' || tidb.cluster.state == 'ACTIVE'"),
            Truth::True
        );
        assert_eq!(
            truth("tidb.zone_ids.all(z, z in confluent.network.zone_ids)"),
            unknown(&["confluent.network"])
        );
        assert_eq!(
            truth("tidb.zone_ids.exists(z, z == 'use1-az1' || z in confluent.network.zone_ids)"),
            Truth::True
        );
        assert_eq!(
            truth("(tidb.cluster.region == 'x') ? true : true"),
            unknown(&["tidb.cluster.region"])
        );
    }

    #[test]
    fn what_a_source_said_is_not_there_is_null_and_no_gap() {
        assert_eq!(truth("tidb.cluster.name == null"), Truth::True);
        assert_eq!(
            truth("tidb.cluster.name != null && tidb.cluster.name.startsWith('x')"),
            Truth::False
        );
        assert_eq!(truth("tidb.cluster != null"), Truth::True);
    }

    #[test]
    fn a_condition_that_does_not_fit_the_facts_is_broken_and_not_false() {
        assert!(matches!(truth("tidb.cluster.state > 3"), Truth::Broken(_)));
        assert!(matches!(truth("tidb.cluster.state"), Truth::Broken(_)));
        assert!(matches!(truth("re(tidb.cluster.name, 'x')"), Truth::Broken(_)));
    }
}
