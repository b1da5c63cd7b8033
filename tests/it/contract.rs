//! Every body that the sandbox serves, against the vendors' own descriptions of their APIs.
//!
//! The descriptions are not part of this repository: they lie in `../shared/contracts`, or where `PLDOCTOR_CONTRACTS` says.
//! They are read as they stand, and mended only where real bodies are known to differ (`mend`).

use crate::sandbox::{confluent, tidb};
use pldoctor::sandbox::{Sandbox, Scenario};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// One description, and the operations that the sandbox serves of it: the path as it stands there, and how it is asked here.
struct Contract {
    file: &'static str,
    base_path: &'static str,
    operations: &'static [&'static str],
}

const CONFLUENT: &[Contract] = &[
    Contract {
        file: "confluent/org-v2.openapi.yaml",
        base_path: "",
        operations: &["/org/v2/environments", "/org/v2/environments/{id}"],
    },
    Contract {
        file: "confluent/networking-v1.openapi.yaml",
        base_path: "",
        operations: &[
            "/networking/v1/networks",
            "/networking/v1/networks/{id}",
            "/networking/v1/private-link-accesses",
            "/networking/v1/private-link-accesses/{id}",
        ],
    },
    Contract {
        file: "confluent/cmk-v2.openapi.yaml",
        base_path: "",
        operations: &["/cmk/v2/clusters", "/cmk/v2/clusters/{id}"],
    },
    Contract {
        file: "confluent/service-quota-v1.openapi.yaml",
        base_path: "",
        operations: &["/service-quota/v1/applied-quotas"],
    },
];

const TIDB: &[Contract] = &[
    Contract {
        file: "tidb-cloud/serverless-cluster.swagger.json",
        base_path: "/v1beta1",
        operations: &["/clusters/{clusterId}"],
    },
    Contract {
        file: "tidb-cloud/serverless-privatelink.swagger.json",
        base_path: "",
        operations: &[
            "/v1beta1/clusters/{clusterId}/privateLinkConnections:getAvailabilityZones",
            "/v1beta1/clusters/{clusterId}/privateLinkConnections",
            "/v1beta1/clusters/{clusterId}/privateLinkConnections/{privateLinkConnectionId}",
        ],
    },
];

/// Where real bodies differ from the description, by the schema and what is left out of it. Nothing else is.
const DIFFERENCES: &[(&str, &str)] = &[
    // Recorded AWS networks come without either list, and with an empty one.
    ("networking.v1.NetworkStatus", "/required/supported_connection_types"),
    ("networking.v1.NetworkStatus", "/required/active_connection_types"),
    // Recorded bodies spell the kind `networking.v1.AwsNetwork`; the vendor's SDK takes both.
    ("networking.v1.AwsNetwork", "/properties/kind/enum"),
    ("networking.v1.AwsPrivateLinkAccess", "/properties/kind/enum"),
    // Recorded lists end with `"next": ""`.
    ("ListMeta", "/properties/next/format"),
];

/// Reads a description and gives it back as a document that JSON Schema understands.
fn read(file: &str) -> Value {
    let folder = std::env::var_os("PLDOCTOR_CONTRACTS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/contracts")),
        PathBuf::from,
    );
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; put the vendors' API descriptions there, or their folder into PLDOCTOR_CONTRACTS",
            path.display()
        )
    });
    let mut document: Value = if path.extension().is_some_and(|extension| extension == "json") {
        serde_json::from_str(&text).unwrap()
    } else {
        let options = serde_saphyr::options! { budget: None };
        serde_saphyr::from_str_with_options(&text, options).unwrap()
    };
    mend(&mut document);
    translate(&mut document);
    document
}

fn schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    let at = if document.get("swagger").is_some() {
        "/definitions"
    } else {
        "/components/schemas"
    };
    document.pointer_mut(at)?.as_object_mut()
}

