//! The two control planes on the wire: one handler for any method and path, so that every request is seen and kept.

use super::call::Call;
use super::digest::{Gate, Refusal};
use super::fault::Faults;
use super::reply::Reply;
use super::world::{Confluent, Key, Tidb};
use super::{confluent, tidb};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Response, Uri, header};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::sleep;

/// A control plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Confluent Cloud.
    Confluent,
    /// TiDB Cloud.
    Tidb,
}

/// A request that reached a control plane, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which one it reached.
    pub service: Service,
    /// The method, as it was sent.
    pub method: String,
    /// The path and the query, as they were sent.
    pub target: String,
    /// The status that it was answered with.
    pub status: u16,
}

/// What all requests share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) requests: Mutex<Vec<Request>>,
    pub(super) faults: Mutex<Faults>,
    latency: Duration,
    count: AtomicU64,
}

impl Shared {
    pub(super) fn new(latency: Duration) -> Self {
        Self {
            latency,
            ..Self::default()
        }
    }
}

/// One control plane.
pub(super) enum Plane {
    Confluent { world: Confluent, key: Key, origin: String },
    Tidb { world: Tidb, gate: Mutex<Gate> },
}

/// What its handler works with.
pub(super) type Context = (Arc<Plane>, Arc<Shared>);

/// Answers any request.
pub(super) async fn serve(
    State((plane, shared)): State<Context>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    sleep(shared.latency).await;
    let call = Call::new(&uri, shared.count.fetch_add(1, Ordering::Relaxed) + 1);
    let target = uri.path_and_query().map_or(uri.path(), |target| target.as_str());
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (reply, delay) = match plane.refuse(&call, method.as_str(), target, authorization) {
        Some(refusal) => (refusal, Duration::ZERO),
        None => lock(&shared.faults).strike(&call.path, plane.answer(&call, &method)),
    };
    lock(&shared.requests).push(Request {
        service: plane.service(),
        method: method.to_string(),
        target: target.to_owned(),
        status: reply.status,
    });
    sleep(delay).await;
    respond(reply)
}

impl Plane {
    fn service(&self) -> Service {
        match self {
            Self::Confluent { .. } => Service::Confluent,
            Self::Tidb { .. } => Service::Tidb,
        }
    }

    fn refuse(&self, call: &Call, method: &str, target: &str, authorization: Option<&str>) -> Option<Reply> {
        match self {
            Self::Confluent { key, .. } => (!confluent::admit(key, authorization)).then(|| confluent::refuse(call)),
            Self::Tidb { gate, .. } => {
                let mut gate = lock(gate);
                let refusal = gate.admit(authorization, method, target).err()?;
                let challenge = gate.challenge(refusal == Refusal::Stale);
                Some(tidb::refuse(call, refusal, &challenge))
            }
        }
    }

    fn answer(&self, call: &Call, method: &Method) -> Reply {
        match self {
            Self::Confluent { .. } if method != Method::GET => {
                confluent::failure(call, 405, None, "Method Not Allowed", None)
            }
            Self::Tidb { .. } if method != Method::GET => tidb::failure(call, 405, 12, "Method Not Allowed"),
            Self::Confluent { world, origin, .. } => confluent::answer(world, origin, call),
            Self::Tidb { world, .. } => tidb::answer(world, call),
        }
    }
}

/// A lock that a panic elsewhere cannot take away: what it guards is whole between statements.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn respond(reply: Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body));
    if let Ok(status) = reply.status.try_into() {
        *response.status_mut() = status;
    }
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (header::HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
