//! The catalogue proves itself: cases, needs, worlds.

use pldoctor::app::prove;
use pldoctor::rule::Catalog;

pub(crate) fn catalog() -> Catalog {
    Catalog::load(&[]).unwrap_or_else(|problems| {
        panic!(
            "{}",
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        )
    })
}

#[test]
fn every_case_ends_as_it_says() {
    let proof = prove(&catalog());
    let problems: Vec<String> = proof.problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(proof.cases > 100, "{} cases", proof.cases);
}

#[test]
fn the_facts_looked_at_are_the_facts_derived() {
    let rules = catalog();
    let proof = prove(&rules);
    for rule in &rules.rules {
        let looked = &proof.looked[&rule.id];
        for need in &rule.needs {
            assert!(
                looked.iter().any(|path| need.covers(path)),
                "{}: no case looks at `{need}`, which its conditions name",
                rule.id
            );
        }
    }
}
