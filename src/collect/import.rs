//! Saved API bodies, read before anything is collected: one that cannot be read is a mistake in what was typed, not a gap.

use super::http::Reply;
use super::{confluent, tidb};
use crate::config;
use crate::fact::Source;
use jiff::Timestamp;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The saved bodies of one link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    pub(crate) tidb: SavedTidb,
    pub(crate) confluent: SavedConfluent,
}

/// The saved bodies of TiDB Cloud.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SavedTidb {
    pub(crate) zones: Option<Arc<Reply>>,
    pub(crate) cluster: Option<Arc<Reply>>,
    connection: Option<Arc<Reply>>,
}

/// The saved bodies of Confluent Cloud; that of the accesses is the list of its elements.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SavedConfluent {
    pub(crate) network: Option<Arc<Reply>>,
    pub(crate) cluster: Option<Arc<Reply>>,
    pub(crate) accesses: Option<Arc<Reply>>,
}

impl SavedTidb {
    /// The saved connection, with its id.
    pub(crate) fn connection(&self) -> Option<(&str, &Arc<Reply>)> {
        let saved = self.connection.as_ref()?;
        Some((saved.json.get("privateLinkConnectionId")?.as_str()?, saved))
    }

    /// The saved connection, if it is the one with this id.
    pub(crate) fn connection_with(&self, id: &str) -> Option<&Arc<Reply>> {
        self.connection()
            .filter(|(saved, _)| *saved == id)
            .map(|(_, saved)| saved)
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl SavedConfluent {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--import {kind}={}: {what}", .path.display())]
pub struct Problem {
    /// What it was to be: `confluent-network`.
    pub kind: &'static str,
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it, and how to mend it.
    pub what: String,
}

/// Reads the saved bodies of every link, in their order.
///
/// # Errors
///
/// Every file that cannot be read, is not JSON, is a body of another kind, or is about another thing than the one named.
pub fn load(links: &[config::Link]) -> Result<Vec<Saved>, Vec<Problem>> {
    let mut problems = Vec::new();
    let saved = links.iter().map(|link| one(link, &mut problems)).collect();
    problems.dedup();
    if problems.is_empty() { Ok(saved) } else { Err(problems) }
}

fn one(link: &config::Link, problems: &mut Vec<Problem>) -> Saved {
    let files = &link.imports;
    let mut load = |kind, path: &Option<PathBuf>, check: &dyn Fn(&mut Value) -> Result<(), String>| {
        let path = path.as_ref()?;
        let loaded = read(path).and_then(|(mut json, at)| check(&mut json).map(|()| (json, at)));
        match loaded {
            Ok((json, at)) => Some(Arc::new(Reply {
                json,
                source: Source::Imported,
                at,
                call: None,
                trace_id: None,
            })),
            Err(what) => {
                problems.push(Problem {
                    kind,
                    path: path.clone(),
                    what,
                });
                None
            }
        }
    };
    let (tidb, confluent) = (&link.tidb, &link.confluent);
    Saved {
        tidb: SavedTidb {
            zones: load("tidb-zones", &files.tidb_zones, &|json| tidb::Kind::Zones.check(json)),
            cluster: load("tidb-cluster", &files.tidb_cluster, &|json| {
                tidb::Kind::Cluster.check(json)?;
                same(json, "/clusterId", tidb.cluster_id.as_deref())
            }),
            connection: load("tidb-connection", &files.tidb_connection, &|json| {
                tidb::Kind::Connection.check(json)?;
                same(json, "/privateLinkConnectionId", tidb.connection_id.as_deref())
            }),
        },
        confluent: SavedConfluent {
            network: load("confluent-network", &files.confluent_network, &|json| {
                confluent::Kind::Network.check(json)?;
                same(json, "/id", confluent.network_id.as_deref())
            }),
            cluster: load("confluent-cluster", &files.confluent_cluster, &|json| {
                confluent::Kind::Cluster.check(json)?;
                same(json, "/id", confluent.cluster_id.as_deref())
            }),
            accesses: load("confluent-accesses", &files.confluent_accesses, &|json| {
                let elements = confluent::elements(json, confluent::Kind::PrivateLinkAccess)?.to_vec();
                if confluent::next(json)?.is_some() {
                    return Err("is only the first page of a list: save it with a larger `page_size`".to_owned());
                }
                *json = Value::Array(elements);
                Ok(())
            }),
        },
    }
}

/// A file's JSON, and when it was saved.
fn read(path: &Path) -> Result<(Value, Timestamp), String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    let json = serde_json::from_str(&text).map_err(|error| format!("is not JSON: {error}"))?;
    let modified = std::fs::metadata(path).and_then(|file| file.modified()).ok();
    Ok((
        json,
        modified
            .and_then(|time| Timestamp::try_from(time).ok())
            .unwrap_or_else(Timestamp::now),
    ))
}

/// Whether the body is about the thing that was named.
fn same(json: &Value, pointer: &str, named: Option<&str>) -> Result<(), String> {
    let found = json.pointer(pointer).and_then(Value::as_str);
    match (found, named) {
        (Some(found), Some(named)) if found != named => {
            Err(format!("is about `{found}`, not about `{named}`, which was named"))
        }
        _ => Ok(()),
    }
}
