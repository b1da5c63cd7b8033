//! The catalogue: every rule, built in or brought along, proven to fit together.

use super::load::{self, Place, Problem, Rule, load};
use include_dir::{Dir, DirEntry, include_dir};
use serde_saphyr::Spanned;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Rules that fit together: ids are unique, what they name exists, nothing comes after itself.
#[derive(Debug)]
pub struct Catalog {
    /// The rules, in the order of the register, those of the user last.
    pub rules: Vec<Rule>,
    /// How many of them the user brought.
    pub custom: usize,
    /// A digest of their files, names included: `sha256:…`.
    pub digest: String,
    cases: BTreeMap<String, RuleFile>,
}

/// A file of a rule folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// The folder it stands in.
    pub group: String,
    /// Its name for messages: `rules/network/zone-coverage.yaml`.
    pub name: String,
    /// What is in it.
    pub text: String,
}

impl Catalog {
    /// The built-in rules and those of the folders, which must not reuse an id.
    ///
    /// # Errors
    ///
    /// Every problem of every file.
    pub fn load(folders: &[PathBuf]) -> Result<Self, Vec<Problem>> {
        let mut files = built_in()?;
        let own = files.iter().filter(|file| !is_cases(file)).count();
        let mut problems = Vec::new();
        for folder in folders {
            match read(folder) {
                Ok(more) => files.extend(more),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut catalog = Self::build(files)?;
        catalog.custom = catalog.rules.len().saturating_sub(own);
        Ok(catalog)
    }

    /// A catalogue of just these files.
    ///
    /// # Errors
    ///
    /// Every problem of every file.
    pub fn build(files: Vec<RuleFile>) -> Result<Self, Vec<Problem>> {
        let mut digest = Sha256::new();
        let mut rules = Vec::new();
        let mut cases = BTreeMap::new();
        let mut problems = Vec::new();
        let (of_cases, files): (Vec<_>, Vec<_>) = files.into_iter().partition(is_cases);
        for file in of_cases {
            cases.insert(file.name.replace(".cases.yaml", ".yaml"), file);
        }
        for (file, loaded) in files.iter().zip(load_all(&files)) {
            digest.update(file.name.as_bytes());
            digest.update([0]);
            digest.update(file.text.as_bytes());
            digest.update([0]);
            match loaded {
                Ok(rule) => rules.push(rule),
                Err(more) => problems.extend(more),
            }
        }
        problems.extend(fit(&rules));
        if !problems.is_empty() {
            problems.sort();
            return Err(problems);
        }
        let digest = digest
            .finalize()
            .iter()
            .fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"));
        Ok(Self {
            rules,
            custom: 0,
            digest,
            cases,
        })
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The file with a rule's cases.
    pub fn cases(&self, rule: &Rule) -> Option<&RuleFile> {
        self.cases.get(&rule.file)
    }
}

/// Loads rules at once on every core: parsing them is most of what a replay takes.
fn load_all(files: &[RuleFile]) -> Vec<Result<Rule, Vec<Problem>>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(cores).max(1);
    let load_share = |files: &[RuleFile]| -> Vec<_> {
        files
            .iter()
            .map(|file| load(&file.group, &file.name, &file.text))
            .collect()
    };
    std::thread::scope(|scope| {
        let shares: Vec<_> = files
            .chunks(share)
            .map(|files| scope.spawn(move || load_share(files)))
            .collect();
        let join = |share: std::thread::ScopedJoinHandle<'_, Vec<_>>| {
            share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        shares.into_iter().flat_map(join).collect()
    })
}

/// The files of a folder of the user's: every `.yaml` below it, in order of their names.
///
/// # Errors
///
/// When the folder cannot be read, or holds no rule.
pub fn read(folder: &Path) -> Result<Vec<RuleFile>, Problem> {
    let name = folder.display().to_string();
    let problem = |file: String, message: String| Problem {
        file,
        place: None,
        message,
    };
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        let entries = std::fs::read_dir(&at)
            .map_err(|error| problem(at.display().to_string(), format!("cannot read the folder: {error}")))?;
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml")
                && path.file_name().is_some_and(|name| name != "register.yaml")
            {
                let file = path.display().to_string();
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| problem(file.clone(), format!("cannot read the file: {error}")))?;
                let group = at.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.push(RuleFile {
                    group,
                    name: file,
                    text,
                });
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    if files.iter().any(|file| !is_cases(file)) {
        Ok(files)
    } else {
        Err(problem(
            name,
            "no rule in this folder: a rule is a file `<id>.yaml`".to_owned(),
        ))
    }
}

fn is_cases(file: &RuleFile) -> bool {
    file.name.ends_with(".cases.yaml")
}

/// The built-in files in the order of the register; one that it does not name is a problem, and the other way round.
fn built_in() -> Result<Vec<RuleFile>, Vec<Problem>> {
    const REGISTER: &str = "rules/register.yaml";
    let text = |path: &str| {
        BUILT_IN
            .get_file(path)
            .and_then(|file| file.contents_utf8())
            .map(str::to_owned)
    };
    let register: BTreeMap<String, Vec<Spanned<String>>> =
        load::parse(REGISTER, &text("register.yaml").unwrap_or_default())?;
    let mut problems = Vec::new();
    let mut entries: Vec<(&str, &Spanned<String>)> = register
        .iter()
        .flat_map(|(group, ids)| ids.iter().map(move |id| (group.as_str(), id)))
        .collect();
    entries.sort_by_key(|(_, id)| id.referenced.line());
    let mut files = Vec::new();
    let mut named = BTreeSet::new();
    for (group, id) in entries {
        for name in [
            format!("{group}/{}.yaml", id.value),
            format!("{group}/{}.cases.yaml", id.value),
        ] {
            match text(&name) {
                Some(text) => files.push(RuleFile {
                    group: group.to_owned(),
                    name: format!("rules/{name}"),
                    text,
                }),
                None => problems.push(Problem {
                    file: REGISTER.to_owned(),
                    place: Some(Place {
                        line: id.referenced.line(),
                        column: id.referenced.column(),
                    }),
                    message: format!("there is no `rules/{name}`"),
                }),
            }
            named.insert(name);
        }
    }
    for file in BUILT_IN.dirs().flat_map(Dir::entries).filter_map(DirEntry::as_file) {
        let name = file.path().display().to_string();
        if !named.contains(&name) {
            problems.push(Problem {
                file: format!("rules/{name}"),
                place: None,
                message: format!("`{REGISTER}` does not name it"),
            });
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// What is wrong with rules taken together.
fn fit(rules: &[Rule]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut ids: BTreeMap<&str, &Rule> = BTreeMap::new();
    let mut titles: BTreeMap<&str, &Rule> = BTreeMap::new();
    let at = |rule: &Rule, message: String| Problem {
        file: rule.file.clone(),
        place: None,
        message,
    };
    for rule in rules {
        if let Some(first) = ids.insert(&rule.id, rule) {
            problems.push(at(rule, format!("the id `{}` is taken by {}", rule.id, first.file)));
        }
        if let Some(first) = titles.insert(&rule.title, rule) {
            problems.push(at(rule, format!("`{}` has the same title", first.id)));
        }
    }
    for rule in rules {
        for (after, place) in &rule.after {
            let message = match ids.get(after.as_str()) {
                None => format!("there is no rule `{after}` to come after"),
                Some(_) if follows(after, &rule.id, &ids) => {
                    format!("`{}` comes after `{after}`, which comes after it", rule.id)
                }
                Some(_) => continue,
            };
            problems.push(Problem {
                file: rule.file.clone(),
                place: Some(*place),
                message,
            });
        }
    }
    problems
}

/// Whether `from` comes after `to`, directly or through others.
fn follows(from: &str, to: &str, ids: &BTreeMap<&str, &Rule>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            open.extend(
                ids.get(id)
                    .into_iter()
                    .flat_map(|rule| rule.after.iter().map(|(after, _)| after.as_str())),
            );
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: &str, after: &str) -> RuleFile {
        let text = format!(
            "id: {id}\ntitle: {id} holds\nstage: plan\nowner: customer\nseverity: error\nwhy: because\n\
             assert: tidb.cluster.name == 'x'\nafter: [{after}]\nexpected: x\npass: x\nfail: [{{message: y, remedy: {{summary: z}}}}]\ndocs: []\n"
        );
        RuleFile {
            group: "plan".to_owned(),
            name: format!("mine/{id}.yaml"),
            text,
        }
    }

    fn problems(files: Vec<RuleFile>) -> Vec<String> {
        Catalog::build(files)
            .expect_err("has problems")
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn an_id_stands_for_one_rule() {
        let mut second = file("a", "");
        second.name = "other/a.yaml".to_owned();
        second.text = second.text.replace("a holds", "another title");
        assert_eq!(
            problems(vec![file("a", ""), second]),
            ["other/a.yaml: the id `a` is taken by mine/a.yaml"]
        );
    }

    #[test]
    fn a_rule_comes_after_rules_that_exist_and_never_after_itself() {
        assert_eq!(
            problems(vec![file("a", "b")]),
            ["mine/a.yaml:8:9: there is no rule `b` to come after"]
        );
        let circle = problems(vec![file("a", "b"), file("b", "c"), file("c", "a")]);
        assert_eq!(circle.len(), 3, "{circle:?}");
        assert!(circle[0].contains("`a` comes after `b`, which comes after it"));
    }

    #[test]
    fn the_digest_follows_the_files() {
        let one = Catalog::build(vec![file("a", "")]).unwrap();
        let same = Catalog::build(vec![file("a", "")]).unwrap();
        let mut changed = file("a", "");
        changed.text.push('\n');
        assert_eq!(one.digest, same.digest);
        assert_ne!(one.digest, Catalog::build(vec![changed]).unwrap().digest);
    }
}
