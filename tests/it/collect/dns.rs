//! Names: what a run makes of a link that has none.

use super::run::{NOBODY, collect, config, confluent, link};
use super::stand_in::{fixture, json};
use pldoctor::config::Resolver;
use pldoctor::fact::{Fact, GapReason, Status};
use serde_json::{Value, json as value};

#[tokio::test]
async fn a_link_that_has_no_name_yet_leaves_no_gap_in_dns() {
    let making = |phase: Value, provisioned: bool| {
        confluent(move |request| {
            let mut body = match request.path() {
                "/networking/v1/networks/n-4q8zt1" => fixture("confluent/network.json"),
                "/cmk/v2/clusters/lkc-9wm3v" => fixture("confluent/cluster.json"),
                _ => return None,
            };
            if request.path().starts_with("/networking") {
                body["status"] = value!({"phase": phase});
            } else {
                body["status"]["phase"] = value!(if provisioned { "PROVISIONED" } else { "PROVISIONING" });
                body["spec"]["kafka_bootstrap_endpoint"] = value!("");
                body["spec"]["endpoints"] = value!({});
            }
            Some(json(200, &body))
        })
    };
    let mut asked = link();
    asked.dns.resolvers = vec![Resolver {
        address: Some("127.0.0.1:9".parse().unwrap()),
        named: true,
    }];
    for (phase, provisioned, nameless) in [
        (value!("PROVISIONING"), false, true),
        (value!("PROVISIONING"), true, false),
        (value!(null), false, false),
    ] {
        let server = making(phase, provisioned);
        let dns = collect(&config(&server.url, NOBODY, vec![asked.clone()]))
            .await
            .links
            .remove(0)
            .dns;
        assert_eq!(dns.facts.resolvers.known().map(Vec::len), Some(1));
        if nameless {
            assert_eq!(
                (&dns.facts.answers, dns.status),
                (&Fact::Known(vec![]), Status::Complete)
            );
            assert_eq!(dns.gaps, []);
        } else {
            assert!(dns.facts.answers.is_missing());
            assert_eq!((dns.gaps[0].reason, dns.status), (GapReason::NotVisible, Status::None));
        }
    }
}
