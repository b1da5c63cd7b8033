//! Names taken apart: the endpoint service, the DNS domain, the bootstrap address, the unique name.
//!
//! The grammar of Confluent's names is observed, not published as a whole: see
//! <https://docs.confluent.io/cloud/current/networking/private-links/aws-privatelink.html>.

use super::derivation::Derivation;
use crate::fact::derived::{Bootstrap, DnsDomain, EndpointService};
use crate::fact::{Fact, Facts};
use crate::net;

const ROOT: &str = ".aws.confluent.cloud";

pub(super) fn derive(facts: &Facts, out: &mut Derivation) {
    let network = facts.confluent.facts.network.as_ref();
    let service = network.and_then(|network| network.endpoint_service.as_ref());
    out.facts.endpoint_service = service.map(|name| endpoint_service(name));
    out.from("derived.endpoint_service", &["confluent.network.endpoint_service"]);

    let domain = network.and_then(|network| network.dns_domain.as_ref());
    out.facts.dns_domain = domain.map(|name| dns_domain(name));
    out.from("derived.dns_domain", &["confluent.network.dns_domain"]);

    out.facts.unique_name = out
        .facts
        .dns_domain
        .as_ref()
        .and_then(|domain| match domain.well_formed {
            Fact::Known(true) => domain.name.clone().map(|name| name.trim_end_matches(ROOT).to_owned()),
            Fact::Known(false) | Fact::Absent | Fact::Missing => Fact::Absent,
        });
    out.from("derived.unique_name", &["confluent.network.dns_domain"]);

    let cluster = facts.confluent.facts.cluster.as_ref();
    let address = cluster.and_then(|cluster| cluster.bootstrap.as_ref());
    out.facts.bootstrap = address.map(|address| bootstrap(address, out.facts.dns_domain.known()));
    out.from("derived.bootstrap", &["confluent.cluster.bootstrap"]);
    out.from(
        "derived.bootstrap.in_domain",
        &["confluent.cluster.bootstrap", "confluent.network.dns_domain"],
    );

    let told = network.and_then(|network| network.resolution.clone());
    let glb = address.known().is_some_and(|address| address.contains(".glb."));
    out.facts.resolution = match told {
        Fact::Missing | Fact::Absent if glb => "CHASED_PRIVATE".into(),
        Fact::Missing | Fact::Absent => Fact::Missing,
        told @ Fact::Known(_) => told,
    };
    out.from(
        "derived.resolution",
        &["confluent.network.resolution", "confluent.cluster.bootstrap"],
    );
}

fn endpoint_service(name: &str) -> EndpointService {
    let parts = name
        .strip_prefix("com.amazonaws.vpce.")
        .and_then(|rest| rest.split_once(".vpce-svc-"))
        .filter(|(region, id)| net::is_region(region) && id.len() == 17 && id.bytes().all(is_lower_hex));
    EndpointService {
        name: name.into(),
        well_formed: parts.is_some().into(),
        region: Fact::read(parts.map(|(region, _)| region.to_owned())),
        slip: Fact::read(parts.is_none().then(|| service_slip(name).to_owned())),
    }
}

fn service_slip(name: &str) -> &'static str {
    if name.trim() != name {
        "it has blanks around it"
    } else if name.starts_with("vpce-svc-") {
        "it is the service's id alone, without `com.amazonaws.vpce.<region>.` before it"
    } else if name.starts_with("vpce-") {
        "it is an endpoint's id, not an endpoint service's name"
    } else if !name.contains(".vpce-svc-") {
        "it names no `vpce-svc-`"
    } else if name.strip_prefix("com.amazonaws.vpce.").is_none() {
        "it does not begin with `com.amazonaws.vpce.`"
    } else {
        "its region or its 17 hexadecimal digits are not of the right form"
    }
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

