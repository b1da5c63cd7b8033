//! From a name to its addresses, alias by alias, so that a chain is kept even where it leads nowhere.
//!
//! Nothing here knows the wire: it asks through a function.

use super::client::{Data, Failure, Kind, Record, Reply};
use std::net::IpAddr;

/// More aliases than any sound zone has; public resolvers give up near it too.
const LONGEST: usize = 16;

/// Where a name led.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chain {
    /// The names it was sent on to, in order.
    pub(super) aliases: Vec<String>,
    /// The addresses of the last one.
    pub(super) addresses: Vec<IpAddr>,
    /// The shortest time to live of all records used.
    pub(super) ttl: Option<u32>,
}

/// How a chain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At addresses.
    Found,
    /// At a name without any.
    NoData,
    /// At a name that does not exist.
    NxDomain,
    /// Nowhere: the names run in a circle, or on without end.
    Loop,
}

/// Follows `name` to its addresses of one kind.
///
/// A failure on the way keeps the aliases that were seen before it: a public name whose target resolves only in private has
/// some, whichever way the target's servers decline.
pub(super) async fn follow<F>(
    name: &str,
    kind: Kind,
    mut ask: impl FnMut(String, Kind) -> F,
) -> (Chain, Result<End, Failure>)
where
    F: Future<Output = Result<Reply, Failure>>,
{
    let mut chain = Chain::default();
    let start = name.to_lowercase();
    let mut current = start.clone();
    loop {
        let before = chain.aliases.len();
        let reply = match ask(current.clone(), kind).await {
            Ok(reply) => reply,
            // A name that the answer made up is not the fault of the one that was asked.
            Err(Failure::Unaskable(words)) if current != start => {
                return (chain, Err(Failure::Astray { alias: current, words }));
            }
            // Asking again would only wait again.
            Err(
                failure @ (Failure::Timeout | Failure::Unreachable(_) | Failure::Unaskable(_) | Failure::Astray { .. }),
            ) => {
                return (chain, Err(failure));
            }
            Err(failure @ Failure::Declined(_)) => match ask(current.clone(), Kind::Cname).await {
                Ok(reply) if !reply.records.is_empty() => Reply {
                    nxdomain: false,
                    conclusive: false,
                    ..reply
                },
                Ok(_) | Err(_) => return (chain, Err(failure)),
            },
        };
        while let Some((target, ttl)) = alias(&reply.records, &current) {
            chain.shorten(ttl);
            let seen = target == start || chain.aliases.iter().any(|alias| alias == target);
            if seen || chain.aliases.len() == LONGEST {
                return (chain, Ok(End::Loop));
            }
            chain.aliases.push(target.to_owned());
            target.clone_into(&mut current);
        }
        for record in reply.records.iter().filter(|record| record.owner == current) {
            if let Data::Address(address) = record.data {
                chain.shorten(record.ttl);
                chain.addresses.push(address);
            }
        }
        let moved = chain.aliases.len() > before;
        let end = match (chain.addresses.is_empty(), reply.nxdomain) {
            (false, _) => End::Found,
            (true, true) => End::NxDomain,
            // The server gave an alias and left its target to be asked for.
            (true, false) if moved && !reply.conclusive => continue,
            (true, false) => End::NoData,
        };
        return (chain, Ok(end));
    }
}

fn alias<'a>(records: &'a [Record], name: &str) -> Option<(&'a str, u32)> {
    records.iter().find_map(|record| match &record.data {
        Data::Alias(target) if record.owner == name => Some((target.as_str(), record.ttl)),
        Data::Alias(_) | Data::Address(_) => None,
    })
}

impl Chain {
    fn shorten(&mut self, ttl: u32) {
        self.ttl = Some(self.ttl.map_or(ttl, |shortest| shortest.min(ttl)));
    }

