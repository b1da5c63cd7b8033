//! The binary as a user runs it: a home and a folder of its own, an environment with nothing else in it, keys for a sandbox.

use assert_cmd::Command;
use pldoctor::sandbox::{Sandbox, Scenario};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// The binary under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_pldoctor");

/// A run that takes longer hangs.
const LIMIT: Duration = Duration::from_mins(1);

/// A home and a working folder that nobody else writes to.
pub(crate) struct Desk(TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        fs::create_dir(desk.home()).unwrap();
        fs::create_dir(desk.folder()).unwrap();
        desk
    }

    fn home(&self) -> PathBuf {
        self.0.path().join("home")
    }

    /// Where the tool is started.
    pub(crate) fn folder(&self) -> PathBuf {
        self.0.path().join("folder")
    }

    /// Puts a file into the folder, and gives its name.
    pub(crate) fn put<'a>(&self, name: &'a str, text: &str) -> &'a str {
        let file = self.folder().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        name
    }

    /// The text of a file of the folder.
    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Every file of the home and the folder with its mode.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, u32> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.0.path().to_owned()];
        while let Some(at) = open.pop() {
            for entry in fs::read_dir(at).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let mode = path.metadata().unwrap().permissions().mode() & 0o777;
                    files.insert(path.strip_prefix(self.0.path()).unwrap().to_owned(), mode);
                }
            }
        }
        files
    }

    /// What a process of the tool starts from: its folder, its home, and no other variable.
    pub(crate) fn process(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(BINARY);
        command
            .env_clear()
            .env("HOME", self.home())
            .current_dir(self.folder())
            .args(arguments);
        command
    }

    /// The tool, without a key.
    pub(crate) fn tool(&self, arguments: &[&str]) -> Command {
        let mut command = Command::from_std(self.process(arguments));
        command.timeout(LIMIT);
        command
    }

    /// The tool with the keys of a scenario and the addresses of its sandbox.
    pub(crate) fn at(&self, scenario: &Scenario, sandbox: &Sandbox, arguments: &[&str]) -> Command {
        let mut command = self.tool(arguments);
        command.envs(variables(scenario, sandbox));
        command
    }
}

/// Keys and addresses.
pub(crate) fn variables(scenario: &Scenario, sandbox: &Sandbox) -> [(&'static str, String); 6] {
    [
        ("PLDOCTOR_CONFLUENT_URL", sandbox.confluent_url()),
        ("PLDOCTOR_TIDB_URL", sandbox.tidb_url()),
        ("CONFLUENT_CLOUD_API_KEY", scenario.confluent_key.id.clone()),
        ("CONFLUENT_CLOUD_API_SECRET", scenario.confluent_key.secret.clone()),
        ("TIDBCLOUD_PUBLIC_KEY", scenario.tidb_key.id.clone()),
        ("TIDBCLOUD_PRIVATE_KEY", scenario.tidb_key.secret.clone()),
    ]
}

/// The flags that name a scenario's two ends and its resolver.
pub(crate) fn ends(scenario: &Scenario, sandbox: &Sandbox) -> Vec<String> {
    let mut flags = vec![
        format!("--tidb-cluster={}", scenario.tidb_cluster_id),
        format!("--confluent-environment={}", scenario.confluent_environment_id),
        format!("--resolver={}", sandbox.resolver()),
    ];
    let network = scenario.confluent_network_id.as_ref();
    flags.extend(network.map(|id| format!("--confluent-network={id}")));
    let cluster = scenario.confluent_cluster_id.as_ref();
    flags.extend(cluster.map(|id| format!("--confluent-cluster={id}")));
    flags
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// The report on stdout, as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs it to its end.
pub(crate) fn end(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        code: output
            .status
            .code()
            .expect("an exit code: it was killed, or took too long"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A command that checks a scenario, with more arguments.
pub(crate) fn check(desk: &Desk, scenario: &Scenario, sandbox: &Sandbox, more: &[&str]) -> Ended {
    let ends = ends(scenario, sandbox);
    let mut arguments = vec!["check"];
    arguments.extend(ends.iter().map(String::as_str));
    arguments.extend(more);
    end(&mut desk.at(scenario, sandbox, &arguments))
}

/// A file below the folder of this package.
pub(crate) fn package(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    path.to_str().unwrap().to_owned()
}
