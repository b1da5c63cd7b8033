//! The section of Confluent Cloud.

use super::survey::{Parts, Survey};
use super::{access, cluster, environment, network, quota};
use crate::collect::draft::{Draft, Found};
use crate::collect::http::GetClient;
use crate::collect::import::SavedConfluent;
use crate::config;
use crate::fact::confluent::Facts;
use crate::fact::{Fact, Section};

/// Reads what `asked` names: saved bodies where there are some, else with `client`. Without a client the rest is left out.
pub(crate) async fn collect(
    asked: &config::Confluent,
    saved: &SavedConfluent,
    client: Option<&GetClient<'_>>,
    kafka_key: bool,
    endpoint: &str,
) -> Section<Facts> {
    let client = client.filter(|_| asked.is_requested());
    let mut parts = match client {
        Some(client) => Survey::new(client, asked, saved).run().await,
        None => Parts::not_requested(),
    };
    for (part, saved) in [
        (&mut parts.network, &saved.network),
        (&mut parts.cluster, &saved.cluster),
        (&mut parts.accesses, &saved.accesses),
    ] {
        if let Some(saved) = saved {
            *part = Found::Read(saved.clone());
        }
    }
    let mut draft = Draft::default();
    let mut facts = Facts {
        environments: draft.list("confluent.environments", &parts.environments, "/id", environment::read),
        network: draft.one("confluent.network", &parts.network, network::read),
        accesses: draft.list("confluent.accesses", &parts.accesses, "/id", access::read),
        access_quota: draft.one("confluent.access_quota", &parts.quota, quota::read),
        cluster: draft.one("confluent.cluster", &parts.cluster, cluster::read),
        credential: Fact::Missing,
    };
    match client {
        Some(client) => facts.credential = draft.credential("confluent.credential", client, kafka_key),
        None => draft.not_requested.push("confluent.credential".into()),
    }
    draft.section(client.map(|_| endpoint.to_owned()), facts)
}
