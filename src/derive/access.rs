//! PrivateLink accesses: the one for TiDB Cloud's account on the network, and those that miss it.

use super::derivation::Derivation;
use crate::fact::confluent::Access;
use crate::fact::{Fact, Facts};

pub(super) fn derive(facts: &Facts, out: &mut Derivation) {
    let confluent = &facts.confluent.facts;
    let account = facts.tidb.facts.account_id.as_ref();
    let network = confluent.network.as_ref().and_then(|network| network.id.as_ref());
    let accesses = confluent.accesses.as_ref();
    out.facts.access =
        accesses.and_then(|all| account.and_then(|account| network.and_then(|network| find(all, account, network))));
    out.from(
        "derived.access",
        &["confluent.accesses", "tidb.account_id", "confluent.network.id"],
    );
    out.facts.accesses_elsewhere = accesses.and_then(|all| {
        account.and_then(|account| {
            network.map(|network| {
                let elsewhere = |access: &&Access| {
                    access.account.known() == Some(account) && access.network_id.known().is_some_and(|id| id != network)
                };
                all.iter().filter(elsewhere).cloned().collect()
            })
        })
    });
    out.from(
        "derived.accesses_elsewhere",
        &["confluent.accesses", "tidb.account_id", "confluent.network.id"],
    );
    let admitted = accesses.and_then(|all| {
        network.map(|network| {
            all.iter()
                .filter(|access| access.network_id.known() == Some(network))
                .collect::<Vec<_>>()
        })
    });
    out.facts.access_count = admitted.as_ref().map(|admitted| admitted.len() as u64);
    out.from("derived.access_count", &["confluent.accesses", "confluent.network.id"]);
    out.facts.admitted_accounts = admitted.map(|admitted| {
        admitted
            .into_iter()
            .filter_map(|access| access.account.known().cloned())
            .collect()
    });
    out.from(
        "derived.admitted_accounts",
        &["confluent.accesses", "confluent.network.id"],
    );
}

/// The access of an account on a network, a ready one first. Where an access does not say whom or what it opens, none can be told absent.
fn find(all: &[Access], account: &str, network: &str) -> Fact<Access> {
    let is = |fact: &Fact<String>, value: &str| fact.known().is_some_and(|fact| fact == value);
    let mut found: Vec<&Access> = all
        .iter()
        .filter(|access| is(&access.account, account) && is(&access.network_id, network))
        .collect();
    found.sort_by_key(|access| access.phase != Fact::from("READY"));
    match found.first() {
        Some(access) => Fact::Known((*access).clone()),
        None if all
            .iter()
            .any(|access| access.account.is_missing() || access.network_id.is_missing()) =>
        {
            Fact::Missing
        }
        None => Fact::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(id: &str, account: &str, network: &str, phase: &str) -> Access {
        Access {
            id: id.into(),
            account: account.into(),
            network_id: network.into(),
            phase: phase.into(),
            ..Access::default()
        }
    }

    #[test]
    fn an_access_is_found_by_account_and_network_and_a_ready_one_is_preferred() {
        let all = [
            access("pla-1", "111111111111", "n-1", "READY"),
            access("pla-2", "222222222222", "n-1", "FAILED"),
            access("pla-3", "222222222222", "n-1", "READY"),
            access("pla-4", "222222222222", "n-2", "READY"),
        ];
        assert_eq!(
            find(&all, "222222222222", "n-1")
                .known()
                .and_then(|access| access.id.known())
                .map(String::as_str),
            Some("pla-3")
        );
        assert_eq!(find(&all, "333333333333", "n-1"), Fact::Absent);
        let mut unclear = all.to_vec();
        unclear[0].account = Fact::Missing;
        assert_eq!(find(&unclear, "333333333333", "n-1"), Fact::Missing);
    }
}
