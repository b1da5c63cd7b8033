//! How often a service may be asked: its own limit a minute, and the pauses that it demands.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The limit is counted over this long.
const WINDOW: Duration = Duration::from_mins(1);

/// The requests that may still be sent to one service with one key.
#[derive(Debug)]
pub(crate) struct Budget {
    per_minute: Option<usize>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    sent: VecDeque<Instant>,
    not_before: Option<Instant>,
}

impl Budget {
    /// A budget of so many requests in any minute, or of any number.
    pub(crate) fn new(per_minute: Option<usize>) -> Self {
        Self {
            per_minute,
            state: Mutex::default(),
        }
    }

    /// Waits until one more request may be sent, and counts it.
    ///
    /// # Errors
    ///
    /// How long it would have to wait, when that is past `deadline`: it does not wait then.
    pub(crate) async fn admit(&self, deadline: Instant) -> Result<(), Duration> {
        loop {
            let now = Instant::now();
            let Err(free_at) = self.take(now) else { return Ok(()) };
            if free_at >= deadline {
                return Err(free_at - now);
            }
            tokio::time::sleep_until(free_at).await;
        }
    }

    /// Sends nothing more for `pause`, because the service said so.
    pub(crate) fn hold(&self, pause: Duration) {
        let until = Instant::now().checked_add(pause);
        let mut state = self.lock();
        // A pause beyond what the clock can hold outlasts every run.
        state.not_before = state
            .not_before
            .max(until.or_else(|| Instant::now().checked_add(WINDOW * 60 * 24)));
    }

    /// Counts one request now, or says when it may be sent.
    fn take(&self, now: Instant) -> Result<(), Instant> {
        let mut state = self.lock();
        if let Some(not_before) = state.not_before.filter(|not_before| *not_before > now) {
            return Err(not_before);
        }
        let Some(most) = self.per_minute else { return Ok(()) };
        while state.sent.front().is_some_and(|sent| *sent + WINDOW <= now) {
            state.sent.pop_front();
        }
        match state.sent.front() {
            Some(oldest) if state.sent.len() >= most => Err(*oldest + WINDOW),
            _ => {
                state.sent.push_back(now);
                Ok(())
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_holds_only_so_many_requests() {
        let budget = Budget::new(Some(3));
        let start = Instant::now();
        for second in 0..3 {
            assert_eq!(budget.take(start + Duration::from_secs(second)), Ok(()));
        }
        assert_eq!(budget.take(start + Duration::from_secs(30)), Err(start + WINDOW));
        assert_eq!(budget.take(start + WINDOW), Ok(()), "the first one is a minute old");
        assert_eq!(
            budget.take(start + WINDOW),
            Err(start + WINDOW + Duration::from_secs(1)),
            "the second one is not"
        );
    }

    #[tokio::test]
    async fn a_pause_that_outlasts_the_run_is_not_slept() {
        let budget = Budget::new(None);
        budget.hold(Duration::from_hours(1));
        let begin = Instant::now();
        let wait = budget.admit(begin + Duration::from_secs(5)).await.unwrap_err();
        assert!(wait > Duration::from_secs(3590), "{wait:?}");
        assert!(begin.elapsed() < Duration::from_secs(1));
        budget.hold(Duration::MAX);
        assert!(budget.admit(begin + Duration::from_secs(5)).await.is_err());
    }

    #[tokio::test]
    async fn a_short_pause_is_slept_by_everyone() {
        let budget = Budget::new(None);
        let begin = Instant::now();
        budget.hold(Duration::from_millis(120));
        budget.hold(Duration::from_millis(1));
        let deadline = begin + Duration::from_secs(5);
        let (one, two) = tokio::join!(budget.admit(deadline), budget.admit(deadline));
        assert_eq!((one, two), (Ok(()), Ok(())));
        assert!(begin.elapsed() >= Duration::from_millis(120));
    }
}
