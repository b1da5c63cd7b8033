//! Facts that the user knows and no key was needed for.

facts! {
    /// What was declared on the command line or in the configuration.
    pub struct Facts {
        /// TiDB Cloud's AWS account, 12 digits.
        tidb_account_id: String,
        /// TiDB Cloud's AZ IDs.
        tidb_zone_ids: Vec<String>,
        /// TiDB Cloud's region, without `aws-`.
        tidb_region: String,
        /// The network's DNS domain, the zone label cut off.
        confluent_dns_domain: String,
        /// The network's endpoint service.
        confluent_endpoint_service: String,
        /// The network's AZ IDs.
        confluent_zone_ids: Vec<String>,
        /// The network's region.
        confluent_region: String,
        /// The network's type: `PRIVATELINK`.
        confluent_network_type: String,
    }
}
