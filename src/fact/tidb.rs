//! Facts of TiDB Cloud: the cluster, its AWS account and zones, its private link connections.
//!
//! The types have no place for a secret or for a person's name: what the API sends of them is never read.

use jiff::Timestamp;

facts! {
    /// What TiDB Cloud says.
    pub struct Facts {
        /// What the API made of the key.
        credential: super::link::Credential,
        /// The Essential cluster.
        cluster: Cluster,
        /// TiDB Cloud's AWS account, 12 digits.
        account_id: String,
        /// The AZ IDs in which TiDB Cloud can place its endpoint.
        zone_ids: Vec<String>,
        /// The cluster's private link connections, in order of their ids.
        connections: Vec<Connection>,
    }
}

facts! {
    /// A TiDB Cloud cluster.
    pub struct Cluster {
        /// Its id: digits.
        id: String,
        /// The name its owner gave it.
        name: String,
        /// Its plan in lower case: `essential`, `starter`.
        plan: String,
        /// Its cloud in lower case: `aws`.
        cloud: String,
        /// The AWS region, without TiDB's `aws-`: `us-east-1`.
        region: String,
        /// Its state in upper case: `ACTIVE`.
        state: String,
        /// When it was created.
        created_at: Timestamp,
    }
}

facts! {
    /// A private link connection (PLC).
    pub struct Connection {
        /// Its id: `plc-…`.
        id: String,
        /// The name its owner gave it.
        name: String,
        /// Its type in upper case: `AWS_ENDPOINT_SERVICE`.
        r#type: String,
        /// Its state in upper case: `ACTIVE`, `PENDING_ACCEPTANCE`.
        state: String,
        /// Why it failed, in the vendor's words.
        message: String,
        /// The endpoint service it points to.
        service_name: String,
        /// The region of that service.
        service_region: String,
        /// The endpoint in TiDB Cloud's account: `vpce-…`.
        endpoint_id: String,
        /// The AZ IDs that the endpoint serves.
        zone_ids: Vec<String>,
        /// The domains attached to it; only a single connection's own answer holds them.
        attached_domains: Vec<AttachedDomain>,
        /// When it was created.
        created_at: Timestamp,
        /// When it last changed.
        updated_at: Timestamp,
    }
}

facts! {
    /// A set of domains attached to a connection.
    pub struct AttachedDomain {
        /// Its id.
        id: String,
        /// `CONFLUENT` or `TIDBCLOUD_MANAGED`.
        r#type: String,
        /// The unique name: `domnprzqrog.us-east-1`.
        unique_name: String,
        /// The names that TiDB Cloud made of it.
        domains: Vec<Domain>,
    }
}

facts! {
    /// One name of an attached domain.
    pub struct Domain {
        /// The name, often a wildcard.
        name: String,
        /// Its state, a free word of the vendor.
        state: String,
        /// Why it failed, in the vendor's words.
        message: String,
    }
}
