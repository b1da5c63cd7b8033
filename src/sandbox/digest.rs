//! HTTP Digest (RFC 7616) from the server's side, `qop=auth` only.
//!
//! Written apart from the client's library on purpose: the two must agree through the standard alone.

use super::world::{Algorithm, Key};
use md5::{Digest, Md5};
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet};

const REALM: &str = "tidb.cloud";

/// The nonces given out, and what each was used for.
#[derive(Debug)]
pub(super) struct Gate {
    key: Key,
    algorithm: Algorithm,
    /// How often a nonce serves; for ever when `None`.
    uses: Option<usize>,
    /// The counts that each nonce came with.
    nonces: BTreeMap<String, BTreeSet<u32>>,
}

/// Why a request does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It came without an answer to a challenge.
    NoAnswer,
    /// Nobody knows that key.
    UnknownKey,
    /// The answer is wrong.
    Wrong,
    /// The answer is right, and the nonce has served its time.
    Stale,
}

impl Gate {
    pub(super) fn new(key: Key, algorithm: Algorithm, uses: Option<usize>) -> Self {
        Self {
            key,
            algorithm,
            uses,
            nonces: BTreeMap::new(),
        }
    }

    /// A challenge with a nonce of its own.
    pub(super) fn challenge(&mut self, stale: bool) -> String {
        let count = self.nonces.len() + 1;
        let nonce = hash(self.algorithm, &format!("nonce {count}"));
        let header = format!(
            r#"Digest realm="{REALM}", domain="", nonce="{nonce}", algorithm={}, qop="auth", stale={stale}"#,
            self.algorithm.as_str()
        );
        self.nonces.insert(nonce, BTreeSet::new());
        header
    }

    /// Checks the answer in an `Authorization` header against the request as it came.
    pub(super) fn admit(&mut self, authorization: Option<&str>, method: &str, target: &str) -> Result<(), Refusal> {
        let answer = authorization
            .and_then(|header| header.strip_prefix("Digest "))
            .ok_or(Refusal::NoAnswer)?;
        let answer = parameters(answer);
        let get = |name: &str| answer.get(name).map_or("", String::as_str);
        if get("username") != self.key.id {
            return Err(Refusal::UnknownKey);
        }
        // RFC 2617 clients may leave the algorithm out where it is MD5.
        let algorithm = answer.get("algorithm").map_or("MD5", String::as_str);
        let count = u32::from_str_radix(get("nc"), 16).ok().filter(|_| get("nc").len() == 8);
        let sound = get("realm") == REALM
            && algorithm == self.algorithm.as_str()
            && get("qop") == "auth"
            && get("uri") == target
            && !get("cnonce").is_empty()
            && get("response") == self.response(&answer, method, target);
        let Some(count) = count.filter(|_| sound) else {
            return Err(Refusal::Wrong);
        };
        let Some(seen) = self.nonces.get_mut(get("nonce")) else {
            return Err(Refusal::Stale);
        };
        if self.uses.is_some_and(|uses| seen.len() >= uses) {
            return Err(Refusal::Stale);
        }
        // A count that came before is a replay.
        if seen.insert(count) {
            Ok(())
        } else {
            Err(Refusal::Wrong)
        }
    }

    fn response(&self, answer: &BTreeMap<String, String>, method: &str, target: &str) -> String {
        let hash = |text: String| hash(self.algorithm, &text);
        let get = |name: &str| answer.get(name).map_or("", String::as_str);
        let secret = hash(format!("{}:{REALM}:{}", self.key.id, self.key.secret));
        let request = hash(format!("{method}:{target}"));
        hash(format!(
            "{secret}:{}:{}:{}:auth:{request}",
            get("nonce"),
            get("nc"),
            get("cnonce")
        ))
    }
}

impl Algorithm {
    fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }
}

