//! A PrivateLink access: an AWS account that a network admits.

use super::kind::last_word;
use crate::collect::body::{Body, upper};
use crate::fact::Fact;
use crate::fact::confluent::Access;

pub(super) fn read(body: &mut Body<'_>) -> Access {
    // An access of Azure or Google Cloud admits a subscription or a project, and has no account.
    let aws = body
        .text("/spec/cloud/kind")
        .is_none_or(|kind| last_word(kind) == "AwsPrivateLinkAccess");
    Access {
        id: body.required("id", "/id"),
        name: body.optional("name", "/spec/display_name"),
        network_id: body.required("network_id", "/spec/network/id"),
        account: if aws {
            body.required("account", "/spec/cloud/account")
        } else {
            Fact::Absent
        },
        phase: body.required("phase", "/status/phase").map(upper),
        error_code: body.optional("error_code", "/status/error_code"),
        error_message: body.optional("error_message", "/status/error_message"),
    }
}
