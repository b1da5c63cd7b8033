//! The documents that a run writes: `--format F [--output FILE]`, once for each.
//!
//! An `--output` belongs to the `--format` before it; a `--format` without one goes to stdout, and stdout takes one
//! document. So `--format json --output report.json --format table` writes JSON to the file and the table to stdout.

use super::choice::choice;
use clap::builder::ValueParser;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use std::path::{Path, PathBuf};

const HEADING: &str = "Report";

/// The form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// For programs: `schema/report-v1.json`.
    Json,
}

/// A document to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its form.
    pub format: Format,
    /// The file; stdout without one.
    pub file: Option<PathBuf>,
}

/// The documents to write, at least one, at most one of them to stdout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documents(pub Vec<Document>);

impl Args for Documents {
    fn augment_args(command: Command) -> Command {
        command
            .arg(
                Arg::new("format")
                    .long("format")
                    .value_name("FORMAT")
                    .env("PLDOCTOR_FORMAT")
                    .value_parser(choice([("table", Format::Table), ("json", Format::Json)]))
                    .action(ArgAction::Append)
                    .help("Form of the report; repeatable, each with an --output of its own [default: table]")
                    .help_heading(HEADING),
            )
            .arg(
                Arg::new("output")
                    .long("output")
                    .short('o')
                    .value_name("FILE")
                    .value_parser(ValueParser::path_buf())
                    .action(ArgAction::Append)
                    .help("Write the --format before it to FILE; `-` is stdout")
                    .help_heading(HEADING),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Documents {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut documents: Vec<Document> = Vec::new();
        // What was typed has an order; a variable stands before all of it, and only when no format was typed.
        let source = matches.value_source("format");
        let typed = source == Some(ValueSource::CommandLine);
        if !typed {
            let format = matches.get_one("format").copied().unwrap_or(Format::Table);
            documents.push(Document { format, file: None });
        }
        let mut words: Vec<(usize, Word<'_>)> = Vec::new();
        if typed {
            words.extend(placed(matches, "format", |format| Word::Format(*format)));
        }
        words.extend(placed(matches, "output", |file: &PathBuf| Word::Output(file)));
        words.sort_by_key(|(at, _)| *at);
        for (_, word) in words {
            match (word, documents.last_mut()) {
                (Word::Format(format), _) => documents.push(Document { format, file: None }),
                (Word::Output(file), Some(document)) if source.is_some() && document.file.is_none() => {
                    document.file = Some(file.to_owned());
                }
                (Word::Output(file), _) => {
                    let file = file.display();
                    return Err(refuse(format!(
                        "'--output {file}' has no '--format' before it\n\n  \
                         tip: write the pair, as in '--format json --output {file}'"
                    )));
                }
            }
        }
        for document in &mut documents {
            if document.file.as_deref() == Some(Path::new("-")) {
                document.file = None;
            }
        }
        for (at, document) in documents.iter().enumerate() {
            if documents[..at].iter().any(|other| other.file == document.file) {
                return Err(refuse(match &document.file {
                    None => "stdout takes one document\n\n  tip: give the other '--format' an '--output FILE' after it"
                        .to_owned(),
                    Some(file) => format!("two documents go to '{}'", file.display()),
                }));
            }
        }
        Ok(Self(documents))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// A word of the command line.
enum Word<'a> {
    Format(Format),
    Output(&'a Path),
}

/// The values of a flag with their places on the command line.
fn placed<'a, T: Clone + Send + Sync + 'static>(
    matches: &'a ArgMatches,
    id: &str,
    word: impl Fn(&'a T) -> Word<'a>,
) -> Vec<(usize, Word<'a>)> {
    let places = matches.indices_of(id).into_iter().flatten();
    let values = matches.get_many::<T>(id).into_iter().flatten();
    places.zip(values).map(|(place, value)| (place, word(value))).collect()
}

fn refuse(message: String) -> Error {
    Error::raw(ErrorKind::ArgumentConflict, message)
}
