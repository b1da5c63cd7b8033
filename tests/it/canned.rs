//! Reports as they could have been judged, for the tests of what is printed.

use pldoctor::{
    fact::{FactPath, Gap, GapReason, Source, Status, Tool},
    report::{
        Evidence, Finding, LinkReport, Outcome, Progress, Report, RuleSet, Run, SkipReason, SourceReport, causes,
    },
    rule::{Command, Effect, Owner, Remedy, Severity, Stage},
};
use serde_json::{Value, json};

const TIDB: &str = "https://serverless.tidbapi.com";
const CONFLUENT: &str = "https://api.confluent.cloud";
pub(crate) const DNS_DOMAIN: &str = "domnprzqrog.us-east-1.aws.confluent.cloud";

/// A link with two root causes, a failure that one of them explains, a warning, and steps still to come.
pub(crate) fn failing() -> Report {
    report(vec![failing_link()])
}

/// A link whose Confluent key may not read the network: many unknowns, two gaps, one unread part that no check needs.
pub(crate) fn refused() -> Report {
    report(vec![refused_link()])
}

/// A link with nothing to complain of.
pub(crate) fn healthy() -> Report {
    report(vec![healthy_link("orders")])
}

/// Three links, each with its own verdict.
pub(crate) fn several() -> Report {
    let refused = LinkReport {
        name: "audit".to_owned(),
        ..refused_link()
    };
    report(vec![healthy_link("billing"), failing_link(), refused])
}

/// A link of which nobody asked much, so that nothing was judged: ten facts, two of them lacked twice.
pub(crate) fn unasked() -> Report {
    let facts = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "a", "b"];
    let findings = facts.map(|fact| Finding {
        missing: vec![FactPath::from(format!("tidb.{fact}").as_str())],
        ..skip("tidb-plan-essential", Stage::Plan, SkipReason::NotRequested)
    });
    let progress = Progress {
        reached: None,
        demanded: None,
        next: Some(Stage::Plan),
    };
    report(vec![link("orders", progress, sources(), findings.into())])
}

/// A link with one root cause that explains the same failure of three zones.
pub(crate) fn blocked() -> Report {
    let mut findings: Vec<Finding> = ["use1-az4", "use1-az5", "use1-az6"]
        .map(|name| {
            let mut finding = zone(name);
            finding.blocked_by = vec!["privatelink-access-registered".to_owned()];
            if let Some(remedy) = &mut finding.remedy {
                remedy
                    .steps
                    .push(format!("or ask TiDB Cloud support for an endpoint in `{name}`"));
            }
            finding
        })
        .into();
    findings.push(registered());
    let progress = Progress {
        reached: Some(Stage::Cluster),
        demanded: None,
        next: None,
    };
    report(vec![link("orders", progress, sources(), findings)])
}

/// A link whose every text tries to move the cursor, to reverse a line, to start one, or to end a string.
pub(crate) fn hostile() -> Report {
    const EVIL: &str = "\u{1b}[31mred\u{1b}[0m \u{202e}desrever\u{2066} a\nnew\r\nline \u{0} \u{9b}2J \u{7f} \"'`<b>";
    let evil = |name: &str| format!("{name} {EVIL}");
    let mut link = refused_link();
    link.name = evil("orders");
    for source in &mut link.sources {
        source.endpoint = Some(evil("https://host"));
        for gap in &mut source.gaps {
            gap.detail = evil("detail");
            gap.trace_id = Some(evil("trace"));
        }
    }
    link.findings.extend(failing_link().findings);
    for finding in &mut link.findings {
        finding.title = evil("title");
        finding.subject = Some(evil("subject"));
        finding.message = evil("message");
        finding.expected = Some(evil("expected"));
        finding.docs = vec![evil("https://docs")];
        for evidence in &mut finding.evidence {
            evidence.path = evil("path");
            evidence.value = json!({ EVIL: [EVIL] });
        }
        if let Some(remedy) = &mut finding.remedy {
            remedy.summary = evil("summary");
            remedy.steps = vec![evil("step")];
            remedy.commands = vec![command(Effect::Write, &evil("command"))];
        }
    }
    link.causes = causes(&link.findings, Severity::Error);
    let mut report = report(vec![link]);
    report.run.command = evil("check");
    report
}

