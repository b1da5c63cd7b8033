//! The configuration file, `pldoctor.toml`: links and waivers, every problem at once with its line and column.

use super::draft::Draft;
use super::model::{Aws, Confluent, Tidb, Waiver};
use super::problem::{Fault, Problem, nearest, quoted};
use super::walk::{Keys, Table, Walk};
use super::{address, identifier, location, subdomain, word};
use jiff::civil::Date;
use toml::de::DeTable;

/// The file that is read, when it is there and none is named.
pub const FILE_NAME: &str = "pldoctor.toml";

/// Every table of the file and the keys it knows.
const KEYS: &Keys = &[
    ("", &["link", "waiver"]),
    ("link", &["name", "tidb", "confluent", "aws", "dns"]),
    (
        "link.tidb",
        &[
            "cluster_id",
            "connection_id",
            "changefeed_id",
            "account_id",
            "zone_ids",
            "region",
        ],
    ),
    (
        "link.confluent",
        &[
            "environment_id",
            "cluster_id",
            "network_id",
            "dns_subdomain",
            "endpoint_service",
            "zone_ids",
            "region",
            "network_type",
        ],
    ),
    ("link.aws", &["region", "vpc_endpoint_id", "profile", "client_cidr"]),
    ("link.dns", &["resolvers", "vantage"]),
    ("waiver", &["rule", "link", "reason", "expires"]),
];

/// A file that was read: what it says, and all that is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct File {
    pub(super) name: String,
    pub(super) links: Vec<Draft>,
    pub(super) waivers: Vec<Waiver>,
    pub(super) problems: Vec<Problem>,
}

impl File {
    /// A file that could not be read at all.
    pub(super) fn unread(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            ..Self::default()
        }
    }

    /// Reads a file. `name` is what problems call it, `today` decides whether a waiver has expired.
    ///
    /// A line that is not TOML does not hide what is wrong with the others.
    pub fn parse(name: &str, text: &str, today: Date) -> Self {
        let (document, errors) = DeTable::parse_recoverable(text);
        let mut walk = Walk::new(name, text, KEYS, &errors);
        let root = walk.root(&document);
        let mut links: Vec<Draft> = Vec::new();
        for table in walk.tables(root, "link") {
            let link = read_link(&mut walk, table);
            let twin = links
                .iter()
                .find(|other| link.name.is_some() && other.name == link.name);
            if let (Some(twin), Some(name)) = (twin, &link.name) {
                let first = twin.place.as_ref().map(ToString::to_string).unwrap_or_default();
                let fault = Fault::new(format!("another link is already called `{name}`"));
                walk.note(
                    Walk::offset(table, "name"),
                    fault.hint(format!("the first one begins at {first}")),
                );
            }
            links.push(link);
        }
        let names: Vec<&str> = links.iter().filter_map(|link| link.name.as_deref()).collect();
        let waivers = walk
            .tables(root, "waiver")
            .into_iter()
            .filter_map(|table| read_waiver(&mut walk, table, &names, today))
            .collect();
        Self {
            name: name.to_owned(),
            waivers,
            problems: walk.finish(),
            links,
        }
    }
}

