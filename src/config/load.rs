//! The files that a configuration comes from, read once: `pldoctor.toml` and `ticloud`'s profiles. Nothing is written.

use super::asked::Asked;
use super::credential::Ticloud;
use super::environment::Environment;
use super::file::{FILE_NAME, File};
use super::model::Config;
use super::problem::{Fault, Place, Problem};
use super::resolve::resolve;
use jiff::civil::Date;
use std::path::Path;
use std::{fs, io};

/// Reads the files that the configuration may come from, and resolves it. `today` is the day in UTC.
///
/// # Errors
///
/// Every problem of the file, the flags and the variables together, never empty.
pub fn load(asked: &Asked, env: &Environment<'_>, today: Date) -> Result<Config, Vec<Problem>> {
    let path = asked.config.as_deref().unwrap_or(Path::new(FILE_NAME));
    let name = path.display().to_string();
    let file = match read_text(path, &name) {
        Ok(Some(text)) => Some(File::parse(&name, &text, today)),
        Ok(None) if asked.config.is_none() => None,
        Ok(None) => Some(File::unread(Fault::new("there is no such file").at(Place::Named(name)))),
        Err(problem) => Some(File::unread(problem)),
    };
    let home = env("HOME")
        .or_else(|| env("USERPROFILE"))
        .filter(|home| !home.is_empty());
    // A profile that cannot be read is one that is not there: only who names one hears of it.
    let ticloud = home
        .and_then(|home| fs::read_to_string(Path::new(&home).join(".ticloud/config.toml")).ok())
        .map(Ticloud::new);
    resolve(file, asked, env, ticloud.as_ref())
}

/// The text of a file; none when it is not there.
fn read_text(path: &Path, name: &str) -> Result<Option<String>, Problem> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Fault::new(format!("cannot be read: {error}")).at(Place::Named(name.to_owned())));
        }
    };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let sound = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..sound]).into_owned();
        Fault::new("not UTF-8 text")
            .hint("save the file as UTF-8")
            .at(Place::of(name, &text, sound))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn a_named_file_that_is_not_there_or_not_text_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let said = |path: PathBuf| {
            let asked = Asked {
                config: Some(path),
                ..Asked::default()
            };
            let problems = load(&asked, &|_| None, jiff::civil::date(2026, 11, 22)).unwrap_err();
            problems[0]
                .to_string()
                .replace(&folder.path().display().to_string(), "DIR")
        };
        assert_eq!(
            said(folder.path().join("none.toml")),
            "DIR/none.toml: there is no such file"
        );
        assert!(said(folder.path().to_owned()).starts_with("DIR: cannot be read: "));
        fs::write(folder.path().join("bad.toml"), b"a = 1\nb = '\xff'").unwrap();
        assert_eq!(
            said(folder.path().join("bad.toml")),
            "DIR/bad.toml:2:6: not UTF-8 text\n  hint: save the file as UTF-8"
        );
    }
}
