//! The client of one service: each distinct call is made once a run, politely, and never outlives the run.

use super::answer::{self, Reply, Unreadable};
use super::auth::Auth;
use super::error::{self, Retry};
use super::{Call, CallError, Limits, Service, login, vendor};
use crate::collect::budget::Budget;
use crate::collect::{Event, Progress, Stop};
use crate::fact::{GapReason, Source};
use backon::{ExponentialBuilder, Retryable};
use jiff::Timestamp;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue, LOCATION};
use reqwest::{Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::Instant;

/// Redirects that are followed, all within the endpoint itself.
const REDIRECTS: usize = 3;
/// Bytes of a failed answer that are read for the vendor's words.
const WORDS: usize = 64 << 10;
/// A shorter secret could stand in a body by chance.
const MASKED: usize = 8;

/// What a run allows its clients.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// When the run ends.
    pub deadline: Instant,
    /// Whether the user wants it to end sooner.
    pub stop: Stop,
    /// Whom to tell of pauses.
    pub progress: &'a dyn Progress,
}

type Once = Arc<OnceCell<Result<Arc<Reply>, CallError>>>;

/// A client of one service. It can get, and there is nothing else to call.
#[derive(Debug)]
pub struct GetClient<'a> {
    service: Service,
    base: Url,
    auth: Auth,
    http: reqwest::Client,
    limits: Limits,
    terms: Terms<'a>,
    budget: Budget,
    flights: Semaphore,
    calls: Mutex<HashMap<Url, Once>>,
    masks: Vec<SecretString>,
    refused: OnceLock<(CallError, Reply)>,
    accepted: OnceLock<Timestamp>,
}

