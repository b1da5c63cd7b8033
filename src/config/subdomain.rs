//! The DNS domain of a Confluent network, in every form that Confluent Cloud shows it, and the names that are taken for it.

use super::problem::{Fault, quoted};
use crate::net;

/// Where the names of a Dedicated network on AWS end.
const ROOT: &str = ".confluent.cloud";

/// A network's domain, and the zone whose label stood before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subdomain {
    /// `<nid>.<region>.aws.confluent.cloud`, in lower case, without `glb.` and without a trailing dot.
    pub(super) domain: String,
    /// The AZ ID of a zonal subdomain.
    pub(super) zone: Option<String>,
}

/// Reads the network's domain or one of its zonal subdomains.
///
/// # Errors
///
/// Names the family of a name that looks like it and is not: a host of the network, a public or Enterprise cluster, an
/// access point, TiDB Cloud's unique name.
pub(super) fn subdomain(text: &str) -> Result<Subdomain, Fault> {
    let lower = text.trim().to_ascii_lowercase();
    let name = lower.strip_prefix("*.").unwrap_or(&lower).trim_end_matches('.');
    if name.contains(['/', ':']) {
        return Err(refuse(text, "is a URL or carries a port"));
    }
    let Some(head) = name.strip_suffix(ROOT) else {
        return Err(foreign(text, name));
    };
    let mut labels: Vec<&str> = head.split('.').collect();
    // A host tells its family by its first label, and gives its own domain away.
    let first = labels.first().copied().unwrap_or_default();
    if let Some(family) = family(first, &labels) {
        return Err(refuse(text, family));
    }
    if is_host(first) {
        return Err(host(text, first, &labels[1..]));
    }
    if labels.last() == Some(&"glb") {
        labels.pop();
    }
    match labels.pop() {
        Some("aws") => {}
        Some(cloud @ ("azure" | "gcp")) => {
            return Err(refuse(
                text,
                &format!("is of a network on {cloud}, and TiDB Cloud reaches only those on AWS"),
            ));
        }
        _ => return Err(refuse(text, "is not of a network on AWS")),
    }
    let (zone, network) = match labels.as_slice() {
        [network, region] if net::is_region(region) => (None, [*network, *region]),
        [zone, network, region] if net::is_region(region) => (Some(*zone), [*network, *region]),
        _ => return Err(refuse(text, "lacks the network's label or its region")),
    };
    if let Some(zone) = zone
        && !net::is_zone_id(zone)
    {
        return Err(refuse(
            text,
            &format!("begins with {}, which is not an AZ ID", quoted(zone)),
        ));
    }
    if network[0].is_empty() || !network[0].bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(refuse(
            text,
            &format!("holds {}, which is not the label of a network", quoted(network[0])),
        ));
    }
    Ok(Subdomain {
        domain: format!("{}.aws{ROOT}", network.join(".")),
        zone: zone.map(str::to_owned),
    })
}

/// Other products of Confluent, whose clusters a Dedicated network's domain does not cover.
fn family(first: &str, labels: &[&str]) -> Option<&'static str> {
    if labels.contains(&"private") {
        Some("is of an Enterprise cluster (`private`), and the link goes to a Dedicated one")
    } else if labels.contains(&"accesspoint") {
        Some("is of an access point of a gateway (`accesspoint`), not of a Dedicated network")
    } else if labels.contains(&"intranet") {
        Some("is internal to Confluent (`intranet`)")
    } else if first.starts_with("pkc-") {
        Some("is the host of a cluster with public networking (`pkc-`)")
    } else {
        None
    }
}

/// Whether the first label is a host's: bootstrap, REST, broker, Schema Registry, Flink.
fn is_host(first: &str) -> bool {
    first.starts_with("flink")
        || (first.contains('-')
            && ![net::is_zone_id, net::is_zone_name, net::is_region]
                .iter()
                .any(|is| is(first)))
}

/// The fault of a host of the network: its domain is what remains without it.
fn host(text: &str, first: &str, rest: &[&str]) -> Fault {
    let fault = refuse(text, "is a host in the network, not the network's domain");
    let rest: Vec<&str> = rest.iter().copied().filter(|label| *label != "glb").collect();
    // With `glb` the label of the network is joined to the host's by a dash: `lkc-<id>-<nid>.<region>.aws.glb`.
    let domain = match rest.as_slice() {
        [region, "aws"] if net::is_region(region) => first.rsplit_once('-').map(|(_, nid)| format!("{nid}.{region}")),
        [.., nid, region, "aws"] if net::is_region(region) => Some(format!("{nid}.{region}")),
        _ => None,
    };
    match domain {
        Some(domain) => fault.hint(format!("its domain is `{domain}.aws{ROOT}`")),
        None => fault,
    }
}

