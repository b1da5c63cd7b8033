//! IDs of things at a vendor: recognised by their prefix, and refused only where another kind belongs.
//!
//! Confluent Cloud calls its IDs opaque and may change a prefix, so a prefix that nobody knows is accepted.

use super::problem::{Fault, quoted};

/// A kind of ID, by what it begins with.
struct Kind {
    prefix: &'static str,
    /// With its article.
    noun: &'static str,
    /// Where it belongs: the key of the file, then the flag.
    home: Option<(&'static str, Option<&'static str>)>,
}

const fn kind(prefix: &'static str, noun: &'static str, key: &'static str, flag: Option<&'static str>) -> Kind {
    Kind {
        prefix,
        noun,
        home: Some((key, flag)),
    }
}

const fn stranger(prefix: &'static str, noun: &'static str) -> Kind {
    Kind {
        prefix,
        noun,
        home: None,
    }
}

const CLUSTER: Kind = kind(
    "",
    "a TiDB Cloud cluster ID",
    "link.tidb.cluster_id",
    Some("--tidb-cluster"),
);
const ACCOUNT: Kind = kind(
    "",
    "an AWS account ID",
    "link.tidb.account_id",
    Some("--tidb-account-id"),
);
const CHANGEFEED: Kind = kind("", "a changefeed ID", "link.tidb.changefeed_id", None);
const CONNECTION: Kind = kind(
    "plc-",
    "a private link connection ID",
    "link.tidb.connection_id",
    Some("--tidb-connection"),
);
const ENVIRONMENT: Kind = kind(
    "env-",
    "an environment ID",
    "link.confluent.environment_id",
    Some("--confluent-environment"),
);
const NETWORK: Kind = kind(
    "n-",
    "a Confluent network ID",
    "link.confluent.network_id",
    Some("--confluent-network"),
);
const KAFKA: Kind = kind(
    "lkc-",
    "a Kafka cluster ID",
    "link.confluent.cluster_id",
    Some("--confluent-cluster"),
);
const SERVICE: Kind = kind(
    "com.amazonaws.vpce.",
    "an endpoint service name",
    "link.confluent.endpoint_service",
    Some("--confluent-endpoint-service"),
);
const ENDPOINT: Kind = kind("vpce-", "a VPC endpoint ID", "link.aws.vpc_endpoint_id", None);

/// Every kind that a prefix tells, a longer prefix before one that it begins with.
const KINDS: [Kind; 14] = [
    CONNECTION,
    ENVIRONMENT,
    NETWORK,
    KAFKA,
    SERVICE,
    stranger("vpce-svc-", "the last part of an endpoint service name"),
    ENDPOINT,
    stranger("pla-", "a PrivateLink access ID"),
    stranger("gw-", "a gateway ID"),
    stranger("ap-", "an access point ID"),
    stranger("platt-", "a PrivateLink attachment ID"),
    stranger("pkc-", "the host of a public cluster"),
    stranger("lsrc-", "a Schema Registry cluster ID"),
    stranger("sa-", "a service account ID"),
];

/// The kind that an ID shows itself to be.
fn recognise(id: &str) -> Option<&'static Kind> {
    let lower = id.to_ascii_lowercase();
    if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(if id.len() == 12 { &ACCOUNT } else { &CLUSTER });
    }
    KINDS.iter().find(|kind| lower.starts_with(kind.prefix))
}

/// The fault of an ID of the kind `found` where `wanted` belongs.
fn misplaced(id: &str, found: &Kind, wanted: &Kind) -> Fault {
    let begins = if wanted.prefix.is_empty() {
        String::new()
    } else {
        format!("it begins with `{}`", wanted.prefix)
    };
    let belongs = match found.home {
        Some((key, Some(flag))) => format!("{} belongs in `{key}` or `{flag}`", quoted(id)),
        Some((key, None)) => format!("{} belongs in `{key}`", quoted(id)),
        None => String::new(),
    };
    let fault = Fault::new(format!("{} is {}, not {}", quoted(id), found.noun, wanted.noun));
    match (begins.as_str(), belongs.as_str()) {
        ("", "") => fault,
        (begins, "") => fault.hint(begins),
        ("", belongs) => fault.hint(belongs),
        (begins, belongs) => fault.hint(format!("{begins}; {belongs}")),
    }
}

fn opaque(id: &str, wanted: &Kind) -> Result<String, Fault> {
    if let Some(found) = recognise(id)
        && found.prefix != wanted.prefix
        && !(wanted.prefix.is_empty() && found.home.is_none())
    {
        return Err(misplaced(id, found, wanted));
    }
    // An ID becomes part of the path of a request: nothing that could leave its segment may pass.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if id.is_empty() || id.len() > 64 || !id.bytes().all(plain) {
        let fault = Fault::new(format!("{} is not {}", quoted(id), wanted.noun));
        return Err(if wanted.prefix.is_empty() {
            fault.hint("an ID holds letters, digits, `-` and `_` only")
        } else {
            fault.hint(format!(
                "it begins with `{}` and holds letters, digits, `-` and `_` only",
                wanted.prefix
            ))
        });
    }
    Ok(id.to_owned())
}

