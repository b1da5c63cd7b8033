//! Faults that a test puts on a path.

use super::reply::Reply;
use std::time::Duration;

/// What a stand-in does in place of its answer, or on top of it. It strikes after the key was taken.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    status: Option<u16>,
    body: Option<String>,
    headers: Vec<(String, String)>,
    delay: Duration,
    times: Option<usize>,
}

impl Fault {
    /// Another status, with no body unless [`Fault::body`] gives one.
    pub fn status(status: u16) -> Self {
        Self {
            status: Some(status),
            ..Self::default()
        }
    }

    /// Another body, byte for byte; the status stays unless it was given.
    #[must_use]
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// One header more, or another value of one.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// The answer comes this much later.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// It strikes so often and no more; for ever without this.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    fn apply(&self, mut reply: Reply) -> (Reply, Duration) {
        if let Some(status) = self.status {
            reply.status = status;
            reply.body = String::new();
        }
        if let Some(body) = &self.body {
            reply.body.clone_from(body);
        }
        for (name, value) in &self.headers {
            reply.headers.retain(|(known, _)| known != name);
            reply.headers.push((name.clone(), value.clone()));
        }
        (reply, self.delay)
    }
}

/// The faults in force, by the path that each begins with.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(String, Fault)>);

impl Faults {
    /// Adds a fault. The newest one that covers a path is the one that strikes.
    pub(super) fn add(&mut self, path_prefix: &str, fault: Fault) {
        self.0.push((path_prefix.to_owned(), fault));
    }

    /// What becomes of the answer to `path`.
    pub(super) fn strike(&mut self, path: &str, reply: Reply) -> (Reply, Duration) {
        let fault = self
            .0
            .iter_mut()
            .rev()
            .find(|(prefix, fault)| path.starts_with(prefix.as_str()) && fault.times != Some(0));
        match fault {
            Some((_, fault)) => {
                fault.times = fault.times.map(|times| times - 1);
                fault.apply(reply)
            }
            None => (reply, Duration::ZERO),
        }
    }
}
