//! From words to commands, and the combinations that make no sense.

use super::command::{Cli, Command};
use crate::exit;
use clap::builder::Resettable;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, CommandFactory, Error, FromArgMatches};
use std::ffi::{OsStr, OsString};
use std::{env, io};

/// Why there is no command to run: help or version was asked for, or what was typed is no command line.
#[derive(Debug)]
pub struct Stop(Error);

impl Stop {
    /// The exit code: 0 for help and version, else [`exit::USAGE`].
    pub fn exit_code(&self) -> u8 {
        if self.0.use_stderr() { exit::USAGE } else { exit::PASS }
    }

    /// Prints the message where it belongs: help and version on stdout, the rest on stderr.
    pub fn print(&self) -> io::Result<()> {
        self.0.print()
    }
}

/// Reads a command line, the program's name first.
///
/// # Errors
///
/// When help or the version was asked for, or the words make no command.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Cli, Stop> {
    let mut command = command(&|name| env::var_os(name));
    let matches = command.try_get_matches_from_mut(words).map_err(Stop)?;
    let cli = Cli::from_arg_matches(&matches).map_err(|error| {
        let name = matches.subcommand_name().unwrap_or_default();
        Stop(match command.find_subcommand_mut(name) {
            Some(of) => error.format(of),
            None => error.format(&mut command),
        })
    })?;
    if let Some((name, matches)) = matches.subcommand()
        && let Command::Check(check) = &cli.command
        && check.facts.is_some()
        && let Some(flag) = live_flag(&command, name, matches)
    {
        let message = format!("the argument '--facts <FILE>' cannot be used with '{flag}': a replay collects nothing");
        let kind = ErrorKind::ArgumentConflict;
        return Err(Stop(match command.find_subcommand_mut(name) {
            Some(check) => check.error(kind, message),
            None => command.error(kind, message),
        }));
    }
    Ok(cli)
}

/// The commands, set up for the surroundings. One sentence of the help says what variables are called, in place of one
/// at every flag. An empty variable is an unset one: that is how a pipeline leaves one out.
fn command(env: &dyn Fn(&OsStr) -> Option<OsString>) -> clap::Command {
    fn settle(command: clap::Command, env: &dyn Fn(&OsStr) -> Option<OsString>) -> clap::Command {
        let is_empty = |argument: &Arg| argument.get_env().and_then(env).is_some_and(|value| value.is_empty());
        let settle_one = |argument: Arg| {
            if is_empty(&argument) {
                argument.env(Resettable::Reset)
            } else {
                argument.hide_env(true)
            }
        };
        command
            .mut_args(settle_one)
            .mut_subcommands(|command| settle(command, env))
    }
    settle(Cli::command(), env)
}

/// A flag that was typed and only means something to a run that collects. Variables are of the surroundings, not of
/// this run: they are no contradiction.
fn live_flag(command: &clap::Command, name: &str, matches: &ArgMatches) -> Option<String> {
    let command = command.find_subcommand(name)?;
    let live = command.get_groups().find(|group| group.get_id() == "LinkFlags")?;
    let mut live = live.get_args();
    let typed = live.find(|id| matches.value_source(id.as_str()) == Some(ValueSource::CommandLine))?;
    let flag = command.get_arguments().find(|argument| argument.get_id() == typed)?;
    Some(format!("--{}", flag.get_long()?))
}

#[cfg(test)]
mod tests {
    use super::super::{Demand, Document, Documents, Format};
    use super::*;
    use crate::config::{Given, Vantage};
    use crate::rule::{Severity, Stage};
    use std::path::PathBuf;

    fn bare() -> clap::Command {
        command(&|_| None)
    }

    fn typed(words: &str) -> Result<Cli, Stop> {
        parse(
            std::iter::once("pldoctor")
                .chain(words.split_whitespace())
                .map(OsString::from),
        )
    }

    fn check(words: &str) -> super::super::Check {
        match typed(&format!("check {words}")) {
            Ok(Cli {
                command: Command::Check(check),
                ..
            }) => check,
            other => panic!("{words}: {other:?}"),
        }
    }

    fn refused(words: &str) -> String {
        let stop = typed(words).unwrap_err();
        assert_eq!(stop.exit_code(), exit::USAGE, "{words}");
        assert!(stop.0.use_stderr(), "{words}: stdout stays empty");
        stop.0.to_string()
    }

    fn help(words: &str) -> String {
        let stop = typed(words).unwrap_err();
        assert_eq!(stop.exit_code(), exit::PASS, "{words}");
        stop.0.to_string()
    }

