//! What an outcome rests on: the values that were looked at, and those they were computed from.

use super::view::{Touched, View};
use crate::fact::FactPath;
use crate::report::Evidence;
use serde_json::Value;
use std::collections::BTreeSet;

/// The evidence of a finding: the facts a rule wants shown, else those that were looked at; each derived one with its origins.
pub(super) fn evidence(
    shows: &[FactPath],
    touched: &Touched,
    element: Option<&FactPath>,
    view: &View<'_>,
) -> Vec<Evidence> {
    let looked_at = if shows.is_empty() {
        deepest(&touched.known)
    } else {
        shows.to_vec()
    };
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for path in element.into_iter().cloned().chain(looked_at) {
        push(&path, view, &mut seen, &mut out);
        for origin in view.world.origins(&path).iter().filter(|origin| !is_heap(origin, view)) {
            push(origin, view, &mut seen, &mut out);
        }
    }
    out
}

fn push(path: &FactPath, view: &View<'_>, seen: &mut BTreeSet<FactPath>, out: &mut Vec<Evidence>) {
    if let Some(value) = view.world.value(path)
        && seen.insert(path.clone())
    {
        out.push(Evidence {
            path: path.to_string(),
            value: value.clone(),
            source: view.world.source(path),
            observed_at: view.world.observation(path).map(|observation| observation.at),
        });
    }
}

/// Whether a value is an object or a list of them: the derived value that was read off it says more.
fn is_heap(path: &FactPath, view: &View<'_>) -> bool {
    match view.world.value(path) {
        Some(Value::Array(elements)) => elements.iter().any(Value::is_object),
        value => value.is_some_and(Value::is_object),
    }
}

/// The paths that no other path stands below, in their order.
fn deepest(paths: &[FactPath]) -> Vec<FactPath> {
    let mut out: Vec<FactPath> = Vec::new();
    for path in paths {
        let above = paths.iter().any(|other| other != path && path.covers(other));
        if !above && !out.contains(path) {
            out.push(path.clone());
        }
    }
    out
}
