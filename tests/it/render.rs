//! What is printed of a report, in every format and style.

use crate::canned;
use pldoctor::{
    render::{Format, Style, json::v1, write},
    report::Report,
};
use serde_json::Value;

fn drawn(report: &Report, format: Format, style: Style) -> String {
    let mut out = Vec::new();
    write(report, format, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn table(report: &Report, style: Style) -> String {
    drawn(report, Format::Table, style)
}

fn wide(columns: usize) -> Style {
    Style {
        width: Some(columns),
        ..Style::default()
    }
}

fn all() -> [(&'static str, Report); 7] {
    [
        ("failing", canned::failing()),
        ("refused", canned::refused()),
        ("healthy", canned::healthy()),
        ("several", canned::several()),
        ("blocked", canned::blocked()),
        ("unasked", canned::unasked()),
        ("hostile", canned::hostile()),
    ]
}

#[test]
fn a_failing_link_at_80_columns() {
    insta::assert_snapshot!(table(&canned::failing(), wide(80)));
}

#[test]
fn a_failing_link_at_200_columns() {
    insta::assert_snapshot!(table(&canned::failing(), wide(200)));
}

#[test]
fn a_failing_link_in_ascii() {
    let style = Style {
        ascii: true,
        ..Style::default()
    };
    let table = table(&canned::failing(), style);
    assert!(table.is_ascii());
    insta::assert_snapshot!(table);
}

#[test]
fn a_failing_link_with_everything() {
    let style = Style {
        verbose: true,
        ..Style::default()
    };
    insta::assert_snapshot!(table(&canned::failing(), style));
}

#[test]
fn a_failing_link_in_colour() {
    let style = Style {
        color: true,
        ..Style::default()
    };
    insta::assert_snapshot!(table(&canned::failing(), style).replace('\u{1b}', "␛"));
}

#[test]
fn several_links_quietly() {
    let style = Style {
        quiet: true,
        ..Style::default()
    };
    insta::assert_snapshot!(table(&canned::several(), style));
}

#[test]
fn a_link_that_a_key_may_not_read() {
    insta::assert_snapshot!(table(&canned::refused(), Style::default()));
}

#[test]
fn a_link_that_a_key_may_not_read_with_everything() {
    let style = Style {
        verbose: true,
        ..Style::default()
    };
    insta::assert_snapshot!(table(&canned::refused(), style));
}

#[test]
fn a_healthy_link() {
    insta::assert_snapshot!(table(&canned::healthy(), Style::default()));
}

#[test]
fn failures_that_another_explains_are_one_short_block() {
    let drawn = table(&canned::blocked(), Style::default());
    let (cause, blocked) = (
        drawn.find("FAIL  privatelink-access-registered").unwrap(),
        drawn.find("FAIL  zone-coverage  use1-az4, use1-az5, use1-az6").unwrap(),
    );
    assert!(cause < blocked, "{drawn}");
    assert_eq!(
        drawn
            .matches("privatelink-access-registered fails: mend that first")
            .count(),
        1
    );
    insta::assert_snapshot!(drawn);
}

#[test]
fn a_root_cause_is_told_once_and_quietly_too() {
    for quiet in [false, true] {
        let table = table(&canned::failing(), Style { quiet, ..wide(200) });
        for told in [
            "admits TiDB Cloud's account `380838443567`",
            "add a PrivateLink Access for the AWS account",
        ] {
            assert_eq!(table.matches(told).count(), 1, "{table}");
        }
    }
}

#[test]
fn what_nobody_asked_for_is_named_once_and_counted() {
    let table = table(&canned::unasked(), wide(200));
    assert!(
        table.contains(
            "  not asked `tidb.a`, `tidb.b`, `tidb.c`, `tidb.d`, `tidb.e`, `tidb.f`, `tidb.g`, `tidb.h` and 2 more\n"
        ),
        "{table}"
    );
    assert!(table.contains("orders: nothing was judged: 12 skipped\n"), "{table}");
    assert!(!table.contains("done"), "{table}");
}

#[test]
fn json_escapes_what_a_terminal_obeys() {
    let mut report = canned::failing();
    report.links[0].findings[0].message = "a\u{9b}2J\u{85}\u{2028}\u{202e}\u{2066}b".to_owned();
    let json = drawn(&report, Format::Json, Style::default());
    assert!(json.contains(r"a\u009b2J\u0085\u2028\u202e\u2066b"), "{json}");
}

#[test]
fn a_failing_link_as_json() {
    insta::assert_snapshot!(drawn(&canned::failing(), Format::Json, Style::default()));
}

#[test]
fn the_first_lines_name_cause_owner_and_next_action() {
    let table = table(&canned::failing(), wide(200));
    let first: Vec<&str> = table.lines().take(8).collect();
    assert_eq!(
        first[..3],
        [
            "× FAIL  orders",
            "",
            "Root cause 1 of 2: zone-coverage  use1-az6, use1-az5"
        ]
    );
    for (line, label) in first[3..].iter().zip(["cause", "", "who acts", "next", "explains"]) {
        assert_eq!(line[2..12].trim(), label, "{line}");
    }
}

/// What people copy: every string of the document at one of these keys, and what stands between backticks elsewhere.
fn copied(value: &Value, key: &str, found: &mut Vec<String>) {
    const COPIED: [&str; 10] = [
        "id", "rule", "path", "fact", "run", "docs", "endpoint", "subject", "trace_id", "explains",
    ];
    match value {
        Value::String(text) if COPIED.contains(&key) => found.push(text.clone()),
        Value::String(text) => found.extend(text.split('`').skip(1).step_by(2).map(|literal| format!("`{literal}`"))),
        Value::Array(items) => items.iter().for_each(|item| copied(item, key, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| copied(value, key, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn what_people_copy_stands_unbroken_on_one_line() {
    for (name, report) in all().into_iter().filter(|(name, _)| *name != "hostile") {
        let document: Value = serde_json::from_str(&drawn(&report, Format::Json, Style::default())).unwrap();
        let mut found = Vec::new();
        copied(&document["links"], "", &mut found);
        assert!(found.len() > 6, "{name}: {found:?}");
        for columns in [20, 40, 80] {
            let style = Style {
                verbose: true,
                ..wide(columns)
            };
            let table = table(&report, style);
            for text in &found {
                assert!(
                    table.lines().any(|line| line.contains(text.as_str())),
                    "{name} at {columns}: {text}\n{table}"
                );
            }
        }
    }
}

#[test]
fn only_what_must_not_break_stands_over_the_width() {
    for (name, report) in all().into_iter().filter(|(name, _)| *name != "hostile") {
        for line in table(&report, wide(80))
            .lines()
            .filter(|line| line.chars().count() > 80)
        {
            let words = line
                .trim_start_matches("  commands")
                .trim_start_matches("  docs")
                .trim_start();
            let copied = ["read ", "write ", "https://"]
                .iter()
                .any(|start| words.starts_with(start));
            assert!(copied, "{name}: {line}");
        }
    }
}

#[test]
fn without_colour_there_are_no_codes_and_colour_says_nothing_more() {
    for (name, report) in all() {
        for verbose in [false, true] {
            let plain = Style {
                verbose,
                ..Style::default()
            };
            let colored = Style { color: true, ..plain };
            let (plain, colored) = (table(&report, plain), table(&report, colored));
            assert!(!plain.contains('\u{1b}'), "{name}");
            assert!(colored.contains('\u{1b}'), "{name}");
            assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain, "{name}");
        }
    }
}

#[test]
fn hostile_text_reaches_no_terminal() {
    let unsafe_in = |text: &str| text.chars().find(|c| *c != '\n' && pldoctor::text::is_unsafe(*c));
    let report = canned::hostile();
    for format in [Format::Table, Format::Json] {
        let style = Style {
            verbose: true,
            ..Style::default()
        };
        assert_eq!(unsafe_in(&drawn(&report, format, style)), None, "{format:?}");
    }
    let verbose = Style {
        verbose: true,
        width: Some(10_000),
        ..Style::default()
    };
    assert!(!table(&report, verbose).lines().any(|line| line.starts_with("new")));
}

#[test]
fn json_says_what_the_report_says() {
    let report = canned::hostile();
    let document: v1::Report = serde_json::from_str(&drawn(&report, Format::Json, Style::default())).unwrap();
    assert_eq!(document, v1::Report::from(&report));
    assert_eq!(document.links[0].name, report.links[0].name);
    assert_eq!(document.exit_code, 1);
    assert_eq!(document.links[0].checks.len(), report.links[0].findings.len());
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for (name, report) in all() {
        for format in [Format::Table, Format::Json] {
            let draw = || drawn(&report, format, Style::default());
            assert_eq!(draw(), draw(), "{name}");
        }
    }
}
