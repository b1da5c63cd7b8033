//! Facts of Confluent Cloud: the network, who may reach it, and the Kafka cluster in it.

use jiff::Timestamp;

facts! {
    /// What Confluent Cloud says.
    pub struct Facts {
        /// What the API made of the key.
        credential: super::link::Credential,
        /// The environments that the key can see, in order of their ids.
        environments: Vec<Environment>,
        /// The network under check.
        network: Network,
        /// The PrivateLink accesses of the environment, on every network, in order of their ids.
        accesses: Vec<Access>,
        /// The quota of PrivateLink accesses of the network.
        access_quota: Quota,
        /// The Kafka cluster under check; absent where the network was read and holds none.
        cluster: Cluster,
    }
}

facts! {
    /// An environment.
    pub struct Environment {
        /// Its id: `env-…`.
        id: String,
        /// The name its owner gave it.
        name: String,
    }
}

facts! {
    /// A Confluent network.
    pub struct Network {
        /// Its id: `n-…`.
        id: String,
        /// The name its owner gave it.
        name: String,
        /// Its environment: `env-…`.
        environment_id: String,
        /// Its cloud in upper case: `AWS`.
        cloud: String,
        /// Its region: `us-east-1`.
        region: String,
        /// How it can be reached, in upper case without underscores: `PRIVATELINK`.
        connection_types: Vec<String>,
        /// Its AZ IDs.
        zone_ids: Vec<String>,
        /// How its names resolve: `PRIVATE` or `CHASED_PRIVATE`. The API may leave it out.
        resolution: String,
        /// Its phase in upper case: `READY`.
        phase: String,
        /// The code of a failure.
        error_code: String,
        /// The words of a failure.
        error_message: String,
        /// The DNS domain as the API spells it: `<nid>.<region>.aws.confluent.cloud`.
        dns_domain: String,
        /// The domain of each zone.
        zonal_subdomains: Vec<ZonalSubdomain>,
        /// The endpoint service's name: `com.amazonaws.vpce.<region>.vpce-svc-…`.
        endpoint_service: String,
        /// Since when nothing has used it; absent while it is in use.
        idle_since: Timestamp,
    }
}

facts! {
    /// The domain of one zone.
    pub struct ZonalSubdomain {
        /// The AZ ID.
        zone_id: String,
        /// Its domain: `use1-az1.<nid>.<region>.aws.confluent.cloud`.
        domain: String,
    }
}

facts! {
    /// A PrivateLink access: an AWS account that may connect to a network.
    pub struct Access {
        /// Its id: `pla-…`.
        id: String,
        /// The name its owner gave it.
        name: String,
        /// The network it opens: `n-…`.
        network_id: String,
        /// The AWS account it admits, 12 digits.
        account: String,
        /// Its phase in upper case: `READY`.
        phase: String,
        /// The code of a failure.
        error_code: String,
        /// The words of a failure.
        error_message: String,
    }
}

facts! {
    /// A limit and how much of it is used.
    pub struct Quota {
        /// The limit that applies.
        limit: u64,
        /// How much is used; the API may leave it out.
        usage: u64,
    }
}

facts! {
    /// A Kafka cluster.
    pub struct Cluster {
        /// Its id: `lkc-…`.
        id: String,
        /// The name its owner gave it.
        name: String,
        /// Its environment: `env-…`.
        environment_id: String,
        /// The network it stands in: `n-…`; absent for a cluster on the public network.
        network_id: String,
        /// Its kind: `Dedicated`.
        kind: String,
        /// `SINGLE_ZONE` or `MULTI_ZONE`.
        availability: String,
        /// The AZ IDs it stands in; the API may leave them out.
        zone_ids: Vec<String>,
        /// Its phase in upper case: `PROVISIONED`.
        phase: String,
        /// Its region.
        region: String,
        /// Where clients start, as `host:port`.
        bootstrap: String,
    }
}
