//! What to do about a gap, in words: by what was asked and how it failed.

use crate::fact::GapReason;

/// What to do about a gap at `path`, as a sentence without a full stop.
pub(super) fn about(path: &str, reason: GapReason) -> String {
    match reason {
        GapReason::NoCredentials => key(path),
        GapReason::Denied => format!("check the key, and give it a role that may read this; {}", key(path)),
        GapReason::NotFound => {
            "check the id that was asked for, and the environment or project it is looked up in".to_owned()
        }
        GapReason::NotFoundOrDenied => {
            "either there is no such thing, or the key may not see it: check the id first, then the key's role"
                .to_owned()
        }
        GapReason::Throttled => "wait a minute and run again, or give the run more time with `--timeout`".to_owned(),
        GapReason::Timeout => "run again, or give the run more time with `--timeout`".to_owned(),
        GapReason::Unreachable => {
            "check that this machine reaches the endpoint named below (proxy, firewall, DNS), and run again".to_owned()
        }
        GapReason::Malformed => {
            "run again; when it stays, send a bundle to the maintainers: the answer could not be read".to_owned()
        }
        GapReason::NotVisible => {
            "no key shows this from here: look it up in the console and declare it, or run from where it can be seen"
                .to_owned()
        }
        GapReason::Interrupted => "run again and let it finish".to_owned(),
    }
}

fn key(path: &str) -> String {
    match path.split('.').next().unwrap_or_default() {
        "tidb" => "a TiDB Cloud API key goes into `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`, or into the profile of `ticloud`",
        "confluent" => {
            "a Confluent Cloud API key (not a Kafka key) goes into `CONFLUENT_CLOUD_API_KEY` and `CONFLUENT_CLOUD_API_SECRET`"
        }
        "aws" => "AWS credentials come from the default chain, or the profile of `--aws-profile`",
        "probe" => "a Kafka key goes into `CONFLUENT_KAFKA_API_KEY` and `CONFLUENT_KAFKA_API_SECRET`",
        _ => "see `pldoctor access` for what each call needs",
    }
    .to_owned()
}
