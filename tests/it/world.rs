//! Worlds to judge: what the sandbox's scenarios look like through the real collectors.

use pldoctor::app::{Demand, look, replay};
use pldoctor::collect::Silent;
use pldoctor::fact::Document;
use pldoctor::report::{LinkReport, Report};
use pldoctor::rule::{Catalog, Severity};
pub(crate) use pldoctor::sandbox::config;
use pldoctor::sandbox::{Sandbox, Scenario};
use std::sync::LazyLock;
use std::time::Duration;

/// What a scenario looks like.
pub(crate) fn seen(scenario: &Scenario) -> Document {
    let sandbox = Sandbox::start(scenario, Duration::ZERO).unwrap();
    look(&config(scenario, &sandbox), jiff::Timestamp::now(), &Silent)
        .unwrap()
        .0
}

/// The healthy worlds by name, looked at once.
pub(crate) fn healthy() -> Vec<(String, Document)> {
    static SEEN: LazyLock<Vec<(String, Document)>> = LazyLock::new(|| {
        let all = Scenario::all();
        let healthy = all.iter().filter(|scenario| scenario.name.starts_with("healthy"));
        healthy
            .map(|scenario| (scenario.name.clone(), seen(scenario)))
            .collect()
    });
    assert_eq!(SEEN.len(), 3);
    SEEN.clone()
}

/// The whole report over a document.
pub(crate) fn report(rules: &Catalog, document: &Document) -> Report {
    let demand = Demand {
        command: "check",
        stage: None,
        fail_on: Severity::Error,
        started_at: jiff::Timestamp::UNIX_EPOCH,
        began: std::time::Instant::now(),
        interrupted: false,
    };
    replay(rules, document, &demand).unwrap()
}

/// The report of its only link.
pub(crate) fn judge(rules: &Catalog, document: &Document) -> LinkReport {
    report(rules, document).links.remove(0)
}
