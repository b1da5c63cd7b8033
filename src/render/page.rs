//! A page of text under way: lines, blocks, labels with a hanging indent. Prose wraps; what is copied never does.
//!
//! Everything that is put on a page is made safe here, so that no caller can forget it.

use super::style::{Ink, Mark, Style};
use crate::text;
use unicode_width::UnicodeWidthStr;

/// Where the text of a labelled line begins.
pub(super) const COLUMN: usize = 12;
const INDENT: usize = 2;
/// Prose is not squeezed below this: a narrow terminal breaks its lines itself.
const NARROWEST: usize = 20;

/// A page of text under way.
pub(super) struct Page<'a> {
    pub(super) style: &'a Style,
    text: String,
}

impl<'a> Page<'a> {
    pub(super) fn new(style: &'a Style) -> Self {
        Self {
            style,
            text: String::new(),
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// An empty line, unless there is one already or the page is empty.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// `√ PASS  name  other  (aside)`: never wrapped.
    pub(super) fn heading(&mut self, mark: Mark, name: &str, others: &[&str], aside: &str) {
        let mut parts = vec![self.style.mark(mark), self.style.paint(Ink::Strong, &text::safe(name))];
        parts.extend(others.iter().map(|other| text::safe(other).into_owned()));
        if !aside.is_empty() {
            parts.push(self.style.paint(Ink::Dim, &format!("({})", text::safe(aside))));
        }
        parts.retain(|part| !part.is_empty());
        self.push(&parts.join("  "));
    }

    /// `√ PASS  words`: the words wrap under themselves.
    pub(super) fn verdict(&mut self, mark: Mark, words: &str) {
        let shown = format!("{}  ", self.style.mark(mark));
        let indent = self.style.text(mark).width() + 2;
        self.hang(&shown, indent, words);
    }

    /// A title over what follows: never wrapped.
    pub(super) fn title(&mut self, words: &str, aside: &str) {
        let title = self.style.paint(Ink::Strong, &text::safe(words));
        self.push(format!("{title}  {}", text::safe(aside)).trim_end());
    }

    /// A label and prose beside it. Nothing is written for empty prose.
    pub(super) fn field(&mut self, label: &str, prose: &str) {
        if !prose.is_empty() {
            let label = self.label(label);
            self.hang(&label, COLUMN, prose);
        }
    }

    /// A labelled line that is copied: never wrapped. `aside` stands before it.
    pub(super) fn copied(&mut self, label: &str, aside: &str, line: &str) {
        let label = self.label(label);
        let line = format!("{label}{aside}{}", text::safe(line));
        self.push(line.trim_end());
    }

    /// A numbered step of a list that hangs beside a label, or below it.
    pub(super) fn step(&mut self, label: &str, number: usize, prose: &str) {
        let number = format!("{number}. ");
        let first = format!("{}{number}", self.label(label));
        self.hang(&first, COLUMN + number.width(), prose);
    }

    /// Lines that were laid out already, beside a label. They must have been made safe.
    pub(super) fn drawn(&mut self, label: &str, lines: impl IntoIterator<Item = String>) {
        let mut label = self.label(label);
        for line in lines {
            self.push(&format!("{label}{line}"));
            label = self.label("");
        }
    }

    /// The columns that are left of a labelled line.
    pub(super) fn room(&self) -> usize {
        self.style.columns().saturating_sub(COLUMN).max(NARROWEST)
    }

    fn label(&self, label: &str) -> String {
        let fill = COLUMN - INDENT - label.width().min(COLUMN - INDENT);
        format!(
            "{}{}{}",
            " ".repeat(INDENT),
            self.style.paint(Ink::Dim, label),
            " ".repeat(fill)
        )
    }

    fn hang(&mut self, first: &str, indent: usize, prose: &str) {
        let room = self.style.columns().saturating_sub(indent).max(NARROWEST);
        for (number, line) in wrap(&text::safe(prose), room).iter().enumerate() {
            if number == 0 {
                self.push(&format!("{first}{line}"));
            } else {
                self.push(&format!("{}{line}", " ".repeat(indent)));
            }
        }
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// Breaks prose at spaces into lines of at most `width` columns. A word, and anything between backticks, stays whole
/// and may stand over. Backticks without a partner are words like any other.
pub(super) fn wrap(prose: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in words(prose) {
        let wide = word.width();
        match lines.last_mut() {
            Some(line) if used + 1 + wide <= width => {
                line.push(' ');
                line.push_str(word);
                used += 1 + wide;
            }
            _ => {
                lines.push(word.to_owned());
                used = wide;
            }
        }
    }
    lines
}

/// The pieces of prose that stay whole.
fn words(prose: &str) -> Vec<&str> {
    let paired = prose.matches('`').count().is_multiple_of(2);
    let mut quoted = false;
    prose
        .split(|c: char| {
            quoted ^= paired && c == '`';
            c == ' ' && !quoted
        })
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Page, wrap};
    use crate::render::{Style, style::Mark};
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn prose_breaks_at_spaces_and_literals_stay_whole() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(
            wrap("run `ticloud serverless list` now", 10),
            ["run", "`ticloud serverless list`", "now"]
        );
        assert_eq!(wrap("a ` lone tick", 6), ["a `", "lone", "tick"]);
        assert_eq!(wrap("", 10), Vec::<String>::new());
    }

    #[test]
    fn a_label_hangs_its_prose_and_never_breaks_what_is_copied() {
        let style = Style {
            width: Some(34),
            ..Style::default()
        };
        let mut page = Page::new(&style);
        page.heading(Mark::Fail, "zone-coverage", &["use1-az6"], "error");
        page.field("found", "brokers stand in `use1-az6`\n");
        page.field("expected", "");
        page.copied("do", "read  ", "ticloud serverless private-link-connection zones");
        page.gap();
        page.gap();
        page.verdict(Mark::Pass, "orders: 31 passed, 29 skipped, 2 unknown");
        insta::assert_snapshot!(page.finish(), @r"
        × FAIL  zone-coverage  use1-az6  (error)
          found     brokers stand in
                    `use1-az6`\u{a}
          do        read  ticloud serverless private-link-connection zones

        √ PASS  orders: 31 passed, 29
                skipped, 2 unknown
        ");
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing_and_only_single_words_stand_over(prose in "([a-z`\u{4e00}]{0,9} ){0,12}", width in 1usize..30) {
            let lines = wrap(&prose, width);
            let words = |text: &str| text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&lines.join(" ")), words(&prose));
            for line in lines {
                prop_assert!(line.width() <= width || !line.contains(' ') || line.contains('`'), "{line:?}");
            }
        }
    }
}