fn hash(algorithm: Algorithm, text: &str) -> String {
    let bytes = match algorithm {
        Algorithm::Md5 => Md5::digest(text).to_vec(),
        Algorithm::Sha256 => <Sha256 as sha2::Digest>::digest(text).to_vec(),
    };
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The parameters of a header: `name=token` or `name="quoted"`, with commas between.
fn parameters(text: &str) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::new();
    let mut rest = text;
    while let Some((name, tail)) = rest.split_once('=') {
        let name = name.trim_matches([' ', ',']).to_ascii_lowercase();
        let value;
        (value, rest) = match tail.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => tail.split_once(',').unwrap_or((tail, "")),
        };
        parameters.insert(name, value.trim().to_owned());
    }
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: &str = "/v1beta1/clusters/1/privateLinkConnections:getAvailabilityZones";

    fn gate(algorithm: Algorithm, uses: Option<usize>) -> Gate {
        let key = Key {
            id: "public".to_owned(),
            secret: "private".to_owned(),
        };
        Gate::new(key, algorithm, uses)
    }

    /// What a client with that secret answers to a challenge.
    fn answer(gate: &Gate, challenge: &str, secret: &str, count: u32, target: &str) -> String {
        let nonce = parameters(challenge.strip_prefix("Digest ").unwrap())["nonce"].clone();
        let client = Gate::new(
            Key {
                id: "public".to_owned(),
                secret: secret.to_owned(),
            },
            gate.algorithm,
            None,
        );
        let fields = [
            ("nonce", nonce.clone()),
            ("nc", format!("{count:08x}")),
            ("cnonce", "abc".to_owned()),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value)).into();
        let response = client.response(&fields, "GET", target);
        format!(
            r#"Digest username="public", realm="{REALM}", nonce="{nonce}", uri="{target}", qop=auth, nc={count:08x}, cnonce="abc", response="{response}", algorithm={}"#,
            gate.algorithm.as_str()
        )
    }

    #[test]
    fn the_worked_example_of_the_standard_comes_out() {
        // RFC 7616, 3.9.1: both algorithms.
        let text = |a1: &str, a2: &str, algorithm| {
            let nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
            let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
            let (a1, a2) = (hash(algorithm, a1), hash(algorithm, a2));
            hash(algorithm, &format!("{a1}:{nonce}:00000001:{cnonce}:auth:{a2}"))
        };
        let (a1, a2) = ("Mufasa:http-auth@example.org:Circle of Life", "GET:/dir/index.html");
        assert_eq!(text(a1, a2, Algorithm::Md5), "8ca523f5e9506fed4657c9700eebdbec");
        assert_eq!(
            text(a1, a2, Algorithm::Sha256),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
        );
    }

    #[test]
    fn only_the_right_answer_to_this_very_request_passes() {
        for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
            let mut gate = gate(algorithm, None);
            assert_eq!(gate.admit(None, "GET", TARGET), Err(Refusal::NoAnswer));
            let challenge = gate.challenge(false);
            let right = answer(&gate, &challenge, "private", 1, TARGET);
            let wrong = answer(&gate, &challenge, "guess", 1, TARGET);
            let encoded = answer(&gate, &challenge, "private", 2, &TARGET.replace(':', "%3A"));
            assert_eq!(gate.admit(Some(&wrong), "GET", TARGET), Err(Refusal::Wrong));
            assert_eq!(gate.admit(Some(&encoded), "GET", TARGET), Err(Refusal::Wrong));
            assert_eq!(gate.admit(Some(&right), "POST", TARGET), Err(Refusal::Wrong));
            let elsewhere = right.replace(TARGET, "/v1beta1/clusters/2");
            assert_eq!(gate.admit(Some(&elsewhere), "GET", TARGET), Err(Refusal::Wrong));
            assert_eq!(gate.admit(Some(&right), "GET", TARGET), Ok(()));
            assert_eq!(gate.admit(Some(&right), "GET", TARGET), Err(Refusal::Wrong), "a replay");
            let stranger = right.replace("\"public\"", "\"stranger\"");
            assert_eq!(gate.admit(Some(&stranger), "GET", TARGET), Err(Refusal::UnknownKey));
        }
    }

    #[test]
    fn a_nonce_that_has_served_its_time_is_stale() {
        let mut gate = gate(Algorithm::Md5, Some(1));
        let challenge = gate.challenge(false);
        let (first, second) = (1, 2);
        assert_eq!(
            gate.admit(
                Some(&answer(&gate, &challenge, "private", first, TARGET)),
                "GET",
                TARGET
            ),
            Ok(())
        );
        let late = answer(&gate, &challenge, "private", second, TARGET);
        assert_eq!(gate.admit(Some(&late), "GET", TARGET), Err(Refusal::Stale));
        assert!(gate.challenge(true).ends_with("stale=true"));
    }
}
