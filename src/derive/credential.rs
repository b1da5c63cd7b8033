//! Each source that was asked with a key, and what it made of it.

use super::derivation::Derivation;
use crate::fact::derived::SourceCredential;
use crate::fact::link::Credential;
use crate::fact::{Fact, FactPath, Facts, Section};

pub(super) fn derive(facts: &Facts, out: &mut Derivation) {
    let asked = [
        (
            "tidb",
            asked(&facts.tidb, "tidb.credential"),
            &facts.tidb.facts.credential,
        ),
        (
            "confluent",
            asked(&facts.confluent, "confluent.credential"),
            &facts.confluent.facts.credential,
        ),
    ];
    let mut credentials = Vec::new();
    for (source, _, credential) in asked.into_iter().filter(|(_, asked, _)| *asked) {
        out.from(
            &format!("derived.credentials[{}]", credentials.len()),
            &[&format!("{source}.credential")],
        );
        credentials.push(read(source, credential));
    }
    out.facts.credentials = Fact::Known(credentials);
}

fn asked<T>(section: &Section<T>, path: &str) -> bool {
    !section.leaves_out(&FactPath::from(path))
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
