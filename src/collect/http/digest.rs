//! HTTP Digest (RFC 7616): challenges taken apart, the strongest chosen, and one challenge answered many times.
//!
//! Nothing here sends a request: the client does, and hands over what came back.

use crate::config::Key;
use digest_auth::{AlgorithmType, AuthContext, Qop, WwwAuthenticateHeader};
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use secrecy::ExposeSecret;
use tokio::sync::{Mutex, MutexGuard};

/// A key, and the challenge that it answers.
#[derive(Debug)]
pub struct Digest {
    key: Key,
    stance: Mutex<Stance>,
}

/// What the service wants to see.
#[derive(Debug, Default)]
pub(super) enum Stance {
    /// It was not asked yet.
    #[default]
    Unknown,
    /// It answered without wanting anything.
    Open,
    /// It set this challenge.
    Challenged(Box<Challenge>),
}

/// A challenge of a service, and how often it was answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Challenge(WwwAuthenticateHeader);

impl Digest {
    pub(super) fn new(key: Key) -> Self {
        Self {
            key,
            stance: Mutex::default(),
        }
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// What the service wants. Whoever holds it keeps the others waiting: so that the first call fetches the challenge for all.
    pub(super) async fn stance(&self) -> MutexGuard<'_, Stance> {
        self.stance.lock().await
    }

