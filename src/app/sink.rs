//! Where documents go: files of mode 0600, complete or not at all, and stdout for one of them.

use super::failure::Failure;
use crate::cli::{Color, Documents, Format, Screen};
use crate::render::{self, Style};
use crate::report::Report;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A place that can take a document.
pub(super) enum Target {
    /// Stdout.
    Stdout,
    /// A file that is put in place when it is complete.
    File(NamedTempFile, PathBuf),
    /// Something that is not a file: a device or a pipe.
    Device(std::fs::File, PathBuf),
}

impl Target {
    /// Opens a place; none is stdout.
    ///
    /// # Errors
    ///
    /// When nothing can be written there.
    pub(super) fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(file) = file else { return Ok(Self::Stdout) };
        let refused =
            |error: io::Error| Failure::usage(format!("--output {}: cannot be written: {error}", file.display()));
        match file.metadata() {
            Ok(there) if there.is_dir() => Err(refused(io::ErrorKind::IsADirectory.into())),
            Ok(there) if !there.is_file() => OpenOptions::new()
                .write(true)
                .open(file)
                .map(|open| Self::Device(open, file.to_owned()))
                .map_err(refused),
            _ => {
                let folder = file
                    .parent()
                    .filter(|folder| !folder.as_os_str().is_empty())
                    .unwrap_or(Path::new("."));
                let open = NamedTempFile::new_in(folder).map_err(refused)?;
                Ok(Self::File(open, file.to_owned()))
            }
        }
    }

    /// Writes a whole document. A reader of stdout that has gone away is no fault.
    ///
    /// # Errors
    ///
    /// When the place is full or gone: a fault of the machine, named with the place.
    pub(super) fn write(self, bytes: &[u8]) -> Result<(), Failure> {
        let place = match &self {
            Self::Stdout => "stdout".to_owned(),
            Self::File(_, file) | Self::Device(_, file) => file.display().to_string(),
        };
        self.put(bytes)
            .map_err(|error| Failure::Internal(format!("{place}: cannot be written: {error}")))
    }

    fn put(self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                    result => result,
                }
            }
            Self::File(mut open, file) => {
                open.write_all(bytes)?;
                open.persist(file).map(drop).map_err(|error| error.error)
            }
            Self::Device(mut open, _) => open.write_all(bytes),
        }
    }
}

/// The documents of a run, each with the place it goes to.
pub(super) struct Sinks(Vec<(render::Format, Target, Style)>);

impl Sinks {
    /// Opens every place.
    ///
    /// # Errors
    ///
    /// When nothing can be written to one of them.
    pub(super) fn open(documents: &Documents, screen: Screen) -> Result<Self, Failure> {
        let open = |document: &crate::cli::Document| {
            let format = match document.format {
                Format::Table => render::Format::Table,
                Format::Json => render::Format::Json,
            };
            let target = Target::open(document.file.as_deref())?;
            let style = if document.file.is_some() {
                Style {
                    ascii: screen.ascii,
                    verbose: screen.verbose,
                    quiet: screen.quiet,
                    ..Style::default()
                }
            } else {
                style(screen)
            };
            Ok((format, target, style))
        };
        documents.0.iter().map(open).collect::<Result<_, Failure>>().map(Self)
    }

    /// Writes the report everywhere, stdout last.
    pub(super) fn write(self, report: &Report) -> Result<(), Failure> {
        let (last, first): (Vec<_>, Vec<_>) = self
            .0
            .into_iter()
            .partition(|(_, target, _)| matches!(target, Target::Stdout));
        for (format, target, style) in first.into_iter().chain(last) {
            let mut bytes = Vec::new();
            render::write(report, format, &style, &mut bytes)?;
            target.write(&bytes)?;
        }
        Ok(())
    }
}

/// How stdout looks: its width and colour where it is a terminal, as `NO_COLOR` and its relatives say.
pub(super) fn style(screen: Screen) -> Style {
    let stdout = io::stdout();
    let width = stdout.is_terminal().then(terminal_size::terminal_size).flatten();
    Style {
        width: width.map(|(terminal_size::Width(columns), _)| usize::from(columns)),
        color: match screen.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never,
        },
        ascii: screen.ascii,
        verbose: screen.verbose,
        quiet: screen.quiet,
    }
}
