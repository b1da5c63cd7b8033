//! How the services differ, as far as HTTP goes.

use crate::fact::Source;
use std::time::Duration;

/// What is peculiar to one service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Whose facts it tells.
    pub source: Source,
    /// Its name in sentences.
    pub name: &'static str,
    /// Whether its 403 and 404 leave open which of the two is meant.
    pub veils: bool,
    /// Words, in lower case, that make a 403 a refused credential.
    pub refusals: &'static [&'static str],
    /// How many requests a minute a key may send, where that is published.
    pub per_minute: Option<usize>,
}

/// Confluent Cloud: a deleted cluster is 403, a network that the key may not know of is 404, and so is one that is not there.
pub const CONFLUENT: Service = Service {
    source: Source::Confluent,
    name: "Confluent Cloud",
    veils: true,
    refusals: &["invalid api key"],
    per_minute: None,
};

/// TiDB Cloud: 403 is a missing permission, 404 a missing thing.
pub const TIDB: Service = Service {
    source: Source::Tidb,
    name: "TiDB Cloud",
    veils: false,
    refusals: &[],
    per_minute: Some(100),
};

/// How patient and how greedy a client is.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long one request may take, its body included.
    pub per_call: Duration,
    /// How many requests may be under way at once.
    pub in_flight: usize,
    /// How many bytes a body may have after it was unpacked.
    pub body: usize,
    /// How often a failed call is tried again.
    pub retries: usize,
    /// The pause before the first of these; each next one is twice as long, and all are shaken a little.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_call: Duration::from_secs(15),
            in_flight: 4,
            body: 8 << 20,
            retries: 3,
            pause: Duration::from_millis(250),
        }
    }
}
