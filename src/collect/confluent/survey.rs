//! What is asked of Confluent Cloud, and in which order: as few calls as possible wait for another one.
//!
//! Every call names its environment. Where none was named, the ones that the key sees are searched.

use super::{Kind, page, quota};
use crate::collect::draft::Found;
use crate::collect::http::{Call, CallError, GetClient, Reply};
use crate::collect::import::SavedConfluent;
use crate::config;
use crate::fact::GapReason;
use crate::text;
use futures_util::future::join_all;
use serde_json::Value;
use std::sync::Arc;

/// What became of each part.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) environments: Found,
    pub(super) network: Found,
    pub(super) accesses: Found,
    pub(super) quota: Found,
    pub(super) cluster: Found,
}

impl Parts {
    pub(super) fn not_requested() -> Self {
        Self::all(&Found::NotRequested)
    }

    fn all(found: &Found) -> Self {
        Self {
            environments: found.clone(),
            network: found.clone(),
            accesses: found.clone(),
            quota: found.clone(),
            cluster: found.clone(),
        }
    }
}

/// One link's questions to Confluent Cloud.
pub(super) struct Survey<'a> {
    client: &'a GetClient<'a>,
    saved: &'a SavedConfluent,
    environment_id: Option<&'a str>,
    network_id: Option<&'a str>,
    cluster_id: Option<&'a str>,
}

impl<'a> Survey<'a> {
    /// What was not named is taken from a saved body, where there is one.
    pub(super) fn new(client: &'a GetClient<'a>, asked: &'a config::Confluent, saved: &'a SavedConfluent) -> Self {
        let within = |body: &'a Option<Arc<Reply>>, pointer: &str| body.as_ref()?.json.pointer(pointer)?.as_str();
        let environment = "/spec/environment/id";
        Self {
            client,
            saved,
            environment_id: asked
                .environment_id
                .as_deref()
                .or_else(|| within(&saved.network, environment))
                .or_else(|| within(&saved.cluster, environment)),
            network_id: asked.network_id.as_deref().or_else(|| within(&saved.network, "/id")),
            cluster_id: asked.cluster_id.as_deref().or_else(|| within(&saved.cluster, "/id")),
        }
    }

    pub(super) async fn run(&self) -> Parts {
        let call = Call::to(["org", "v2", "environments"]);
        let environments = async { Found::from(page::list(self.client, &call, Kind::Environment).await) };
        if let Some(environment) = self.environment_id {
            let (environments, mut parts) = tokio::join!(environments, self.look(environment));
            parts.environments = environments;
            self.look_elsewhere(environment, &mut parts).await;
            return parts;
        }
        let environments = environments.await;
        let mut parts = match self.locate(&environments).await {
            Ok(environment) => self.look(&environment).await,
            Err(error) => Parts::all(&Found::Gap(error)),
        };
        parts.environments = environments;
        parts
    }

    /// Everything in one environment.
    async fn look(&self, environment: &str) -> Parts {
        let (accesses, (network, cluster, quota)) =
            tokio::join!(self.accesses(environment), self.look_at_both(environment));
        Parts {
            environments: Found::NotRequested,
            network,
            accesses,
            quota,
            cluster,
        }
    }

    /// The network, the cluster and the quota: the one that was named leads to the others.
    async fn look_at_both(&self, environment: &str) -> (Found, Found, Found) {
        match (self.network_id, self.cluster_id) {
            (Some(network), Some(cluster)) => tokio::join!(
                self.network(environment, network),
                self.cluster(environment, cluster),
                self.quota(environment, network)
            ),
            (Some(network), None) => tokio::join!(
                self.network(environment, network),
                self.cluster_of(environment, network),
                self.quota(environment, network)
            ),
            (None, Some(cluster)) => {
                let found = self.cluster(environment, cluster).await;
                let (network, quota) = match (&found, found.text("/spec/network/id")) {
                    (_, Some(network)) => {
                        tokio::join!(self.network(environment, network), self.quota(environment, network))
                    }
                    // A cluster on the public network has none.
                    (Found::Read(reply), None) => (Found::None(reply.clone()), Found::None(reply.clone())),
                    (other, None) => both(other, &format!("the network is that of cluster `{cluster}`")),
                };
                (network, found, quota)
            }
            (None, None) => {
                let found = self.only_network(environment).await;
                let (cluster, quota) = match found.text("/id") {
                    Some(network) => {
                        tokio::join!(self.cluster_of(environment, network), self.quota(environment, network))
                    }
                    None => both(&found, "no network is known to look in"),
                };
                (found, cluster, quota)
            }
        }
    }

