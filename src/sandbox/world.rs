//! What the stand-ins hold: the shape of a scenario file. API bodies stay JSON, as they are sent.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Objects by their id.
pub(super) type Objects = BTreeMap<String, Value>;

/// A scenario file, merged with the base.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct World {
    pub(super) title: String,
    pub(super) check: Check,
    pub(super) credentials: Keys,
    pub(super) accepted: Keys,
    pub(super) confluent: Confluent,
    pub(super) tidb: Tidb,
    pub(super) dns: Dns,
}

/// What the client is to look at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    pub(super) tidb_cluster: String,
    pub(super) confluent_environment: String,
    #[serde(default)]
    pub(super) confluent_network: Option<String>,
    #[serde(default)]
    pub(super) confluent_cluster: Option<String>,
}

/// A key for each control plane.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    pub(super) confluent: Key,
    pub(super) tidb: Key,
}

/// A key and its secret, both made up.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The public half.
    pub id: String,
    /// The secret half.
    pub secret: String,
}

/// Confluent Cloud.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Confluent {
    pub(super) largest_page: usize,
    #[serde(default)]
    pub(super) next_origin: Option<String>,
    pub(super) environments: Objects,
    pub(super) networks: Objects,
    pub(super) accesses: Objects,
    pub(super) clusters: Objects,
    pub(super) quotas: Objects,
}

/// TiDB Cloud.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tidb {
    pub(super) algorithm: Algorithm,
    #[serde(default)]
    pub(super) nonce_uses: Option<usize>,
    pub(super) largest_page: usize,
    pub(super) clusters: BTreeMap<String, TidbCluster>,
}

/// The hash of a digest challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum Algorithm {
    #[serde(rename = "MD5")]
    Md5,
    #[serde(rename = "SHA-256")]
    Sha256,
}

/// One TiDB Cloud cluster and what belongs to it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TidbCluster {
    pub(super) cluster: Value,
    pub(super) zones: Value,
    #[serde(default)]
    pub(super) connections: Objects,
}

/// What the resolver knows; any other name does not exist.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dns {
    pub(super) names: BTreeMap<String, Name>,
}

/// What the resolver says to one name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Name {
    /// The name it stands for.
    pub(super) alias: Option<String>,
    /// Its addresses.
    pub(super) addresses: Vec<IpAddr>,
    /// The time to live of its records, in seconds.
    pub(super) ttl: u32,
    /// How the resolver declines, in place of an answer.
    pub(super) declines: Option<Declines>,
    /// How much longer than the others this answer takes, in milliseconds.
    pub(super) delay_ms: u64,
}

/// How a resolver declines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Declines {
    Nxdomain,
    Servfail,
    Refused,
    /// It says nothing at all.
    Silent,
}
