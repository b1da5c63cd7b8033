//! The published schemas are those of this build, and what it prints is valid by them.

use crate::canned;
use jsonschema::Validator;
use pldoctor::{
    fact,
    render::{Format, Style, json, write},
};
use serde_json::Value;
use std::{env, fs, path::Path};

/// Compares a schema with its published file; with `PLDOCTOR_BLESS=1` in the environment, publishes it instead.
fn published(name: &str, schema: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name);
    let mut generated = serde_json::to_string_pretty(schema).unwrap();
    generated.push('\n');
    if env::var_os("PLDOCTOR_BLESS").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        generated == published,
        "schema/{name} is not the schema of this build; PLDOCTOR_BLESS=1 publishes it anew"
    );
}

#[test]
fn the_schema_of_reports_is_published() {
    published("report-v1.json", &json::schema());
}

#[test]
fn the_schema_of_facts_is_published() {
    published("facts-v1.json", &fact::schema::document());
}

fn document(report: &pldoctor::report::Report) -> Value {
    let mut out = Vec::new();
    write(report, Format::Json, &Style::default(), &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn reports() -> Validator {
    let published = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/report-v1.json")).unwrap();
    jsonschema::draft202012::new(&serde_json::from_slice(&published).unwrap()).unwrap()
}

#[test]
fn every_report_is_valid_by_the_published_schema() {
    let schema = reports();
    for report in [
        canned::failing(),
        canned::refused(),
        canned::healthy(),
        canned::several(),
        canned::hostile(),
    ] {
        let document = document(&report);
        let problems: Vec<String> = schema
            .iter_errors(&document)
            .map(|problem| format!("{} at {}", problem, problem.instance_path()))
            .collect();
        assert_eq!(problems, Vec::<String>::new());
    }
}

#[test]
fn the_schema_demands_every_field_and_refuses_other_words() {
    let schema = reports();
    let valid = document(&canned::failing());
    let broken = |path: &str, value: Option<Value>| {
        let mut document = valid.clone();
        let (parent, field) = path.rsplit_once('/').unwrap();
        let parent = document.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        assert!(parent.contains_key(field), "{path}");
        match value {
            Some(value) => parent.insert(field.to_owned(), value),
            None => parent.remove(field),
        };
        !schema.is_valid(&document)
    };
    for path in [
        "/schema_version",
        "/exit_code",
        "/links/0/checks/0/subject",
        "/links/0/checks/0/waiver",
        "/links/0/stage/demanded",
    ] {
        assert!(broken(path, None), "{path} may be left out");
    }
    assert!(broken("/schema_version", Some("2".into())));
    assert!(broken("/verdict", Some("maybe".into())));
    assert!(broken("/links/0/checks/0/reason", Some("because".into())));
    assert!(broken("/links/0/checks/0/evidence", Some(Value::Null)));
}
