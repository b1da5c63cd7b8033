//! The commands, and the flags that several of them share.

use super::choice::choice;
use super::document::Documents;
use super::given::GivenParser;
use super::link::LinkFlags;
use crate::config::Given;
use crate::rule::{Severity, Stage};
use clap::builder::{FalseyValueParser, TypedValueParser};
use clap::{Parser, Subcommand};
use std::path::PathBuf;

const JUDGING: &str = "Judging";
const SCREEN: &str = "Screen";

/// Checks an AWS PrivateLink connection from TiDB Cloud Essential to a Confluent Cloud Dedicated cluster, before it is
/// provisioned and when it fails. It reads, and never changes anything.
#[derive(Clone, Debug, Parser)]
#[command(name = "pldoctor", version, max_term_width = 100, subcommand_required = true,
          arg_required_else_help = true, after_help = ROOT_EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How it looks.
    #[command(flatten)]
    pub screen: Screen,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Collect facts, judge them, report: as far as the set-up has come
    Check(Check),
    /// Collect facts only, into a document that `check --facts` judges later
    Collect(Collect),
    /// The catalogue of rules
    #[command(subcommand)]
    Rules(Rules),
    /// Run the real check against a sandbox on this machine: no account needed
    #[cfg(feature = "sandbox")]
    Demo(Demo),
}

/// `pldoctor check`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub struct Check {
    /// The links to look at; all of the file or the document without it.
    #[command(flatten)]
    pub links: Links,
    /// Judge a saved facts document in place of collecting; `-` is stdin. No socket is opened
    #[arg(long, value_name = "FILE", help_heading = "What to look at")]
    pub facts: Option<PathBuf>,
    /// What to look at.
    #[command(flatten)]
    pub flags: LinkFlags,
    /// How to judge it.
    #[command(flatten)]
    pub judging: Judging,
    /// What to write.
    #[command(flatten)]
    pub documents: Documents,
}

/// `pldoctor collect`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = COLLECT_EXAMPLES)]
pub struct Collect {
    /// The links to look at; all of the file without it.
    #[command(flatten)]
    pub links: Links,
    /// Write the facts document to FILE; `-` is stdout
    #[arg(short, long, value_name = "FILE", required = true)]
    pub output: PathBuf,
    /// What to look at.
    #[command(flatten)]
    pub flags: LinkFlags,
}

/// `pldoctor rules`.
#[derive(Clone, Debug, Subcommand)]
pub enum Rules {
    /// Every rule, one a line
    List {
        /// Rules of your own, added to the built-in ones; repeatable
        #[arg(long, value_name = "DIR", env = "PLDOCTOR_RULES", value_delimiter = ',')]
        rules: Vec<PathBuf>,
    },
    /// One rule in full: what it holds, why, what to do where it fails
    Explain {
        /// The rule
        id: String,
        /// Rules of your own, added to the built-in ones; repeatable
        #[arg(long, value_name = "DIR", env = "PLDOCTOR_RULES", value_delimiter = ',')]
        rules: Vec<PathBuf>,
    },
    /// Run the cases of the rules: the built-in ones, or those of a folder of your own
    Test {
        /// The folder
        dir: Option<PathBuf>,
    },
}

/// `pldoctor demo`.
#[cfg(feature = "sandbox")]
#[derive(Clone, Debug, clap::Args)]
pub struct Demo {
    /// What the sandbox plays; the healthy link without it, and a list of the others
    pub scenario: Option<String>,
    /// How to judge it.
    #[command(flatten)]
    pub judging: Judging,
    /// What to write.
    #[command(flatten)]
    pub documents: Documents,
}

/// Which links.
#[derive(Clone, Debug, clap::Args)]
pub struct Links {
    /// A link of the configuration or of the facts document; repeatable [default: all]
    #[arg(long = "link", value_name = "NAME", env = "PLDOCTOR_LINK", value_delimiter = ',', value_parser = GivenParser,
          help_heading = "What to look at")]
    pub names: Vec<Given>,
}