    async fn network(&self, environment: &str, id: &str) -> Found {
        if let Some(saved) = &self.saved.network {
            return Found::Read(saved.clone());
        }
        self.thing(&network_call(environment, id), Kind::Network).await
    }

    async fn cluster(&self, environment: &str, id: &str) -> Found {
        if let Some(saved) = &self.saved.cluster {
            return Found::Read(saved.clone());
        }
        self.thing(&cluster_call(environment, id), Kind::Cluster).await
    }

    async fn accesses(&self, environment: &str) -> Found {
        if let Some(saved) = &self.saved.accesses {
            return Found::Read(saved.clone());
        }
        let call = Call::to(["networking", "v1", "private-link-accesses"])
            .with("environment", environment)
            .about(format!("environment `{environment}`"));
        page::list(self.client, &call, Kind::PrivateLinkAccess).await.into()
    }

    async fn quota(&self, environment: &str, network: &str) -> Found {
        let call = Call::to(["service-quota", "v1", "applied-quotas"])
            .with("scope", "NETWORK")
            .with("environment", environment)
            .with("network", network)
            .with("id", quota::ACCESSES)
            .about(format!("network `{network}` in environment `{environment}`"));
        let list = match page::list(self.client, &call, Kind::AppliedQuota).await {
            Ok(list) => list,
            Err(error) => return Found::Gap(error),
        };
        find(&list, quota::ACCESSES).map_or_else(
            || {
                let detail = format!("the API names no quota `{}` of network `{network}`", quota::ACCESSES);
                Found::Gap(CallError::new(GapReason::NotVisible, detail).traced(list.trace_id.clone()))
            },
            Found::Read,
        )
    }

    /// The cluster of a network.
    async fn cluster_of(&self, environment: &str, network: &str) -> Found {
        let call = Call::to(["cmk", "v2", "clusters"])
            .with("environment", environment)
            .with("spec.network", network)
            .about(format!("environment `{environment}`"));
        let list = page::list(self.client, &call, Kind::Cluster).await;
        only(
            list,
            &format!("clusters stand in network `{network}`"),
            "--confluent-cluster",
        )
    }

    /// The network of an environment in which nothing else was named.
    async fn only_network(&self, environment: &str) -> Found {
        let call = Call::to(["networking", "v1", "networks"])
            .with("environment", environment)
            .about(format!("environment `{environment}`"));
        let list = page::list(self.client, &call, Kind::Network).await;
        only(
            list,
            &format!("networks stand in environment `{environment}`"),
            "--confluent-network",
        )
    }

    async fn thing(&self, call: &Call, kind: Kind) -> Found {
        match self.client.get(call).await {
            Ok(reply) => match kind.check(&reply.json) {
                Ok(()) => Found::Read(reply),
                Err(what) => Found::Gap(CallError::malformed(&call.shown(), what, reply.trace_id.clone())),
            },
            Err(error) => Found::Gap(error),
        }
    }

    /// The environment that holds what was named: the cluster, else the network.
    async fn locate(&self, environments: &Found) -> Result<String, CallError> {
        if let Some(error) = environments.error() {
            return Err(error.because("no environment was named, and they could not be listed"));
        }
        let ids = ids(environments);
        let cluster = self.cluster_id.map(|id| (id, cluster_call as fn(&str, &str) -> Call));
        let network = self.network_id.map(|id| (id, network_call as fn(&str, &str) -> Call));
        let mut failed = None;
        let mut names = Vec::new();
        for (name, call) in cluster.into_iter().chain(network) {
            match self.search(&ids, name, call).await {
                Ok(environment) => return Ok(environment),
                // A service that failed somewhere may have it there.
                Err(errors) => failed = failed.or_else(|| errors.into_iter().find(|error| !error.is_missing())),
            }
            names.push(format!("`{name}`"));
        }
        Err(failed.unwrap_or_else(|| {
            let (names, seen) = (text::list(&names), text::count(ids.len(), "environment"));
            let detail = format!(
                "{names}: in none of the {seen} that the key sees; not found, or the key is not permitted to see it"
            );
            CallError::new(GapReason::NotFoundOrDenied, detail)
        }))
    }

