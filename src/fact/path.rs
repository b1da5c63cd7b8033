//! Where a fact stands in the document: `tidb.connections[0].state`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A dotted path whose list positions stand in brackets; `[]` means every element.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FactPath(String);

impl FactPath {
    /// The path as written.
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first word: `tidb` of `tidb.cluster.state`.
    pub fn root(&self) -> &str {
        self.0.split(['.', '[']).next().unwrap_or_default()
    }

    /// The path one field deeper.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        Self(format!("{}.{name}", self.0))
    }

    /// The path of one element of this list.
    #[must_use]
    pub fn element(&self, position: usize) -> Self {
        Self(format!("{}[{position}]", self.0))
    }

    /// Whether this path is `other` or stands above it.
    pub fn covers(&self, other: &Self) -> bool {
        other
            .0
            .strip_prefix(self.0.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }

    /// Whether this path leads into no other element of the list that `element` stands in.
    pub fn is_apart_from_siblings(&self, element: &Self) -> bool {
        let list = element.0.rsplit_once('[').map_or(element.0.as_str(), |(list, _)| list);
        element.covers(self) || !Self::new(list).covers(self)
    }

    /// The same path with every list position made general: `a[3].b` → `a[].b`.
    #[must_use]
    pub fn general(&self) -> Self {
        let mut out = String::with_capacity(self.0.len());
        let mut inside = false;
        for c in self.0.chars() {
            match c {
                '[' => {
                    inside = true;
                    out.push(c);
                }
                ']' => {
                    inside = false;
                    out.push(c);
                }
                _ if inside => {}
                _ => out.push(c),
            }
        }
        Self(out)
    }
}

impl fmt::Display for FactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for FactPath {
    fn from(path: &str) -> Self {
        Self::new(path)
    }
}

#[cfg(test)]
mod tests {
    use super::FactPath;

    #[test]
    fn a_path_covers_what_stands_below_it_and_nothing_that_merely_starts_alike() {
        let cluster = FactPath::from("tidb.cluster");
        assert!(cluster.covers(&"tidb.cluster".into()));
        assert!(cluster.covers(&"tidb.cluster.state".into()));
        assert!(FactPath::from("tidb.connections").covers(&"tidb.connections[0].state".into()));
        assert!(!cluster.covers(&"tidb.clusters".into()));
        assert!(!cluster.covers(&"tidb".into()));
    }

    #[test]
    fn siblings_in_a_list_are_told_apart() {
        let second = FactPath::from("a.b[1]");
        assert!(FactPath::from("a.b[1].c").is_apart_from_siblings(&second));
        assert!(FactPath::from("x.y[0].c").is_apart_from_siblings(&second));
        assert!(!FactPath::from("a.b[10].c").is_apart_from_siblings(&second));
    }

    #[test]
    fn a_general_path_forgets_positions() {
        assert_eq!(FactPath::from("a[3].b[10]").general(), "a[].b[]".into());
        assert_eq!(FactPath::from("dns.answers[0].name").root(), "dns");
    }
}