impl<'a> GetClient<'a> {
    /// A client of the service at `endpoint`.
    ///
    /// # Errors
    ///
    /// When the endpoint is not an address, or would send the credential in clear to another machine.
    pub fn new(
        service: Service,
        endpoint: &str,
        auth: Auth,
        limits: Limits,
        terms: Terms<'a>,
    ) -> Result<Self, CallError> {
        let unreachable = |what: String| CallError::new(GapReason::Unreachable, what);
        let base = Url::parse(endpoint).map_err(|error| unreachable(format!("`{endpoint}` is no address: {error}")))?;
        if !(base.scheme() == "https" || base.scheme() == "http" && is_loopback(&base)) {
            return Err(unreachable(format!(
                "`{endpoint}` is neither https nor on this machine, so no credential goes there"
            )));
        }
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&base) {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|error| unreachable(format!("no client could be made: {error}")))?;
        let key = auth.key();
        let proof = http
            .get(base.clone())
            .basic_auth(&key.id, Some(key.secret.expose_secret()))
            .build()
            .ok();
        let proof = proof
            .as_ref()
            .and_then(|proof| proof.headers().get(AUTHORIZATION)?.to_str().ok()?.split(' ').nth(1));
        let masks = [Some(key.secret.clone()), proof.map(SecretString::from)]
            .into_iter()
            .flatten();
        let masks = masks.filter(|secret| secret.expose_secret().len() >= MASKED);
        // A host is told in lower case, whatever it was sent as.
        let masks = masks.flat_map(|secret| [SecretString::from(secret.expose_secret().to_ascii_lowercase()), secret]);
        let masks = masks.collect();
        Ok(Self {
            service,
            auth,
            http,
            budget: Budget::new(service.per_minute),
            flights: Semaphore::new(limits.in_flight),
            calls: Mutex::default(),
            masks,
            refused: OnceLock::new(),
            accepted: OnceLock::new(),
            base,
            limits,
            terms,
        })
    }

    /// What the service says to `call`. The second to ask the same gets the first one's answer.
    ///
    /// # Errors
    ///
    /// Whenever there is no JSON to read, with the reason that the gap will carry.
    pub async fn get(&self, call: &Call) -> Result<Arc<Reply>, CallError> {
        let Some(url) = call.url(&self.base) else {
            return Err(CallError::malformed(
                &call.shown(),
                "cannot be asked for: the path is none",
                None,
            ));
        };
        let once = {
            let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(calls.entry(url.clone()).or_default())
        };
        // Boxed: a survey holds many calls at once, and each would otherwise lie within it whole.
        once.get_or_init(|| Box::pin(self.within_terms(call, url)))
            .await
            .clone()
    }

    /// Whose facts it tells.
    pub fn source(&self) -> Source {
        self.service.source
    }

    /// The refusal, and the answer that said so without its body, once the service refused the credential.
    pub fn refused(&self) -> Option<(&CallError, &Reply)> {
        self.refused.get().map(|(error, seen)| (error, seen))
    }

    /// When an answer first showed that the service took the credential.
    pub fn accepted(&self) -> Option<Timestamp> {
        self.accepted.get().copied()
    }

    /// The call, cut short where the run ends.
    async fn within_terms(&self, call: &Call, url: Url) -> Result<Arc<Reply>, CallError> {
        let end = |reason, what: &str| {
            Err(CallError::new(
                reason,
                format!("{what} before `{}` was answered", call.shown()),
            ))
        };
        let failed = Mutex::new(None);
        tokio::select! {
            biased;
            () = self.terms.stop.wished() => end(GapReason::Interrupted, "the run was stopped"),
            () = tokio::time::sleep_until(self.terms.deadline) => {
                // Where an earlier try has failed, why it did says more than that there was no time for another.
                let failed: Option<CallError> = failed.lock().unwrap_or_else(PoisonError::into_inner).take();
                failed.map_or_else(|| end(GapReason::Timeout, "the run's time was up"), Err)
            }
            reply = self.with_retries(call, &url, &failed) => reply.map(Arc::new),
        }
    }

    async fn with_retries(
        &self,
        call: &Call,
        url: &Url,
        failed: &Mutex<Option<CallError>>,
    ) -> Result<Reply, CallError> {
        let pauses = ExponentialBuilder::new()
            .with_min_delay(self.limits.pause)
            .with_max_times(self.limits.retries)
            .with_jitter();
        let result = (|| self.attempt(call, url))
            .retry(pauses)
            .when(|error| error.retry != Retry::Never)
            .adjust(|error, pause| self.pause(error.retry, pause?))
            .notify(|error, pause| {
                let (source, reason) = (self.service.source, error.detail.as_str());
                self.terms.progress.tell(&Event::Waiting { source, pause, reason });
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.clone());
            })
            .await;
        if let Err(error) = &result
            && error.refusal.is_some()
        {
            // Another racer may have been refused first: all refusals of one key say the same.
            let _ = self
                .refused
                .set((error.clone(), self.seen(Timestamp::now(), call, error.trace_id.clone())));
        }
        result
    }

    /// The pause before the next try; none where the run would be over by then.
    fn pause(&self, retry: Retry, own: std::time::Duration) -> Option<std::time::Duration> {
        let pause = match retry {
            Retry::Never => return None,
            Retry::Soon => own,
            Retry::After(wait) => wait.checked_add(own)?,
        };
        (Instant::now().checked_add(pause)? < self.terms.deadline).then_some(pause)
    }

    async fn attempt(&self, call: &Call, url: &Url) -> Result<Reply, CallError> {
        let Ok(_flight) = self.flights.acquire().await else {
            return Err(CallError::new(GapReason::Interrupted, "the client was closed"));
        };
        // A refused key is not tried again: the answer would be the same, and some services lock it.
        if let Some((refused, _)) = self.refused.get() {
            return Err(refused.clone());
        }
        let mut url = url.clone();
        for _ in 0..=REDIRECTS {
            let (response, proved) = self.prove(call, &url).await?;
            match response
                .headers()
                .get(LOCATION)
                .filter(|_| response.status().is_redirection())
            {
                Some(location) => url = self.follow(call, &url, location)?,
                None => return self.read(call, response, proved).await,
            }
        }
        Err(CallError::new(
            GapReason::Unreachable,
            format!(
                "{} redirected `{}` more than {REDIRECTS} times",
                self.service.name,
                call.shown()
            ),
        ))
    }

    /// Where a redirect leads, if that is the same endpoint.
    fn follow(&self, call: &Call, from: &Url, location: &HeaderValue) -> Result<Url, CallError> {
        let refuse = |what: String| {
            let name = self.service.name;
            Err(CallError::new(
                GapReason::Unreachable,
                format!("{name} redirected `{}` {what}", call.shown()),
            ))
        };
        let to = location.to_str().ok().and_then(|location| from.join(location).ok());
        // A user name in the address would become a second credential.
        match to.filter(|to| to.username().is_empty() && to.password().is_none()) {
            Some(to) if to.origin() == self.base.origin() => Ok(to),
            Some(to) => refuse(format!(
                "to another host, `{}`, which was not followed",
                self.mask(&to.origin().ascii_serialization())
            )),
            None => refuse("to something that is no address".to_owned()),
        }
    }

    /// The answer to a request that says who asks, and whether the request did: not every service wants to know.
    async fn prove(&self, call: &Call, url: &Url) -> Result<(Response, bool), CallError> {
        match &self.auth {
            Auth::Basic(key) => {
                let request = self.http.get(url.clone());
                let request = request.basic_auth(&key.id, Some(key.secret.expose_secret()));
                Ok((self.send(call, request).await?, true))
            }
            Auth::Digest(digest) => {
                let send = async |proof: Option<HeaderValue>| {
                    let request = self.http.get(url.clone());
                    self.send(
                        call,
                        proof
                            .into_iter()
                            .fold(request, |request, proof| request.header(AUTHORIZATION, proof)),
                    )
                    .await
                };
                login::prove(digest, url, send).await?.ok_or_else(|| {
                    let (name, call) = (self.service.name, call.shown());
                    let detail = format!(
                        "{name} asks `{call}` for a kind of login that is not HTTP Digest, so no credential was sent"
                    );
                    CallError::new(GapReason::Denied, detail)
                })
            }
        }
    }

    async fn send(&self, call: &Call, request: reqwest::RequestBuilder) -> Result<Response, CallError> {
        let waiting = |pause| {
            let (source, reason) = (self.service.source, "its limit of requests is reached");
            self.terms.progress.tell(&Event::Waiting { source, pause, reason });
        };
        self.budget.admit(self.terms.deadline, waiting).await.map_err(|wait| {
            let name = self.service.name;
            let (call, seconds) = (call.shown(), wait.as_secs());
            let detail = format!(
                "{name} takes no further request for {seconds} s, longer than the run lasts; `{call}` was not sent"
            );
            CallError::new(GapReason::Throttled, detail)
        })?;
        let request = request.header(ACCEPT, "application/json").timeout(self.limits.per_call);
        let response = request
            .send()
            .await
            .map_err(|error| error::broken(error, false, call, &self.service))?;
        if let Some(pause) = answer::exhausted(response.headers(), Timestamp::now()) {
            self.budget.hold(pause);
        }
        Ok(response)
    }

    /// The answer, read and parsed; a failed one, put into words. Only the service's own words to a request that `proved` who
    /// asks show that it took the credential: a proxy's page, or half a body, says nothing of it.
    async fn read(&self, call: &Call, response: Response, proved: bool) -> Result<Reply, CallError> {
        let status = response.status();
        let at = Timestamp::now();
        // Cut first, it could keep the beginning of a secret.
        let trace_id = answer::trace_id(response.headers()).map(|id| vendor::clip(&self.mask(id)));
        let wait = answer::wait(response.headers(), at);
        if !status.is_success() {
            let words = answer::read(response, WORDS)
                .await
                .map(|words| match serde_json::from_str(&words) {
                    Ok(json) => self.mask_json(json).to_string(),
                    Err(_) => self.mask(&words),
                })
                .unwrap_or_default();
            let error = error::classify(status, &words, call, &self.service, wait).traced(trace_id.clone());
            if let Retry::After(wait) = error.retry {
                self.budget.hold(wait);
            }
            let past_login = error.refusal.is_none() && matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            if proved && past_login && vendor::is_error(&words) {
                // The first one is enough.
                let _ = self.accepted.set(at);
            }
            return Err(error);
        }
        let body = match answer::read(response, self.limits.body).await {
            Ok(body) => body,
            Err(Unreadable::Broken(error)) => return Err(error::broken(error, true, call, &self.service)),
            Err(Unreadable::Huge) => {
                let what = format!("is larger than {} MiB", self.limits.body >> 20);
                return Err(CallError::malformed(&call.shown(), what, trace_id));
            }
            Err(Unreadable::Binary) => return Err(CallError::malformed(&call.shown(), "is not text", trace_id)),
        };
        let json = self.mask_json(answer::parse(&body, call, trace_id.as_deref())?);
        if proved {
            let _ = self.accepted.set(at);
        }
        Ok(Reply {
            json,
            ..self.seen(at, call, trace_id)
        })
    }

    /// An answer without its body.
    fn seen(&self, at: Timestamp, call: &Call, trace_id: Option<String>) -> Reply {
        Reply {
            json: Value::Null,
            source: self.service.source,
            at,
            call: Some(call.shown()),
            trace_id,
        }
    }

    /// Masked once it is read: JSON can spell one text in many ways, `\/` for `/` among them.
    fn mask_json(&self, json: Value) -> Value {
        match json {
            Value::String(text) => Value::String(self.mask(&text)),
            Value::Array(elements) => elements.into_iter().map(|element| self.mask_json(element)).collect(),
            Value::Object(fields) => {
                let fields = fields.into_iter();
                fields
                    .map(|(name, value)| (self.mask(&name), self.mask_json(value)))
                    .collect()
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }

    /// The text without the secret, should a service ever send it back.
    fn mask(&self, text: &str) -> String {
        self.masks
            .iter()
            .map(SecretString::expose_secret)
            .filter(|secret| text.contains(secret))
            .fold(text.to_owned(), |text, secret| text.replace(secret, "[secret]"))
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
