//! Each source that was asked with a key, and what it made of it.

use super::derivation::Derivation;
use crate::fact::derived::SourceCredential;
use crate::fact::link::Credential;
use crate::fact::{Fact, Facts};

pub(super) fn derive(facts: &Facts, out: &mut Derivation) {
    let (tidb, confluent) = (&facts.tidb, &facts.confluent);
    let asked = [
        (
            "tidb",
            tidb.leaves_out(&"tidb.credential".into()),
            &tidb.facts.credential,
        ),
        (
            "confluent",
            confluent.leaves_out(&"confluent.credential".into()),
            &confluent.facts.credential,
        ),
    ];
    let mut credentials = Vec::new();
    for (source, _, credential) in asked.into_iter().filter(|(_, left_out, _)| !left_out) {
        for field in ["accepted", "kafka_key", "message"] {
            let derived = format!("derived.credentials[{}].{field}", credentials.len());
            out.from(&derived, &[&format!("{source}.credential.{field}")]);
        }
        credentials.push(read(source, credential));
    }
    out.facts.credentials = Fact::Known(credentials);
}

fn read(source: &str, credential: &Fact<Credential>) -> SourceCredential {
    let credential = credential.as_ref();
    SourceCredential {
        source: source.into(),
        accepted: credential.and_then(|credential| credential.accepted),
        kafka_key: credential.and_then(|credential| credential.kafka_key),
        message: credential.and_then(|credential| credential.message.clone()),
    }
}
