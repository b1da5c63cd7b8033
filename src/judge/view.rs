//! The facts as conditions see them: a value of ours for CEL whose field access on a gap fails, and remembers it.
//!
//! CEL's `&&`, `||`, `all` and `exists` absorb such a failure where the rest decides alone, which is three-valued logic.

use crate::fact::schema::Shape;
use crate::fact::{FactPath, World};
use crate::rule::template::Values;
use cel::ExecutionError;
use cel::common::traits::Indexer;
use cel::common::types::{CelBool, CelDouble, CelInt, CelList, CelNull, CelString, Type};
use cel::common::value::{CowVal, StaticVal, Val};
use serde_json::Value;
use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A world made ready to be asked.
#[derive(Debug)]
pub struct View<'a> {
    pub(super) world: &'a World,
    pub(super) values: Values,
    pub(super) roots: Vec<(String, Fields)>,
    touched: Recorder,
}

/// What a condition looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    /// Facts that were there, in the order they were asked for.
    pub known: Vec<FactPath>,
    /// Facts that were not.
    pub missing: Vec<FactPath>,
}

type Recorder = Arc<Mutex<Touched>>;

impl<'a> View<'a> {
    /// Prepares a world.
    pub fn new(world: &'a World) -> Self {
        let tree = world.tree();
        let touched = Recorder::default();
        let roots = tree
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| {
                let shape = Shape::world().field(name)?;
                Some((
                    name.clone(),
                    fields(value.as_object()?, FactPath::new(name.as_str()), Some(shape), &touched),
                ))
            })
            .collect();
        let values = Values::new(tree);
        Self {
            world,
            values,
            roots,
            touched,
        }
    }

    /// What was looked at since the last call.
    pub(super) fn take_touched(&self) -> Touched {
        std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An element of a list as a condition sees it.
    pub(super) fn element(&self, value: &Value, path: &FactPath) -> Box<dyn Val> {
        seen(value, path.clone(), Shape::world().at(path), &self.touched)
    }

    /// The missing values that a general path (`a[].b`) runs into.
    pub(super) fn missing(&self, general: &FactPath) -> Vec<FactPath> {
        let mut at: Vec<(FactPath, &Value)> = Vec::new();
        let mut missing = Vec::new();
        for (depth, step) in general.as_str().split('.').enumerate() {
            let (name, lists) = step.split_once('[').map_or((step, false), |(name, _)| (name, true));
            if depth == 0 {
                at.extend(self.world.tree().get(name).map(|value| (FactPath::new(name), value)));
                continue;
            }
            let mut next = Vec::new();
            for (path, value) in at {
                let path = path.field(name);
                match value.get(name) {
                    None if value.is_null() => {}
                    None => missing.push(path),
                    Some(Value::Array(elements)) if lists => {
                        next.extend(
                            elements
                                .iter()
                                .enumerate()
                                .map(|(position, element)| (path.element(position), element)),
                        );
                    }
                    Some(value) => next.push((path, value)),
                }
            }
            at = next;
        }
        missing
    }
}

fn seen(value: &Value, path: FactPath, shape: Option<Shape>, touched: &Recorder) -> Box<dyn Val> {
    match value {
        Value::Null => Box::new(CelNull),
        Value::Bool(value) => Box::new(CelBool::from(*value)),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Box::new(CelInt::from(number)),
            None => Box::new(CelDouble::from(number.as_f64().unwrap_or(f64::INFINITY))),
        },
        Value::String(text) => Box::new(CelString::from(text.clone())),
        Value::Array(elements) => {
            let inner = shape.and_then(Shape::element);
            let elements = elements.iter().enumerate();
            let elements: Vec<Box<dyn Val>> = elements
                .map(|(position, element)| seen(element, path.element(position), inner, touched))
                .collect();
            Box::new(CelList::from(elements))
        }
        Value::Object(entries) => Box::new(fields(entries, path, shape, touched)),
    }
}

fn fields(
    entries: &serde_json::Map<String, Value>,
    path: FactPath,
    shape: Option<Shape>,
    touched: &Recorder,
) -> Fields {
    let values = entries
        .iter()
        .map(|(name, value)| {
            let inner = shape.and_then(|shape| shape.field(name));
            (name.clone(), seen(value, path.field(name), inner, touched))
        })
        .collect();
    Fields(Arc::new(Inner {
        path,
        shape,
        values,
        touched: Arc::clone(touched),
    }))
}

/// An object of the facts.
#[derive(Clone, Debug)]
pub(super) struct Fields(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: FactPath,
    shape: Option<Shape>,
    values: BTreeMap<String, Box<dyn Val>>,
    touched: Recorder,
}

static FACTS: Type = Type::new_unspecified_type("facts");

impl Val for Fields {
    fn get_type(&self) -> &Type {
        &FACTS
    }

    fn cel_type() -> &'static Type {
        &FACTS
    }

    fn as_indexer<'b, 'v>(&'b self) -> Option<&'b (dyn Indexer + 'v)>
    where
        Self: 'v,
    {
        Some(self)
    }

    fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v> {
        Box::new(self.clone())
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl StaticVal for Fields {}

impl Indexer for Fields {
    fn get<'b, 'v>(&'b self, name: &dyn Val) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        let name = name.downcast_ref::<CelString>().map_or("", CelString::inner);
        let inner = &self.0;
        let path = inner.path.field(name);
        let mut touched = inner.touched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = inner.values.get(name) {
            touched.known.push(path);
            Ok(CowVal::Borrowed(value.as_ref()))
        } else if inner.shape.is_some_and(|shape| shape.field(name).is_some()) {
            let error = ExecutionError::function_error("fact", format!("`{path}` is not known"));
            touched.missing.push(path);
            // Not `NoSuchKey`: that is the one error that `has()` would take for a no.
            Err(error)
        } else {
            Err(ExecutionError::no_such_key(path.as_str()))
        }
    }

    fn steal<'v>(self: Box<Self>, name: &dyn Val) -> Result<Box<dyn Val + 'v>, ExecutionError>
    where
        Self: 'v,
    {
        self.get(name).map(CowVal::into_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Facts, tidb};

    #[test]
    fn missing_values_are_found_along_lists_and_not_below_nulls() {
        let connection = |id: &str| tidb::Connection {
            id: id.into(),
            ..tidb::Connection::default()
        };
        let mut facts = Facts::default();
        facts.tidb.facts.connections = vec![connection("a"), connection("b")].into();
        facts.confluent.facts.cluster = crate::fact::Fact::Absent;
        let world = World::new(facts, crate::fact::derived::Facts::default(), BTreeMap::new());
        let view = View::new(&world);
        let missing = |path: &str| {
            view.missing(&path.into())
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(missing("tidb.connections[].id"), Vec::<String>::new());
        assert_eq!(
            missing("tidb.connections[].state"),
            ["tidb.connections[0].state", "tidb.connections[1].state"]
        );
        assert_eq!(missing("tidb.cluster.state"), ["tidb.cluster"]);
        assert_eq!(missing("confluent.cluster.kind"), Vec::<String>::new());
        assert_eq!(world.value(&"tidb.connections[1].id".into()), Some(&Value::from("b")));
        assert_eq!(world.value(&"tidb.connections[2].id".into()), None);
    }
}
