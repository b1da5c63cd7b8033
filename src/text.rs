//! Text for people: made safe for a terminal, counted in words.

use std::borrow::Cow;

/// Makes other people's text safe to print: every control, format and line-breaking character is written out
/// (`\u{1b}`), so that it can neither move the cursor, nor reverse the line, nor start a new one.
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether a character could move the cursor, reverse a line, start a new one or hide.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Writes as an escape what JSON lets stand raw and a terminal obeys: deletes, C1 controls, reversed lines. Such a character
/// can only stand within a string, where the escape means the same; the line breaks are the layout's own.
pub fn disarm(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    for c in document.chars() {
        if c == '\n' || !is_unsafe(c) {
            out.push(c);
        } else {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

/// A count with its noun: `1 link`, `3 links`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// The words of a list as a sentence writes them: `a, b and c`.
pub fn list<S: AsRef<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", head.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{count, disarm, is_unsafe, list, safe};
    use proptest::prelude::*;

    #[test]
    fn nothing_hostile_reaches_a_terminal() {
        assert_eq!(safe("plain ✓ text"), "plain ✓ text");
        assert_eq!(safe("\u{1b}[31mred\r\n"), "\\u{1b}[31mred\\u{d}\\u{a}");
        assert_eq!(safe("a\u{202e}b\u{0}"), "a\\u{202e}b\\u{0}");
    }

    #[test]
    fn counts_and_lists_read_like_sentences() {
        assert_eq!(count(1, "link"), "1 link");
        assert_eq!(count(0, "link"), "0 links");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list::<&str>(&[]), "");
    }

    #[test]
    fn what_a_terminal_obeys_is_escaped_in_json() {
        assert_eq!(
            disarm("\"a\u{9b}31m\u{202e}\u{7f}\u{e0041}ü\"\n"),
            "\"a\\u009b31m\\u202e\\u007f\\udb40\\udc41ü\"\n"
        );
    }

    proptest! {
        #[test]
        fn a_program_reads_the_same_text(text: String) {
            let document = disarm(&serde_json::to_string_pretty(&text).unwrap());
            prop_assert!(!document.chars().any(is_unsafe));
            prop_assert_eq!(serde_json::from_str::<String>(&document).unwrap(), text);
        }
    }
}