/// The ID of a TiDB Cloud cluster: digits.
pub(super) fn tidb_cluster(id: &str) -> Result<String, Fault> {
    if !id.is_empty() && id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(id.to_owned());
    }
    match recognise(id) {
        Some(found) if !found.prefix.is_empty() => Err(misplaced(id, found, &CLUSTER)),
        _ => Err(Fault::new(format!(
            "{} is not a TiDB Cloud cluster ID, which is digits only",
            quoted(id)
        ))
        .hint("it stands in the console's address, and `ticloud serverless list` prints it")),
    }
}

/// The ID of a private link connection: `plc-…`.
pub(super) fn connection(id: &str) -> Result<String, Fault> {
    opaque(id, &CONNECTION)
}

/// The ID of a changefeed, whose form TiDB Cloud does not publish.
pub(super) fn changefeed(id: &str) -> Result<String, Fault> {
    opaque(id, &CHANGEFEED)
}

/// The ID of a Confluent environment: `env-…`.
pub(super) fn environment(id: &str) -> Result<String, Fault> {
    opaque(id, &ENVIRONMENT)
}

/// The ID of a Confluent network: `n-…`.
pub(super) fn network(id: &str) -> Result<String, Fault> {
    opaque(id, &NETWORK)
}

/// The ID of a Kafka cluster: `lkc-…`.
pub(super) fn kafka_cluster(id: &str) -> Result<String, Fault> {
    opaque(id, &KAFKA)
}

/// The ID of the user's own VPC endpoint: `vpce-` and hexadecimal digits.
pub(super) fn vpc_endpoint(id: &str) -> Result<String, Fault> {
    let id = opaque(id, &ENDPOINT)?;
    let tail = id.strip_prefix("vpce-").unwrap_or_default();
    if tail.is_empty() || !tail.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Fault::new(format!("{} is not a VPC endpoint ID", quoted(&id)))
            .hint("it is `vpce-` and hexadecimal digits; `aws ec2 describe-vpc-endpoints` lists them"));
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_its_kind_and_one_of_a_kind_to_come_are_accepted() {
        type Parse = fn(&str) -> Result<String, Fault>;
        let cases: [(Parse, &[&str]); 7] = [
            (tidb_cluster, &["10840000000000000001", "1379661944646413143"]),
            (connection, &["plc-abc123", "plcv2-abc"]),
            (changefeed, &["cf-1", "chf_9"]),
            (environment, &["env-gz903", "env2-gz903", "t1234"]),
            (network, &["n-6x1y2z", "net-6x1y2z"]),
            (kafka_cluster, &["lkc-w7kgd5", "kafka-w7kgd5"]),
            (vpc_endpoint, &["vpce-0fedcba9876543210"]),
        ];
        for (parse, ids) in cases {
            for id in ids {
                assert_eq!(parse(id).as_deref(), Ok(*id));
            }
        }
    }

    #[test]
    fn an_id_of_another_kind_is_named_with_the_key_it_belongs_in() {
        let said = |fault: Result<String, Fault>| fault.unwrap_err().anywhere().to_string();
        insta::assert_snapshot!(said(network("lkc-w7kgd5")), @r"
        `lkc-w7kgd5` is a Kafka cluster ID, not a Confluent network ID
          hint: it begins with `n-`; `lkc-w7kgd5` belongs in `link.confluent.cluster_id` or `--confluent-cluster`
        ");
        insta::assert_snapshot!(said(kafka_cluster("pla-abc")), @r"
        `pla-abc` is a PrivateLink access ID, not a Kafka cluster ID
          hint: it begins with `lkc-`
        ");
        insta::assert_snapshot!(said(tidb_cluster("plc-1")), @r"
        `plc-1` is a private link connection ID, not a TiDB Cloud cluster ID
          hint: `plc-1` belongs in `link.tidb.connection_id` or `--tidb-connection`
        ");
        insta::assert_snapshot!(said(environment("10840000000000000001")), @r"
        `10840000000000000001` is a TiDB Cloud cluster ID, not an environment ID
          hint: it begins with `env-`; `10840000000000000001` belongs in `link.tidb.cluster_id` or `--tidb-cluster`
        ");
        insta::assert_snapshot!(said(vpc_endpoint("vpce-svc-0123456789abcdef0")), @r"
        `vpce-svc-0123456789abcdef0` is the last part of an endpoint service name, not a VPC endpoint ID
          hint: it begins with `vpce-`
        ");
        insta::assert_snapshot!(said(tidb_cluster("my-cluster")), @r"
        `my-cluster` is not a TiDB Cloud cluster ID, which is digits only
          hint: it stands in the console's address, and `ticloud serverless list` prints it
        ");
    }

    #[test]
    fn nothing_that_could_leave_its_path_segment_passes() {
        for id in ["", "n-1/../x", "n-1?a", "n 1", "n-1\n", "n-é", &"n".repeat(65)] {
            assert!(network(id).is_err(), "{id}");
            assert!(changefeed(id).is_err(), "{id}");
        }
        assert!(vpc_endpoint("vpce-xyz").is_err());
        assert!(tidb_cluster("123456789012345678901").is_err());
    }
}