/// The fault of a name that does not end like Confluent's.
fn foreign(text: &str, name: &str) -> Fault {
    if name.ends_with(".confluentgov.com") {
        return refuse(
            text,
            "is of Confluent Cloud for Government, which TiDB Cloud does not reach",
        );
    }
    if name.ends_with(".tidbcloud.com") {
        return refuse(text, "is a domain that TiDB Cloud manages, not Confluent's");
    }
    let stem = name.strip_suffix(".aws").unwrap_or(name);
    if let Some((network, region)) = stem.rsplit_once('.')
        && net::is_region(region)
        && !network.is_empty()
    {
        return Fault::new(format!("{} is the unique name, not the whole domain", quoted(text)))
            .hint(format!("write `{network}.{region}.aws{ROOT}`"));
    }
    refuse(text, "is not a domain of Confluent Cloud")
}

fn refuse(text: &str, why: &str) -> Fault {
    Fault::new(format!("{} {why}", quoted(text))).hint(format!(
        "copy the DNS subdomain from the network's page in Confluent Cloud: `<network>.<region>.aws{ROOT}` or a zonal one"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_domain_is_the_same_domain() {
        let domain = "domnprzqrog.us-east-1.aws.confluent.cloud";
        for (text, zone) in [
            ("domnprzqrog.us-east-1.aws.confluent.cloud", None),
            ("domnprzqrog.us-east-1.aws.confluent.cloud.", None),
            ("*.domnprzqrog.us-east-1.aws.confluent.cloud", None),
            ("domnprzqrog.us-east-1.aws.glb.confluent.cloud", None),
            ("DOMNPRZQROG.US-EAST-1.AWS.Confluent.Cloud", None),
            ("use1-az1.domnprzqrog.us-east-1.aws.confluent.cloud", Some("use1-az1")),
            (
                "USE1-AZ1.domnprzqrog.us-east-1.aws.glb.confluent.cloud.",
                Some("use1-az1"),
            ),
        ] {
            let read = subdomain(text).unwrap();
            assert_eq!((read.domain.as_str(), read.zone.as_deref()), (domain, zone), "{text}");
        }
    }

    #[test]
    fn a_name_of_another_family_is_told_which_one_it_is() {
        for (text, family) in [
            ("pkc-abc12.us-east-1.aws.confluent.cloud", "public networking (`pkc-`)"),
            (
                "lkc-1.us-east-1.aws.private.confluent.cloud",
                "Enterprise cluster (`private`)",
            ),
            (
                "lkc-1-ap9.us-east-1.aws.accesspoint.glb.confluent.cloud",
                "access point of a gateway",
            ),
            ("x.us-east-1.aws.intranet.confluent.cloud", "internal to Confluent"),
            ("abc.us-east-1.aws.confluentgov.com", "Confluent Cloud for Government"),
            ("aws.plc.tidbcloud.com", "a domain that TiDB Cloud manages"),
            (
                "https://lkc-1.abc.us-east-1.aws.confluent.cloud:443",
                "is a URL or carries a port",
            ),
            ("abc.eastus.azure.confluent.cloud", "a network on azure"),
            (
                "us-east-1a.abc.us-east-1.aws.confluent.cloud",
                "`us-east-1a`, which is not an AZ ID",
            ),
            ("us-east-1.aws.confluent.cloud", "lacks the network's label"),
            ("abc.aws.confluent.cloud", "lacks the network's label or its region"),
            ("a_b.us-east-1.aws.confluent.cloud", "not the label of a network"),
            (".us-east-1.aws.confluent.cloud", "not the label of a network"),
            ("confluent.cloud", "is not a domain of Confluent Cloud"),
            ("domnprzqrog", "is not a domain of Confluent Cloud"),
            ("", "is not a domain of Confluent Cloud"),
        ] {
            let said = subdomain(text).unwrap_err().anywhere().to_string();
            assert!(said.contains(family), "{text}: {said}");
        }
    }

    #[test]
    fn a_host_and_the_unique_name_are_answered_with_the_domain_they_stand_for() {
        for text in [
            "lkc-2v531.domz6wj0p.us-west-1.aws.confluent.cloud",
            "lkc-2v531-domz6wj0p.us-west-1.aws.glb.confluent.cloud",
            "e-1d39.usw1-az1.domz6wj0p.us-west-1.aws.confluent.cloud",
            "e-00aa-usw1-az1-domz6wj0p.us-west-1.aws.glb.confluent.cloud",
            "flink.domz6wj0p.us-west-1.aws.confluent.cloud",
            "domz6wj0p.us-west-1",
            "domz6wj0p.us-west-1.aws",
        ] {
            let said = subdomain(text).unwrap_err().anywhere().to_string();
            assert!(
                said.contains("`domz6wj0p.us-west-1.aws.confluent.cloud`"),
                "{text}: {said}"
            );
        }
    }
}
