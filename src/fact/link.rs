//! What the user asked about: the names of the two ends, and what became of the keys.

facts! {
    /// The link under check, as it was asked for. What was not named is absent.
    pub struct Link {
        /// The name of the link.
        name: String,
        /// The TiDB Cloud cluster.
        tidb_cluster_id: String,
        /// The private link connection, when it was named.
        tidb_connection_id: String,
        /// The changefeed, when it was named.
        tidb_changefeed_id: String,
        /// The Confluent environment.
        confluent_environment_id: String,
        /// The Confluent network, when it was named.
        confluent_network_id: String,
        /// The Kafka cluster, when it was named.
        confluent_cluster_id: String,
    }
}

facts! {
    /// What an API made of the key it was asked with. The key itself is nowhere.
    pub struct Credential {
        /// Whether the API took it: a 401 says no.
        accepted: bool,
        /// Whether it equals the Kafka key of the environment, which no Cloud API takes.
        kafka_key: bool,
        /// What the API said when it refused.
        message: String,
    }
}
