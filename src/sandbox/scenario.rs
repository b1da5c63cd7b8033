//! The scenarios: merge patches on one base world, embedded, registered here by name.

use super::world::{Key, World};
use serde_json::Value;

const BASE: &str = include_str!("scenario/base.yaml");

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("scenario/", $name, ".yaml")))),*]
    };
}

/// Every scenario, the healthy ones first.
const FILES: &[(&str, &str)] = files![
    "healthy",
    "healthy-single-zone",
    "healthy-chased",
    "no-common-zone",
    "partial-zones",
    "wrong-region",
    "account-not-registered",
    "access-elsewhere",
    "chased-dns",
    "credentials-refused",
    "network-provisioning",
    "not-dedicated",
    "peering-network",
    "public-address",
];

/// A made-up world and what to check in it.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name: `no-common-zone`.
    pub name: String,
    /// What is the matter, in one line.
    pub title: String,
    /// The TiDB Cloud cluster to check.
    pub tidb_cluster_id: String,
    /// The Confluent environment to check.
    pub confluent_environment_id: String,
    /// The Confluent network to check, where the Kafka cluster does not tell.
    pub confluent_network_id: Option<String>,
    /// The Kafka cluster to check.
    pub confluent_cluster_id: Option<String>,
    /// The key to send to Confluent Cloud; not always one that it takes.
    pub confluent_key: Key,
    /// The key to send to TiDB Cloud; not always one that it takes.
    pub tidb_key: Key,
    pub(super) world: World,
    tree: Value,
}

/// A scenario that is not one.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The text is not YAML.
    #[error("scenario `{name}` is not YAML: {source}")]
    Syntax {
        /// The scenario.
        name: String,
        /// What the parser says.
        source: Box<serde_saphyr::Error>,
    },
    /// The merged world has not the shape of one.
    #[error("scenario `{name}` does not make a world: {source}")]
    Shape {
        /// The scenario.
        name: String,
        /// What does not fit.
        source: serde_json::Error,
    },
}

impl Scenario {
    /// Every scenario, the healthy ones first.
    pub fn all() -> Vec<Self> {
        // A test holds that every file is read, so that none is left out here.
        FILES
            .iter()
            .filter_map(|(name, text)| Self::read(name, text).ok())
            .collect()
    }

    /// The scenario of that name.
    pub fn named(name: &str) -> Option<Self> {
        let (name, text) = FILES.iter().find(|(known, _)| *known == name)?;
        Self::read(name, text).ok()
    }

    /// The same scenario with a merge patch (RFC 7386) on its world: how a test makes one of its own.
    ///
    /// # Errors
    ///
    /// When the patched world has not the shape of one.
    pub fn with(self, patch: Value) -> Result<Self, Problem> {
        let mut tree = self.tree;
        merge(&mut tree, patch);
        Self::build(&self.name, tree)
    }

    fn read(name: &str, text: &str) -> Result<Self, Problem> {
        let parse = |text| {
            serde_saphyr::from_str::<Value>(text).map_err(|source| Problem::Syntax {
                name: name.to_owned(),
                source: Box::new(source),
            })
        };
        let mut tree = parse(BASE)?;
        merge(&mut tree, parse(text)?);
        Self::build(name, tree)
    }

    fn build(name: &str, tree: Value) -> Result<Self, Problem> {
        let world: World = serde_json::from_value(tree.clone()).map_err(|source| Problem::Shape {
            name: name.to_owned(),
            source,
        })?;
        Ok(Self {
            name: name.to_owned(),
            title: world.title.clone(),
            tidb_cluster_id: world.check.tidb_cluster.clone(),
            confluent_environment_id: world.check.confluent_environment.clone(),
            confluent_network_id: world.check.confluent_network.clone(),
            confluent_cluster_id: world.check.confluent_cluster.clone(),
            confluent_key: world.credentials.confluent.clone(),
            tidb_key: world.credentials.tidb.clone(),
            world,
            tree,
        })
    }
}

/// RFC 7386.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(&key);
        } else {
            merge(target.entry(key).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn a_merge_patch_merges_objects_replaces_the_rest_and_removes_null() {
        let mut target = json!({"a": {"b": 1, "c": [1, 2]}, "d": 1});
        merge(
            &mut target,
            json!({"a": {"b": null, "c": [3]}, "e": {"f": null, "g": 1}}),
        );
        assert_eq!(target, json!({"a": {"c": [3]}, "d": 1, "e": {"g": 1}}));
    }

    #[test]
    fn every_file_is_a_registered_scenario_with_a_title_of_its_own() {
        for (name, text) in FILES {
            Scenario::read(name, text).unwrap();
        }
        let all = Scenario::all();
        let titles: BTreeSet<_> = all.iter().map(|scenario| scenario.title.as_str()).collect();
        assert_eq!(titles.len(), FILES.len());
        assert!(titles.iter().all(|title| !title.is_empty() && !title.contains('\n')));
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sandbox/scenario");
        let files: BTreeSet<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        let registered: BTreeSet<_> = FILES
            .iter()
            .map(|(name, _)| *name)
            .chain(["base"])
            .map(str::to_owned)
            .collect();
        assert_eq!(files, registered);
    }

    #[test]
    fn every_scenario_checks_what_its_world_holds() {
        for Scenario { name, world, .. } in Scenario::all() {
            let check = &world.check;
            assert!(world.tidb.clusters.contains_key(&check.tidb_cluster), "{name}");
            assert!(
                world.confluent.environments.contains_key(&check.confluent_environment),
                "{name}"
            );
            let network = check.confluent_network.as_ref();
            assert!(
                network.is_none_or(|id| world.confluent.networks.contains_key(id)),
                "{name}"
            );
            let cluster = check.confluent_cluster.as_ref();
            assert!(
                cluster.is_none_or(|id| world.confluent.clusters.contains_key(id)),
                "{name}"
            );
            assert!(network.or(cluster).is_some(), "{name}");
        }
    }

    #[test]
    fn an_object_stands_under_its_own_id() {
        for Scenario { name, world, .. } in Scenario::all() {
            let confluent = world.confluent;
            for objects in [
                confluent.environments,
                confluent.networks,
                confluent.accesses,
                confluent.clusters,
                confluent.quotas,
            ] {
                for (id, object) in objects {
                    assert_eq!(object["id"], id, "{name}");
                }
            }
            for (id, cluster) in world.tidb.clusters {
                assert_eq!(cluster.cluster["clusterId"], id, "{name}");
                for (id, connection) in cluster.connections {
                    assert_eq!(connection["privateLinkConnectionId"], id, "{name}");
                }
            }
        }
    }

    #[test]
    fn a_test_makes_a_world_of_its_own_and_learns_of_a_slip() {
        let healthy = Scenario::named("healthy").unwrap();
        let patched = healthy.clone().with(json!({"tidb": {"algorithm": "SHA-256"}})).unwrap();
        assert_eq!(patched.world.tidb.algorithm, super::super::world::Algorithm::Sha256);
        assert!(healthy.with(json!({"tidb": {"algoritm": "MD5"}})).is_err());
        assert!(Scenario::named("no-such").is_none());
    }
}
