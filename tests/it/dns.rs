//! DNS against real servers: what `nsd` and `unbound` say, and what becomes of silence.

use crate::servers::process::free_port;
use crate::servers::{nsd, unbound};
use pldoctor::collect::dns::collect;
use pldoctor::config::{Dns, Resolver, Vantage};
use pldoctor::fact::dns::{Answer, Facts, Question};
use pldoctor::fact::{Fact, GapReason, Section, Status};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::Instant;

const NETWORK: &str = "domnprzqrog.us-east-1.aws.confluent.cloud";
const RECORDS: &str = "
* CNAME vpce-1.vpce.test.
*.use1-az1 CNAME vpce-1-us-east-1a.vpce.test.
present TXT \"a name with no address\"
nowhere CNAME gone
loop-a CNAME loop-b
loop-b CNAME loop-a
step-one 300 CNAME step-two
step-two 30 CNAME end
end 120 A 10.0.1.5
end 120 AAAA fd00::5
";
const ENDPOINT: &str = "
vpce-1 60 A 10.0.2.6
vpce-1 60 A 10.0.1.5
vpce-1-us-east-1a 60 A 10.0.1.5
";

fn questions(names: &[&str]) -> Vec<Question> {
    let question = |name: &&str| Question {
        name: (*name).to_owned(),
        purpose: "bootstrap",
        zone_id: None,
    };
    names.iter().map(question).collect()
}

