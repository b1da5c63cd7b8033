//! How a report for people looks: width, colours, symbols. Colour never says what no word says.

use crate::report::{Outcome, Verdict};
use anstyle::{AnsiColor, Effects};

/// How a report for people is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four flags of the command line, each on its own"
)]
pub struct Style {
    /// The columns of the terminal; 80 when there is none.
    pub width: Option<usize>,
    /// Whether to colour.
    pub color: bool,
    /// Whether to draw with ASCII alone. Other people's words stay as they are.
    pub ascii: bool,
    /// Whether to list what passed and what was skipped, and the digests of the run.
    pub verbose: bool,
    /// Whether to print failures and verdicts only.
    pub quiet: bool,
}

impl Style {
    /// The columns to fill.
    pub(super) fn columns(&self) -> usize {
        self.width.unwrap_or(80)
    }

    /// `text` in the ink given, or as it is when nothing is coloured.
    pub(super) fn paint(&self, ink: Ink, text: &str) -> String {
        if self.color && !text.is_empty() {
            let style = ink.style();
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// A mark as it stands before a heading: its symbol and its word.
    pub(super) fn mark(&self, mark: Mark) -> String {
        self.paint(mark.ink(), &self.text(mark))
    }

    /// A mark without its ink.
    pub(super) fn text(&self, mark: Mark) -> String {
        if self.ascii {
            mark.word().to_owned()
        } else {
            format!("{} {}", mark.symbol(), mark.word())
        }
    }
}

/// What a stretch of text is, as far as its colour goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// Something holds.
    Good,
    /// Something does not hold.
    Bad,
    /// Something is not known, or changes something.
    Warn,
    /// What a block is about.
    Strong,
    /// What may be read last.
    Dim,
}

impl Ink {
    fn style(self) -> anstyle::Style {
        match self {
            Self::Good => AnsiColor::Green.on_default() | Effects::BOLD,
            Self::Bad => AnsiColor::Red.on_default() | Effects::BOLD,
            Self::Warn => AnsiColor::Yellow.on_default() | Effects::BOLD,
            Self::Strong => anstyle::Style::new().bold(),
            Self::Dim => anstyle::Style::new().dimmed(),
        }
    }
}

/// The four marks of a report: the same for an outcome and for a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Seen to hold.
    Pass,
    /// Seen not to hold.
    Fail,
    /// Not decided.
    Unknown,
    /// Not judged.
    Skip,
}

impl Mark {
    fn symbol(self) -> char {
        match self {
            Self::Pass => '√',
            Self::Fail => '×',
            Self::Unknown => '?',
            Self::Skip => '–',
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Unknown => "UNKNOWN",
            Self::Skip => "SKIP",
        }
    }

    fn ink(self) -> Ink {
        match self {
            Self::Pass => Ink::Good,
            Self::Fail => Ink::Bad,
            Self::Unknown => Ink::Warn,
            Self::Skip => Ink::Dim,
        }
    }
}

impl From<Outcome> for Mark {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::Pass,
            Outcome::Fail => Self::Fail,
            Outcome::Unknown(_) => Self::Unknown,
            Outcome::Skip(_) => Self::Skip,
        }
    }
}

impl From<Verdict> for Mark {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Pass,
            Verdict::Fail => Self::Fail,
            Verdict::Unknown => Self::Unknown,
        }
    }
}
