//! A walk over a TOML document that stops at nothing: what is wrong becomes a problem with its line and column.

use super::problem::{Fault, Place, Problem, nearest, quoted};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table of the document, and its name for people.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    entries: &'a DeTable<'a>,
    start: usize,
}

impl Table<'_> {
    /// Whether the key is there, whatever it holds.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }
}

/// The keys that each table knows.
pub(super) type Keys = [(&'static str, &'static [&'static str])];

/// The walk: where it is, and what it found.
pub(super) struct Walk<'a> {
    name: &'a str,
    text: &'a str,
    keys: &'static Keys,
    /// Byte offsets, so that problems come out in the order of the file.
    found: BTreeMap<usize, Vec<Problem>>,
    /// Lines whose syntax is broken: what the parser made of them says nothing.
    broken: Vec<Range<usize>>,
}

impl<'a> Walk<'a> {
    /// Begins a walk, with what the parser found wrong already noted.
    pub(super) fn new(name: &'a str, text: &'a str, keys: &'static Keys, errors: &[toml::de::Error]) -> Self {
        let mut walk = Self {
            name,
            text,
            keys,
            found: BTreeMap::new(),
            broken: Vec::new(),
        };
        for error in errors {
            let at = error.span().map_or(0, |span| span.start).min(text.len());
            walk.note(at, Fault::new(format!("not TOML: {}", error.message())));
        }
        for at in walk.found.keys() {
            let start = text[..*at].rfind('\n').map_or(0, |newline| newline + 1);
            let end = text[*at..].find('\n').map_or(text.len(), |newline| at + newline);
            walk.broken.push(start..end + 1);
        }
        walk
    }

    /// Every problem, in the order of the file.
    pub(super) fn finish(self) -> Vec<Problem> {
        self.found.into_values().flatten().collect()
    }

    /// The place of a table.
    pub(super) fn place(&self, table: Table<'_>) -> Place {
        Place::of(self.name, self.text, table.start)
    }

    /// Notes a fault, unless it lies in a line that the parser could not read.
    pub(super) fn note(&mut self, at: usize, fault: Fault) {
        if !self.broken.iter().any(|line| line.contains(&at)) {
            let problem = fault.at(Place::of(self.name, self.text, at));
            self.found.entry(at).or_default().push(problem);
        }
    }

    /// Notes that a table lacks a key. Where the parser lost lines, the key may have been in one of them.
    pub(super) fn lacks(&mut self, table: Table<'_>, fault: Fault) {
        if self.broken.is_empty() {
            self.note(table.start, fault);
        }
    }

    /// The document as a table, its keys checked.
    pub(super) fn root(&mut self, document: &'a Spanned<DeTable<'a>>) -> Table<'a> {
        self.enter("", document.get_ref(), 0)
    }

    fn enter(&mut self, path: &'static str, entries: &'a DeTable<'a>, start: usize) -> Table<'a> {
        let known = self.known(path);
        for key in entries.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let fault = unknown(self.keys, path, known, key.get_ref());
                self.note(key.span().start, fault);
            }
        }
        Table { entries, start }
    }

    fn known(&self, path: &str) -> &'static [&'static str] {
        self.keys
            .iter()
            .find(|(table, _)| *table == path)
            .map_or(&[], |(_, keys)| keys)
    }

    /// The table under a key.
    pub(super) fn table(&mut self, within: Table<'a>, key: &str, path: &'static str) -> Option<Table<'a>> {
        let value = within.entries.get(key)?;
        if let DeValue::Table(entries) = value.get_ref() {
            return Some(self.enter(path, entries, value.span().start));
        }
        self.wrong_type(
            value,
            "a table",
            &format!("write `[{path}]` on a line of its own, and its keys below"),
        );
        None
    }

    /// The tables under a key that may be repeated.
    pub(super) fn tables(&mut self, within: Table<'a>, key: &'static str) -> Vec<Table<'a>> {
        let mend = format!("write `[[{key}]]`, once for each {key}");
        let Some(value) = within.entries.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(elements) = value.get_ref() else {
            self.wrong_type(value, "a list of tables", &mend);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for element in elements {
            if let DeValue::Table(entries) = element.get_ref() {
                tables.push(self.enter(key, entries, element.span().start));
            } else {
                self.wrong_type(element, "a table", &mend);
            }
        }
        tables
    }

    /// The value under a key, read from its text. A day may stand without quotes: TOML has a type for it.
    pub(super) fn read<T>(
        &mut self,
        table: Table<'a>,
        key: &str,
        parse: impl Fn(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let value = table.entries.get(key)?;
        self.element(value, &format!("{key} = "), parse)
    }

    /// The values of the list under a key, each read from its text; none when there is no such key.
    pub(super) fn list<T>(
        &mut self,
        table: Table<'a>,
        key: &str,
        parse: impl Fn(&str) -> Result<T, Fault>,
    ) -> Option<Vec<T>> {
        let value = table.entries.get(key)?;
        let DeValue::Array(elements) = value.get_ref() else {
            self.wrong_type(value, "a list of strings", &format!("write `{key} = [\"…\"]`"));
            return None;
        };
        Some(
            elements
                .iter()
                .filter_map(|element| self.element(element, "", &parse))
                .collect(),
        )
    }

    fn element<T>(
        &mut self,
        value: &Spanned<DeValue<'a>>,
        before: &str,
        parse: impl Fn(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let read = match value.get_ref() {
            DeValue::String(text) => parse(text),
            DeValue::Datetime(day) if day.time.is_none() => parse(&day.to_string()),
            DeValue::Integer(number) => {
                self.wrong_type(
                    value,
                    "a string",
                    &format!("put it in quotes: `{before}\"{}\"`", number.as_str()),
                );
                return None;
            }
            DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                self.wrong_type(value, "a string", &format!("write `{before}\"…\"`"));
                return None;
            }
        };
        read.map_err(|fault| self.note(value.span().start, fault)).ok()
    }

    fn wrong_type(&mut self, value: &Spanned<DeValue<'a>>, wanted: &str, mend: &str) {
        let found = value.get_ref().type_str();
        let article = if found.starts_with(['a', 'i']) { "an" } else { "a" };
        self.note(
            value.span().start,
            Fault::new(format!("expected {wanted}, found {article} {found}")).hint(mend),
        );
    }

    /// The position of a key's value, for a fault that only shows when values are put together.
    pub(super) fn offset(table: Table<'a>, key: &str) -> usize {
        table.entries.get(key).map_or(table.start, |value| value.span().start)
    }
}

