//! The layering of `lib.rs`, held by reading the sources: no arrow up, no circle, every crate in its room.

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The modules by line, and those on one line that may use each other.
const LINES: &[&[&str]] = &[
    &["text", "net"],
    &["config"],
    &["fact"],
    &["rule"],
    &["report"],
    &["exit"],
    &["collect", "derive", "judge", "render", "sandbox"],
    &["cli"],
    &["app"],
    &["main"],
];

/// Third-party crates that have a room: they are named nowhere else.
const ROOMS: &[(&str, &[&str])] = &[
    ("reqwest", &["collect/http"]),
    ("digest_auth", &["collect/http"]),
    ("backon", &["collect/http"]),
    ("hickory_resolver", &["collect/dns"]),
    ("hickory_server", &["sandbox"]),
    ("axum", &["sandbox"]),
    ("base64", &["sandbox"]),
    ("md5", &["sandbox"]),
    ("clap", &["cli"]),
    ("comfy_table", &["render/table"]),
    ("cel", &["rule", "judge"]),
    ("minijinja", &["rule"]),
    ("serde_saphyr", &["rule", "sandbox"]),
    ("toml", &["config"]),
    ("tokio", &["collect", "sandbox", "app", "main"]),
];

static COMMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)//.*$").unwrap());
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:crate|pldoctor|super(?:::super)*|self)::(?:\{[^;]*?\}|[A-Za-z_0-9:]+(?:\{[^;]*?\})?)").unwrap()
});
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:pub(?:\([a-z]+\))? )?(?:fn|struct|enum|trait|impl|static|const) ").unwrap()
});

struct Source {
    /// `fact/section`, `lib`, `main`.
    name: String,
    text: String,
    /// The text without its unit tests and comments.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(at) = open.pop() {
        for path in fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() > 30, "the sources were not found below {}", root.display());
    files.into_iter().map(|path| source(&root, &path)).collect()
}

fn source(root: &Path, path: &PathBuf) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let name = path
        .strip_prefix(root)
        .unwrap()
        .with_extension("")
        .display()
        .to_string()
        .replace('\\', "/");
    let tests = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let code = COMMENT.replace_all(&text[..tests], "").into_owned();
    Source { name, text, code }
}

fn top(name: &str) -> &str {
    name.split('/').next().unwrap()
}

/// Every module path that a file names, from the crate's root: `fact::section`.
fn named(source: &Source) -> BTreeSet<Vec<String>> {
    let here: Vec<&str> = source.name.split('/').filter(|part| *part != "mod").collect();
    let mut out = BTreeSet::new();
    for found in PATH.find_iter(&source.code) {
        for path in expand(found.as_str()) {
            let mut steps: Vec<String> = path.split("::").map(str::to_owned).collect();
            let mut base: Vec<String> = Vec::new();
            match steps.first().map(String::as_str) {
                Some("crate" | "pldoctor") => {
                    steps.remove(0);
                }
                Some("self") => {
                    base = here.iter().map(|part| (*part).to_owned()).collect();
                    steps.remove(0);
                }
                _ => {
                    base = here.iter().map(|part| (*part).to_owned()).collect();
                    while steps.first().is_some_and(|step| step == "super") {
                        base.pop();
                        steps.remove(0);
                    }
                }
            }
            base.extend(steps);
            out.insert(base);
        }
    }
    out
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(path: &str) -> Vec<String> {
    let path: String = path.split_whitespace().collect();
    let Some(open) = path.find('{') else { return vec![path] };
    let (head, rest) = (&path[..open], &path[open + 1..path.rfind('}').unwrap_or(path.len())]);
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in rest.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .flat_map(|part| expand(&format!("{head}{part}")))
        .collect()
}

#[test]
fn no_module_uses_one_of_its_own_line_or_below() {
    let line = |module: &str| LINES.iter().position(|line| line.contains(&module));
    for source in sources().iter().filter(|source| source.name != "lib") {
        let from = top(&source.name);
        let own = line(from).unwrap_or_else(|| panic!("{from} stands on no line of `LINES`"));
        for path in named(source) {
            let Some(to) = path.first().map(String::as_str) else {
                continue;
            };
            if to == from || line(to).is_none() {
                continue;
            }
            assert!(
                line(to) < Some(own),
                "src/{}.rs uses `{}`: {from} may not use {to}",
                source.name,
                path.join("::")
            );
        }
    }
}

#[test]
fn no_file_uses_one_that_uses_it() {
    let sources = sources();
    let files: BTreeSet<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let exported = exports(&sources);
    let file_of = |path: &[String]| -> Option<String> {
        for length in (1..=path.len()).rev() {
            let name = path[..length].join("/");
            if files.contains(name.as_str()) {
                return Some(name);
            }
            let module = format!("{name}/mod");
            if files.contains(module.as_str()) {
                let item = path.get(length)?;
                return exported.get(&(module, item.clone())).cloned();
            }
        }
        None
    };
    let mut uses: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for source in sources
        .iter()
        .filter(|source| !source.name.ends_with("mod") && source.name != "lib")
    {
        let to = named(source)
            .iter()
            .filter_map(|path| file_of(path))
            .filter(|to| *to != source.name)
            .collect();
        uses.insert(&source.name, to);
    }
    for from in uses.keys() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<String> = uses[from].iter().cloned().collect();
        while let Some(at) = open.pop() {
            assert!(
                at != *from,
                "src/{from}.rs uses a file that uses it: a circle through {seen:?}"
            );
            if seen.insert(at.clone()) {
                open.extend(uses.get(at.as_str()).into_iter().flatten().cloned());
            }
        }
    }
}