/// How facts are judged.
#[derive(Clone, Debug, clap::Args)]
pub struct Judging {
    /// The stage that must be reached; `auto` judges as far as the set-up has come
    #[arg(long, env = "PLDOCTOR_STAGE", default_value = "auto", value_parser = demands(), help_heading = JUDGING)]
    pub stage: Demand,
    /// Rules of your own, added to the built-in ones; repeatable
    #[arg(long, value_name = "DIR", env = "PLDOCTOR_RULES", value_delimiter = ',', help_heading = JUDGING)]
    pub rules: Vec<PathBuf>,
    /// The least severity whose failure fails the run
    #[arg(long, value_name = "SEVERITY", env = "PLDOCTOR_FAIL_ON", default_value = "error",
          value_parser = severities(), help_heading = JUDGING)]
    pub fail_on: Severity,
}

/// The stage that was demanded; none when the facts decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand(pub Option<Stage>);

fn demands() -> impl TypedValueParser<Value = Demand> {
    let mut words = [("auto", Demand(None)); Stage::ALL.len() + 1];
    for (word, stage) in words[1..].iter_mut().zip(Stage::ALL) {
        *word = (stage.as_str(), Demand(Some(stage)));
    }
    choice(words)
}

fn severities() -> impl TypedValueParser<Value = Severity> {
    choice([Severity::Error, Severity::Warning].map(|severity| (severity.as_str(), severity)))
}

fn colors() -> impl TypedValueParser<Value = Color> {
    choice([
        ("auto", Color::Auto),
        ("always", Color::Always),
        ("never", Color::Never),
    ])
}

/// How the output looks.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Screen {
    /// Colour
    #[arg(long, global = true, value_name = "WHEN", env = "PLDOCTOR_COLOR", default_value = "auto", value_parser = colors(), help_heading = SCREEN)]
    pub color: Color,
    /// No symbols and no lines beyond ASCII
    #[arg(long, global = true, env = "PLDOCTOR_ASCII", value_parser = FalseyValueParser::new(), help_heading = SCREEN)]
    pub ascii: bool,
    /// Only failures and the verdict
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = SCREEN)]
    pub quiet: bool,
    /// Passes too
    #[arg(short, long, global = true, help_heading = SCREEN)]
    pub verbose: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

const ROOT_EXAMPLES: &str = "\
Credentials come from the environment: CONFLUENT_CLOUD_API_KEY and
CONFLUENT_CLOUD_API_SECRET, TIDBCLOUD_PUBLIC_KEY and TIDBCLOUD_PRIVATE_KEY (or
ticloud's profile). What no key reads can be declared or imported.

Exit codes: 0 pass, 1 fail, 2 usage or configuration, 3 unknown, 70 internal
error, 130 interrupted.";

const CHECK_EXAMPLES: &str = "\
Examples:
  As far as the set-up has come, for every link of pldoctor.toml:
    pldoctor check

  Two ends by name:
    pldoctor check --tidb-cluster 10840000000000000001 \\
      --confluent-environment env-gz903 --confluent-cluster lkc-w7kgd5

  Before anything exists, without a key:
    pldoctor check --tidb-account-id 123456789012 --tidb-zone use1-az1 \\
      --confluent-dns-subdomain domnprzqrog.us-east-1.aws.confluent.cloud

  JSON to a file, the table to the screen:
    pldoctor check --format json --output report.json --format table

  Facts collected elsewhere, judged here:
    pldoctor check --facts facts.json

A variable stands in for a flag: PLDOCTOR_TIDB_CLUSTER for --tidb-cluster. Flags
go before variables, variables before the file; lists are separated by commas.";

const COLLECT_EXAMPLES: &str = "\
Examples:
  Every link of pldoctor.toml:
    pldoctor collect -o facts.json

  On one machine, judged on another:
    pldoctor collect -o - | ssh host pldoctor check --facts -";