    /// One chain of the two that the address kinds gave: what both saw, sorted, and the longer way.
    pub(super) fn merge(self, other: Self) -> Self {
        let ttl = match (self.ttl, other.ttl) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        let mut addresses = [self.addresses, other.addresses].concat();
        addresses.sort_unstable();
        addresses.dedup();
        let aliases = if other.aliases.len() > self.aliases.len() {
            other.aliases
        } else {
            self.aliases
        };
        Self {
            aliases,
            addresses,
            ttl,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::ready;

    fn aliased(owner: &str, target: &str, ttl: u32) -> Record {
        Record {
            owner: owner.to_owned(),
            ttl,
            data: Data::Alias(target.to_owned()),
        }
    }

    fn addressed(owner: &str, address: &str, ttl: u32) -> Record {
        Record {
            owner: owner.to_owned(),
            ttl,
            data: Data::Address(address.parse().unwrap()),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "it stands beside failures")]
    fn reply(records: Vec<Record>) -> Result<Reply, Failure> {
        Ok(Reply {
            records,
            ..Reply::default()
        })
    }

    fn declined() -> Result<Reply, Failure> {
        Err(Failure::Declined("servfail".to_owned()))
    }

    /// Follows `a.test` through what `answer` says to each question.
    async fn walk(answer: impl Fn(&str, Kind) -> Result<Reply, Failure>) -> (Chain, Result<End, Failure>) {
        follow("A.test", Kind::A, |name, kind| ready(answer(&name, kind))).await
    }

    #[tokio::test]
    async fn a_server_that_leaves_the_target_to_be_asked_for_is_asked_again() {
        let (chain, end) = walk(|name, _| match name {
            "a.test" => reply(vec![aliased("a.test", "b.test", 30)]),
            "b.test" => reply(vec![addressed("b.test", "10.0.0.1", 20)]),
            _ => declined(),
        })
        .await;
        assert_eq!(end, Ok(End::Found));
        assert_eq!((chain.aliases, chain.ttl), (vec!["b.test".to_owned()], Some(20)));
    }

    #[tokio::test]
    async fn a_chain_that_ends_in_nothing_keeps_its_names() {
        let (chain, end) = walk(|_, _| {
            Ok(Reply {
                nxdomain: true,
                conclusive: true,
                records: vec![aliased("a.test", "b.test", 30)],
            })
        })
        .await;
        assert_eq!(end, Ok(End::NxDomain));
        assert_eq!((chain.aliases, chain.ttl), (vec!["b.test".to_owned()], Some(30)));
    }

    #[tokio::test]
    async fn a_target_whose_servers_decline_does_not_hide_the_alias() {
        let (chain, end) = walk(|name, kind| match (name, kind) {
            ("a.test", Kind::Cname) => reply(vec![aliased("a.test", "b.test", 30)]),
            _ => declined(),
        })
        .await;
        assert_eq!(end, Err(Failure::Declined("servfail".to_owned())));
        assert_eq!(chain.aliases, ["b.test"]);
    }

    #[tokio::test]
    async fn a_circle_and_an_endless_chain_are_loops_and_end() {
        let circle = |name: &str, _| match name {
            "a.test" => reply(vec![aliased("a.test", "b.test", 1)]),
            _ => reply(vec![aliased("b.test", "a.test", 1)]),
        };
        assert_eq!(walk(circle).await.1, Ok(End::Loop));
        assert_eq!(
            walk(|name, _| reply(vec![aliased(name, name, 1)])).await.1,
            Ok(End::Loop)
        );
        let (chain, end) = walk(|name, _| reply(vec![aliased(name, &format!("x{name}"), 1)])).await;
        assert_eq!((chain.aliases.len(), end), (LONGEST, Ok(End::Loop)));
    }

    #[tokio::test]
    async fn an_alias_that_cannot_be_asked_is_not_blamed_on_the_name() {
        let unaskable = || Err(Failure::Unaskable("odd".to_owned()));
        let (chain, end) = walk(|name, _| match name {
            "a.test" => reply(vec![aliased("a.test", "b..test", 30)]),
            _ => unaskable(),
        })
        .await;
        let astray = Failure::Astray {
            alias: "b..test".to_owned(),
            words: "odd".to_owned(),
        };
        assert_eq!((chain.aliases, end), (vec!["b..test".to_owned()], Err(astray)));
        assert_eq!(walk(|_, _| unaskable()).await.1, unaskable().map(|_: Reply| End::Found));
    }

    #[tokio::test]
    async fn an_answer_for_another_name_is_not_taken() {
        let (chain, end) = walk(|_, _| reply(vec![addressed("evil.test", "203.0.113.1", 5)])).await;
        assert_eq!((chain, end), (Chain::default(), Ok(End::NoData)));
    }
}
