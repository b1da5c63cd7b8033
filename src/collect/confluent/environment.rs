//! An environment.

use crate::collect::body::Body;
use crate::fact::confluent::Environment;

pub(super) fn read(body: &mut Body<'_>) -> Environment {
    Environment {
        id: body.required("id", "/id"),
        name: body.optional("name", "/display_name"),
    }
}