/// Takes the known differences out.
fn mend(document: &mut Value) {
    let Some(schemas) = schemas(document) else { return };
    for (schema, part) in DIFFERENCES {
        let Some(schema) = schemas.get_mut(*schema) else {
            continue;
        };
        let (parent, last) = part.rsplit_once('/').unwrap();
        let parent = schema
            .pointer_mut(parent)
            .unwrap_or_else(|| panic!("{part} is not there to be left out"));
        let length = |value: &Value| {
            value
                .as_object()
                .map_or_else(|| value.as_array().map_or(0, Vec::len), Map::len)
        };
        let before = length(parent);
        match parent {
            Value::Object(fields) => drop(fields.remove(last)),
            Value::Array(names) => names.retain(|name| name != last),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        assert_eq!(length(parent), before - 1, "{part} is not there to be left out");
    }
}

/// `nullable` as JSON Schema says it, and extensible enums as strict ones: the sandbox sends no value that nobody documents.
fn translate(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(translate);
            if let Some(values) = fields.remove("x-extensible-enum") {
                fields.insert("enum".to_owned(), values);
            }
            let nullable = ["nullable", "x-nullable"]
                .iter()
                .any(|name| fields.get(*name) == Some(&json!(true)));
            if nullable {
                let schema = Value::Object(std::mem::take(fields));
                fields.insert("anyOf".to_owned(), json!([{"type": "null"}, schema]));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(translate),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The schema of an operation's answer, able to stand alone.
fn schema(document: &Value, path: &str, status: u16) -> Value {
    let responses = &document["paths"][path]["get"]["responses"];
    let response = responses.get(status.to_string()).unwrap_or(&responses["default"]);
    let response = match response["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => response,
    };
    let inline = response
        .pointer("/content/application~1json/schema")
        .or_else(|| response.get("schema"));
    let inline = inline.unwrap_or_else(|| panic!("GET {path} has no schema for {status}"));
    let mut alone = json!({"allOf": [inline]});
    for definitions in ["components", "definitions"] {
        if let Some(schemas) = document.get(definitions) {
            alone[definitions] = schemas.clone();
        }
    }
    alone
}

/// Fails where a body is not what its description allows, or holds a field that it does not know.
fn check(document: &Value, path: &str, status: u16, body: &Value, whose: &str) {
    let schema = schema(document, path, status);
    let validator = jsonschema::draft4::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let errors: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "{whose}: GET {path} ({status})\n{}\n{body:#}",
        errors.join("\n")
    );
    let mut unknown = BTreeSet::new();
    stray(document, &[&schema], body, "", &mut unknown);
    assert!(
        unknown.is_empty(),
        "{whose}: GET {path} ({status}) sends fields that nobody describes: {unknown:?}"
    );
}

/// Collects the fields of a body that no schema describes: a slip in a name would otherwise pass as an unknown field.
fn stray(document: &Value, schemas: &[&Value], body: &Value, at: &str, unknown: &mut BTreeSet<String>) {
    let mut all = Vec::new();
    for schema in schemas {
        flatten(document, schema, &mut all);
    }
    match body {
        Value::Object(fields) => {
            let open = all
                .iter()
                .any(|schema| schema.get("additionalProperties").is_some_and(|more| more != false));
            for (name, value) in fields {
                let here = format!("{at}/{name}");
                let known: Vec<&Value> = all
                    .iter()
                    .filter_map(|schema| schema.get("properties")?.get(name))
                    .collect();
                if known.is_empty() && !open {
                    unknown.insert(here);
                } else {
                    stray(document, &known, value, &here, unknown);
                }
            }
        }
        Value::Array(items) => {
            let schemas: Vec<&Value> = all.iter().filter_map(|schema| schema.get("items")).collect();
            for item in items {
                stray(document, &schemas, item, &format!("{at}[]"), unknown);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A schema and those that it is made of.
fn flatten<'a>(document: &'a Value, schema: &'a Value, out: &mut Vec<&'a Value>) {
    out.push(schema);
    if let Some(reference) = schema["$ref"].as_str() {
        flatten(
            document,
            document.pointer(reference.trim_start_matches('#')).unwrap(),
            out,
        );
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for part in schema[keyword].as_array().into_iter().flatten() {
            flatten(document, part, out);
        }
    }
}

/// The targets of an operation in one scenario: its placeholders filled with every id that the lists name.
fn fill(path: &str, ids: &[(&str, Vec<String>)]) -> Vec<String> {
    let mut paths = vec![path.to_owned()];
    for (placeholder, ids) in ids {
        paths = paths
            .iter()
            .flat_map(|path| {
                let filled = ids.iter().map(|id| path.replace(placeholder, id));
                if path.contains(placeholder) {
                    filled.collect()
                } else {
                    vec![path.clone()]
                }
            })
            .collect();
    }
    paths
}

fn ids(list: &Value, data: &str, id: &str) -> Vec<String> {
    let items = list[data].as_array().unwrap();
    items.iter().map(|item| item[id].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_body_of_confluent_cloud_is_one_that_its_description_allows() {
    let mut checked = 0;
    let contracts: Vec<_> = CONFLUENT
        .iter()
        .map(|contract| (contract, read(contract.file)))
        .collect();
    for scenario in Scenario::all() {
        let sandbox = Sandbox::start(&scenario, Duration::ZERO).unwrap();
        let environment = &scenario.confluent_environment_id;
        for (contract, document) in &contracts {
            for path in contract.operations {
                let query = match *path {
                    "/service-quota/v1/applied-quotas" => format!("?scope=NETWORK&environment={environment}"),
                    path if path.starts_with("/org/") => String::new(),
                    _ => format!("?environment={environment}"),
                };
                let list = path.trim_end_matches("/{id}");
                let list = confluent(&sandbox, &scenario.confluent_key, &format!("{list}{query}")).await;
                let (status, list): (u16, Value) = (list.status().into(), list.json().await.unwrap());
                let known = if status == 200 {
                    ids(&list, "data", "id")
                } else {
                    vec!["any".to_owned()]
                };
                for target in fill(path, &[("{id}", known)]) {
                    let answer = confluent(&sandbox, &scenario.confluent_key, &format!("{target}{query}")).await;
                    let (status, body) = (answer.status().into(), answer.json().await.unwrap());
                    assert!(
                        status == 200 || scenario.name == "credentials-refused",
                        "{target}: {status}"
                    );
                    check(document, path, status, &body, &scenario.name);
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 80, "only {checked} bodies were looked at");
}

#[tokio::test]
async fn every_body_of_tidb_cloud_is_one_that_its_description_allows() {
    let mut checked = 0;
    let contracts: Vec<_> = TIDB.iter().map(|contract| (contract, read(contract.file))).collect();
    for scenario in Scenario::all() {
        let sandbox = Sandbox::start(&scenario, Duration::ZERO).unwrap();
        let cluster = &scenario.tidb_cluster_id;
        let list = format!("/v1beta1/clusters/{cluster}/privateLinkConnections");
        let list = tidb(&sandbox, &scenario.tidb_key, &list).await;
        let (status, list): (u16, Value) = (list.status().into(), list.json().await.unwrap());
        let known = match status {
            200 => ids(&list, "privateLinkConnections", "privateLinkConnectionId"),
            _ => vec!["any".to_owned()],
        };
        let ids = [
            ("{clusterId}", vec![cluster.clone()]),
            ("{privateLinkConnectionId}", known),
        ];
        for (contract, document) in &contracts {
            for path in contract.operations {
                for target in fill(&format!("{}{path}", contract.base_path), &ids) {
                    for target in [target.clone(), format!("{target}?view=FULL")] {
                        let answer = tidb(&sandbox, &scenario.tidb_key, &target).await;
                        let (status, body) = (answer.status().into(), answer.json().await.unwrap());
                        assert!(
                            status == 200 || scenario.name == "credentials-refused",
                            "{target}: {status}"
                        );
                        check(document, path, status, &body, &scenario.name);
                        checked += 1;
                    }
                }
            }
        }
    }
    assert!(checked > 80, "only {checked} bodies were looked at");
}

#[tokio::test]
async fn error_bodies_are_the_documented_ones_too() {
    let scenario = crate::sandbox::scenario("healthy");
    let sandbox = Sandbox::start(&scenario, Duration::ZERO).unwrap();
    for (file, path, target, expected) in [
        (1, "/networking/v1/networks", "/networking/v1/networks", 400),
        (
            1,
            "/networking/v1/networks",
            "/networking/v1/networks?environment=env-none",
            403,
        ),
        (
            1,
            "/networking/v1/networks/{id}",
            "/networking/v1/networks/n-none?environment=env-gz903",
            404,
        ),
        (
            2,
            "/cmk/v2/clusters/{id}",
            "/cmk/v2/clusters/lkc-none?environment=env-gz903",
            403,
        ),
    ] {
        let answer = confluent(&sandbox, &scenario.confluent_key, target).await;
        let (status, body): (u16, Value) = (answer.status().into(), answer.json().await.unwrap());
        assert_eq!(status, expected, "{target}");
        check(&read(CONFLUENT[file].file), path, status, &body, "healthy");
    }
    let path = TIDB[1].operations[0];
    let answer = tidb(&sandbox, &scenario.tidb_key, &path.replace("{clusterId}", "1")).await;
    assert_eq!(answer.status(), 404);
    check(&read(TIDB[1].file), path, 404, &answer.json().await.unwrap(), "healthy");
}

#[test]
fn a_body_that_breaks_the_contract_is_caught() {
    let document = read(CONFLUENT[2].file);
    let path = "/cmk/v2/clusters/{id}";
    let schema = schema(&document, path, 200);
    let validator = jsonschema::draft4::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let spec = json!({
        "availability": "MULTI_ZONE", "cloud": "AWS", "config": {"kind": "Dedicated", "cku": 2}, "display_name": "x", "region": "r",
        "environment": {"id": "env-1", "related": "https://a.example/", "resource_name": "crn://a"},
    });
    let body = json!({"api_version": "cmk/v2", "kind": "Cluster", "id": "lkc-1", "spec": spec, "status": {"phase": "PROVISIONED"}});
    assert!(
        validator.is_valid(&body),
        "{:?}",
        validator
            .iter_errors(&body)
            .map(|error| error.to_string())
            .collect::<Vec<_>>()
    );
    for (pointer, value) in [
        ("/spec/availability", json!("TWO_ZONES")),
        ("/spec/config/cku", json!("2")),
        ("/spec/environment/related", json!("not a URI")),
        ("/status", json!({})),
        ("/api_version", json!("cmk/v3")),
    ] {
        let mut broken = body.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
    let mut misspelt = body;
    misspelt["spec"]["regoin"] = json!("us-east-1");
    let mut unknown = BTreeSet::new();
    stray(&document, &[&schema], &misspelt, "", &mut unknown);
    assert_eq!(unknown.into_iter().collect::<Vec<_>>(), ["/spec/regoin"]);
}