    #[test]
    fn the_commands_hold_together() {
        bare().debug_assert();
    }

    #[test]
    fn flags_arrive_where_they_belong() {
        let check = check(
            "--link orders --link payments --tidb-cluster 1084 --tidb-zone use1-az1,use1-az2 --tidb-zone use1-az4 \
             --resolver system --resolver 10.0.0.2:53 --vantage inside --no-dns --stage domains --fail-on warning \
             --rules a --rules b --import tidb-zones=z.json --timeout 2m --no-progress",
        );
        assert_eq!(check.judging.stage, Demand(Some(Stage::Domains)));
        assert_eq!(check.judging.fail_on, Severity::Warning);
        assert_eq!(check.judging.rules, [PathBuf::from("a"), PathBuf::from("b")]);
        assert!(check.flags.no_progress);
        let asked = check.flags.asked(check.links.names);
        assert_eq!(
            asked.links,
            [Given::flag("--link", "orders"), Given::flag("--link", "payments")]
        );
        assert_eq!(asked.tidb_cluster, Some(Given::flag("--tidb-cluster", "1084")));
        let zones: Vec<&str> = asked.tidb_zones.iter().map(|given| given.text.as_str()).collect();
        assert_eq!(zones, ["use1-az1", "use1-az2", "use1-az4"]);
        assert_eq!(asked.resolvers.len(), 2);
        assert_eq!(asked.vantage, Some(Vantage::Inside));
        assert_eq!(asked.no_dns, Some(Given::flag("--no-dns", "true")));
        assert_eq!(asked.imports, [Given::flag("--import", "tidb-zones=z.json")]);
        assert_eq!(asked.timeout, Some(Given::flag("--timeout", "2m")));
    }

    #[test]
    fn without_flags_nothing_is_asked_and_the_table_goes_to_stdout() {
        let check = check("");
        assert_eq!(check.judging.stage, Demand(None));
        assert_eq!(check.judging.fail_on, Severity::Error);
        assert_eq!(
            check.documents,
            Documents(vec![Document {
                format: Format::Table,
                file: None
            }])
        );
        assert!(check.facts.is_none() && check.flags.asked(vec![]).no_dns.is_none());
    }