    /// The header that answers `challenge` for a GET of `url`; counts it. None where the hash cannot be written as a header.
    pub(super) fn answer(&self, challenge: &mut Challenge, url: &Url) -> Option<HeaderValue> {
        // What is hashed must be what is sent, to the byte: a colon in the path stays a colon.
        let uri = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let context = AuthContext::new(self.key.id.as_str(), self.key.secret.expose_secret(), uri);
        let mut header = HeaderValue::try_from(challenge.0.respond(&context).ok()?.to_header_string()).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

impl Challenge {
    /// The strongest challenge that can be answered; none where the service wants something else.
    pub(super) fn strongest(headers: &HeaderMap) -> Option<Self> {
        headers
            .get_all(WWW_AUTHENTICATE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(split)
            .filter_map(|challenge| Self::parse(&challenge))
            .max_by_key(Self::strength)
    }

    /// Whether the service wants this challenge answered in place of `before`, rather than refusing the credential: it says
    /// that the nonce was stale, or set another one after it had taken the first before.
    pub(super) fn renews(&self, before: &Self) -> bool {
        self.0.stale || (before.0.nc > 1 && self.0.nonce != before.0.nonce)
    }

    fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let mut header = WwwAuthenticateHeader::parse(rest).ok()?;
        if let Some(offered) = &mut header.qop {
            // `auth-int` would hash a body that a GET does not have.
            if !offered.contains(&Qop::AUTH) {
                return None;
            }
            *offered = vec![Qop::AUTH];
        }
        Some(Self(header))
    }

    fn strength(&self) -> (bool, u8) {
        let algorithm = match self.0.algorithm.algo {
            AlgorithmType::MD5 => 0,
            AlgorithmType::SHA2_256 => 1,
            AlgorithmType::SHA2_512_256 => 2,
        };
        // A session algorithm hashes the first cnonce again and again, which servers disagree about.
        (!self.0.algorithm.sess, algorithm)
    }
}

/// The challenges of one header: several may stand in it, with commas between them and within them.
fn split(header: &str) -> Vec<String> {
    let mut challenges: Vec<String> = Vec::new();
    for piece in pieces(header) {
        match challenges.last_mut() {
            Some(challenge) if !begins_challenge(piece) => {
                challenge.push_str(", ");
                challenge.push_str(piece);
            }
            _ => challenges.push(piece.to_owned()),
        }
    }
    challenges
}

/// What stands between the commas that are not within quotes.
fn pieces(header: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    header
        .split(|c| {
            let comma = c == ',' && !quoted;
            quoted ^= c == '"' && !escaped;
            escaped = c == '\\' && quoted && !escaped;
            comma
        })
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// Whether a piece opens with a scheme: a word that no `=` follows.
fn begins_challenge(piece: &str) -> bool {
    let word = piece.split([' ', '=']).next().unwrap_or_default();
    !piece[word.len()..].trim_start().starts_with('=')
}

#[cfg(test)]
mod tests {
    use super::*;
    use digest_auth::Algorithm;

    fn digest(id: &str, secret: &str) -> Digest {
        Digest::new(Key {
            id: id.to_owned(),
            secret: secret.to_owned().into(),
        })
    }

    fn headers(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| (WWW_AUTHENTICATE, HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    fn field<'a>(header: &'a str, name: &str) -> &'a str {
        let rest = header.split(&format!(" {name}=")).nth(1).unwrap();
        rest.trim_start_matches('"').split(['"', ',']).next().unwrap()
    }

    /// RFC 7616, 3.4.1, written down again: what a server computes from what it was sent.
    fn expected(header: &str, secret: &str, hash: impl Fn(&str) -> String) -> String {
        let ha1 = hash(&format!(
            "{}:{}:{secret}",
            field(header, "username"),
            field(header, "realm")
        ));
        let ha2 = hash(&format!("GET:{}", field(header, "uri")));
        hash(&format!(
            "{ha1}:{}:{}:{}:auth:{ha2}",
            field(header, "nonce"),
            field(header, "nc"),
            field(header, "cnonce")
        ))
    }

    fn sha256(text: &str) -> String {
        use sha2::Digest as _;
        use std::fmt::Write as _;
        sha2::Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    #[test]
    fn the_worked_examples_of_the_rfc_come_out() {
        // RFC 7616, 3.9.1; the independent computation below is checked against it first.
        let given = concat!(
            r#"Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", "#,
            r#"nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, "#,
            r#"cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth"#
        );
        let answer = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert_eq!(expected(given, "Circle of Life", sha256), answer);
        let md5 = |text: &str| Algorithm::default().hash_str(text);
        assert_eq!(
            expected(given, "Circle of Life", md5),
            "8ca523f5e9506fed4657c9700eebdbec"
        );
    }

    #[test]
    fn an_answer_is_what_the_server_computes_and_the_colon_is_sent_as_it_is() {
        let url = Url::parse("https://h.test/v1/c/1/plc:getAvailabilityZones?view=FULL&a=b%2Fc").unwrap();
        let digest = digest("public", "private");
        for (algorithm, sha) in [("SHA-256", true), ("MD5", false)] {
            let challenge = format!(r#"Digest realm="tidb.cloud", nonce="n1", qop="auth", algorithm={algorithm}"#);
            let mut challenge = Challenge::strongest(&headers(&[&challenge])).unwrap();
            for count in 1..=3 {
                let header = digest.answer(&mut challenge, &url).unwrap();
                assert!(header.is_sensitive());
                let header = header.to_str().unwrap();
                assert_eq!(
                    field(header, "uri"),
                    "/v1/c/1/plc:getAvailabilityZones?view=FULL&a=b%2Fc"
                );
                assert_eq!(field(header, "nc"), format!("{count:08x}"));
                assert_eq!(field(header, "algorithm"), algorithm);
                let md5 = |text: &str| Algorithm::default().hash_str(text);
                let response = if sha {
                    expected(header, "private", sha256)
                } else {
                    expected(header, "private", md5)
                };
                assert_eq!(field(header, "response"), response);
            }
        }
    }

    #[test]
    fn the_strongest_challenge_is_taken_wherever_it_stands() {
        let sha = r#"Digest realm="a, \"b\"", nonce="2", qop="auth,auth-int", algorithm=SHA-256"#;
        let md5 = r#"digest realm="a", nonce="1", qop="auth", algorithm=MD5"#;
        for given in [
            headers(&[md5, sha]),
            headers(&[sha, md5]),
            headers(&[&format!(r#"Basic realm="x", {md5}, Negotiate, {sha}"#)]),
        ] {
            let chosen = Challenge::strongest(&given).unwrap();
            assert_eq!(chosen.0.nonce, "2");
            assert_eq!(chosen.0.realm, r#"a, "b""#);
            assert_eq!(chosen.0.qop, Some(vec![Qop::AUTH]));
        }
        assert_eq!(
            Challenge::strongest(&headers(&[md5])).map(|md5| md5.0.nonce).as_deref(),
            Some("1")
        );
    }

    #[test]
    fn what_cannot_be_answered_is_no_challenge() {
        for given in [
            r#"Basic realm="x""#,
            r#"Digest realm="x", nonce="n", qop="auth-int""#,
            r#"Digest realm="x", nonce="n", algorithm=SHA-3"#,
            r#"Digest realm="x"#,
            "Digest",
            "",
            ",,=,",
        ] {
            assert_eq!(Challenge::strongest(&headers(&[given])), None, "{given}");
        }
        let odd = HeaderValue::from_bytes(b"Digest realm=\"\xff\", nonce=\"n\"").unwrap();
        assert_eq!(
            Challenge::strongest(&[(WWW_AUTHENTICATE, odd)].into_iter().collect()),
            None
        );
    }

    #[test]
    fn a_key_is_never_shown() {
        let shown = format!("{:?}", super::super::Auth::digest(digest("public", "s3cret").key));
        assert!(!shown.contains("s3cret") && shown.contains("public"), "{shown}");
    }
}
