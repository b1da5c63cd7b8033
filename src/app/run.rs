//! From what was typed to the function that does it.

use super::failure::Failure;
use super::{check, collect, rule};
use crate::cli::{Cli, Command};

/// Does what was asked for, and returns the exit code.
///
/// # Errors
///
/// When there is nothing to report: see [`Failure`].
pub fn run(cli: Cli) -> Result<u8, Failure> {
    match cli.command {
        Command::Check(command) => check::check(command, cli.screen),
        Command::Collect(command) => collect::collect(command, cli.screen),
        Command::Rules(command) => rule::rules(&command, cli.screen),
        #[cfg(feature = "sandbox")]
        Command::Demo(command) => super::demo::demo(&command, cli.screen),
    }
}
