//! A run: every source of every link at once, each distinct call once, and a whole document whatever happens.

use super::draft::Draft;
use super::http::{self, Auth, CallError, GetClient, Limits, Service, Terms};
use super::import::Saved;
use super::{Event, Progress, Stop, confluent, declared, dns, tidb};
use crate::config::{self, Config};
use crate::fact::dns::Question;
use crate::fact::{Document, Fact, Facts, GapReason, Section, Source};
use futures_util::future::join_all;
use jiff::Timestamp;
use std::time::Duration;
use tokio::time::Instant;

/// How long after the run's end a resolver may still be putting its answers together.
const GRACE: Duration = Duration::from_millis(500);

/// The end of a run is kept for names, which can be chosen only once Confluent Cloud has answered: its silence must not
/// take the time of the resolvers, too. A shorter run keeps a quarter.
const NAMES: Duration = Duration::from_secs(3);

/// Collects the facts of every link, within the configured time.
///
/// `saved` holds the saved bodies of each link, as [`super::import::load`] read them; `ask` says which names to look up, given
/// what is known without TiDB Cloud's answers: no name hangs on them.
pub async fn run(
    config: &Config,
    saved: &[Saved],
    ask: fn(&Facts) -> Vec<Question>,
    taken_at: Timestamp,
    progress: &dyn Progress,
    stop: &Stop,
) -> Document {
    let now = Instant::now();
    let deadline = now
        .checked_add(config.timeout)
        .unwrap_or(now + Duration::from_hours(24));
    let terms = Terms {
        deadline,
        stop: stop.clone(),
        progress,
    };
    let asks_names = config.links.iter().any(|link| !link.dns.resolvers.is_empty());
    let kept = if asks_names {
        NAMES.min(config.timeout / 4)
    } else {
        Duration::ZERO
    };
    let before_names = Terms {
        deadline: deadline.checked_sub(kept).unwrap_or(deadline),
        ..terms.clone()
    };
    let keys = &config.credentials;
    let confluent = client(
        http::CONFLUENT,
        &config.endpoints.confluent,
        keys.confluent.clone().map(Auth::Basic),
        &before_names,
    );
    let tidb = client(
        http::TIDB,
        &config.endpoints.tidb,
        keys.tidb.clone().map(Auth::digest),
        &terms,
    );
    let run = Run {
        config,
        confluent,
        tidb,
        ask,
        taken_at,
        terms,
    };
    let none = Saved::default();
    let saved = saved.iter().chain(std::iter::repeat(&none));
    let links = join_all(
        config
            .links
            .iter()
            .zip(saved)
            .map(|(link, saved)| run.link(link, saved)),
    )
    .await;
    Document::new(taken_at, links)
}

/// What to set for a key of Confluent Cloud.
const CONFLUENT_KEY: &str = "`CONFLUENT_CLOUD_API_KEY` and `CONFLUENT_CLOUD_API_SECRET`";
/// What to set for a key of TiDB Cloud.
const TIDB_KEY: &str = "`TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`";

/// What all links share.
struct Run<'a> {
    config: &'a Config,
    confluent: Result<Option<GetClient<'a>>, CallError>,
    tidb: Result<Option<GetClient<'a>>, CallError>,
    ask: fn(&Facts) -> Vec<Question>,
    taken_at: Timestamp,
    terms: Terms<'a>,
}

