//! The flags that say what to look at. A replay takes none of them: its facts are in the file.

use super::choice::choice;
use super::given::GivenParser;
use crate::config::{Asked, Given, Vantage};
use clap::builder::{FalseyValueParser, TypedValueParser};
use std::path::PathBuf;

const WHAT: &str = "What to look at";
const DECLARED: &str = "Declared, for what no key is at hand";
const NAMES: &str = "Names";
const LIMITS: &str = "Limits";

/// Flags that say what to look at, each with a variable that stands in for it.
#[derive(Clone, Debug, clap::Args)]
pub struct LinkFlags {
    /// Configuration file [default: pldoctor.toml, when it is there]
    #[arg(long, value_name = "FILE", env = "PLDOCTOR_CONFIG", help_heading = WHAT)]
    config: Option<PathBuf>,
    /// The TiDB Cloud cluster
    #[arg(long, value_name = "ID", env = "PLDOCTOR_TIDB_CLUSTER", value_parser = GivenParser, help_heading = WHAT)]
    tidb_cluster: Option<Given>,
    /// The private link connection, `plc-…`
    #[arg(long, value_name = "ID", env = "PLDOCTOR_TIDB_CONNECTION", value_parser = GivenParser, help_heading = WHAT)]
    tidb_connection: Option<Given>,
    /// The profile of `ticloud` that holds the API key
    #[arg(long, value_name = "NAME", env = "PLDOCTOR_TIDB_PROFILE", value_parser = GivenParser, help_heading = WHAT)]
    tidb_profile: Option<Given>,
    /// The Confluent environment, `env-…`
    #[arg(long, value_name = "ID", env = "PLDOCTOR_CONFLUENT_ENVIRONMENT", value_parser = GivenParser, help_heading = WHAT)]
    confluent_environment: Option<Given>,
    /// The Kafka cluster, `lkc-…`
    #[arg(long, value_name = "ID", env = "PLDOCTOR_CONFLUENT_CLUSTER", value_parser = GivenParser, help_heading = WHAT)]
    confluent_cluster: Option<Given>,
    /// The Confluent network, `n-…`
    #[arg(long, value_name = "ID", env = "PLDOCTOR_CONFLUENT_NETWORK", value_parser = GivenParser, help_heading = WHAT)]
    confluent_network: Option<Given>,
    /// A saved API body in place of a call; repeatable. KIND is tidb-zones, tidb-cluster, tidb-connection,
    /// confluent-network, confluent-cluster or confluent-accesses
    #[arg(long = "import", value_name = "KIND=FILE", env = "PLDOCTOR_IMPORT", value_delimiter = ',',
          value_parser = GivenParser, help_heading = WHAT)]
    imports: Vec<Given>,

    /// TiDB Cloud's AWS account
    #[arg(long, value_name = "ID", env = "PLDOCTOR_TIDB_ACCOUNT_ID", value_parser = GivenParser, help_heading = DECLARED)]
    tidb_account_id: Option<Given>,
    /// An AZ ID of TiDB Cloud, `use1-az1`; repeatable
    #[arg(long = "tidb-zone", value_name = "ID", env = "PLDOCTOR_TIDB_ZONE", value_delimiter = ',',
          value_parser = GivenParser, help_heading = DECLARED)]
    tidb_zones: Vec<Given>,
    /// TiDB Cloud's region, with or without `aws-`
    #[arg(long, value_name = "REGION", env = "PLDOCTOR_TIDB_REGION", value_parser = GivenParser, help_heading = DECLARED)]
    tidb_region: Option<Given>,
    /// The Confluent network's DNS subdomain, or a zonal one
    #[arg(long, value_name = "NAME", env = "PLDOCTOR_CONFLUENT_DNS_SUBDOMAIN", value_parser = GivenParser,
          help_heading = DECLARED)]
    confluent_dns_subdomain: Option<Given>,
    /// Its VPC endpoint service
    #[arg(long, value_name = "NAME", env = "PLDOCTOR_CONFLUENT_ENDPOINT_SERVICE", value_parser = GivenParser,
          help_heading = DECLARED)]
    confluent_endpoint_service: Option<Given>,
    /// An AZ ID of it; repeatable
    #[arg(long = "confluent-zone", value_name = "ID", env = "PLDOCTOR_CONFLUENT_ZONE", value_delimiter = ',',
          value_parser = GivenParser, help_heading = DECLARED)]
    confluent_zones: Vec<Given>,
    /// Its region
    #[arg(long, value_name = "REGION", env = "PLDOCTOR_CONFLUENT_REGION", value_parser = GivenParser,
          help_heading = DECLARED)]
    confluent_region: Option<Given>,
    /// Its type, `PRIVATELINK`
    #[arg(long, value_name = "TYPE", env = "PLDOCTOR_CONFLUENT_NETWORK_TYPE", value_parser = GivenParser,
          help_heading = DECLARED)]
    confluent_network_type: Option<Given>,

    /// Whom to ask: `system`, `IP` or `IP:PORT`; repeatable [default: system]
    #[arg(long = "resolver", value_name = "RESOLVER", env = "PLDOCTOR_RESOLVER", value_delimiter = ',',
          value_parser = GivenParser, help_heading = NAMES)]
    resolvers: Vec<Given>,
    /// Where this runs: outside or inside the consumer's network [default: outside]
    #[arg(long, value_name = "WHERE", env = "PLDOCTOR_VANTAGE", value_parser = vantages(), help_heading = NAMES)]
    vantage: Option<Vantage>,
    /// Ask nobody for names
    #[arg(long, env = "PLDOCTOR_NO_DNS", num_args = 0, default_missing_value = "true", value_parser = GivenParser,
          help_heading = NAMES)]
    no_dns: Option<Given>,

    /// How long the whole run may take [default: 60s]
    #[arg(long, value_name = "DURATION", env = "PLDOCTOR_TIMEOUT", value_parser = GivenParser, help_heading = LIMITS)]
    timeout: Option<Given>,
    /// Show no progress; none is shown unless stderr is a terminal
    #[arg(long, env = "PLDOCTOR_NO_PROGRESS", value_parser = FalseyValueParser::new(), help_heading = LIMITS)]
    pub no_progress: bool,
}

fn vantages() -> impl TypedValueParser<Value = Vantage> {
    choice([Vantage::Outside, Vantage::Inside].map(|vantage| (vantage.as_str(), vantage)))
}

impl LinkFlags {
    /// What was asked for, of the links that `--link` names.
    pub fn asked(self, links: Vec<Given>) -> Asked {
        Asked {
            config: self.config,
            links,
            tidb_cluster: self.tidb_cluster,
            tidb_connection: self.tidb_connection,
            tidb_profile: self.tidb_profile,
            confluent_environment: self.confluent_environment,
            confluent_cluster: self.confluent_cluster,
            confluent_network: self.confluent_network,
            tidb_account_id: self.tidb_account_id,
            tidb_zones: self.tidb_zones,
            tidb_region: self.tidb_region,
            confluent_dns_subdomain: self.confluent_dns_subdomain,
            confluent_endpoint_service: self.confluent_endpoint_service,
            confluent_zones: self.confluent_zones,
            confluent_region: self.confluent_region,
            confluent_network_type: self.confluent_network_type,
            imports: self.imports,
            resolvers: self.resolvers,
            vantage: self.vantage,
            no_dns: self.no_dns,
            timeout: self.timeout,
        }
    }
}