fn read_link<'a>(walk: &mut Walk<'a>, link: Table<'a>) -> Draft {
    let mut draft = Draft {
        name: walk.read(link, "name", word::name),
        place: Some(walk.place(link)),
        ..Draft::default()
    };
    if !link.has("name") {
        walk.lacks(
            link,
            Fault::new("this link has no `name`").hint("add `name = \"…\"`: reports call it by that"),
        );
    }
    if let Some(tidb) = walk.table(link, "tidb", "link.tidb") {
        draft.tidb = Tidb {
            cluster_id: walk.read(tidb, "cluster_id", identifier::tidb_cluster),
            connection_id: walk.read(tidb, "connection_id", identifier::connection),
            changefeed_id: walk.read(tidb, "changefeed_id", identifier::changefeed),
            account_id: walk.read(tidb, "account_id", location::account),
            zone_ids: walk.list(tidb, "zone_ids", location::zone).unwrap_or_default(),
            region: walk.read(tidb, "region", location::region),
        };
    }
    if let Some(confluent) = walk.table(link, "confluent", "link.confluent") {
        draft.subdomain = walk.read(confluent, "dns_subdomain", subdomain::subdomain);
        draft.confluent = Confluent {
            environment_id: walk.read(confluent, "environment_id", identifier::environment),
            network_id: walk.read(confluent, "network_id", identifier::network),
            cluster_id: walk.read(confluent, "cluster_id", identifier::kafka_cluster),
            dns_domain: None,
            endpoint_service: walk.read(confluent, "endpoint_service", location::endpoint_service),
            zone_ids: walk.list(confluent, "zone_ids", location::zone).unwrap_or_default(),
            region: walk.read(confluent, "region", location::region),
            network_type: walk.read(confluent, "network_type", word::network_type),
        };
    }
    if let Some(aws) = walk.table(link, "aws", "link.aws") {
        draft.aws = Aws {
            region: walk.read(aws, "region", location::region),
            vpc_endpoint_id: walk.read(aws, "vpc_endpoint_id", identifier::vpc_endpoint),
            profile: walk.read(aws, "profile", word::text),
            client_cidr: walk.read(aws, "client_cidr", address::range),
        };
    }
    if let Some(dns) = walk.table(link, "dns", "link.dns") {
        draft.resolvers = walk.list(dns, "resolvers", address::resolver);
        draft.vantage = walk.read(dns, "vantage", word::vantage);
    }
    draft
}