/// The fault of a key that its table does not know.
fn unknown(keys: &'static Keys, path: &str, known: &[&'static str], key: &str) -> Fault {
    if is_secret(key) {
        return Fault::new(format!(
            "{} has no place in this file: secrets come only from the environment",
            quoted(key)
        ))
        .hint(
            "remove it, and set `CONFLUENT_CLOUD_API_KEY` and `CONFLUENT_CLOUD_API_SECRET`, \
                 or `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`",
        );
    }
    let place = if path.is_empty() {
        String::new()
    } else {
        format!(" in `{path}`")
    };
    let fault = Fault::new(format!("unknown key {}{place}", quoted(key)));
    let elsewhere = keys.iter().find(|(_, keys)| keys.contains(&key));
    match (elsewhere, nearest(key, known.iter().copied())) {
        (Some((table, _)), _) if !table.is_empty() => fault.hint(format!("it belongs in `{table}`")),
        (_, Some(near)) => fault.hint(format!("did you mean `{near}`?")),
        _ => fault.hint(format!("the keys here are `{}`", known.join("`, `"))),
    }
}

/// Whether a key says that its value is a secret.
fn is_secret(key: &str) -> bool {
    let folded: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    [
        "secret",
        "password",
        "passwd",
        "token",
        "apikey",
        "publickey",
        "privatekey",
        "accesskey",
        "credential",
    ]
    .iter()
    .any(|word| folded.contains(word))
}
