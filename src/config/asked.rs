//! What was asked for in flags and in the variables that stand in for them: texts, not yet read.

use super::model::Vantage;
use super::problem::{Fault, Place, Problem};
use std::path::PathBuf;

/// Everything that flags and their variables can say about what to look at.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The file; `pldoctor.toml`, when it is there, without it.
    pub config: Option<PathBuf>,
    /// The links to look at; all of the file without it.
    pub links: Vec<Given>,
    /// The TiDB Cloud cluster.
    pub tidb_cluster: Option<Given>,
    /// The private link connection.
    pub tidb_connection: Option<Given>,
    /// The profile of `ticloud` that holds the key.
    pub tidb_profile: Option<Given>,
    /// The Confluent environment.
    pub confluent_environment: Option<Given>,
    /// The Kafka cluster.
    pub confluent_cluster: Option<Given>,
    /// The Confluent network.
    pub confluent_network: Option<Given>,
    /// Declared: TiDB Cloud's AWS account.
    pub tidb_account_id: Option<Given>,
    /// Declared: TiDB Cloud's AZ IDs.
    pub tidb_zones: Vec<Given>,
    /// Declared: TiDB Cloud's region.
    pub tidb_region: Option<Given>,
    /// Declared: the network's DNS subdomain.
    pub confluent_dns_subdomain: Option<Given>,
    /// Declared: the network's endpoint service.
    pub confluent_endpoint_service: Option<Given>,
    /// Declared: the network's AZ IDs.
    pub confluent_zones: Vec<Given>,
    /// Declared: the network's region.
    pub confluent_region: Option<Given>,
    /// Declared: the network's type.
    pub confluent_network_type: Option<Given>,
    /// Saved bodies: `KIND=FILE`.
    pub imports: Vec<Given>,
    /// Whom to ask for names.
    pub resolvers: Vec<Given>,
    /// Where the run stands.
    pub vantage: Option<Vantage>,
    /// Whether nobody is to be asked for names.
    pub no_dns: Option<Given>,
    /// How long the run may take.
    pub timeout: Option<Given>,
}

/// A text and where it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The text.
    pub text: String,
    /// Where.
    pub origin: Origin,
}

/// Where a text was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// By a flag: `--tidb-cluster`.
    Flag(String),
    /// By a variable: `PLDOCTOR_TIDB_CLUSTER`.
    Variable(String),
}

impl Given {
    /// A text that a flag gave.
    pub fn flag(flag: &str, text: &str) -> Self {
        Self {
            text: text.to_owned(),
            origin: Origin::Flag(flag.to_owned()),
        }
    }

    /// The flag or the variable.
    pub fn name(&self) -> &str {
        match &self.origin {
            Origin::Flag(name) | Origin::Variable(name) => name,
        }
    }

    /// The text as a yes or a no, as variables write them.
    pub fn is_yes(&self) -> bool {
        !matches!(
            self.text.to_ascii_lowercase().as_str(),
            "" | "0" | "false" | "no" | "off" | "n" | "f"
        )
    }

    /// The problem that a fault is, found in this text.
    pub(super) fn problem(&self, fault: Fault) -> Problem {
        fault.at(Place::Named(self.name().to_owned()))
    }
}

impl Asked {
    /// Everything given that speaks of one link and cannot be said of several at once.
    pub(super) fn of_one_link(&self) -> Vec<&Given> {
        [
            &self.tidb_cluster,
            &self.tidb_connection,
            &self.confluent_environment,
            &self.confluent_cluster,
            &self.confluent_network,
            &self.tidb_account_id,
            &self.tidb_region,
            &self.confluent_dns_subdomain,
            &self.confluent_endpoint_service,
            &self.confluent_region,
            &self.confluent_network_type,
        ]
        .into_iter()
        .flatten()
        .chain(&self.tidb_zones)
        .chain(&self.confluent_zones)
        .chain(&self.imports)
        .collect()
    }
}
