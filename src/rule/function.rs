//! The functions a condition may call: a few of CEL's own, and ours. All pure.

use crate::net;
use cel::{Context, DeclarationError};
use regex::Regex;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Every function a condition may call, sorted.
pub(super) const ALLOWED: &[&str] = &[
    "account_id",
    "contains",
    "endsWith",
    "public_ip",
    "re",
    "region",
    "size",
    "startsWith",
    "zone_id",
    "zone_name",
];

/// Adds our functions to a context.
///
/// # Errors
///
/// Never: the names are ours and each is added once.
pub fn add(context: &mut Context<'_, '_>) -> Result<(), DeclarationError> {
    context.add_function("zone_id", |text: Arc<String>| net::is_zone_id(&text))?;
    context.add_function("zone_name", |text: Arc<String>| net::is_zone_name(&text))?;
    context.add_function("region", |text: Arc<String>| net::is_region(&text))?;
    context.add_function("account_id", |text: Arc<String>| net::is_account_id(&text))?;
    context.add_function("public_ip", |text: Arc<String>| net::is_public(&text))?;
    context.add_function("re", |text: Arc<String>, pattern: Arc<String>| matches(&text, &pattern))
}

/// Whether `text` matches; CEL's own `matches` compiles its pattern at every call, so ours keeps them.
fn matches(text: &str, pattern: &str) -> bool {
    static COMPILED: LazyLock<Mutex<HashMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    compiled
        .entry(pattern.to_owned())
        .or_insert_with(|| Regex::new(pattern).ok())
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}
