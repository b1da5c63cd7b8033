//! How far a list may lead from page to page: no list goes on forever, whatever its API says.

use std::collections::BTreeSet;

/// A page holds a hundred things, and no account holds so many of them by far.
const MOST: usize = 100;

/// The pages of one list that were asked for after the first.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    tokens: BTreeSet<String>,
}

impl Pages {
    /// Counts the page that `token` names, before it is asked for.
    ///
    /// # Errors
    ///
    /// What is wrong with the list, when it names a page again or one too many.
    pub(crate) fn turn(&mut self, token: &str) -> Result<(), String> {
        if !self.tokens.insert(token.to_owned()) {
            return Err("names the same next page twice".to_owned());
        }
        // The first page has no token.
        if self.tokens.len() >= MOST {
            return Err(format!("goes on for more than {MOST} pages"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_ends_before_it_repeats_itself_or_goes_on_forever() {
        let mut pages = Pages::default();
        for page in 1..MOST {
            assert_eq!(pages.turn(&page.to_string()), Ok(()));
        }
        assert_eq!(pages.turn("1").unwrap_err(), "names the same next page twice");
        assert_eq!(pages.turn("100").unwrap_err(), "goes on for more than 100 pages");
    }
}
