//! The quota of PrivateLink accesses of a network.

use crate::collect::body::Body;
use crate::fact::confluent::Quota;

/// The code of the quota.
pub(super) const ACCESSES: &str = "networking.max_private_link.per_network";

pub(super) fn read(body: &mut Body<'_>) -> Quota {
    Quota {
        limit: body.required("limit", "/applied_limit"),
        usage: body.optional("usage", "/usage"),
    }
}
