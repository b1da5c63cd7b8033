//! Whom to speak to: resolvers, base URLs of control planes, ranges of addresses.

use super::model::Resolver;
use super::problem::{Fault, quoted};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// Where resolvers listen.
const DNS_PORT: u16 = 53;

/// A resolver: `system`, an address, or an address and a port; an IPv6 address with a port stands in brackets.
pub(super) fn resolver(text: &str) -> Result<Resolver, Fault> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("system") {
        return Ok(Resolver {
            address: None,
            named: true,
        });
    }
    let bracketed = || {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
    };
    let bare = text.parse::<IpAddr>().ok().or_else(bracketed);
    let address = bare
        .map(|address| SocketAddr::new(address, DNS_PORT))
        .or_else(|| text.parse::<SocketAddr>().ok())
        .filter(|address| address.port() != 0 && !address.ip().is_unspecified());
    let Some(address) = address else {
        return Err(Fault::new(format!("{} is not a resolver", quoted(text)))
            .hint("write `system`, an address like `10.0.0.2`, or one with a port: `10.0.0.2:53`, `[fd00::2]:53`"));
    };
    Ok(Resolver {
        address: Some(address),
        named: true,
    })
}

/// The base URL of a control plane, without a trailing slash: `https`, or `http` to a loopback address.
pub(super) fn endpoint(text: &str) -> Result<String, Fault> {
    let mend = "write it like `https://api.confluent.cloud`";
    let Ok(url) = Url::parse(text.trim()) else {
        return Err(Fault::new(format!("{} is not a URL", quoted(text))).hint(mend));
    };
    if !url.username().is_empty() || url.password().is_some() {
        // The value may hold a secret: it is not repeated.
        return Err(Fault::new("the URL carries a user name or a password")
            .hint("keys come from variables of their own, never from a URL"));
    }
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return Err(Fault::new(format!("{} is not a URL of a server", quoted(text))).hint(mend)),
    };
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => {
            return Err(Fault::new(format!("{} would send a key in clear text", quoted(text)))
                .hint("use `https`; plain `http` is for loopback addresses"));
        }
        _ => return Err(Fault::new(format!("{} is not an `https` URL", quoted(text))).hint(mend)),
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Fault::new(format!("{} is more than a base URL", quoted(text))).hint(mend));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A range of addresses: `10.0.0.0/16`.
pub(super) fn range(text: &str) -> Result<IpNet, Fault> {
    text.trim().parse().map_err(|_| {
        Fault::new(format!("{} is not a range of addresses", quoted(text))).hint("write it like `10.0.0.0/16`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resolver_is_the_systems_or_an_address() {
        for (text, address) in [
            ("system", None),
            ("10.0.0.2", Some("10.0.0.2:53")),
            ("10.0.0.2:5353", Some("10.0.0.2:5353")),
            ("fd00::2", Some("[fd00::2]:53")),
            ("[fd00::2]", Some("[fd00::2]:53")),
            ("[fd00::2]:5353", Some("[fd00::2]:5353")),
        ] {
            let read = resolver(text).unwrap();
            assert_eq!(
                read.address.map(|address| address.to_string()).as_deref(),
                address,
                "{text}"
            );
            assert!(read.named);
        }
        for text in [
            "",
            "dns.google",
            "10.0.0",
            "10.0.0.2:0",
            "10.0.0.2:99999",
            "0.0.0.0",
            "https://1.1.1.1/dns-query",
        ] {
            assert!(resolver(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_endpoint_is_https_or_loopback() {
        for (text, kept) in [
            ("https://api.confluent.cloud", "https://api.confluent.cloud"),
            ("https://api.confluent.cloud/", "https://api.confluent.cloud"),
            ("https://proxy.test:8443/tidb/", "https://proxy.test:8443/tidb"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://localhost:1", "http://localhost:1"),
        ] {
            assert_eq!(endpoint(text).as_deref(), Ok(kept));
        }
        for text in [
            "",
            "api.confluent.cloud",
            "http://api.confluent.cloud",
            "http://127.0.0.1.evil.test",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "https://api.confluent.cloud?x=1",
            "https://api.confluent.cloud#x",
            "data:text/plain,x",
        ] {
            assert!(endpoint(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_secret_in_a_url_is_refused_and_not_repeated() {
        for text in [
            "https://key:s3cret@api.confluent.cloud",
            "https://s3cret@api.confluent.cloud",
        ] {
            assert!(!endpoint(text).unwrap_err().anywhere().to_string().contains("s3cret"));
        }
    }

    #[test]
    fn a_range_has_a_prefix_length() {
        assert_eq!(range("10.0.0.0/16").unwrap().to_string(), "10.0.0.0/16");
        assert!(range("10.0.0.0").is_err() && range("10.0.0.0/33").is_err());
    }
}
