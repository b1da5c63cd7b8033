//! The wish to end early: given once, heard by every call that is under way.

use tokio::sync::watch;

/// Hears that the user wants the run to end.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

/// Says that the user wants the run to end.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

impl Stop {
    /// A stop and the one who says it. Dropping the stopper says nothing.
    pub fn pair() -> (Stopper, Self) {
        let (sender, receiver) = watch::channel(false);
        (Stopper(sender), Self(receiver))
    }

    /// A stop that never comes.
    pub fn never() -> Self {
        Self::pair().1
    }

    /// Returns when the run is to end, at once if that was said before.
    pub async fn wished(&self) {
        let mut wish = self.0.clone();
        if wish.wait_for(|wished| *wished).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Stopper {
    /// Ends the run: every call under way becomes a gap.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}
