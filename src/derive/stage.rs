//! How far the set-up has come, as the facts show it.

use crate::fact::{Fact, FactPath, Missing, World};
use crate::rule::Stage;
use std::collections::BTreeSet;

/// How far the set-up has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The stages that the facts show, and those that they imply.
    pub shown: BTreeSet<Stage>,
    /// The stages that the facts cannot show because of a gap: judged, so that the gap is seen.
    pub hidden: BTreeSet<Stage>,
}

impl Reach {
    /// The furthest stage that the facts show.
    pub fn furthest(&self) -> Option<Stage> {
        self.shown.last().copied()
    }

    /// The first stage that they do not show; none where a gap hides whether it is there.
    pub fn next(&self) -> Option<Stage> {
        let next = Stage::ALL.into_iter().find(|stage| !self.shown.contains(stage));
        next.filter(|next| !self.hidden.contains(next))
    }

    /// The stages to judge: shown, hidden by a gap, or demanded.
    pub fn judged(&self, demanded: Option<Stage>) -> BTreeSet<Stage> {
        let before = Stage::ALL
            .into_iter()
            .filter(|stage| demanded.is_some_and(|demanded| demanded.implies(*stage)));
        self.shown.iter().chain(&self.hidden).copied().chain(before).collect()
    }
}

/// Reads off a world how far the set-up has come.
pub fn reach(world: &World) -> Reach {
    let seen = |stage: &Stage| is_shown(*stage, world);
    let reached: Vec<Stage> = Stage::ALL.into_iter().filter(seen).collect();
    let shown: BTreeSet<Stage> = Stage::ALL
        .into_iter()
        .filter(|stage| reached.iter().any(|reached| reached.implies(*stage)))
        .collect();
    let hidden = Stage::ALL
        .into_iter()
        .filter(|stage| !shown.contains(stage) && is_hidden(*stage, world))
        .collect();
    Reach { shown, hidden }
}

fn is_shown(stage: Stage, world: &World) -> bool {
    let (facts, derived) = (&world.facts, &world.derived);
    match stage {
        Stage::Plan => {
            let tidb = &facts.tidb.facts;
            tidb.cluster.known().is_some() || tidb.account_id.known().is_some() || tidb.zone_ids.known().is_some()
        }
        Stage::Network => facts.confluent.facts.network.known().is_some(),
        Stage::Access => {
            derived.access.known().is_some() || derived.accesses_elsewhere.known().is_some_and(|all| !all.is_empty())
        }
        Stage::Cluster => {
            facts.confluent.facts.cluster.known().is_some() || facts.link.confluent_cluster_id.known().is_some()
        }
        Stage::Connection => derived.connection.known().is_some() || facts.link.tidb_connection_id.known().is_some(),
        Stage::Domains => {
            let domains = derived
                .connection
                .as_ref()
                .and_then(|connection| connection.attached_domains.as_ref());
            domains.known().is_some_and(|domains| !domains.is_empty())
        }
        // Changefeeds are not collected.
        Stage::Dataflow => false,
    }
}

/// Whether a gap, and not the lack of a question, keeps a stage from being seen.
fn is_hidden(stage: Stage, world: &World) -> bool {
    let (facts, derived) = (&world.facts, &world.derived);
    let (missing, path) = match stage {
        Stage::Plan => (facts.tidb.facts.cluster.is_missing(), "tidb.cluster"),
        Stage::Network => (facts.confluent.facts.network.is_missing(), "confluent.network"),
        Stage::Access => (derived.access.is_missing(), "derived.access"),
        Stage::Cluster => (facts.confluent.facts.cluster.is_missing(), "confluent.cluster"),
        Stage::Connection => (derived.connection.is_missing(), "derived.connection"),
        Stage::Domains => {
            let domains = derived
                .connection
                .as_ref()
                .and_then(|connection| connection.attached_domains.as_ref());
            (matches!(domains, Fact::Missing), "derived.connection.attached_domains")
        }
        Stage::Dataflow => (false, ""),
    };
    missing
        && world
            .missing(&FactPath::from(path))
            .iter()
            .all(|why| matches!(why, Missing::Gap(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::complete;
    use crate::fact::confluent::{Cluster, Network};
    use crate::fact::{Facts, Gap, GapReason, Status, tidb};

    fn facts() -> Facts {
        let mut facts = Facts::default();
        facts.tidb.status = Status::Complete;
        facts.confluent.status = Status::Complete;
        facts.tidb.facts.cluster = tidb::Cluster::default().into();
        facts.tidb.facts.connections = Vec::new().into();
        facts.tidb.facts.account_id = "123456789012".into();
        facts.confluent.facts.network = Network {
            id: "n-1".into(),
            ..Network::default()
        }
        .into();
        facts.confluent.facts.accesses = Vec::new().into();
        facts.confluent.facts.cluster = Fact::Absent;
        facts
    }

    #[test]
    fn access_and_cluster_do_not_imply_each_other() {
        let mut facts = facts();
        let reached = reach(&complete(&facts));
        assert_eq!(
            (reached.furthest(), reached.next()),
            (Some(Stage::Network), Some(Stage::Access))
        );
        facts.confluent.facts.cluster = Cluster::default().into();
        let reached = reach(&complete(&facts));
        assert_eq!(
            (reached.furthest(), reached.next()),
            (Some(Stage::Cluster), Some(Stage::Access))
        );
        assert!(!reached.judged(None).contains(&Stage::Access));
        assert!(!reached.judged(Some(Stage::Cluster)).contains(&Stage::Access));
        assert!(reached.judged(Some(Stage::Connection)).contains(&Stage::Access));
    }

    #[test]
    fn a_stage_behind_a_gap_is_judged_and_not_shown() {
        let mut facts = facts();
        facts.tidb.facts.connections = Fact::Missing;
        facts.tidb.gaps.push(Gap {
            path: "tidb.connections".into(),
            reason: GapReason::Denied,
            detail: "no".to_owned(),
            trace_id: None,
        });
        let reached = reach(&complete(&facts));
        assert_eq!(reached.furthest(), Some(Stage::Network));
        assert!(reached.judged(None).contains(&Stage::Connection));
        facts.tidb.gaps.clear();
        facts.tidb.not_requested = vec!["tidb.connections".into()];
        assert!(!reach(&complete(&facts)).judged(None).contains(&Stage::Connection));
    }
}
