//! Two promises in numbers: how long a replay takes as a whole process, and how close collection comes to the longest
//! chain of calls that wait for each other.
//!
//! `cargo bench --no-default-features --features sandbox`. Every figure stands beside one it can be read against from the
//! same run, since machines differ.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark that cannot go on says where, and prints its figures"
)]

use pldoctor::app::look;
use pldoctor::collect::Silent;
use pldoctor::sandbox::{Sandbox, Scenario, config};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// What a call takes longer than it would on loopback.
const LATENCY: Duration = Duration::from_millis(100);

/// The calls of the longest chain, each of which needs the answer of the one before: the cluster names its network, the
/// network names the DNS domain, the domain is looked up. TiDB Cloud's chain is as long: challenge, connections, domains.
const CHAIN: [&str; 3] = ["GET cluster", "GET network", "look up a name"];

/// The most that a replay may take, and the most that a collection may take in chains.
const REPLAY: Duration = Duration::from_millis(30);
const RATIO: f64 = 1.3;

fn main() -> ExitCode {
    let scenario = Scenario::named("healthy").expect("the sandbox has a healthy world");
    let folder = tempfile::tempdir().expect("a folder for the facts");
    let facts = folder.path().join("facts.json");
    let sandbox = Sandbox::start(&scenario, Duration::ZERO).expect("a sandbox");
    let (document, _) = look(&config(&scenario, &sandbox), jiff::Timestamp::now(), &Silent).expect("facts");
    std::fs::write(&facts, document.to_text().expect("text")).expect("facts are saved");
    drop(sandbox);

    let start = median(21, || run(&["--version"]));
    let replay = median(21, || run(&["check", "--facts", path(&facts)]));
    println!(
        "start-up (--version)       {:8.1} ms, whole process, median of 21",
        millis(start)
    );
    println!(
        "replay (check --facts)     {:8.1} ms, whole process, median of 21; promised: under {} ms",
        millis(replay),
        REPLAY.as_millis()
    );

    let sandbox = Sandbox::start(&scenario, LATENCY).expect("a sandbox");
    let config = config(&scenario, &sandbox);
    let collect = median(7, || {
        look(&config, jiff::Timestamp::now(), &Silent).expect("facts");
    });
    let calls = sandbox.requests().len() / 7;
    let chain = LATENCY * u32::try_from(CHAIN.len()).expect("a short chain");
    let ratio = collect.as_secs_f64() / chain.as_secs_f64();
    println!(
        "longest chain              {:8.1} ms, {} x {} ms: {}",
        millis(chain),
        CHAIN.len(),
        LATENCY.as_millis(),
        CHAIN.join(", ")
    );
    println!(
        "collect                    {:8.1} ms, median of 7, {calls} API calls; {ratio:.2} chains, promised: at most {RATIO}",
        millis(collect)
    );

    let kept = replay < REPLAY && ratio <= RATIO;
    println!(
        "{}",
        if kept {
            "both promises are kept"
        } else {
            "a promise is broken"
        }
    );
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(words: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_pldoctor"))
        .args(words)
        .stdout(Stdio::null())
        .status()
        .expect("pldoctor starts");
    assert!(status.success(), "{words:?} ended with {status}");
}

fn median(times: usize, mut act: impl FnMut()) -> Duration {
    act();
    let mut taken: Vec<Duration> = (0..times)
        .map(|_| {
            let began = Instant::now();
            act();
            began.elapsed()
        })
        .collect();
    taken.sort_unstable();
    taken[times / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn path(path: &Path) -> &str {
    path.to_str().expect("the path of a temporary folder is text")
}