fn report(links: Vec<LinkReport>) -> Report {
    Report {
        tool: Tool {
            name: "pldoctor".to_owned(),
            version: "0.1.0".to_owned(),
        },
        rules: RuleSet {
            count: 76,
            custom: 0,
            digest: format!("sha256:{}", "5e".repeat(32)),
        },
        run: Run {
            started_at: "2026-11-22T17:00:00Z".parse().unwrap(),
            duration_ms: 812,
            command: "check".to_owned(),
            facts_digest: format!("sha256:{}", "fa".repeat(32)),
            interrupted: false,
        },
        fail_on: Severity::Error,
        links,
    }
}

fn link(name: &str, progress: Progress, sources: Vec<SourceReport>, mut findings: Vec<Finding>) -> LinkReport {
    findings.sort_by_key(|finding| {
        (
            finding.outcome.rank(),
            std::cmp::Reverse(finding.severity),
            finding.stage,
        )
    });
    LinkReport {
        name: name.to_owned(),
        progress,
        causes: causes(&findings, Severity::Error),
        sources,
        findings,
    }
}

fn failing_link() -> LinkReport {
    let mut findings = vec![
        zone("use1-az6"),
        zone("use1-az5"),
        registered(),
        ready(),
        covered(),
        resolution(),
    ];
    findings.extend(passes());
    findings.extend(skips());
    let progress = Progress {
        reached: Some(Stage::Connection),
        demanded: None,
        next: Some(Stage::Domains),
    };
    link("orders", progress, sources(), findings)
}

fn healthy_link(name: &str) -> LinkReport {
    let mut findings = passes();
    findings.push(skip("changefeed-exists", Stage::Dataflow, SkipReason::NotApplicable));
    let progress = Progress {
        reached: Some(Stage::Dataflow),
        demanded: Some(Stage::Domains),
        next: None,
    };
    link(name, progress, sources(), findings)
}

fn refused_link() -> LinkReport {
    let network = gap(
        "confluent.network",
        GapReason::NotFoundOrDenied,
        "Confluent Cloud answered 403 Forbidden Access to `GET /networking/v1/networks/n-6xqzpv`",
        Some("c0f8a1d29b7e4c5f"),
    );
    let key = gap(
        "tidb",
        GapReason::NoCredentials,
        "neither `TIDBCLOUD_PUBLIC_KEY` nor a profile of `ticloud` is there",
        None,
    );
    let quota = gap(
        "confluent.access_quota",
        GapReason::Timeout,
        "no answer within 10 s",
        None,
    );
    let waits = [
        (
            "confluent-network-privatelink",
            "confluent.network.connection_types",
            Stage::Network,
        ),
        ("confluent-network-ready", "confluent.network.phase", Stage::Network),
        ("confluent-network-aws", "confluent.network.cloud", Stage::Network),
        ("zone-overlap", "confluent.network.zone_ids", Stage::Network),
        (
            "endpoint-service-format",
            "confluent.network.endpoint_service",
            Stage::Network,
        ),
        ("dns-subdomain-format", "confluent.network.dns_domain", Stage::Network),
        ("tidb-plan-essential", "tidb.cluster.plan", Stage::Plan),
        ("tidb-zones-known", "tidb.zone_ids", Stage::Plan),
        ("region-match", "tidb.cluster.region", Stage::Network),
    ];
    let mut findings: Vec<Finding> = waits
        .into_iter()
        .map(|(rule, path, stage)| {
            let reason = if path.starts_with("tidb") {
                key.reason
            } else {
                network.reason
            };
            Finding {
                missing: vec![path.into()],
                message: format!("`{path}` could not be read"),
                ..finding(rule, stage, Outcome::Unknown(reason))
            }
        })
        .collect();
    findings.push(Finding {
        message: "the address that the bootstrap name resolves to inside TiDB Cloud cannot be seen from here"
            .to_owned(),
        ..finding(
            "dns-bootstrap-resolves",
            Stage::Network,
            Outcome::Unknown(GapReason::NotVisible),
        )
    });
    findings.extend(skips());
    let sources = vec![
        source(Source::Tidb, Status::None, Some(TIDB), vec![key]),
        source(
            Source::Confluent,
            Status::Partial,
            Some(CONFLUENT),
            vec![network, quota],
        ),
        source(Source::Dns, Status::NotRequested, None, vec![]),
    ];
    let progress = Progress {
        reached: None,
        demanded: None,
        next: Some(Stage::Plan),
    };
    link("orders", progress, sources, findings)
}

