//! Lists, page by page. The next page is asked of our own endpoint: the address that the API names is read, never followed.

use super::Kind;
use crate::collect::http::{Call, CallError, GetClient, Reply, query_value};
use crate::collect::pages::Pages;
use serde_json::Value;
use std::sync::Arc;

/// Below every documented maximum, so that a network's worth of things comes in one call.
const PAGE_SIZE: &str = "100";

/// The whole list that `call` names, as one reply whose body is the list of its elements. A list that could not be read to
/// its end is no list.
pub(super) async fn list(client: &GetClient<'_>, call: &Call, kind: Kind) -> Result<Arc<Reply>, CallError> {
    let call = call.clone().with("page_size", PAGE_SIZE);
    let first = client.get(&call).await?;
    let mut whole = Reply::clone(&first);
    let mut list = Vec::new();
    let mut pages = Pages::default();
    let mut page = first;
    loop {
        let malformed = |what: String| CallError::malformed(&call.shown(), what, page.trace_id.clone());
        list.extend_from_slice(elements(&page.json, kind).map_err(malformed)?);
        let Some(token) = next(&page.json).map_err(malformed)? else {
            break;
        };
        pages.turn(&token).map_err(malformed)?;
        page = client.get(&call.clone().with("page_token", &token)).await?;
    }
    whole.json = Value::Array(list);
    Ok(Arc::new(whole))
}

/// The elements of one page, each of the right kind; else, what is wrong with it.
pub(crate) fn elements(json: &Value, kind: Kind) -> Result<&[Value], String> {
    let Some(Value::Array(elements)) = json.get("data") else {
        return Err("holds no list `data`".to_owned());
    };
    for (position, element) in elements.iter().enumerate() {
        kind.check(element)
            .map_err(|what| format!("holds a `data[{position}]` that {what}"))?;
    }
    Ok(elements)
}

/// The token of the next page; none at the end of the list.
pub(crate) fn next(json: &Value) -> Result<Option<String>, String> {
    match json.pointer("/metadata/next") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(next)) if next.is_empty() => Ok(None),
        Some(Value::String(next)) => query_value(next, "page_token")
            .map(Some)
            .ok_or_else(|| "names a next page without a `page_token`".to_owned()),
        Some(_) => Err("names a next page that is not a text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_end_of_a_list_has_many_spellings() {
        for end in [
            json!({}),
            json!({"metadata": {}}),
            json!({"metadata": {"next": null}}),
            json!({"metadata": {"next": ""}}),
        ] {
            assert_eq!(next(&end), Ok(None));
        }
        let page = |next: &str| super::next(&json!({"metadata": {"next": next}}));
        assert_eq!(
            page("https://evil.test/x?page_token=a%2Fb&y=1"),
            Ok(Some("a/b".to_owned()))
        );
        assert_eq!(page("/x?page_token=c"), Ok(Some("c".to_owned())));
        assert!(page("https://api.test/x?page=2").is_err());
        assert!(page("https://api.test/x?page_token=").is_err());
        assert!(next(&json!({"metadata": {"next": 7}})).is_err());
    }
}
