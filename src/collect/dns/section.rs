//! The section of DNS: resolvers times questions, each answer a fact, each silence a gap.
//!
//! A look-up that failed stays in the list, without what nobody said. So a rule over all answers is never decided by the
//! ones that happened to arrive.

use super::chain::{Chain, End, follow};
use super::client::{Client, Failure, Kind};
use crate::config;
use crate::fact::dns::{Answer, Facts, Question, Resolver};
use crate::fact::{Fact, FactPath, Gap, GapReason, Observation, Section, Source, Status};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

/// How long one server may take for one question. Lost packets are sent again within it.
const PATIENCE: Duration = Duration::from_secs(3);

/// Names in flight per resolver, each with two questions at a time, one an address kind. A link has about six names, and a
/// resolver is made for thousands a second: the limit keeps a link with many zones from flooding a small one.
const NAMES_IN_FLIGHT: usize = 8;

/// Asks every resolver every question, and stops at `deadline` with what it has.
///
/// Without a resolver the section is not requested. Answers stand in the order of the questions, then of the resolvers.
/// A look-up that failed has its gap at `dns.answers[N]`; only of a named resolver it also has an outcome, because only
/// there the failure itself is a finding. Without a question the answers as a whole are a gap.
pub async fn collect(dns: &config::Dns, questions: &[Question], deadline: Instant) -> Section<Facts> {
    collect_within(dns, questions, deadline, PATIENCE).await
}

/// The section of a link that is known to have no name yet: there was nothing to ask, so nothing is missing.
pub fn nameless(dns: &config::Dns) -> Section<Facts> {
    if dns.resolvers.is_empty() {
        return Section::default();
    }
    let mut section = begin(dns);
    section.facts.answers = Fact::Known(Vec::new());
    section.status = Status::Complete;
    section
}

/// The section before anything was asked.
fn begin(dns: &config::Dns) -> Section<Facts> {
    let names: Vec<String> = dns.resolvers.iter().map(name).collect();
    let mut section: Section<Facts> = Section::requested(Some(names.join(", ")));
    section.facts.vantage = dns.vantage.as_str().into();
    section.facts.resolvers = Fact::Known(dns.resolvers.iter().map(resolver).collect());
    section
}

async fn collect_within(
    dns: &config::Dns,
    questions: &[Question],
    deadline: Instant,
    patience: Duration,
) -> Section<Facts> {
    if dns.resolvers.is_empty() {
        return Section::default();
    }
    let mut section = begin(dns);
    let path = FactPath::from("dns.answers");
    if questions.is_empty() {
        section.gaps.push(Gap {
            path,
            reason: GapReason::NotVisible,
            detail: "no name to ask: neither a DNS domain nor a bootstrap name is known".to_owned(),
            trace_id: None,
        });
        return section;
    }
    let looked_up = look_up_all(&dns.resolvers, questions, deadline, patience).await;
    let mut answers = Vec::with_capacity(looked_up.len());
    let pairs = questions
        .iter()
        .flat_map(|question| dns.resolvers.iter().map(move |resolver| (question, resolver)));
    for (position, ((question, resolver), looked_up)) in pairs.zip(looked_up).enumerate() {
        let path = path.element(position);
        let who = name(resolver);
        match looked_up.as_ref().map(|look_up| &look_up.end) {
            Some(Ok(_)) => {}
            Some(Err(failure)) => section.gaps.push(failure.gap(path.clone(), &question.name, &who)),
            None => section.gaps.push(Gap {
                path: path.clone(),
                reason: GapReason::Timeout,
                detail: format!("the run ended before `{who}` had answered for `{}`", question.name),
                trace_id: None,
            }),
        }
        // A failure that the resolver owns up to was seen, too.
        if let Some(at) = looked_up
            .as_ref()
            .filter(|look_up| look_up.is_answer(resolver.named))
            .map(|look_up| look_up.at)
        {
            section.observed.push(Observation {
                path,
                source: Source::Dns,
                at,
                call: Some(format!("A, AAAA {} @{who}", question.name)),
                trace_id: None,
            });
        }
        answers.push(answer(question, resolver, looked_up));
    }
    section.facts.answers = Fact::Known(answers);
    section.settle();
    section
}

/// What became of one name at one resolver.
struct LookUp {
    chain: Chain,
    end: Result<End, Failure>,
    duration: Duration,
    at: Timestamp,
}

/// One entry a pair, questions outside, resolvers inside; `None` where the deadline came first.
async fn look_up_all(
    resolvers: &[config::Resolver],
    questions: &[Question],
    deadline: Instant,
    patience: Duration,
) -> Vec<Option<LookUp>> {
    let mut tasks = JoinSet::new();
    for (inner, resolver) in resolvers.iter().enumerate() {
        let client = match resolver.address {
            Some(address) => Ok(Client::at(address, patience)),
            None => Client::of_system(patience),
        };
        let in_flight = Arc::new(Semaphore::new(NAMES_IN_FLIGHT));
        for (outer, question) in questions.iter().enumerate() {
            let position = outer * resolvers.len() + inner;
            let (name, client, in_flight) = (question.name.clone(), client.clone(), Arc::clone(&in_flight));
            tasks.spawn(async move {
                let _permit = in_flight.acquire().await;
                (position, look_up(&name, client).await)
            });
        }
    }
    let mut looked_up: Vec<Option<LookUp>> = (0..questions.len() * resolvers.len()).map(|_| None).collect();
    // What is still in flight at the deadline ends with the set.
    while let Ok(Some(done)) = timeout_at(deadline, tasks.join_next()).await {
        if let Ok((position, look_up)) = done {
            looked_up[position] = Some(look_up);
        }
    }
    looked_up
}