fn zone(zone: &str) -> Finding {
    Finding {
        title: "TiDB Cloud reaches every zone that the brokers stand in".to_owned(),
        subject: Some(zone.to_owned()),
        message: format!("brokers stand in `{zone}`, which TiDB Cloud does not serve: it offers `use1-az1`, `use1-az2` and `use1-az4`"),
        expected: Some(format!("`{zone}` among TiDB Cloud's zones")),
        evidence: vec![
            evidence("tidb.zone_ids", json!(["use1-az1", "use1-az2", "use1-az4"]), Source::Tidb),
            evidence("confluent.cluster.zone_ids", json!(["use1-az1", "use1-az5", "use1-az6"]), Source::Confluent),
        ],
        remedy: Some(Remedy {
            summary: "create a Confluent network whose zones are all among `use1-az1`, `use1-az2` and `use1-az4`, and a Dedicated cluster in it; the zones of a network cannot be changed".to_owned(),
            steps: vec![
                "in Confluent Cloud: Environment > Network management > Add network > AWS, PrivateLink, region `us-east-1`, zones chosen among `use1-az1`, `use1-az2` and `use1-az4`".to_owned(),
                "create the Dedicated cluster in that network and move the topics there".to_owned(),
            ],
            commands: vec![
                command(Effect::Read, "ticloud serverless private-link-connection zones --cluster-id 10840000000000000001"),
                command(Effect::Write, "confluent network create orders-3az --cloud aws --region us-east-1 --connection-types privatelink --zones use1-az1,use1-az2,use1-az4"),
            ],
        }),
        docs: vec![
            "https://docs.confluent.io/cloud/current/networking/private-links/aws-privatelink.html".to_owned(),
            "https://docs.pingcap.com/tidbcloud/serverless-private-link-connection-to-aws-confluent".to_owned(),
        ],
        ..finding("zone-coverage", Stage::Network, Outcome::Fail)
    }
}

fn registered() -> Finding {
    Finding {
        title: "TiDB Cloud's AWS account may connect to the network".to_owned(),
        message: "no PrivateLink Access on network `n-6xqzpv` admits TiDB Cloud's account `380838443567`".to_owned(),
        expected: Some("an access for `380838443567` on `n-6xqzpv`".to_owned()),
        evidence: vec![
            evidence("tidb.account_id", json!("380838443567"), Source::Declared),
            evidence("confluent.accesses", json!([]), Source::Confluent),
        ],
        remedy: Some(Remedy {
            summary: "add a PrivateLink Access for the AWS account `380838443567` to the network `n-6xqzpv`".to_owned(),
            steps: vec![],
            commands: vec![command(
                Effect::Write,
                "confluent network private-link access create tidb --network n-6xqzpv --account 380838443567",
            )],
        }),
        docs: vec!["https://docs.confluent.io/cloud/current/networking/private-links/aws-privatelink.html".to_owned()],
        ..finding("privatelink-access-registered", Stage::Access, Outcome::Fail)
    }
}

fn ready() -> Finding {
    Finding {
        message: "there is no access for `380838443567` whose phase could be read".to_owned(),
        missing: vec!["confluent.accesses[0].phase".into()],
        blocked_by: vec!["privatelink-access-registered".to_owned()],
        ..finding(
            "privatelink-access-ready",
            Stage::Access,
            Outcome::Unknown(GapReason::NotVisible),
        )
    }
}