fn dns_domain(given: &str) -> DnsDomain {
    let name = given.replace(".aws.glb.confluent.cloud", ROOT);
    let parts = name
        .strip_suffix(ROOT)
        .and_then(|unique| unique.split_once('.'))
        .filter(|(nid, region)| is_label(nid) && !nid.starts_with("pkc-") && net::is_region(region));
    let (family, slip) = family(&name, parts.is_some());
    DnsDomain {
        given: given.into(),
        well_formed: parts.is_some().into(),
        region: Fact::read(parts.map(|(_, region)| region.to_owned())),
        family: family.into(),
        slip: Fact::read(slip),
        name: name.into(),
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// What kind of name it is, and what is wrong with it, if anything.
fn family(name: &str, well_formed: bool) -> (&'static str, Option<String>) {
    let first = name.split('.').next().unwrap_or_default();
    let slip = |family, slip: &str| (family, Some(slip.to_owned()));
    if well_formed {
        ("dedicated", None)
    } else if name.contains(".accesspoint.") {
        slip(
            "access_point",
            "it is the domain of an ingress gateway's access point, which Enterprise clusters use",
        )
    } else if name.contains(".private.") {
        slip(
            "enterprise",
            "it is the domain of a PrivateLink attachment, which Enterprise clusters use",
        )
    } else if first.starts_with("pkc-") {
        slip("public", "it is the name of a public cluster")
    } else if first.starts_with("lkc-") {
        (
            "dedicated",
            Some(format!("it is a cluster's own name: `{first}` is left in")),
        )
    } else if net::is_zone_id(first) {
        ("dedicated", Some(format!("the zone label `{first}` is left in")))
    } else if name.ends_with('.') {
        slip("dedicated", "it ends in a dot")
    } else if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        slip("dedicated", "it has upper-case letters")
    } else {
        slip("unknown", "it is not of the form `<nid>.<region>.aws.confluent.cloud`")
    }
}

fn bootstrap(address: &str, domain: Option<&DnsDomain>) -> Bootstrap {
    // Names are the same in any case (RFC 4343).
    let address = address.to_ascii_lowercase();
    let (host, port) = address.rsplit_once(':').unwrap_or((&address, ""));
    let private = private_host(host);
    let domain = domain.and_then(|domain| domain.name.known());
    Bootstrap {
        host: host.into(),
        port: Fact::read(port.parse().ok()),
        in_domain: Fact::expected(domain.map(|domain| private.ends_with(&format!(".{domain}")))),
        private_host: private.into(),
    }
}

/// The name that must resolve privately: `lkc-a-nid.region.aws.glb.…` is answered with a CNAME to `lkc-a.nid.region.aws.…`.
fn private_host(host: &str) -> String {
    let Some(rest) = host.strip_suffix(".aws.glb.confluent.cloud") else {
        return host.to_owned();
    };
    let dotted = rest.split_once('.').and_then(|(label, region)| {
        let (cluster, nid) = label.rsplit_once('-')?;
        Some(format!("{cluster}.{nid}.{region}{ROOT}"))
    });
    dotted.unwrap_or_else(|| format!("{rest}{ROOT}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_service_is_of_one_form() {
        let good = endpoint_service("com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0");
        assert_eq!(
            (good.well_formed.known(), good.region.known().map(String::as_str)),
            (Some(&true), Some("us-east-1"))
        );
        for (name, slip) in [
            ("vpce-svc-0123456789abcdef0", "id alone"),
            ("vpce-0123456789abcdef0", "endpoint's id"),
            ("com.amazonaws.us-east-1.s3", "no `vpce-svc-`"),
            ("com.amazonaws.vpce.us-east-1.vpce-svc-0123", "17 hexadecimal"),
            (
                "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789ABCDEF0",
                "17 hexadecimal",
            ),
            (" com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0", "blanks"),
        ] {
            let service = endpoint_service(name);
            assert_eq!(service.well_formed, Fact::Known(false), "{name}");
            assert!(
                service.slip.known().is_some_and(|text| text.contains(slip)),
                "{name}: {:?}",
                service.slip
            );
        }
    }

    #[test]
    fn a_dns_domain_is_recognised_by_family() {
        for (given, well_formed, family, slip) in [
            ("domnprzqrog.us-east-1.aws.confluent.cloud", true, "dedicated", ""),
            ("pr1jy6.us-east-2.aws.glb.confluent.cloud", true, "dedicated", ""),
            (
                "use1-az1.domnprzqrog.us-east-1.aws.confluent.cloud",
                false,
                "dedicated",
                "`use1-az1`",
            ),
            (
                "lkc-w7kgd5.domnprzqrog.us-east-1.aws.confluent.cloud",
                false,
                "dedicated",
                "`lkc-w7kgd5`",
            ),
            (
                "us-east-1.aws.private.confluent.cloud",
                false,
                "enterprise",
                "attachment",
            ),
            (
                "ap123abc.us-west-2.aws.accesspoint.confluent.cloud",
                false,
                "access_point",
                "access point",
            ),
            ("pkc-abc12.us-east-1.aws.confluent.cloud", false, "public", "public"),
            ("domnprzqrog.us-east-1.aws.confluent.cloud.", false, "dedicated", "dot"),
            ("example.com", false, "unknown", "form"),
        ] {
            let domain = dns_domain(given);
            assert_eq!(domain.well_formed, Fact::Known(well_formed), "{given}");
            assert_eq!(domain.family, Fact::from(family), "{given}");
            assert!(
                domain.slip.known().map_or("", String::as_str).contains(slip),
                "{given}: {:?}",
                domain.slip
            );
        }
    }

    #[test]
    fn both_naming_forms_of_a_bootstrap_lead_to_one_private_name() {
        assert_eq!(
            private_host("lkc-2v531-lg1y3.us-west-1.aws.glb.confluent.cloud"),
            "lkc-2v531.lg1y3.us-west-1.aws.confluent.cloud"
        );
        assert_eq!(
            private_host("lkc-2v531.domz6wj0p.us-west-1.aws.confluent.cloud"),
            "lkc-2v531.domz6wj0p.us-west-1.aws.confluent.cloud"
        );
        let domain = dns_domain("lg1y3.us-west-1.aws.confluent.cloud");
        let address = bootstrap("lkc-2v531-lg1y3.us-west-1.aws.glb.confluent.cloud:9092", Some(&domain));
        assert_eq!(
            (address.port, address.in_domain),
            (Fact::Known(9092), Fact::Known(true))
        );
        let elsewhere = bootstrap("lkc-2v531.other1.us-west-1.aws.confluent.cloud:9092", Some(&domain));
        assert_eq!(elsewhere.in_domain, Fact::Known(false));
        assert_eq!(
            bootstrap("lkc-1.a.us-west-1.aws.confluent.cloud:9092", None).in_domain,
            Fact::Missing
        );
    }
}