fn read_waiver<'a>(walk: &mut Walk<'a>, waiver: Table<'a>, links: &[&str], today: Date) -> Option<Waiver> {
    for (key, mend) in [
        ("rule", "add `rule = \"…\"`; `pldoctor rules list` prints the IDs"),
        ("reason", "add `reason = \"…\"`: who accepted it, and why"),
    ] {
        if !waiver.has(key) {
            walk.lacks(waiver, Fault::new(format!("this waiver has no `{key}`")).hint(mend));
        }
    }
    let rule = walk.read(waiver, "rule", word::rule);
    let reason = walk.read(waiver, "reason", word::text);
    let link = walk.read(waiver, "link", |name| {
        if links.contains(&name) {
            return Ok(name.to_owned());
        }
        let fault = Fault::new(format!("no link in this file is called {}", quoted(name)));
        Err(match nearest(name, links.iter().copied()) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault.hint("leave `link` out to waive the rule for every link"),
        })
    });
    let expires = walk.read(waiver, "expires", |text| {
        let day = word::day(text)?;
        if day < today {
            return Err(Fault::new(format!("this waiver expired on {day}"))
                .hint("remove it, or look again and set a later day"));
        }
        Ok(day)
    });
    Some(Waiver {
        rule: rule?,
        link,
        reason: reason?,
        expires,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::model::Vantage;

    fn parse(text: &str) -> File {
        File::parse(FILE_NAME, text, jiff::civil::date(2026, 11, 22))
    }

    fn said(text: &str) -> String {
        parse(text)
            .problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    }

    const WHOLE: &str = r#"
[[link]]
name = "orders"
[link.tidb]
cluster_id = "10840000000000000001"
connection_id = "plc-abc"
changefeed_id = "cf-1"
account_id = "123456789012"
zone_ids = ["use1-az1", "use1-az2"]
region = "aws-us-east-1"
[link.confluent]
environment_id = "env-gz903"
cluster_id = "lkc-w7kgd5"
network_id = "n-6x1y2z"
dns_subdomain = "use1-az4.domnprzqrog.us-east-1.aws.confluent.cloud"
endpoint_service = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
zone_ids = ["use1-az1"]
region = "us-east-1"
network_type = "PRIVATELINK"
[link.aws]
region = "us-east-1"
vpc_endpoint_id = "vpce-0fedcba9876543210"
profile = "network"
client_cidr = "10.0.0.0/16"
[link.dns]
resolvers = ["system", "10.0.0.2"]
vantage = "inside"
[[waiver]]
rule = "dns-resolution-private"
link = "orders"
reason = "confirmed with support"
expires = "2027-03-01"
[[waiver]]
rule = "zone-overlap"
reason = "a day may stand without quotes"
expires = 2026-11-22
"#;

    #[test]
    fn every_key_is_read_into_its_place() {
        let file = parse(WHOLE);
        assert_eq!(file.problems, []);
        let link = &file.links[0];
        assert_eq!(link.name.as_deref(), Some("orders"));
        insta::assert_compact_debug_snapshot!(link.tidb, @r#"Tidb { cluster_id: Some("10840000000000000001"), connection_id: Some("plc-abc"), changefeed_id: Some("cf-1"), account_id: Some("123456789012"), zone_ids: ["use1-az1", "use1-az2"], region: Some("us-east-1") }"#);
        insta::assert_compact_debug_snapshot!(link.confluent, @r#"Confluent { environment_id: Some("env-gz903"), network_id: Some("n-6x1y2z"), cluster_id: Some("lkc-w7kgd5"), dns_domain: None, endpoint_service: Some("com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"), zone_ids: ["use1-az1"], region: Some("us-east-1"), network_type: Some("PRIVATELINK") }"#);
        insta::assert_compact_debug_snapshot!(link.subdomain, @r#"Some(Subdomain { domain: "domnprzqrog.us-east-1.aws.confluent.cloud", zone: Some("use1-az4") })"#);
        insta::assert_compact_debug_snapshot!(link.aws, @r#"Aws { region: Some("us-east-1"), vpc_endpoint_id: Some("vpce-0fedcba9876543210"), profile: Some("network"), client_cidr: Some(10.0.0.0/16) }"#);
        insta::assert_compact_debug_snapshot!(link.resolvers, @"Some([Resolver { address: None, named: true }, Resolver { address: Some(10.0.0.2:53), named: true }])");
        assert_eq!(file.waivers[0].link.as_deref(), Some("orders"));
        assert_eq!(file.waivers[1].expires, Some(jiff::civil::date(2026, 11, 22)));
        assert_eq!(link.vantage, Some(Vantage::Inside));
        let keys: usize = KEYS.iter().map(|(_, keys)| keys.len()).sum();
        assert_eq!(keys, 31, "a new key belongs in the text above, and in the snapshot");
    }

    #[test]
    fn everything_wrong_is_told_with_line_and_column() {
        insta::assert_snapshot!(said(r#"
[[link]]
name = "orders"
tidbb = 1
[link.tidb]
cluster_id = 10840000000000000001
account_id = "12345678901"
zone_ids = ["use1-az1", "us-east-1a", 4]
region = "us-east1"
network_id = "n-1"
[link.confluent]
network_id = "lkc-w7kgd5"
cluster-id = "lkc-w7kgd5"
endpoint_service = "vpce-svc-0123456789abcdef0"
dns_subdomain = "pkc-1.us-east-1.aws.confluent.cloud"
zone_ids = "use1-az1"
api_key = "ABCDEFGHIJKLMNOP"
network_type = true
[link.aws]
client_cidr = "10.0.0.0"
[link.dns]
vantage = "within"
resolvers = ["dns.google"]
colour = "red"
[[link]]
name = "orders"
"#), @r#"
pldoctor.toml:4:1: unknown key `tidbb` in `link`
  hint: did you mean `tidb`?
pldoctor.toml:6:14: expected a string, found an integer
  hint: put it in quotes: `cluster_id = "10840000000000000001"`
pldoctor.toml:7:14: `12345678901` has 11 digits, an AWS account ID has 12
  hint: TiDB Cloud's account is what `ticloud serverless private-link-connection zones` prints; leading zeros belong to it
pldoctor.toml:8:25: `us-east-1a` is an AZ name, which stands for another zone in every account; an AZ ID like `use1-az1` belongs here
  hint: with the account that the name is from: `aws ec2 describe-availability-zones --region us-east-1 --zone-names us-east-1a --query 'AvailabilityZones[].ZoneId' --output text`
pldoctor.toml:8:39: expected a string, found an integer
  hint: put it in quotes: `"4"`
pldoctor.toml:9:10: `us-east1` is not an AWS region
  hint: a region looks like `us-east-1` or, as TiDB Cloud writes it, `aws-us-east-1`
pldoctor.toml:10:1: unknown key `network_id` in `link.tidb`
  hint: it belongs in `link.confluent`
pldoctor.toml:12:14: `lkc-w7kgd5` is a Kafka cluster ID, not a Confluent network ID
  hint: it begins with `n-`; `lkc-w7kgd5` belongs in `link.confluent.cluster_id` or `--confluent-cluster`
pldoctor.toml:13:1: unknown key `cluster-id` in `link.confluent`
  hint: did you mean `cluster_id`?
pldoctor.toml:14:20: `vpce-svc-0123456789abcdef0` is only the last part of an endpoint service name
  hint: write it whole; the form is `com.amazonaws.vpce.us-east-1.vpce-svc-` and 17 hexadecimal digits
pldoctor.toml:15:17: `pkc-1.us-east-1.aws.confluent.cloud` is the host of a cluster with public networking (`pkc-`)
  hint: copy the DNS subdomain from the network's page in Confluent Cloud: `<network>.<region>.aws.confluent.cloud` or a zonal one
pldoctor.toml:16:12: expected a list of strings, found a string
  hint: write `zone_ids = ["…"]`
pldoctor.toml:17:1: `api_key` has no place in this file: secrets come only from the environment
  hint: remove it, and set `CONFLUENT_CLOUD_API_KEY` and `CONFLUENT_CLOUD_API_SECRET`, or `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`
pldoctor.toml:18:16: expected a string, found a boolean
  hint: write `network_type = "…"`
pldoctor.toml:20:15: `10.0.0.0` is not a range of addresses
  hint: write it like `10.0.0.0/16`
pldoctor.toml:22:11: `within` is not a vantage
  hint: write `outside`, or `inside` when this runs in the consumer's network
pldoctor.toml:23:14: `dns.google` is not a resolver
  hint: write `system`, an address like `10.0.0.2`, or one with a port: `10.0.0.2:53`, `[fd00::2]:53`
pldoctor.toml:24:1: unknown key `colour` in `link.dns`
  hint: the keys here are `resolvers`, `vantage`
pldoctor.toml:26:8: another link is already called `orders`
  hint: the first one begins at pldoctor.toml:2:1
"#);
    }

    #[test]
    fn a_waiver_has_a_rule_a_reason_and_time_left() {
        insta::assert_snapshot!(said(r#"
[[link]]
name = "orders"
[[waiver]]
rule = "zone-overlap"
expires = "2026-11-21"
[[waiver]]
rule = "Zone Overlap"
reason = " "
link = "order"
expires = "next year"
until = "2027-01-01"
[[waiver]]
reason = "because"
expires = 2027-03-01T00:00:00Z
"#), @r#"
pldoctor.toml:4:1: this waiver has no `reason`
  hint: add `reason = "…"`: who accepted it, and why
pldoctor.toml:6:11: this waiver expired on 2026-11-21
  hint: remove it, or look again and set a later day
pldoctor.toml:8:8: `Zone Overlap` is not the ID of a rule
  hint: `pldoctor rules list` prints the IDs
pldoctor.toml:9:10: an empty text says nothing
pldoctor.toml:10:8: no link in this file is called `order`
  hint: did you mean `orders`?
pldoctor.toml:11:11: `next year` is not a day
  hint: write year, month and day: `2027-03-01`
pldoctor.toml:12:1: unknown key `until` in `waiver`
  hint: the keys here are `rule`, `link`, `reason`, `expires`
pldoctor.toml:13:1: this waiver has no `rule`
  hint: add `rule = "…"`; `pldoctor rules list` prints the IDs
pldoctor.toml:15:11: expected a string, found a datetime
  hint: write `expires = "…"`
"#);
    }

    #[test]
    fn a_line_that_is_not_toml_hides_no_other_line() {
        insta::assert_snapshot!(said("[[link]]\nname = orders\n[link.tidb]\ncluster_id = \"plc-1\"\n[link.tidb]\nregion = \"x\"\n"), @r"
        pldoctor.toml:2:8: not TOML: string values must be quoted, expected literal string
        pldoctor.toml:4:14: `plc-1` is a private link connection ID, not a TiDB Cloud cluster ID
          hint: `plc-1` belongs in `link.tidb.connection_id` or `--tidb-connection`
        pldoctor.toml:5:7: not TOML: duplicate key
        pldoctor.toml:6:10: `x` is not an AWS region
          hint: a region looks like `us-east-1` or, as TiDB Cloud writes it, `aws-us-east-1`
        ");
    }

    #[test]
    fn what_stood_in_a_line_that_is_not_toml_is_not_missed() {
        insta::assert_snapshot!(said("[[link]]\nname orders\n[[waiver]]\nrule = 'zone-overlap'\nreason because\n"), @r"
        pldoctor.toml:2:6: not TOML: key with no value, expected `=`
        pldoctor.toml:5:8: not TOML: key with no value, expected `=`
        ");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic_and_each_problem_has_a_place(
            text in r#"(\[\[?(link|waiver)(\.(tidb|dns))?\]\]?\n|(name|cluster_id|zone_ids|link|expires)|[ ='"\[\]{},.#\n]|\PC){0,40}"#
        ) {
            for problem in parse(&text).problems {
                let Some(super::super::Place::File { line, column, .. }) = problem.place else { panic!("{problem}") };
                let lines = text.split('\n').count();
                proptest::prop_assert!((1..=lines).contains(&line) && column >= 1, "{}", problem);
            }
        }
    }

    #[test]
    fn tables_of_the_wrong_shape_are_shown_the_right_one() {
        insta::assert_snapshot!(said("waiver = 1\n[link]\nname = 'a'\n"), @r"
        pldoctor.toml:1:10: expected a list of tables, found an integer
          hint: write `[[waiver]]`, once for each waiver
        pldoctor.toml:2:1: expected a list of tables, found a table
          hint: write `[[link]]`, once for each link
        ");
        insta::assert_snapshot!(said("link = ['orders']\n"), @r"
        pldoctor.toml:1:9: expected a table, found a string
          hint: write `[[link]]`, once for each link
        ");
        insta::assert_snapshot!(said("[[link]]\ntidb = 'x'\n"), @r#"
        pldoctor.toml:1:1: this link has no `name`
          hint: add `name = "…"`: reports call it by that
        pldoctor.toml:2:8: expected a table, found a string
          hint: write `[link.tidb]` on a line of its own, and its keys below
        "#);
    }

    #[test]
    fn no_secret_is_repeated() {
        for key in [
            "api_key",
            "api-secret",
            "password",
            "tidb_private_key",
            "publicKey",
            "access_token",
        ] {
            let told = said(&format!("[[link]]\nname = 'a'\n[link.tidb]\n{key} = 's3cret'\n"));
            assert!(
                told.contains("4:1") && told.contains("come only from the environment"),
                "{told}"
            );
            assert!(!told.contains("s3cret"), "{told}");
        }
    }
}
