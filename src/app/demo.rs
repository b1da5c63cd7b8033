//! `demo`: the real check against a sandbox on this machine.

use super::check::{Bench, live};
use super::failure::Failure;
use super::progress;
use crate::cli::{Demo, Screen};
use crate::sandbox::{Sandbox, Scenario, config};
use crate::text;
use std::io::Write;
use std::time::Duration;

/// Checks a scenario, and returns the exit code of the report.
///
/// # Errors
///
/// When there is no such scenario, or no loopback port is to be had.
pub(super) fn demo(command: &Demo, screen: Screen) -> Result<u8, Failure> {
    let name = command.scenario.as_deref().unwrap_or("healthy");
    let Some(scenario) = Scenario::named(name) else {
        let names: Vec<String> = Scenario::all()
            .into_iter()
            .map(|scenario| format!("`{}`", scenario.name))
            .collect();
        let hint = format!("there are {}", text::list(&names));
        return Err(Failure::usage(format!(
            "there is no scenario `{}`
  hint: {hint}",
            text::safe(name)
        )));
    };
    let sandbox = Sandbox::start(&scenario, Duration::ZERO)?;
    let bench = Bench::open(&command.judging, &command.documents, screen)?;
    let code = live(&config(&scenario, &sandbox), bench, &*progress::shown(screen, false))?;
    if command.scenario.is_none() && !screen.quiet {
        std::io::stderr().write_all(others(name).as_bytes())?;
    }
    Ok(code)
}

/// The scenarios that were not shown.
fn others(shown: &str) -> String {
    let all = Scenario::all();
    let width = all.iter().map(|scenario| scenario.name.len()).max().unwrap_or_default();
    let lines = all
        .iter()
        .filter(|scenario| scenario.name != shown)
        .map(|scenario| format!("  {:width$}  {}\n", scenario.name, scenario.title));
    format!(
        "\nThis was `demo {shown}`. Other worlds to look at, each with `demo NAME`:\n{}",
        lines.collect::<String>()
    )
}