    #[test]
    fn an_output_belongs_to_the_format_before_it() {
        let pairs = |words: &str| {
            let documents = check(words).documents.0;
            let shown = documents.iter().map(|document| {
                let file = document
                    .file
                    .as_ref()
                    .map_or("stdout".into(), |file| file.display().to_string());
                format!("{:?} {file}", document.format)
            });
            shown.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(pairs("--format json"), "Json stdout");
        assert_eq!(pairs("--format json --output -"), "Json stdout");
        assert_eq!(
            pairs("--format json -o a.json --format table"),
            "Json a.json, Table stdout"
        );
        assert_eq!(
            pairs("--format table --format json --output=a.json"),
            "Table stdout, Json a.json"
        );
        assert_eq!(pairs("--format table -o a --format table -o b"), "Table a, Table b");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (words, part) in [
            ("", "Usage: pldoctor"),
            ("chek", "check"),
            ("check --tidb-clustr 1", "--tidb-cluster"),
            ("check --tidb-cluster", "a value is required"),
            (
                "check --stage later",
                "[possible values: auto, plan, network, access, cluster, connection, domains, dataflow]",
            ),
            ("check --fail-on info", "[possible values: error, warning]"),
            ("check --vantage within", "[possible values: outside, inside]"),
            ("check --color blue", "[possible values: auto, always, never]"),
            ("check --format xml", "[possible values: table, json]"),
            ("check --output a.json", "'--output a.json' has no '--format' before it"),
            ("check --output a.json --format json", "has no '--format' before it"),
            (
                "check --format json -o a -o b",
                "'--output b' has no '--format' before it",
            ),
            ("check --format json --format table", "stdout takes one document"),
            (
                "check --format json -o a --format table -o a",
                "two documents go to 'a'",
            ),
            ("check -q -v", "cannot be used with"),
            ("check --tidb-private-key x", "unexpected argument"),
            ("collect", "--output <FILE>"),
            ("collect -o f --stage plan", "unexpected argument '--stage'"),
            ("collect -o f --facts f", "unexpected argument '--facts'"),
            ("rules", "Usage: pldoctor rules"),
            ("rules explain", "<ID>"),
            ("diagnose", "unrecognized subcommand"),
        ] {
            let said = refused(words);
            assert!(said.contains(part), "{words}: {said}");
            assert!(!said.contains("\n\n\n"), "{words}: {said}");
        }
    }

    #[test]
    fn a_replay_takes_no_flag_of_a_run_that_collects() {
        for flag in [
            "--config x",
            "--tidb-cluster 1",
            "--tidb-profile x",
            "--tidb-zone use1-az1",
            "--import tidb-zones=x",
            "--resolver system",
            "--no-dns",
            "--vantage inside",
            "--timeout 1s",
            "--no-progress",
        ] {
            let said = refused(&format!("check --facts facts.json {flag}"));
            let name = flag.split(' ').next().unwrap_or_default();
            assert!(
                said.contains(&format!("cannot be used with '{name}'")) && said.contains("Usage: pldoctor check"),
                "{said}"
            );
        }
        let replay = check("--facts - --link orders --stage network --rules mine --format json");
        assert_eq!(replay.facts, Some(PathBuf::from("-")));
    }

    #[test]
    fn help_and_version_are_answers() {
        assert_eq!(help("--version"), concat!("pldoctor ", env!("CARGO_PKG_VERSION"), "\n"));
        for words in ["check --help", "collect --help", "rules --help", "rules explain --help"] {
            assert!(help(words).contains("Usage: pldoctor"));
        }
    }

    #[test]
    fn help_is_readable_at_eighty_columns() {
        let shown = |path: &[&str]| {
            let mut command = bare().term_width(80);
            command.build();
            let command = path
                .iter()
                .fold(&mut command, |command, name| command.find_subcommand_mut(name).unwrap());
            let text = command.render_help().to_string();
            let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
            assert_eq!(long, [""; 0]);
            text
        };
        // Without the feature the demo is not there.
        #[cfg(feature = "sandbox")]
        insta::assert_snapshot!(shown(&[]), @r"
        Checks an AWS PrivateLink connection from TiDB Cloud Essential to a Confluent
        Cloud Dedicated cluster, before it is provisioned and when it fails. It reads,
        and never changes anything

        Usage: pldoctor [OPTIONS] <COMMAND>

        Commands:
          check    Collect facts, judge them, report: as far as the set-up has come
          collect  Collect facts only, into a document that `check --facts` judges later
          rules    The catalogue of rules
          demo     Run the real check against a sandbox on this machine: no account
                   needed
          help     Print this message or the help of the given subcommand(s)

        Options:
          -h, --help     Print help
          -V, --version  Print version

        Screen:
              --color <WHEN>  Colour [default: auto] [possible values: auto, always,
                              never]
              --ascii         No symbols and no lines beyond ASCII
          -q, --quiet         Only failures and the verdict
          -v, --verbose       Passes too

        Credentials come from the environment: CONFLUENT_CLOUD_API_KEY and
        CONFLUENT_CLOUD_API_SECRET, TIDBCLOUD_PUBLIC_KEY and TIDBCLOUD_PRIVATE_KEY (or
        ticloud's profile). What no key reads can be declared or imported.

        Exit codes: 0 pass, 1 fail, 2 usage or configuration, 3 unknown, 70 internal
        error, 130 interrupted.
        ");
        insta::assert_snapshot!("help_of_check", shown(&["check"]));
        for path in [
            ["collect"].as_slice(),
            &["rules"],
            &["rules", "explain"],
            &["rules", "test"],
        ] {
            assert!(shown(path).contains("Usage: pldoctor"));
        }
    }

    #[test]
    fn every_flag_that_may_be_set_once_and_for_all_has_its_variable() {
        // What speaks of one run alone has none: a variable left over would change what that run writes or reads.
        let of_one_run = ["facts", "output", "quiet", "verbose", "help", "version"];
        let command = bare();
        for argument in command
            .get_subcommands()
            .chain([&command])
            .flat_map(clap::Command::get_arguments)
        {
            let Some(long) = argument.get_long() else { continue };
            let variable = format!("PLDOCTOR_{}", long.to_ascii_uppercase().replace('-', "_"));
            let wanted = (!of_one_run.contains(&long)).then_some(variable);
            let found = argument.get_env().map(|name| name.to_string_lossy().into_owned());
            assert_eq!(found, wanted, "--{long}");
        }
    }

    #[test]
    fn an_empty_variable_is_an_unset_one() {
        let command = command(&|name| (name == "PLDOCTOR_STAGE").then(OsString::new));
        let check = command.find_subcommand("check").unwrap();
        let variable = |id: &str| {
            check
                .get_arguments()
                .find(|argument| argument.get_id() == id)
                .unwrap()
                .get_env()
        };
        assert_eq!(variable("stage"), None);
        assert!(variable("fail_on").is_some());
    }
}
