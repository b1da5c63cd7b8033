//! The shapes of derived facts. `derive` fills them; rules read them under `derived`.

facts! {
    /// What follows from the other facts.
    pub struct Facts {
        /// The AZ IDs in which brokers must be reached: the cluster's own, else the network's.
        required_zone_ids: Vec<String>,
        /// The AZ IDs that TiDB Cloud and the Confluent network share.
        shared_zone_ids: Vec<String>,
        /// Every region that some fact names, and where.
        regions: Vec<PlaceRegion>,
        /// The endpoint service's name taken apart.
        endpoint_service: EndpointService,
        /// The network's DNS domain taken apart.
        dns_domain: DnsDomain,
        /// The unique name to attach in TiDB Cloud: `<nid>.<region>`.
        unique_name: String,
        /// `PRIVATE` or `CHASED_PRIVATE`, read from the network, else from the bootstrap name.
        resolution: String,
        /// The bootstrap address taken apart.
        bootstrap: Bootstrap,
        /// The access for TiDB Cloud's account on the network under check; absent where there is none.
        access: super::confluent::Access,
        /// The private link connection under check: the one named, else the one that points to the network's service,
        /// else the cluster's only one; absent where there is none.
        connection: super::tidb::Connection,
        /// Accesses for TiDB Cloud's account on other networks.
        accesses_elsewhere: Vec<super::confluent::Access>,
        /// How many accesses the network has.
        access_count: u64,
        /// The accounts that the network admits.
        admitted_accounts: Vec<String>,
        /// Each declared fact beside the observed one.
        declarations: Vec<Declaration>,
        /// Each source that was asked with a key.
        credentials: Vec<SourceCredential>,
    }
}

facts! {
    /// A region, and where it was read.
    pub struct PlaceRegion {
        /// Whose region it is, in words: `the Confluent network`.
        place: String,
        /// The region.
        region: String,
    }
}

facts! {
    /// The parts of an endpoint service's name.
    pub struct EndpointService {
        /// The name as it stands.
        name: String,
        /// Whether it has the form `com.amazonaws.vpce.<region>.vpce-svc-<17 hex>`.
        well_formed: bool,
        /// The region in it; absent where the form is wrong.
        region: String,
        /// What is wrong with the form, in words; absent where nothing is.
        slip: String,
    }
}

facts! {
    /// The parts of a network's DNS domain.
    pub struct DnsDomain {
        /// The name as it stands.
        given: String,
        /// The name without `glb.`: the zone that must resolve.
        name: String,
        /// Whether it has the form `<nid>.<region>.aws.confluent.cloud`.
        well_formed: bool,
        /// The region in it; absent where the form is wrong.
        region: String,
        /// What kind of name it is: `dedicated`, `enterprise`, `access_point`, `public`, `unknown`.
        family: String,
        /// What is wrong with it, in words; absent where nothing is.
        slip: String,
    }
}

facts! {
    /// The parts of a bootstrap address.
    pub struct Bootstrap {
        /// The host without the port.
        host: String,
        /// The port.
        port: u64,
        /// The host without `glb`: the name that must resolve privately.
        private_host: String,
        /// Whether the host belongs to the network's DNS domain, in either naming form.
        in_domain: bool,
    }
}

facts! {
    /// A declared fact beside the observed one.
    pub struct Declaration {
        /// The flag that declares it: `tidb-region`.
        key: String,
        /// What the user declared.
        declared: String,
        /// What was seen.
        observed: String,
        /// Whether both say the same.
        agrees: bool,
    }
}

facts! {
    /// What a source made of its key.
    pub struct SourceCredential {
        /// The source: `tidb`, `confluent`.
        source: String,
        /// Whether it took the key.
        accepted: bool,
        /// Whether the key is the Kafka key of the environment.
        kafka_key: bool,
        /// What the source said.
        message: String,
    }
}
