//! Confluent Cloud's part of the sandbox: the lists and objects that a read-only tool asks for.

use super::call::Call;
use super::page::page;
use super::reply::Reply;
use super::world::{Confluent, Key, Objects};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// One list of the API.
struct Collection {
    path: &'static str,
    list_kind: &'static str,
    objects: fn(&Confluent) -> &Objects,
    /// The parameter without which a list answers 400.
    required: Option<&'static str>,
    /// The other parameters that narrow a list; each names the field it looks at.
    filters: &'static [&'static str],
    largest_page: usize,
    /// How an object that is not there is answered; `None` where the API has no single objects.
    missing: Option<Missing>,
}

/// How an object that is not there is answered.
#[derive(Clone, Copy)]
enum Missing {
    /// 404 that names the object, as networking does.
    NotFound(&'static str),
    /// 403 as for one that the key may not see, as the clusters do.
    Forbidden,
}

const COLLECTIONS: &[Collection] = &[
    Collection {
        path: "/org/v2/environments",
        list_kind: "EnvironmentList",
        objects: |confluent| &confluent.environments,
        required: None,
        filters: &[],
        largest_page: 100,
        missing: Some(Missing::NotFound("environment")),
    },
    Collection {
        path: "/networking/v1/networks",
        list_kind: "NetworkList",
        objects: |confluent| &confluent.networks,
        required: Some("environment"),
        filters: &[
            "spec.display_name",
            "spec.cloud",
            "spec.region",
            "spec.connection_types",
            "spec.cidr",
            "status.phase",
        ],
        largest_page: 1000,
        missing: Some(Missing::NotFound("network")),
    },
    Collection {
        path: "/networking/v1/private-link-accesses",
        list_kind: "PrivateLinkAccessList",
        objects: |confluent| &confluent.accesses,
        required: Some("environment"),
        filters: &["spec.network", "spec.display_name", "status.phase"],
        largest_page: 1000,
        missing: Some(Missing::NotFound("private-link-access")),
    },
    Collection {
        path: "/cmk/v2/clusters",
        list_kind: "ClusterList",
        objects: |confluent| &confluent.clusters,
        required: Some("environment"),
        filters: &["spec.network"],
        largest_page: 100,
        missing: Some(Missing::Forbidden),
    },
    Collection {
        path: "/service-quota/v1/applied-quotas",
        list_kind: "AppliedQuotaList",
        objects: |confluent| &confluent.quotas,
        required: Some("scope"),
        filters: &["scope", "environment", "network", "kafka_cluster", "id"],
        largest_page: 200,
        missing: None,
    },
];

/// Whether the key in an `Authorization` header is the one that is taken.
pub(super) fn admit(key: &Key, authorization: Option<&str>) -> bool {
    let expected = BASE64_STANDARD.encode(format!("{}:{}", key.id, key.secret));
    authorization.and_then(|header| header.strip_prefix("Basic ")) == Some(expected.as_str())
}

/// The answer to a key that is not taken: the documented header, and the body without `code` and `title` that the API sends.
pub(super) fn refuse(call: &Call) -> Reply {
    failure(call, 401, None, "Unauthorized", None).with(
        "www-authenticate",
        r#"Basic error="invalid_key", error_description="The API Key is invalid""#,
    )
}

/// Answers a GET.
pub(super) fn answer(confluent: &Confluent, origin: &str, call: &Call) -> Reply {
    for collection in COLLECTIONS {
        match (call.path.strip_prefix(collection.path), collection.missing) {
            (Some(""), _) => return list(confluent, collection, origin, call),
            (Some(id), Some(missing)) if id.starts_with('/') && !id[1..].contains('/') => {
                return get(confluent, collection, missing, &id[1..], call);
            }
            _ => {}
        }
    }
    failure(call, 404, None, "Not Found", None)
}

fn list(confluent: &Confluent, collection: &Collection, origin: &str, call: &Call) -> Reply {
    if let Some(required) = collection
        .required
        .filter(|required| call.parameter(required).is_none())
    {
        return invalid(call, required);
    }
    let known =
        |name: &str| ["page_size", "page_token", "environment"].contains(&name) || collection.filters.contains(&name);
    if let Some((name, _)) = call.query.iter().find(|(name, _)| !known(name)) {
        return invalid(call, name);
    }
    if let Some(environment) = call.parameter("environment")
        && !confluent.environments.contains_key(environment)
    {
        return forbid(call);
    }
    let objects = (collection.objects)(confluent).values();
    let matching = objects.filter(|object| stands_in(object, call) && passes(object, collection.filters, call));
    let size = match call.parameter("page_size").map(str::parse) {
        None => 10,
        Some(Ok(size)) if size <= collection.largest_page => size,
        Some(_) => return invalid(call, "page_size"),
    };
    let size = size.min(confluent.largest_page);
    let Some(page) = page(matching.cloned().collect(), size, call.parameter("page_token")) else {
        return invalid(call, "page_token");
    };
    let origin = confluent.next_origin.as_deref().unwrap_or(origin);
    // The last page has an empty `next`, as the API sends it, and not none.
    let next = page.next.map_or_else(String::new, |token| {
        let others = call
            .raw_query
            .split_inclusive('&')
            .filter(|part| !part.starts_with("page_token="));
        let others = others
            .map(|part| format!("{}&", part.trim_end_matches('&')))
            .filter(|part| part != "&");
        let others: String = others.collect();
        format!("{origin}{}?{others}page_token={token}", call.path)
    });
    let api_version = collection.path.trim_start_matches('/').rsplit_once('/');
    let body = json!({
        "api_version": api_version.map_or("", |(version, _)| version),
        "kind": collection.list_kind,
        "metadata": {"first": format!("{origin}{}", call.path), "next": next, "total_size": page.total},
        "data": page.items,
    });
    ok(call, &body)
}

fn get(confluent: &Confluent, collection: &Collection, missing: Missing, id: &str, call: &Call) -> Reply {
    if let Some(required) = collection
        .required
        .filter(|required| call.parameter(required).is_none())
    {
        return invalid(call, required);
    }
    let object = (collection.objects)(confluent).get(id);
    match (object.filter(|object| stands_in(object, call)), missing) {
        (Some(object), _) => ok(call, object),
        (None, Missing::NotFound(noun)) => failure(call, 404, None, &format!("The {noun} {id} was not found."), None),
        (None, Missing::Forbidden) => forbid(call),
    }
}

/// Whether an object stands in the environment that was asked for; one without an environment does.
fn stands_in(object: &Value, call: &Call) -> bool {
    let environment = object.pointer("/spec/environment/id").and_then(Value::as_str);
    environment.is_none() || environment == call.parameter("environment")
}

/// Whether an object passes every filter. A filter that is given more than once takes any of its values.
fn passes(object: &Value, filters: &[&str], call: &Call) -> bool {
    filters.iter().all(|filter| {
        let mut wanted = call.query.iter().filter(|(name, _)| name == filter).peekable();
        let field = object
            .pointer(&format!("/{}", filter.replace('.', "/")))
            .unwrap_or(&Value::Null);
        let holds = |text: &String| match field {
            Value::Object(reference) => reference.get("id").is_some_and(|id| id == text),
            Value::Array(values) => values.iter().any(|value| value == text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => field == text,
        };
        wanted.peek().is_none() || wanted.any(|(_, text)| holds(text))
    })
}

fn ok(call: &Call, body: &Value) -> Reply {
    limited(Reply::json(200, body), call)
}

fn limited(reply: Reply, call: &Call) -> Reply {
    reply
        .with("x-request-id", call.id())
        .with("x-ratelimit-limit", "100")
        .with("x-ratelimit-remaining", "99")
        .with("x-ratelimit-reset", "60")
}

fn invalid(call: &Call, parameter: &str) -> Reply {
    let detail = format!("The query parameter `{parameter}` is missing or invalid.");
    failure(call, 400, Some("invalid_filter"), &detail, Some(parameter))
}

fn forbid(call: &Call) -> Reply {
    failure(call, 403, Some("forbidden_access"), "Forbidden Access", None)
}

/// The API's error body.
pub(super) fn failure(call: &Call, status: u16, code: Option<&str>, detail: &str, parameter: Option<&str>) -> Reply {
    let mut error = json!({"id": call.id(), "status": status.to_string(), "detail": detail, "source": {}});
    if let Some(code) = code {
        error["code"] = json!(code);
    }
    if let Some(parameter) = parameter {
        error["source"]["parameter"] = json!(parameter);
    }
    limited(Reply::json(status, &json!({"errors": [error]})), call)
}