async fn look_up(name: &str, client: Result<Client, Failure>) -> LookUp {
    let began = Instant::now();
    let (chain, end) = match client {
        Ok(client) => {
            let ask = |kind| {
                follow(name, kind, |name, kind| {
                    let client = &client;
                    async move { client.ask(&name, kind).await }
                })
            };
            let ((chain, end), (other, other_end)) = tokio::join!(ask(Kind::A), ask(Kind::Aaaa));
            (chain.merge(other), merge(end, other_end))
        }
        Err(failure) => (Chain::default(), Err(failure)),
    };
    LookUp {
        chain,
        end,
        duration: began.elapsed(),
        at: Timestamp::now(),
    }
}

/// How both address kinds ended, as one: a failure of either leaves the addresses unknown.
fn merge(one: Result<End, Failure>, other: Result<End, Failure>) -> Result<End, Failure> {
    let (one, other) = (one?, other?);
    Ok(if other == End::Found { other } else { one })
}

fn answer(question: &Question, resolver: &config::Resolver, look_up: Option<LookUp>) -> Answer {
    let mut answer = Answer {
        name: question.name.as_str().into(),
        purpose: question.purpose.into(),
        zone_id: Fact::read(question.zone_id.clone()),
        resolver: Fact::Known(name(resolver)),
        named: Fact::Known(resolver.named),
        ..Answer::default()
    };
    let Some(LookUp {
        chain, end, duration, ..
    }) = look_up
    else {
        return answer;
    };
    answer.duration_ms = Fact::Known(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
    match end {
        Ok(end) => {
            answer.outcome = end.as_str().into();
            answer.addresses = Fact::Known(chain.addresses.iter().map(ToString::to_string).collect());
            answer.ttl = Fact::read(chain.ttl.map(u64::from));
            answer.cnames = Fact::Known(chain.aliases);
        }
        Err(failure) => {
            if resolver.named {
                answer.outcome = Fact::expected(failure.outcome());
            }
            // Aliases on the way to a failure were seen; that there are none was not.
            answer.cnames = Fact::expected(Some(chain.aliases).filter(|aliases| !aliases.is_empty()));
        }
    }
    answer
}

fn name(resolver: &config::Resolver) -> String {
    resolver
        .address
        .map_or_else(|| "system".to_owned(), |address| address.to_string())
}

fn resolver(resolver: &config::Resolver) -> Resolver {
    Resolver {
        name: Fact::Known(name(resolver)),
        named: Fact::Known(resolver.named),
    }
}

impl LookUp {
    fn is_answer(&self, named: bool) -> bool {
        match &self.end {
            Ok(_) => true,
            Err(failure) => named && failure.outcome().is_some() || !self.chain.aliases.is_empty(),
        }
    }
}

impl End {
    /// The word used in facts.
    fn as_str(self) -> &'static str {
        match self {
            Self::Found => "noerror",
            Self::NoData => "nodata",
            Self::NxDomain => "nxdomain",
            Self::Loop => "loop",
        }
    }
}

impl Failure {
    /// The word used in facts. Who cannot be reached does not answer: a closed port and a silent one are the same to the asker.
    fn outcome(&self) -> Option<String> {
        match self {
            Self::Timeout | Self::Unreachable(_) => Some("timeout".to_owned()),
            Self::Declined(word) => Some(word.clone()),
            Self::Unaskable(_) | Self::Astray { .. } => None,
        }
    }

    fn gap(&self, path: FactPath, name: &str, resolver: &str) -> Gap {
        let (reason, detail) = match self {
            Self::Timeout => (GapReason::Timeout, format!("`{resolver}` did not answer for `{name}`")),
            Self::Unreachable(words) => (
                GapReason::Unreachable,
                format!("`{resolver}` could not be asked for `{name}`: {words}"),
            ),
            Self::Declined(word) if word == "refused" => (
                GapReason::Denied,
                format!("`{resolver}` refused to answer for `{name}`"),
            ),
            Self::Declined(word) => (
                GapReason::Unreachable,
                format!("`{resolver}` answered `{word}` for `{name}`"),
            ),
            Self::Unaskable(words) => (
                GapReason::Malformed,
                format!("`{name}` is not a name that DNS can ask for: {words}"),
            ),
            Self::Astray { alias, words } => (
                GapReason::Malformed,
                format!(
                    "`{resolver}` sent `{name}` on to `{alias}`, which is not a name that DNS can ask for: {words}"
                ),
            ),
        };
        Gap {
            path,
            reason,
            detail,
            trace_id: None,
        }
    }
}
