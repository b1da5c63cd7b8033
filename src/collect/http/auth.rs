//! How a service is told who asks. Secrets reach a request header and nothing else.

use super::digest::Digest;
use crate::config::Key;

/// How a service wants to be told who asks.
#[derive(Debug)]
pub enum Auth {
    /// RFC 7617: the key and its secret in every request.
    Basic(Key),
    /// RFC 7616: a hash over a challenge of the service.
    Digest(Digest),
}

impl Auth {
    /// Digest with this key.
    pub fn digest(key: Key) -> Self {
        Self::Digest(Digest::new(key))
    }

    /// The key that is used.
    pub(super) fn key(&self) -> &Key {
        match self {
            Self::Basic(key) => key,
            Self::Digest(digest) => digest.key(),
        }
    }
}
