//! What to do about a gap, in words: by what was asked and how it failed.

use crate::fact::GapReason;

/// What to do about a gap at `path`, as at most two sentences without a last full stop. The gap's own detail stands
/// above it.
pub(super) fn about(path: &str, reason: GapReason) -> String {
    let root = path.split('.').next().unwrap_or_default();
    match reason {
        GapReason::NoCredentials => key(root).to_owned(),
        GapReason::Denied if root == "dns" => "ask a resolver that answers this machine: `--resolver` names one".to_owned(),
        GapReason::Denied => format!("check the key, and give it a role that may read this; {}", key(root)),
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
            "an answer that is not the vendor's: a proxy or a captive portal may have answered; try from another network, else report it with the trace id, where one is shown".to_owned()
        }
        GapReason::NotVisible => not_visible(root).to_owned(),
        GapReason::Interrupted => "run again and let it finish".to_owned(),
    }
}

/// What to do about a rule that does not fit the facts: no source is to blame.
pub(super) fn misfit() -> String {
    "correct the rule where it is one of your own, else report it".to_owned()
}

fn key(root: &str) -> &'static str {
    match root {
        "tidb" => {
            "a TiDB Cloud API key goes into `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`, or into the profile of `ticloud`"
        }
        "confluent" => {
            "a Confluent Cloud API key (not a Kafka key) goes into `CONFLUENT_CLOUD_API_KEY` and `CONFLUENT_CLOUD_API_SECRET`"
        }
        _ => "give the key that the reason above asks for",
    }
}

fn not_visible(root: &str) -> &'static str {
    match root {
        "tidb" => {
            "TiDB Cloud did not tell it: look it up in the TiDB Cloud console, and use the flag that the reason above names, if any"
        }
        "confluent" => {
            "Confluent Cloud did not tell it: look it up in the Confluent Cloud Console, and use the flag that the reason above names, if any"
        }
        "dns" => "see the reason above for what is lacking, and run again once that is known",
        _ => "its source did not tell it: the reason above says what was lacking",
    }
}
