//! `collect`: the facts document, and nothing judged.

use super::check::{configure, write_facts};
use super::failure::Failure;
use super::look::{look, now};
use super::progress;
use crate::cli::{Collect, Screen};
use crate::exit;

/// Collects the facts of every link. Gaps are part of the document, and no reason to fail.
///
/// # Errors
///
/// When the configuration or the output is not usable.
pub(super) fn collect(command: Collect, screen: Screen) -> Result<u8, Failure> {
    let quiet = command.flags.no_progress;
    let config = configure(&command.flags.asked(command.links.names))?;
    let (document, interrupted) = look(&config, now(), &*progress::shown(screen, quiet))?;
    write_facts(&document, &command.output)?;
    Ok(if interrupted { exit::INTERRUPTED } else { exit::PASS })
}
