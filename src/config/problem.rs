//! What is wrong with an input, where, and how to mend it.
//!
//! Everything quoted here came from a user or a file: it is made safe for a terminal, and no secret is ever quoted.

use crate::text;
use std::fmt;

/// The most of a value that a message repeats, in characters.
const QUOTED: usize = 100;

/// What is wrong with one value, before it is known where the value stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    what: String,
    hint: Option<String>,
}

impl Fault {
    /// A fault: a fragment in lower case, literals in backticks.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: None,
        }
    }

    /// Adds the mend.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The problem that this is at a place.
    pub fn at(self, place: Place) -> Problem {
        Problem {
            place: Some(place),
            what: self.what,
            hint: self.hint,
        }
    }

    /// The problem that this is of the whole invocation.
    pub fn anywhere(self) -> Problem {
        Problem {
            place: None,
            what: self.what,
            hint: self.hint,
        }
    }
}

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A flag, a variable or a file as a whole: `--tidb-cluster`.
    Named(String),
    /// A position in a file.
    File {
        /// The file as the user knows it.
        name: String,
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in characters.
        column: usize,
    },
}

impl Place {
    /// The position of a byte offset in a text.
    pub fn of(name: &str, text: &str, offset: usize) -> Self {
        let before: Vec<char> = text
            .char_indices()
            .take_while(|(at, _)| *at < offset)
            .map(|(_, c)| c)
            .collect();
        Self::File {
            name: name.to_owned(),
            line: before.iter().filter(|c| **c == '\n').count() + 1,
            column: before.iter().rev().take_while(|c| **c != '\n').count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => out.write_str(&text::safe(name)),
            Self::File { name, line, column } => write!(out, "{}:{line}:{column}", text::safe(name)),
        }
    }
}

/// One thing that is wrong with what was asked for, and its mend.
///
/// `Display` gives `pldoctor.toml:7:14: …` and, where there is one, the mend on a line of its own: `hint: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it is; none when it is of the whole invocation.
    pub place: Option<Place>,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(out, "{place}: ")?;
        }
        out.write_str(&self.what)?;
        if let Some(hint) = &self.hint {
            write!(out, "\n  hint: {}", hint.replace('\n', "\n        "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// A value as a message shows it: in backticks, safe, and not longer than a line.
pub(super) fn quoted(value: &str) -> String {
    let value = text::safe(value);
    if value.chars().count() > QUOTED {
        let head: String = value.chars().take(QUOTED).collect();
        return format!("`{head}…`");
    }
    format!("`{value}`")
}

/// The known word that an unknown one most likely stands for.
pub(super) fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |word: &str| word.to_ascii_lowercase().replace('-', "_");
    let unknown = fold(unknown);
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&unknown, &fold(word)), word))
        .filter(|(distance, word)| *distance <= 1.max(word.len() / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_the_place_and_the_mend_on_lines_of_their_own() {
        let place = Place::of("pldoctor.toml", "a = 1\nü = 'é' x\n", 15);
        let problem = Fault::new("no `x` here").hint("remove it\nor move it").at(place);
        insta::assert_snapshot!(problem, @r"
        pldoctor.toml:2:8: no `x` here
          hint: remove it
                or move it
        ");
        assert_eq!(Fault::new("nothing").anywhere().to_string(), "nothing");
    }

    #[test]
    fn what_is_quoted_can_neither_drive_a_terminal_nor_fill_it() {
        assert_eq!(quoted("a\u{1b}[31m"), "`a\\u{1b}[31m`");
        assert_eq!(quoted(&"x".repeat(500)).chars().count(), QUOTED + 3);
    }

    #[test]
    fn a_suggestion_is_near_or_not_made() {
        let known = ["cluster_id", "connection_id", "zone_ids", "dns"];
        assert_eq!(nearest("cluster-id", known), Some("cluster_id"));
        assert_eq!(nearest("zoneids", known), Some("zone_ids"));
        assert_eq!(nearest("dsn", known), Some("dns"));
        assert_eq!(nearest("colour", known), None);
    }
}