fn within(labels: &[&str]) -> Vec<Question> {
    let names: Vec<String> = labels.iter().map(|label| format!("{label}.{NETWORK}")).collect();
    questions(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn by(resolvers: &[SocketAddr]) -> Dns {
    let resolver = |address: &SocketAddr| Resolver {
        address: Some(*address),
        named: true,
    };
    Dns {
        resolvers: resolvers.iter().map(resolver).collect(),
        vantage: Vantage::Inside,
    }
}

async fn ask(resolvers: &[SocketAddr], questions: &[Question]) -> Section<Facts> {
    collect(&by(resolvers), questions, Instant::now() + Duration::from_secs(30)).await
}

fn answers(section: &Section<Facts>) -> &[Answer] {
    section.facts.answers.known().expect("answers")
}

/// An answer in one line: outcome, aliases, addresses, time to live.
fn line(answer: &Answer) -> String {
    let list = |fact: &Fact<Vec<String>>| fact.known().map_or("?".to_owned(), |items| items.join(" "));
    let ttl = match &answer.ttl {
        Fact::Known(ttl) => ttl.to_string(),
        Fact::Absent => "none".to_owned(),
        Fact::Missing => "?".to_owned(),
    };
    let outcome = answer.outcome.known().map_or("?", String::as_str);
    format!(
        "{outcome} | {} | {} | {ttl}",
        list(&answer.cnames),
        list(&answer.addresses)
    )
}

fn lines(section: &Section<Facts>) -> Vec<String> {
    answers(section).iter().map(line).collect()
}

#[tokio::test]
async fn an_authority_tells_wildcards_chains_dead_ends_and_loops_apart() {
    let server = nsd::start(&[(NETWORK, RECORDS), ("vpce.test", ENDPOINT)]);
    let asked = within(&[
        "lkc-w7kgd5",
        "pldoctor-probe.use1-az1",
        "present",
        "nowhere",
        "loop-a",
        "step-one",
    ]);
    let section = ask(&[server.address], &asked).await;
    assert_eq!(
        lines(&section),
        [
            "noerror | vpce-1.vpce.test | 10.0.1.5 10.0.2.6 | 60".to_owned(),
            "noerror | vpce-1-us-east-1a.vpce.test | 10.0.1.5 | 60".to_owned(),
            "nodata |  |  | none".to_owned(),
            format!("noerror | gone.{NETWORK} vpce-1.vpce.test | 10.0.1.5 10.0.2.6 | 60"),
            format!("loop | loop-b.{NETWORK} |  | 60"),
            format!("noerror | step-two.{NETWORK} end.{NETWORK} | 10.0.1.5 fd00::5 | 30"),
        ]
    );
    assert_eq!(section.status, Status::Complete);
    assert_eq!(section.facts.vantage.known().map(String::as_str), Some("inside"));
    assert!(
        answers(&section)
            .iter()
            .all(|answer| answer.duration_ms.known().is_some())
    );
}

#[tokio::test]
async fn a_chain_to_a_name_that_does_not_exist_is_kept() {
    let server = nsd::start(&[(
        NETWORK,
        "alias 45 CNAME target\ntarget CNAME gone\nempty CNAME present\npresent TXT \"nothing\"\n",
    )]);
    let section = ask(&[server.address], &within(&["alias", "empty", "absent"])).await;
    assert_eq!(
        lines(&section),
        [
            format!("nxdomain | target.{NETWORK} gone.{NETWORK} |  | 45"),
            format!("nodata | present.{NETWORK} |  | 60"),
            "nxdomain |  |  | none".to_owned(),
        ]
    );
}

#[tokio::test]
async fn an_answer_too_long_for_udp_comes_over_tcp_in_full() {
    let record = |number| format!("many 60 A 10.9.{}.{}", number / 100, number % 100);
    let records: Vec<String> = (0..200).map(record).collect();
    let server = nsd::start(&[(NETWORK, &records.join("\n"))]);
    let section = ask(&[server.address], &within(&["many"])).await;
    let addresses = answers(&section)[0].addresses.known().expect("addresses");
    assert_eq!(addresses.len(), 200);
    assert!(
        addresses
            .iter()
            .map(|address| address.parse::<std::net::Ipv4Addr>().unwrap())
            .is_sorted()
    );
}

#[tokio::test]
async fn a_resolver_follows_aliases_across_zones_and_says_how_it_declines() {
    // It knows nothing of what it is asked here, so that the resolver answers SERVFAIL.
    let lame = nsd::start(&[("vpce.test", ENDPOINT)]);
    let server = unbound::start(
        &[
            (NETWORK, RECORDS),
            ("vpce.test", ENDPOINT),
            (
                "us-east-1.aws.glb.confluent.cloud",
                "lkc-1-domx CNAME lkc-1.domx.unreachable.example.\n",
            ),
        ],
        &["refused.test"],
        &[("unreachable.example", lame.address)],
    );
    let asked = questions(&[
        &format!("lkc-w7kgd5.{NETWORK}"),
        &format!("loop-a.{NETWORK}"),
        "name.refused.test",
        "name.unreachable.example",
        "lkc-1-domx.us-east-1.aws.glb.confluent.cloud",
    ]);
    let section = ask(&[server.address], &asked).await;
    assert_eq!(
        lines(&section),
        [
            "noerror | vpce-1.vpce.test | 10.0.1.5 10.0.2.6 | 60",
            // The resolver gives up on a loop with SERVFAIL; alias by alias it shows.
            &format!("loop | loop-b.{NETWORK} |  | 60"),
            "refused | ? | ? | ?",
            "servfail | ? | ? | ?",
            "servfail | lkc-1.domx.unreachable.example | ? | ?",
        ]
    );
    let gaps: Vec<_> = section.gaps.iter().map(|gap| (gap.path.as_str(), gap.reason)).collect();
    assert_eq!(
        gaps,
        [
            ("dns.answers[2]", GapReason::Denied),
            ("dns.answers[3]", GapReason::Unreachable),
            ("dns.answers[4]", GapReason::Unreachable),
        ]
    );
    assert_eq!(section.status, Status::Partial);
}

#[tokio::test]
async fn answers_stand_by_question_and_then_by_resolver_and_one_silent_resolver_hides_no_other() {
    let server = nsd::start(&[(NETWORK, RECORDS), ("vpce.test", ENDPOINT)]);
    let silent = free_port();
    let section = ask(&[silent, server.address], &within(&["lkc-w7kgd5", "end"])).await;
    let order: Vec<_> = answers(&section)
        .iter()
        .map(|answer| {
            (
                answer.name.known().unwrap().split('.').next().unwrap(),
                answer.outcome.known().unwrap().as_str(),
            )
        })
        .collect();
    assert_eq!(
        order,
        [
            ("lkc-w7kgd5", "timeout"),
            ("lkc-w7kgd5", "noerror"),
            ("end", "timeout"),
            ("end", "noerror")
        ]
    );
    let gaps: Vec<_> = section.gaps.iter().map(|gap| gap.path.as_str()).collect();
    assert_eq!(gaps, ["dns.answers[0]", "dns.answers[2]"]);
    assert_eq!(section.endpoint, Some(format!("{silent}, {}", server.address)));
}

#[tokio::test]
async fn the_silence_of_a_resolver_that_nobody_named_is_a_gap_and_no_outcome() {
    let mut dns = by(&[free_port()]);
    dns.resolvers[0].named = false;
    let section = collect(&dns, &within(&["end"]), Instant::now() + Duration::from_secs(30)).await;
    assert_eq!(lines(&section), ["? | ? | ? | ?"]);
    assert_eq!(section.gaps[0].reason, GapReason::Timeout);
    assert_eq!(section.status, Status::None);
}

#[tokio::test]
async fn the_deadline_ends_the_wait_and_says_so() {
    let began = Instant::now();
    let section = collect(
        &by(&[free_port()]),
        &within(&["end"]),
        began + Duration::from_millis(200),
    )
    .await;
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(lines(&section), ["? | ? | ? | ?"]);
    assert_eq!(section.gaps[0].reason, GapReason::Timeout);
    assert!(
        section.gaps[0].detail.starts_with("the run ended"),
        "{}",
        section.gaps[0].detail
    );
}

#[tokio::test]
async fn nobody_to_ask_and_nothing_to_ask_are_different() {
    let nobody = ask(&[], &within(&["end"])).await;
    assert_eq!(nobody, Section::default());
    let nothing = ask(&[free_port()], &[]).await;
    assert!(nothing.facts.answers.is_missing());
    assert_eq!(nothing.status, Status::None);
    assert_eq!(
        (nothing.gaps[0].path.as_str(), nothing.gaps[0].reason),
        ("dns.answers", GapReason::NotVisible)
    );
}

#[tokio::test]
async fn a_name_that_cannot_be_asked_is_a_gap() {
    let label = "a".repeat(64);
    let section = ask(&[free_port()], &within(&[&label])).await;
    assert_eq!(section.gaps[0].reason, GapReason::Malformed);
    assert!(answers(&section)[0].outcome.is_missing());
}
