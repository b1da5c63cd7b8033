//! From a facts document to a report. Replay is this and nothing else: it owns no client and can open no socket.

use crate::derive;
use crate::fact::{Document, Tool};
use crate::judge::{Scope, judge};
use crate::report::{Progress, Report, RuleSet, Run};
use crate::rule::{Catalog, Severity, Stage};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::time::Instant;

/// What a judgement is asked for.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The command, for the report: `check`.
    pub command: &'static str,
    /// The stage that must be there.
    pub stage: Option<Stage>,
    /// The severity from which a failure or an unknown decides the verdict.
    pub fail_on: Severity,
    /// When the run began, in UTC.
    pub started_at: Timestamp,
    /// The clock it began by.
    pub began: Instant,
    /// Whether the user stopped it before all was collected.
    pub interrupted: bool,
}

/// Judges every link of a document.
///
/// # Errors
///
/// None for a document that this build made or read; the signature is serde's.
pub fn replay(rules: &Catalog, document: &Document, demand: &Demand) -> Result<Report, serde_json::Error> {
    let links = document
        .links
        .iter()
        .map(|facts| {
            let world = derive::complete(facts);
            let reach = derive::reach(&world);
            let progress = Progress {
                reached: reach.furthest(),
                demanded: demand.stage,
                next: reach.next(),
            };
            let scope = Scope {
                stages: reach.judged(demand.stage),
                progress,
                fail_on: demand.fail_on,
            };
            judge(rules, &world, &scope)
        })
        .collect();
    Ok(Report {
        tool: Tool::this(),
        rules: RuleSet {
            count: rules.rules.len(),
            custom: rules.custom,
            digest: rules.digest.clone(),
        },
        run: Run {
            started_at: demand.started_at,
            duration_ms: u64::try_from(demand.began.elapsed().as_millis()).unwrap_or(u64::MAX),
            command: demand.command.to_owned(),
            facts_digest: digest(document)?,
            interrupted: demand.interrupted,
        },
        fail_on: demand.fail_on,
        links,
    })
}

fn digest(document: &Document) -> Result<String, serde_json::Error> {
    let bytes = Sha256::digest(document.to_text()?);
    Ok(bytes
        .iter()
        .fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}")))
}