    /// The first environment that answers for `id`, else why each did not.
    async fn search(
        &self,
        environments: &[&str],
        id: &str,
        call: fn(&str, &str) -> Call,
    ) -> Result<String, Vec<CallError>> {
        let calls: Vec<Call> = environments.iter().map(|environment| call(environment, id)).collect();
        let answers = join_all(calls.iter().map(|call| self.client.get(call))).await;
        match environments.iter().zip(&answers).find(|(_, answer)| answer.is_ok()) {
            Some((environment, _)) => Ok((*environment).to_owned()),
            None => Err(answers.into_iter().filter_map(Result::err).collect()),
        }
    }

    /// Says of what is missing in the named environment whether it stands in another one.
    async fn look_elsewhere(&self, environment: &str, parts: &mut Parts) {
        type Part<'p> = (&'p mut Found, Option<&'p str>, fn(&str, &str) -> Call);
        let all = parts.environments.clone();
        let others: Vec<&str> = ids(&all).into_iter().filter(|id| *id != environment).collect();
        let parts: [Part<'_>; 2] = [
            (&mut parts.network, self.network_id, network_call),
            (&mut parts.cluster, self.cluster_id, cluster_call),
        ];
        for (part, id, call) in parts {
            let (Found::Gap(error), Some(id)) = (part, id) else {
                continue;
            };
            if !error.is_missing() {
                continue;
            }
            if let Ok(other) = self.search(&others, id, call).await {
                error.reason = GapReason::NotFound;
                error.detail = format!(
                    "`{id}` is not in environment `{environment}`: it stands in `{other}`, so name that one with --confluent-environment"
                );
            }
        }
    }
}

fn network_call(environment: &str, id: &str) -> Call {
    Call::to(["networking", "v1", "networks", id])
        .with("environment", environment)
        .about(format!("network `{id}` in environment `{environment}`"))
}

fn cluster_call(environment: &str, id: &str) -> Call {
    Call::to(["cmk", "v2", "clusters", id])
        .with("environment", environment)
        .about(format!("cluster `{id}` in environment `{environment}`"))
}

/// What hangs on something that is not there, twice.
fn both(found: &Found, hangs: &str) -> (Found, Found) {
    let found = match found.error() {
        Some(error) => Found::Gap(error.because(hangs)),
        None => found.clone(),
    };
    (found.clone(), found)
}

/// The only element of a list; none of an empty one; a gap where there are several to choose from.
fn only(list: Result<Arc<Reply>, CallError>, stand: &str, flag: &str) -> Found {
    let list = match list {
        Ok(list) => list,
        Err(error) => return Found::Gap(error),
    };
    let found = Found::Read(list.clone());
    match *ids(&found) {
        [] => Found::None(list),
        [id] => find(&list, id).map_or(Found::None(list), Found::Read),
        ref ids => {
            let names: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
            let detail = format!("{} {stand}: {}; choose one with {flag}", ids.len(), text::list(&names));
            Found::Gap(CallError::new(GapReason::NotVisible, detail))
        }
    }
}

/// The element of a list with this id, as a reply of its own.
fn find(list: &Arc<Reply>, id: &str) -> Option<Arc<Reply>> {
    let element = list
        .json
        .as_array()?
        .iter()
        .find(|element| element.get("id").and_then(Value::as_str) == Some(id))?;
    Some(Arc::new(Reply {
        json: element.clone(),
        ..Reply::clone(list)
    }))
}

/// The ids of a list, in their order.
fn ids(found: &Found) -> Vec<&str> {
    let elements = found
        .reply()
        .and_then(|reply| reply.json.as_array())
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut ids: Vec<&str> = elements
        .iter()
        .filter_map(|element| element.get("id")?.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
