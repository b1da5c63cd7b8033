//! What a run is doing, told to whoever wants to show it. Nothing here prints.

use crate::fact::{Source, Status};
use std::time::Duration;

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A source of a link is being asked.
    Started {
        /// The link's name.
        link: &'a str,
        /// The source.
        source: Source,
    },
    /// A source wants to be left alone, or did not answer, and is asked again after a pause.
    Waiting {
        /// The source.
        source: Source,
        /// The pause.
        pause: Duration,
        /// Why, in a sentence.
        reason: &'a str,
    },
    /// A source of a link has said all it will say.
    Finished {
        /// The link's name.
        link: &'a str,
        /// The source.
        source: Source,
        /// How much of it answered.
        status: Status,
    },
}

/// Whoever shows what a run is doing.
pub trait Progress: std::fmt::Debug + Sync {
    /// Takes notice of an event. Called from within the run: it must not block.
    fn tell(&self, event: &Event<'_>);
}

/// Shows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn tell(&self, _event: &Event<'_>) {}
}