fn covered() -> Finding {
    Finding {
        title: "the connection's endpoint stands in every zone that the brokers stand in".to_owned(),
        message: "the endpoint of `plc-9x8k2m4q` serves `use1-az1`, and brokers stand in `use1-az5` and `use1-az6` too"
            .to_owned(),
        expected: Some("`use1-az1`, `use1-az5` and `use1-az6`".to_owned()),
        evidence: vec![
            evidence("tidb.connections[0].zone_ids", json!(["use1-az1"]), Source::Tidb),
            evidence(
                "tidb.connections[0].message",
                json!(
                    "the endpoint could not be placed in every zone that was asked for, see the documentation of zones"
                ),
                Source::Tidb,
            ),
        ],
        blocked_by: vec!["zone-coverage".to_owned()],
        remedy: Some(Remedy {
            summary: "create the connection again once the zones match".to_owned(),
            ..Remedy::default()
        }),
        ..finding("connection-zones-cover", Stage::Connection, Outcome::Fail)
    }
}

fn resolution() -> Finding {
    Finding {
        title: "the network resolves its names privately".to_owned(),
        severity: Severity::Warning,
        message: format!("the network resolves `CHASED_PRIVATE`, so public DNS must answer for `*.{DNS_DOMAIN}` too"),
        expected: Some("`PRIVATE`".to_owned()),
        evidence: vec![evidence(
            "confluent.network.resolution",
            json!("CHASED_PRIVATE"),
            Source::Confluent,
        )],
        remedy: Some(Remedy {
            summary: "ask TiDB Cloud support whether chased resolution works in your region".to_owned(),
            ..Remedy::default()
        }),
        ..finding("dns-resolution-private", Stage::Network, Outcome::Fail)
    }
}

fn passes() -> Vec<Finding> {
    let pass = |rule, stage, message: &str| Finding {
        message: message.to_owned(),
        ..finding(rule, stage, Outcome::Pass)
    };
    vec![
        pass("tidb-plan-essential", Stage::Plan, "the cluster's plan is `essential`"),
        pass("tidb-cluster-active", Stage::Plan, "the cluster is `ACTIVE`"),
        pass("region-match", Stage::Network, "both sides stand in `us-east-1`"),
    ]
}

fn skips() -> Vec<Finding> {
    vec![
        skip("domains-attached", Stage::Domains, SkipReason::NotYet),
        skip("domains-unique-name", Stage::Domains, SkipReason::NotYet),
        Finding {
            missing: vec!["aws.vpc_endpoint".into()],
            ..skip("vpc-endpoint-available", Stage::Network, SkipReason::NotRequested)
        },
        skip("dns-ttl", Stage::Network, SkipReason::NotApplicable),
    ]
}

fn skip(rule: &str, stage: Stage, reason: SkipReason) -> Finding {
    finding(rule, stage, Outcome::Skip(reason))
}

fn finding(rule: &str, stage: Stage, outcome: Outcome) -> Finding {
    Finding {
        rule: rule.to_owned(),
        title: format!("what {rule} says must be true"),
        stage,
        owner: Owner::Customer,
        severity: Severity::Error,
        outcome,
        subject: None,
        message: String::new(),
        expected: None,
        evidence: vec![],
        missing: vec![],
        explains: None,
        blocked_by: vec![],
        remedy: None,
        docs: vec![],
    }
}

fn evidence(path: &str, value: Value, source: Source) -> Evidence {
    Evidence {
        path: path.to_owned(),
        value,
        source,
        observed_at: Some("2026-11-22T16:59:59Z".parse().unwrap()),
    }
}

fn command(effect: Effect, run: &str) -> Command {
    Command {
        run: run.to_owned(),
        effect,
    }
}

fn gap(path: &str, reason: GapReason, detail: &str, trace: Option<&str>) -> Gap {
    Gap {
        path: FactPath::from(path),
        reason,
        detail: detail.to_owned(),
        trace_id: trace.map(str::to_owned),
    }
}

fn source(name: Source, status: Status, endpoint: Option<&str>, gaps: Vec<Gap>) -> SourceReport {
    SourceReport {
        name,
        status,
        endpoint: endpoint.map(str::to_owned),
        gaps,
    }
}

fn sources() -> Vec<SourceReport> {
    vec![
        source(Source::Tidb, Status::Complete, Some(TIDB), vec![]),
        source(Source::Confluent, Status::Complete, Some(CONFLUENT), vec![]),
        source(Source::Dns, Status::Complete, Some("127.0.0.53:53"), vec![]),
        source(Source::Declared, Status::Complete, None, vec![]),
    ]
}
