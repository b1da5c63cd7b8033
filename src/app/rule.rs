//! `rules`: the catalogue, one rule in full, and the cases that prove them.

use super::failure::Failure;
use super::prove::{examples, prove};
use super::sink::{Target, style};
use crate::cli::{Rules, Screen};
use crate::rule::{Catalog, read};
use crate::{exit, render, text};
use std::path::PathBuf;

/// Does what was asked of the catalogue, and returns the exit code: a case that ends otherwise than it says is a failure.
///
/// # Errors
///
/// When a rule file is invalid, or there is no such rule.
pub(super) fn rules(command: &Rules, screen: Screen) -> Result<u8, Failure> {
    match command {
        Rules::List { rules } => print(&render::catalog::list(&catalog(rules)?, &style(screen))),
        Rules::Explain { id, rules } => explain(id, &catalog(rules)?, screen),
        Rules::Test { dir } => test(dir.as_ref()),
    }
}

/// The rules of this build and of the folders.
pub(super) fn catalog(folders: &[PathBuf]) -> Result<Catalog, Failure> {
    Catalog::load(folders).map_err(|problems| Failure::all(&problems))
}

fn explain(id: &str, rules: &Catalog, screen: Screen) -> Result<u8, Failure> {
    let Some(rule) = rules.rule(id) else {
        let near = rules
            .rules
            .iter()
            .map(|rule| rule.id.as_str())
            .min_by_key(|known| strsim::damerau_levenshtein(known, id));
        let near = near.map(|known| format!("\n  hint: did you mean `{known}`? `pldoctor rules list` names them all"));
        return Err(Failure::usage(format!(
            "there is no rule `{}`{}",
            text::safe(id),
            near.unwrap_or_default()
        )));
    };
    print(&render::catalog::explain(rule, &examples(rules, rule), &style(screen)))
}

fn test(folder: Option<&PathBuf>) -> Result<u8, Failure> {
    let rules = match folder {
        None => catalog(&[])?,
        Some(folder) => {
            let files = read(folder).map_err(Failure::usage)?;
            let own = files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
            let mut rules = catalog(std::slice::from_ref(folder))?;
            // Its rules may come after built-in ones, so they are loaded together; only its own are tried.
            rules.rules.retain(|rule| own.contains(&rule.file));
            rules
        }
    };
    let proof = prove(&rules);
    let mut lines: Vec<String> = proof.problems.iter().map(ToString::to_string).collect();
    let (rules, cases) = (text::count(rules.rules.len(), "rule"), text::count(proof.cases, "case"));
    lines.push(match proof.problems.len() {
        0 => format!("{rules}, {cases}: all end as they say"),
        problems => format!("{rules}, {cases}, {}", text::count(problems, "problem")),
    });
    print(&(lines.join("\n") + "\n"))?;
    Ok(if proof.problems.is_empty() {
        exit::PASS
    } else {
        exit::FAIL
    })
}

fn print(page: &str) -> Result<u8, Failure> {
    Target::Stdout.write(page.as_bytes())?;
    Ok(exit::PASS)
}
