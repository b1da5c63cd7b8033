//! The schema of facts: what a rule may name, and the published JSON Schema of the document.

use super::{Document, FactPath, confluent, declared, derived, dns, link, tidb};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;
use std::sync::LazyLock;

/// The tree that rules see.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct World {
    link: link::Link,
    tidb: tidb::Facts,
    confluent: confluent::Facts,
    dns: dns::Facts,
    declared: declared::Facts,
    derived: derived::Facts,
}

static WORLD: LazyLock<Value> = LazyLock::new(inline::<World>);

/// The shape of a value: what stands below it can be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Shape(&'static Value);

impl Shape {
    /// The whole world.
    pub fn world() -> Self {
        Self(&WORLD)
    }

    /// The shape of a field, if there is such a field.
    pub fn field(self, name: &str) -> Option<Self> {
        self.0.get("properties")?.get(name).map(Self)
    }

    /// The shape of a list's elements, if this is a list.
    pub fn element(self) -> Option<Self> {
        self.0.get("items").map(Self)
    }

    /// The names of the fields, sorted; none for a plain value.
    pub fn fields(self) -> Vec<&'static str> {
        let properties = self.0.get("properties").and_then(Value::as_object);
        let mut names: Vec<_> = properties
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        names.sort_unstable();
        names
    }

    /// The shape at a path of field names and `[]`.
    pub fn at(self, path: &FactPath) -> Option<Self> {
        path.general().as_str().split('.').try_fold(self, |shape, step| {
            let name = step.trim_end_matches("[]");
            let lists = step[name.len()..].len() / 2;
            (0..lists).try_fold(shape.field(name)?, |shape, _| shape.element())
        })
    }
}

/// The JSON Schema of the document.
pub fn document() -> Value {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Document>()
        .to_value()
}

fn inline<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn the_world_knows_its_fields_and_no_others() {
        let world = Shape::world();
        assert!(world.at(&"tidb.cluster.state".into()).is_some());
        assert!(
            world
                .at(&"tidb.connections[].attached_domains[].domains[].name".into())
                .is_some()
        );
        assert!(world.at(&"derived.regions[2].region".into()).is_some());
        assert!(world.at(&"tidb.cluster.stat".into()).is_none());
        assert!(world.at(&"tidb.cluster[].state".into()).is_none());
        assert_eq!(
            world.at(&"confluent.access_quota".into()).map(Shape::fields),
            Some(vec!["limit", "usage"])
        );
    }
}
