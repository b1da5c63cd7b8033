//! Addresses and names of AWS, as far as their form tells: pure.

use regex::Regex;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;

static ZONE_ID: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[a-z]{3,5}\d+(?:-[a-z]{3}\d+)?-az\d+$").ok());
static ZONE_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[a-z]{2}(?:-[a-z]+)+-\d+[a-z]$").ok());
static REGION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[a-z]{2}(?:-[a-z]+)+-\d+$").ok());

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Whether `text` has the form of an AZ ID: `use1-az1`, the same in every account.
pub fn is_zone_id(text: &str) -> bool {
    is(&ZONE_ID, text)
}

/// Whether `text` has the form of an AZ name: `us-east-1a`, which means another zone in another account.
pub fn is_zone_name(text: &str) -> bool {
    is(&ZONE_NAME, text)
}

/// Whether `text` has the form of an AWS region: `us-east-1`.
pub fn is_region(text: &str) -> bool {
    is(&REGION, text)
}

/// Whether `text` has the form of an AWS account id: 12 digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether an address is one that the public internet routes. What is not an address is not public.
pub fn is_public(text: &str) -> bool {
    match text.parse() {
        Ok(IpAddr::V4(address)) => is_public_v4(address),
        Ok(IpAddr::V6(address)) => address.to_ipv4_mapped().map_or_else(
            || {
                !(address.is_loopback()
                    || address.is_unspecified()
                    || address.is_unique_local()
                    || address.is_unicast_link_local()
                    || address.is_multicast())
            },
            is_public_v4,
        ),
        Err(_) => false,
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    // 100.64.0.0/10 (RFC 6598) is what many VPCs use beside RFC 1918.
    let shared = address.octets()[0] == 100 && (64..128).contains(&address.octets()[1]);
    !(address.is_private()
        || shared
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zone_ids_and_zone_names_are_told_apart() {
        for id in ["use1-az1", "apne1-az4", "usw2-lax1-az1", "usgw1-az2", "mxc1-az3"] {
            assert!(is_zone_id(id) && !is_zone_name(id), "{id}");
        }
        for name in ["us-east-1a", "ap-southeast-2c", "us-gov-west-1b"] {
            assert!(is_zone_name(name) && !is_zone_id(name), "{name}");
        }
        assert!(!is_zone_id("use1-az"));
        assert!(!is_zone_id("USE1-AZ1"));
    }

    #[test]
    fn only_routed_addresses_are_public() {
        for private in [
            "10.0.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "nonsense",
        ] {
            assert!(!is_public(private), "{private}");
        }
        for public in ["3.4.5.6", "172.32.0.1", "100.128.0.1", "2600:1f18::1", "::ffff:3.4.5.6"] {
            assert!(is_public(public), "{public}");
        }
    }
}
