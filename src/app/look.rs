//! One look at the world: the runtime, the sources, and the user's wish to stop.

use super::failure::Failure;
use crate::collect::{self, Progress, Stop};
use crate::config::Config;
use crate::derive;
use crate::fact::Document;
use jiff::Timestamp;
use std::sync::atomic::{AtomicBool, Ordering};

/// Collects the facts of every link, and says whether the user stopped it. What was collected by then is in the document.
///
/// # Errors
///
/// When a saved body is not usable, or the machine gives no runtime.
pub fn look(config: &Config, taken_at: Timestamp, progress: &dyn Progress) -> Result<(Document, bool), Failure> {
    let saved = collect::import::load(&config.links).map_err(|problems| Failure::all(&problems))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (stopper, stop) = Stop::pair();
    let interrupted = AtomicBool::new(false);
    let document = runtime.block_on(async {
        let run = collect::run(config, &saved, derive::questions, taken_at, progress, &stop);
        tokio::pin!(run);
        tokio::select! {
            document = &mut run => document,
            () = wish_to_stop() => {
                interrupted.store(true, Ordering::Relaxed);
                stopper.stop();
                run.await
            }
        }
    });
    // A resolver that is still waiting must not hold up the report.
    runtime.shutdown_background();
    Ok((document, interrupted.into_inner()))
}

/// Returns when the user, or whoever runs this, wants it to end.
async fn wish_to_stop() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            Some(()) = terminate.recv() => return,
            Ok(()) = tokio::signal::ctrl_c() => return,
            else => {}
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The time, in whole seconds: a report says when, not how precisely the clock ran.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
