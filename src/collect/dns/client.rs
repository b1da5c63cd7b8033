//! One resolver on the wire: a question goes out over UDP, over TCP where the answer does not fit, and the whole message comes back.
//!
//! It asks the pool below `hickory_resolver::Resolver`, not the resolver itself: that one drops the aliases of an answer
//! without addresses, evens out times to live and answers some names itself. Following aliases is `chain`'s.

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverOpts, ServerOrderingStrategy,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::xfer::FirstAnswer;
use hickory_resolver::net::{DnsError, DnsHandle, NetError};
use hickory_resolver::proto::op::{DnsRequestOptions, DnsResponse, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{NameServerPool, PoolContext, TlsConfig, system_conf};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// What to ask of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Addresses of IP version 4.
    A,
    /// Addresses of IP version 6.
    Aaaa,
    /// The name that it stands for.
    Cname,
}

/// A message that a resolver answered with, as far as it is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reply {
    /// Whether the last name of the answer does not exist.
    pub(super) nxdomain: bool,
    /// Whether the message says itself that nothing more is to be had: it carries the zone's SOA record.
    pub(super) conclusive: bool,
    /// The records of the answer.
    pub(super) records: Vec<Record>,
}

/// One record of an answer. Names are in lower case and without the last dot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) owner: String,
    pub(super) ttl: u32,
    pub(super) data: Data,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data {
    Alias(String),
    Address(IpAddr),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// Nothing came back in time.
    Timeout,
    /// The resolver could not be reached at all; what the system said.
    Unreachable(String),
    /// The resolver answered that it does not answer: the rcode in lower case, or `referral`.
    Declined(String),
    /// The name cannot be asked.
    Unaskable(String),
    /// The name was sent on to one that cannot be asked.
    Astray { alias: String, words: String },
}

/// A resolver to ask. The system's may stand for several servers, which are tried in their order.
#[derive(Clone)]
pub(super) struct Client {
    servers: Vec<NameServerPool<TokioRuntimeProvider>>,
}

impl Client {
    /// A resolver by its address.
    pub(super) fn at(address: SocketAddr, patience: Duration) -> Self {
        let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
        udp.port = address.port();
        tcp.port = address.port();
        let server = NameServerConfig::new(address.ip(), true, vec![udp, tcp]);
        Self {
            servers: vec![pool(server, patience)],
        }
    }

    /// The resolver that the system is set up with.
    pub(super) fn of_system(patience: Duration) -> Result<Self, Failure> {
        let (config, _) = system_conf::read_system_conf().map_err(|error| Failure::Unreachable(error.to_string()))?;
        let servers = config.name_servers().iter();
        Ok(Self {
            servers: servers.map(|server| pool(server.clone(), patience)).collect(),
        })
    }

    /// Asks one question. A server that fails is followed by the next, as the system's own look-up does.
    pub(super) async fn ask(&self, name: &str, kind: Kind) -> Result<Reply, Failure> {
        // The last dot keeps every search list out.
        let name = Name::from_ascii(format!("{name}.")).map_err(|error| Failure::Unaskable(error.to_string()))?;
        let query = Query::query(name, kind.record_type());
        let mut result = Err(Failure::Unreachable("no name server is configured".to_owned()));
        for server in &self.servers {
            result = match server
                .lookup(query.clone(), DnsRequestOptions::default())
                .first_answer()
                .await
            {
                Ok(message) => Ok(Reply::read(&message)),
                Err(error) => Reply::of_error(error),
            };
            if result.is_ok() {
                break;
            }
        }
        result
    }
}

fn pool(server: NameServerConfig, patience: Duration) -> NameServerPool<TokioRuntimeProvider> {
    let mut options = ResolverOpts::default();
    options.timeout = patience;
    options.attempts = 1;
    options.cache_size = 0;
    options.num_concurrent_reqs = 1;
    options.use_hosts_file = ResolveHosts::Never;
    options.server_ordering_strategy = ServerOrderingStrategy::UserProvidedOrder;
    // Encrypted DNS is compiled out, so there is nothing to configure of it.
    let context = PoolContext::new(options, TlsConfig {});
    NameServerPool::from_config([server], Arc::new(context), TokioRuntimeProvider::default())
}

impl Kind {
    fn record_type(self) -> RecordType {
        match self {
            Self::A => RecordType::A,
            Self::Aaaa => RecordType::AAAA,
            Self::Cname => RecordType::CNAME,
        }
    }
}

impl Reply {
    #[expect(clippy::wildcard_enum_match_arm, reason = "records of other types are not looked at")]
    fn read(message: &DnsResponse) -> Self {
        let records = message.answers.iter().filter_map(|record| {
            let data = match &record.data {
                RData::A(address) => Data::Address(address.0.into()),
                RData::AAAA(address) => Data::Address(address.0.into()),
                RData::CNAME(target) => Data::Alias(text(&target.0)),
                _ => return None,
            };
            Some(Record {
                owner: text(&record.name),
                ttl: record.ttl,
                data,
            })
        });
        Self {
            nxdomain: message.response_code == ResponseCode::NXDomain,
            conclusive: message.soa().is_some(),
            records: records.collect(),
        }
    }

    /// An answer without records reaches us as an error, like a failure does.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever else went wrong, there is no answer"
    )]
    fn of_error(error: NetError) -> Result<Self, Failure> {
        match error {
            NetError::Dns(DnsError::NoRecordsFound(none)) if none.soa.is_none() && none.ns.is_some() => {
                Err(Failure::Declined("referral".to_owned()))
            }
            NetError::Dns(DnsError::NoRecordsFound(none)) => Ok(Self {
                nxdomain: none.response_code == ResponseCode::NXDomain,
                conclusive: none.soa.is_some(),
                records: Vec::new(),
            }),
            NetError::Dns(DnsError::ResponseCode(code)) => Err(Failure::Declined(format!("{code:?}").to_lowercase())),
            NetError::Timeout => Err(Failure::Timeout),
            error => Err(Failure::Unreachable(error.to_string())),
        }
    }
}

fn text(name: &Name) -> String {
    let text = name.to_lowercase().to_ascii();
    text.strip_suffix('.').map_or(text.clone(), str::to_owned)
}