impl Run<'_> {
    async fn link(&self, asked: &config::Link, saved: &Saved) -> Facts {
        let known = Facts {
            link: declared::link(asked),
            declared: declared::facts(asked, self.taken_at),
            ..Facts::default()
        };
        let names = async {
            let confluent = self
                .told(asked, Source::Confluent, Box::pin(self.confluent(asked, saved)))
                .await;
            let known = Facts { confluent, ..known };
            let questions = (self.ask)(&known);
            let dns = async {
                if questions.is_empty() && is_nameless(&known.confluent.facts) {
                    return dns::nameless(&asked.dns);
                }
                self.dns(asked, &questions).await
            };
            let dns = self.told(asked, Source::Dns, dns).await;
            Facts { dns, ..known }
        };
        let (facts, tidb) = tokio::join!(names, self.told(asked, Source::Tidb, Box::pin(self.tidb(asked, saved))));
        Facts { tidb, ..facts }
    }

    async fn confluent(&self, asked: &config::Link, saved: &Saved) -> Section<crate::fact::confluent::Facts> {
        let endpoint = &self.config.endpoints.confluent;
        let (named, saved) = (asked.confluent.is_requested(), &saved.confluent);
        match &self.confluent {
            Err(error) if named => refused(Source::Confluent, endpoint, error),
            Ok(None) if named && saved.is_empty() => {
                refused(Source::Confluent, endpoint, &no_credentials(CONFLUENT_KEY, None))
            }
            client => {
                let client = client.as_ref().ok().and_then(Option::as_ref);
                let kafka_key = self.config.credentials.confluent_is_kafka_key;
                confluent::collect(&asked.confluent, saved, client, kafka_key, endpoint).await
            }
        }
    }

    async fn tidb(&self, asked: &config::Link, saved: &Saved) -> Section<crate::fact::tidb::Facts> {
        let endpoint = &self.config.endpoints.tidb;
        let (named, saved) = (asked.tidb.is_requested(), &saved.tidb);
        match &self.tidb {
            Err(error) if named => refused(Source::Tidb, endpoint, error),
            Ok(None) if named && saved.is_empty() => refused(
                Source::Tidb,
                endpoint,
                &no_credentials(TIDB_KEY, self.config.credentials.tidb_absent.as_deref()),
            ),
            client => {
                tidb::collect(
                    &asked.tidb,
                    saved,
                    client.as_ref().ok().and_then(Option::as_ref),
                    endpoint,
                )
                .await
            }
        }
    }

    /// The answers of the resolvers; a gap where the run ends before they are in.
    async fn dns(&self, asked: &config::Link, questions: &[Question]) -> Section<crate::fact::dns::Facts> {
        let cut = |reason, what| {
            let mut section = Section::requested(None);
            section.gaps.push(CallError::new(reason, what).gap(&"dns".into()));
            section
        };
        tokio::select! {
            biased;
            section = dns::collect(&asked.dns, questions, self.terms.deadline) => section,
            () = self.terms.stop.wished() => cut(GapReason::Interrupted, "the run was stopped before every resolver had answered"),
            () = tokio::time::sleep_until(self.terms.deadline + GRACE) => {
                cut(GapReason::Timeout, "the run's time was up before every resolver had answered")
            }
        }
    }

    /// The section that `collect` returns, with its beginning and end told.
    async fn told<T>(
        &self,
        asked: &config::Link,
        source: Source,
        collect: impl Future<Output = Section<T>>,
    ) -> Section<T> {
        let link = asked.name.as_str();
        self.terms.progress.tell(&Event::Started { link, source });
        let section = collect.await;
        let status = section.status;
        self.terms.progress.tell(&Event::Finished { link, source, status });
        section
    }
}

/// Whether Confluent Cloud said that neither the network nor a cluster in it has a name, as while they are being made.
fn is_nameless(facts: &crate::fact::confluent::Facts) -> bool {
    let domain = facts.network.as_ref().and_then(|network| network.dns_domain.as_ref());
    let bootstrap = facts.cluster.as_ref().and_then(|cluster| cluster.bootstrap.as_ref());
    facts.network.known().is_some() && (domain, bootstrap) == (Fact::Absent, Fact::Absent)
}

/// The client of a service, if there is a key for it.
fn client<'a>(
    service: Service,
    endpoint: &str,
    auth: Option<Auth>,
    terms: &Terms<'a>,
) -> Result<Option<GetClient<'a>>, CallError> {
    auth.map(|auth| GetClient::new(service, endpoint, auth, Limits::default(), terms.clone()))
        .transpose()
}

/// A section of which nothing could be asked.
fn refused<T: Default>(source: Source, endpoint: &str, error: &CallError) -> Section<T> {
    let draft = Draft {
        gaps: vec![error.gap(&source.as_str().into())],
        ..Draft::default()
    };
    draft.section(Some(endpoint.to_owned()), T::default())
}

fn no_credentials(set: &str, why: Option<&str>) -> CallError {
    let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
    CallError::new(
        GapReason::NoCredentials,
        format!("there is no key to ask with{why}: set {set}"),
    )
}
