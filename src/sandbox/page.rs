//! One page of a list, and the token of the next.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

/// A part of a list.
#[derive(Debug, PartialEq)]
pub(super) struct Page {
    pub(super) items: Vec<Value>,
    /// The token of the page after this one.
    pub(super) next: Option<String>,
    /// The length of the whole list.
    pub(super) total: usize,
}

/// The page of `size` items that `token` stands for, or nothing where the token is none of ours.
pub(super) fn page(items: Vec<Value>, size: usize, token: Option<&str>) -> Option<Page> {
    let start = match token {
        None | Some("") => 0,
        Some(token) => offset(token)?,
    };
    let total = items.len();
    let end = start.saturating_add(size.max(1));
    Some(Page {
        items: items.into_iter().skip(start).take(size.max(1)).collect(),
        next: (end < total).then(|| BASE64_URL_SAFE_NO_PAD.encode(format!("from:{end}"))),
        total,
    })
}

fn offset(token: &str) -> Option<usize> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("from:")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::page;
    use serde_json::{Value, json};

    #[test]
    fn pages_hold_the_whole_list_once() {
        let items: Vec<Value> = (0..5).map(|number| json!(number)).collect();
        let (mut seen, mut token) = (Vec::new(), None);
        loop {
            let page = page(items.clone(), 2, token.as_deref()).unwrap();
            assert_eq!(page.total, 5);
            seen.extend(page.items);
            token = page.next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen, items);
        assert_eq!(page(items, 2, Some("made-up")), None);
    }
}