/// What each `mod.rs` hands on: (`fact/mod`, `Section`) → `fact/section`.
fn exports(sources: &[Source]) -> BTreeMap<(String, String), String> {
    let statement = Regex::new(r"(?s)pub(?:\([a-z]+\))? use ([a-z_]+)::(\{.*?\}|[A-Za-z_]+);").unwrap();
    let mut out = BTreeMap::new();
    for source in sources.iter().filter(|source| source.name.ends_with("/mod")) {
        for found in statement.captures_iter(&source.code) {
            let file = source.name.replace("/mod", &format!("/{}", &found[1]));
            for item in found[2]
                .trim_matches(['{', '}'])
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
            {
                out.insert((source.name.clone(), item.to_owned()), file.clone());
            }
        }
    }
    out
}

#[test]
fn third_party_crates_stay_in_their_rooms() {
    let sources = sources();
    for (name, rooms) in ROOMS {
        let uses = Regex::new(&format!(r"(?:^|[^\w:]){name}::|extern crate {name}\b|#\[{name}")).unwrap();
        let mut seen = false;
        for source in sources.iter().filter(|source| uses.is_match(&source.code)) {
            seen = true;
            let inside = rooms
                .iter()
                .any(|room| source.name == *room || source.name.starts_with(&format!("{room}/")));
            assert!(inside, "src/{}.rs names {name}, whose rooms are {rooms:?}", source.name);
        }
        assert!(
            seen,
            "{name} is named nowhere: its room can go, and so can the dependency"
        );
    }
}

#[test]
fn replay_owns_no_client() {
    // What `check --facts` runs through: none of it may name what can open a socket.
    for source in sources()
        .iter()
        .filter(|source| ["derive", "judge", "render", "report", "rule", "fact"].contains(&top(&source.name)))
    {
        for word in [
            "std::net::Tcp",
            "std::net::Udp",
            "reqwest",
            "hickory",
            "tokio",
            "crate::collect",
        ] {
            assert!(!source.code.contains(word), "src/{}.rs names {word}", source.name);
        }
    }
    let replay = sources()
        .into_iter()
        .find(|source| source.name == "app/replay")
        .expect("app/replay.rs stands");
    for word in ["crate::collect", "tokio", "async", "sandbox"] {
        assert!(!replay.code.contains(word), "src/app/replay.rs names {word}");
    }
}

#[test]
fn every_file_says_what_it_is_for_and_stays_short() {
    for source in sources() {
        assert!(
            source.text.starts_with("//! "),
            "src/{}.rs has no `//!` header",
            source.name
        );
        let lines = source.text.lines().count();
        assert!(
            lines <= 500,
            "src/{}.rs has {lines} lines; the ceiling is 500",
            source.name
        );
        if source.name.ends_with("/mod") {
            assert!(
                !ITEM.is_match(&source.code),
                "src/{}.rs holds more than docs and re-exports",
                source.name
            );
        }
    }
}
