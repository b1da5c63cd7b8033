//! Texts with their origin: the flag that gave them, or the variable that stands in for it.

use crate::config::{Given, Origin};
use clap::builder::{StringValueParser, TypedValueParser};
use clap::parser::ValueSource;
use clap::{Arg, Command, Error};
use std::ffi::OsStr;

/// Keeps a text as it was given, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct GivenParser;

impl TypedValueParser for GivenParser {
    type Value = Given;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Given, Error> {
        self.parse_ref_(command, arg, value, ValueSource::CommandLine)
    }

    fn parse_ref_(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
        source: ValueSource,
    ) -> Result<Given, Error> {
        let text = StringValueParser::new().parse_ref(command, arg, value)?;
        let flag = || {
            arg.and_then(Arg::get_long)
                .map_or_else(String::new, |long| format!("--{long}"))
        };
        let variable = || {
            arg.and_then(Arg::get_env)
                .map(|name| name.to_string_lossy().into_owned())
        };
        let typed = source != ValueSource::EnvVariable;
        let origin = match variable().filter(|_| !typed) {
            Some(variable) => Origin::Variable(variable),
            None => Origin::Flag(flag()),
        };
        Ok(Given { text, origin })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_the_name_it_was_given_by() {
        let command = Command::new("pldoctor");
        let argument = Arg::new("tidb_cluster")
            .long("tidb-cluster")
            .env("PLDOCTOR_TIDB_CLUSTER");
        let read = |source| {
            GivenParser
                .parse_ref_(&command, Some(&argument), OsStr::new("1084"), source)
                .unwrap()
        };
        assert_eq!(read(ValueSource::CommandLine), Given::flag("--tidb-cluster", "1084"));
        let variable = read(ValueSource::EnvVariable);
        assert_eq!(variable.origin, Origin::Variable("PLDOCTOR_TIDB_CLUSTER".to_owned()));
        assert_eq!(variable.text, "1084");
    }
}
