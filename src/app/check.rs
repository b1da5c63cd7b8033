//! `check`: collect or read facts, judge them, report.

use super::failure::Failure;
use super::look::{look, now};
use super::progress;
use super::replay::{Demand, replay};
use super::rule::catalog;
use super::sink::{Sinks, Target};
use crate::cli::{Check, Documents, Judging, Screen};
use crate::collect::Progress;
use crate::config::{self, Config, Given};
use crate::fact::Document;
use crate::rule::{Catalog, Severity, Stage};
use crate::{exit, text};
use jiff::{Timestamp, tz::TimeZone};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Instant;

/// Checks every link, and returns the exit code of the report.
///
/// # Errors
///
/// When the configuration, a rule, a facts file or an output is not usable: nothing was judged.
pub(super) fn check(command: Check, screen: Screen) -> Result<u8, Failure> {
    let Check {
        links,
        facts,
        flags,
        judging,
        documents,
    } = command;
    if let Some(file) = facts {
        let bench = Bench::open(&judging, &documents, screen)?;
        return bench.judge(&read(&file, &links.names)?, false);
    }
    let progress = progress::shown(screen, flags.no_progress);
    let config = configure(&flags.asked(links.names))?;
    live(&config, Bench::open(&judging, &documents, screen)?, &*progress)
}

/// Reads the configuration that flags, variables and files make up.
pub(super) fn configure(asked: &config::Asked) -> Result<Config, Failure> {
    let today = now().to_zoned(TimeZone::UTC).date();
    let config = config::load(asked, &|name| std::env::var(name).ok(), today)?;
    let aws = config.links.iter().any(|link| link.aws != config::Aws::default());
    for (unused, what) in [(!config.waivers.is_empty(), "`[[waiver]]`"), (aws, "`[link.aws]`")] {
        if unused {
            // Said, not refused: the file may serve newer builds as well.
            writeln!(
                std::io::stderr(),
                "warning: this build does not use {what}: it has no effect"
            )?;
        }
    }
    Ok(config)
}

/// Collects, judges and reports.
pub(super) fn live(config: &Config, bench: Bench, progress: &dyn Progress) -> Result<u8, Failure> {
    let (document, interrupted) = look(config, bench.started_at, progress)?;
    bench.judge(&document, interrupted)
}

/// All that a judgement takes beside the facts, made ready before anything is asked: what cannot be judged or written is
/// not worth a question.
pub(super) struct Bench {
    rules: Catalog,
    sinks: Sinks,
    stage: Option<Stage>,
    fail_on: Severity,
    started_at: Timestamp,
    began: Instant,
}

impl Bench {
    /// Reads the rules and opens the outputs.
    ///
    /// # Errors
    ///
    /// When a rule file is invalid, or an output cannot be written.
    pub(super) fn open(judging: &Judging, documents: &Documents, screen: Screen) -> Result<Self, Failure> {
        let (started_at, began) = (now(), Instant::now());
        let rules = catalog(&judging.rules)?;
        if let Some(stage) = judging.stage.0
            && !rules.rules.iter().any(|rule| rule.stage == stage)
        {
            return Err(Failure::usage(format!(
                "--stage {}: no rule of this build judges that stage, so nothing could be demanded of it",
                stage.as_str()
            )));
        }
        Ok(Self {
            started_at,
            began,
            rules,
            sinks: Sinks::open(documents, screen)?,
            stage: judging.stage.0,
            fail_on: judging.fail_on,
        })
    }

    fn judge(self, document: &Document, interrupted: bool) -> Result<u8, Failure> {
        let demand = Demand {
            command: "check",
            stage: self.stage,
            fail_on: self.fail_on,
            started_at: self.started_at,
            began: self.began,
            interrupted,
        };
        let report = replay(&self.rules, document, &demand)?;
        self.sinks.write(&report)?;
        Ok(exit::code(&report))
    }
}

/// Reads a saved document, `-` from stdin, and leaves the links that were named.
fn read(file: &Path, names: &[Given]) -> Result<Document, Failure> {
    let name = file.display();
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    let text = text.map_err(|error| Failure::usage(format!("{name}: cannot be read: {error}")))?;
    let mut document = Document::parse(&text)
        .map_err(|problem| Failure::usage(format!("{name}: {}", text::safe(&problem.to_string()))))?;
    let known: Vec<String> = document
        .links
        .iter()
        .filter_map(|facts| facts.link.name.known().cloned())
        .collect();
    let strangers: Vec<String> = names
        .iter()
        .filter(|given| !known.contains(&given.text))
        .map(|given| {
            let known: Vec<String> = known.iter().map(|name| format!("`{}`", text::safe(name))).collect();
            format!(
                "--link {}: {name} holds no such link\n  hint: it holds {}",
                text::safe(&given.text),
                text::list(&known)
            )
        })
        .collect();
    if !strangers.is_empty() {
        return Err(Failure::Usage(strangers));
    }
    document
        .links
        .retain(|facts| names.is_empty() || names.iter().any(|given| facts.link.name.known() == Some(&given.text)));
    Ok(document)
}

/// A document of facts goes to one place, without a report.
pub(super) fn write_facts(document: &Document, file: &Path) -> Result<(), Failure> {
    let target = Target::open(Some(file).filter(|file| *file != Path::new("-")))?;
    target.write(document.to_text()?.as_bytes())
}
