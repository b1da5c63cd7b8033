//! The configuration after it was read and found sound.

use ipnet::IpNet;
use jiff::civil::Date;
use secrecy::SecretString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Everything a run needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// The links to look at, at least one, with distinct names.
    pub links: Vec<Link>,
    /// Where the control planes are.
    pub endpoints: Endpoints,
    /// The keys at hand.
    pub credentials: Credentials,
    /// How long the whole run may take.
    pub timeout: Duration,
    /// Failures that were looked at and accepted for a while.
    pub waivers: Vec<Waiver>,
}

/// One link: a TiDB Cloud cluster and the Confluent network it is to reach.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// Its name in reports.
    pub name: String,
    /// The consumer.
    pub tidb: Tidb,
    /// The provider.
    pub confluent: Confluent,
    /// The user's own account and endpoint.
    pub aws: Aws,
    /// How names are looked up.
    pub dns: Dns,
    /// Saved API bodies to read in place of a call.
    pub imports: Imports,
}

/// The consumer's side: what to look at, and what the user declares about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tidb {
    /// The cluster: digits.
    pub cluster_id: Option<String>,
    /// The private link connection: `plc-…`.
    pub connection_id: Option<String>,
    /// The changefeed.
    pub changefeed_id: Option<String>,
    /// Declared: TiDB Cloud's AWS account, 12 digits.
    pub account_id: Option<String>,
    /// Declared: TiDB Cloud's AZ IDs.
    pub zone_ids: Vec<String>,
    /// Declared: the region, without `aws-`.
    pub region: Option<String>,
}

/// The provider's side: what to look at, and what the user declares about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Confluent {
    /// The environment: `env-…`.
    pub environment_id: Option<String>,
    /// The network: `n-…`.
    pub network_id: Option<String>,
    /// The Kafka cluster: `lkc-…`.
    pub cluster_id: Option<String>,
    /// Declared: the network's DNS domain, the zone label cut off.
    pub dns_domain: Option<String>,
    /// Declared: the endpoint service.
    pub endpoint_service: Option<String>,
    /// Declared: the network's AZ IDs, those of zonal subdomains included.
    pub zone_ids: Vec<String>,
    /// Declared: the network's region.
    pub region: Option<String>,
    /// Declared: the network's type: `PRIVATELINK`.
    pub network_type: Option<String>,
}

/// The user's own side: an account and an endpoint to the same network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Aws {
    /// The region, without `aws-`.
    pub region: Option<String>,
    /// The endpoint: `vpce-…`.
    pub vpc_endpoint_id: Option<String>,
    /// A profile of the AWS configuration.
    pub profile: Option<String>,
    /// Where clients stand.
    pub client_cidr: Option<IpNet>,
}

/// A failure that was looked at and accepted for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule.
    pub rule: String,
    /// The link; every link when none is named.
    pub link: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Option<Date>,
}

impl Tidb {
    /// Whether the API is asked: something was named that only it knows.
    pub fn is_requested(&self) -> bool {
        self.cluster_id.is_some()
    }
}

impl Confluent {
    /// Whether the API is asked: something was named that only it knows.
    pub fn is_requested(&self) -> bool {
        self.environment_id.is_some() || self.network_id.is_some() || self.cluster_id.is_some()
    }
}

/// How names are looked up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dns {
    /// Whom to ask; nobody when empty.
    pub resolvers: Vec<Resolver>,
    /// From where.
    pub vantage: Vantage,
}

/// A resolver to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolver {
    /// Its address; none for the one the system is set up with.
    pub address: Option<SocketAddr>,
    /// Whether the user named it: only then is its failure a finding.
    pub named: bool,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Vantage {
    /// Outside the consumer's network.
    #[default]
    Outside,
    /// Inside it.
    Inside,
}

impl Vantage {
    /// The word used in flags and facts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Inside => "inside",
        }
    }
}

/// Saved API bodies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imports {
    /// The body of `privateLinkConnections:getAvailabilityZones`, or the output of `ticloud serverless private-link-connection zones`.
    pub tidb_zones: Option<PathBuf>,
    /// The body of a cluster.
    pub tidb_cluster: Option<PathBuf>,
    /// The body of one connection.
    pub tidb_connection: Option<PathBuf>,
    /// The body of a network.
    pub confluent_network: Option<PathBuf>,
    /// The body of a Kafka cluster.
    pub confluent_cluster: Option<PathBuf>,
    /// The body of a list of PrivateLink accesses.
    pub confluent_accesses: Option<PathBuf>,
}

/// Where the control planes are: base URLs without a trailing slash, `https` but for loopback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Confluent Cloud.
    pub confluent: String,
    /// TiDB Cloud.
    pub tidb: String,
}

impl Default for Endpoints {
    fn default() -> Self {
        Self {
            confluent: "https://api.confluent.cloud".to_owned(),
            tidb: "https://serverless.tidbapi.com".to_owned(),
        }
    }
}

/// The keys at hand. They reach a request header and nothing else.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// A Cloud API key of Confluent.
    pub confluent: Option<Key>,
    /// An API key of TiDB Cloud.
    pub tidb: Option<Key>,
    /// Whether the Cloud API key is the Kafka key of the environment, which no Cloud API takes.
    pub confluent_is_kafka_key: bool,
    /// Why there is no key of TiDB Cloud, where more can be said than that none was given.
    pub tidb_absent: Option<String>,
}

/// A key and its secret.
#[derive(Clone, Debug)]
pub struct Key {
    /// The public half.
    pub id: String,
    /// The secret half; `Debug` masks it.
    pub secret: SecretString,
}
