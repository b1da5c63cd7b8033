//! Keys, from variables or from the profile that `ticloud` keeps; from nowhere else.
//!
//! The profile file is read and never written. No message repeats a secret or the text around one.

use super::address;
use super::asked::{Given, Origin};
use super::environment::Environment;
use super::model::{Credentials, Key};
use super::problem::{Fault, Place, Problem, quoted};
use secrecy::{ExposeSecret, SecretString};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What the file is called in messages.
const TICLOUD: &str = "~/.ticloud/config.toml";

/// The text of `ticloud`'s configuration, `~/.ticloud/config.toml`. It holds private keys: `Debug` masks it.
#[derive(Clone, Debug)]
pub struct Ticloud(SecretString);

impl Ticloud {
    /// A configuration that was read.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }
}

/// Keys, and the endpoint that came with one of them.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) credentials: Credentials,
    /// TiDB Cloud, where the profile moves it.
    pub(super) tidb_endpoint: Option<String>,
}

/// Looks for the keys. `profile` names a profile of `ticloud`; a flag that does so wins over the variables.
/// A profile that nobody named is only looked at when TiDB Cloud is to be asked (`wanted`).
pub(super) fn find(
    env: &Environment<'_>,
    ticloud: Option<&Ticloud>,
    profile: Option<&Given>,
    wanted: bool,
    problems: &mut Vec<Problem>,
) -> Found {
    let mut keep = |read: Result<Option<Key>, Problem>| read.map_err(|problem| problems.push(problem)).ok().flatten();
    let confluent = keep(pair(env, "CONFLUENT_CLOUD_API_KEY", "CONFLUENT_CLOUD_API_SECRET"));
    let kafka = variable(env, "CONFLUENT_KAFKA_API_KEY");
    let from_variables = keep(pair(env, "TIDBCLOUD_PUBLIC_KEY", "TIDBCLOUD_PRIVATE_KEY"));
    let by_flag = profile.is_some_and(|profile| matches!(profile.origin, Origin::Flag(_)));
    let mut found = Found {
        credentials: Credentials {
            confluent_is_kafka_key: confluent.as_ref().is_some_and(|key| Some(&key.id) == kafka.as_ref()),
            confluent,
            tidb: from_variables,
            tidb_absent: None,
        },
        tidb_endpoint: None,
    };
    if by_flag || (found.credentials.tidb.is_none() && (profile.is_some() || wanted)) {
        match read_profile(ticloud, profile.map(|profile| profile.text.as_str())) {
            Ok(profile) => {
                found.credentials.tidb = Some(profile.key);
                found.tidb_endpoint = profile.endpoint;
            }
            // Who names a profile wants that one. Without a name it is one place of several where a key may be.
            Err(Absence::Missing(fault)) => match profile {
                Some(given) => problems.push(given.problem(fault)),
                None => found.credentials.tidb_absent = Some(fault.anywhere().what),
            },
            Err(Absence::Broken(problem)) => problems.push(problem),
        }
    }
    found
}

fn variable(env: &Environment<'_>, name: &str) -> Option<String> {
    // A key read with `$(cat …)` may bring blanks along; none belongs to it.
    env(name)
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

/// A key from two variables. Half a pair is a slip, not a choice.
fn pair(env: &Environment<'_>, id: &str, secret: &str) -> Result<Option<Key>, Problem> {
    let (set, unset) = match (variable(env, id), variable(env, secret)) {
        (Some(id), Some(secret)) => {
            return Ok(Some(Key {
                id,
                secret: SecretString::from(secret),
            }));
        }
        (None, None) => return Ok(None),
        (Some(_), None) => (id, secret),
        (None, Some(_)) => (secret, id),
    };
    Err(
        Fault::new(format!("`{unset}` is not set, and `{set}` is: a key has two halves"))
            .hint(format!("set `{unset}` too, or unset `{set}`"))
            .anywhere(),
    )
}

/// A profile with an API key.
struct Profile {
    key: Key,
    endpoint: Option<String>,
}

/// Why a profile gives no key.
enum Absence {
    /// There is no such profile, or none with an API key.
    Missing(Fault),
    /// What is there cannot be used.
    Broken(Problem),
}

fn broken(fault: Fault) -> Absence {
    Absence::Broken(fault.at(Place::Named(TICLOUD.to_owned())))
}

fn read_profile(ticloud: Option<&Ticloud>, name: Option<&str>) -> Result<Profile, Absence> {
    let Some(Ticloud(text)) = ticloud else {
        return Err(Absence::Missing(Fault::new(format!("there is no `{TICLOUD}`")).hint(
            "set `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`, or run `ticloud config create`",
        )));
    };
    let text = text.expose_secret();
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Absence::Broken(Fault::new(format!("not TOML: {}", error.message())).at(Place::of(TICLOUD, text, at)))
    })?;
    let document = document.get_ref();
    let current = document.get("current-profile").and_then(|name| name.get_ref().as_str());
    let name = name.or(current).unwrap_or("default");
    let profiles: Vec<(&str, &DeTable<'_>)> = document
        .iter()
        .filter_map(|(key, value)| Some((key.get_ref().as_ref(), value.get_ref().as_table()?)))
        .collect();
    let Some((name, profile)) = profiles.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) else {
        let known: Vec<String> = profiles.iter().map(|(known, _)| quoted(known)).collect();
        let fault = Fault::new(format!("`{TICLOUD}` has no profile {}", quoted(name)));
        return Err(Absence::Missing(if known.is_empty() {
            fault.hint("run `ticloud config create`")
        } else {
            fault.hint(format!("its profiles are {}", known.join(", ")))
        }));
    };
    let text = |key: &str| {
        profile
            .get(key)
            .and_then(|value| value.get_ref().as_str())
            .map(str::trim)
            .filter(|value| !value.is_empty())
    };
    let key = match (text("public-key"), text("private-key")) {
        (Some(id), Some(secret)) => Key {
            id: id.to_owned(),
            secret: SecretString::from(secret.to_owned()),
        },
        (None, None) => return Err(Absence::Missing(keyless(name, profile))),
        (id, _) => {
            let lacking = if id.is_some() { "private-key" } else { "public-key" };
            let what = format!("profile {} has half a key: `{lacking}` is missing", quoted(name));
            return Err(broken(Fault::new(what).hint(format!(
                "add `{lacking}` to it, or set `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`"
            ))));
        }
    };
    let endpoint = match profile.get("serverless-endpoint").map(Spanned::get_ref) {
        None => None,
        Some(DeValue::String(url)) if url.is_empty() => None,
        Some(DeValue::String(url)) => Some(address::endpoint(url).map_err(broken)?),
        Some(_) => {
            let fault = Fault::new(format!(
                "`serverless-endpoint` of profile {} is not a string",
                quoted(name)
            ));
            return Err(broken(fault));
        }
    };
    Ok(Profile { key, endpoint })
}

/// Why a profile without an API key is of no use, an OAuth login told apart.
fn keyless(name: &str, profile: &DeTable<'_>) -> Fault {
    let login = ["access-token", "token-type", "token-expired-at"]
        .iter()
        .any(|key| profile.contains_key(*key));
    let what = if login {
        format!(
            "profile {} of `{TICLOUD}` holds only a login (`ticloud auth login`), and an API key is needed",
            quoted(name)
        )
    } else {
        format!("profile {} of `{TICLOUD}` holds no API key", quoted(name))
    };
    Fault::new(what).hint(
        "create an API key in the TiDB Cloud console, then set `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`, \
         or add `public-key` and `private-key` to the profile",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(
        variables: &[(&str, &str)],
        ticloud: Option<&str>,
        profile: Option<&Given>,
        wanted: bool,
    ) -> (Found, Vec<String>) {
        let env = |name: &str| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        let ticloud = ticloud.map(|text| Ticloud::new(text.to_owned()));
        let mut problems = Vec::new();
        let found = find(&env, ticloud.as_ref(), profile, wanted, &mut problems);
        (found, problems.iter().map(ToString::to_string).collect())
    }

    fn shown(key: Option<&Key>) -> Option<String> {
        key.map(|key| format!("{}:{}", key.id, key.secret.expose_secret()))
    }

    const PROFILES: &str = "current-profile = 'Prod'\n\
        [default]\npublic-key = 'dpub'\nprivate-key = 'dpriv'\n\
        [prod]\npublic-key = 'ppub'\nprivate-key = 'ppriv'\nserverless-endpoint = 'https://tidb.test/'\n\
        [login]\ntoken-type = 'bearer'\n[bare]\n[half]\npublic-key = 'x'\n";

    #[test]
    fn keys_come_from_variables_first() {
        let variables = [
            ("CONFLUENT_CLOUD_API_KEY", "CKEY"),
            ("CONFLUENT_CLOUD_API_SECRET", "csecret\n"),
            ("CONFLUENT_KAFKA_API_KEY", "CKEY"),
            ("TIDBCLOUD_PUBLIC_KEY", "pub"),
            ("TIDBCLOUD_PRIVATE_KEY", "priv"),
        ];
        let (found, problems) = look(&variables, Some(PROFILES), None, true);
        assert_eq!(problems, [""; 0]);
        assert_eq!(
            shown(found.credentials.confluent.as_ref()).as_deref(),
            Some("CKEY:csecret")
        );
        assert_eq!(shown(found.credentials.tidb.as_ref()).as_deref(), Some("pub:priv"));
        assert!(found.credentials.confluent_is_kafka_key);
        assert!(!format!("{found:?}").contains("csecret") && !format!("{found:?}").contains("priv\""));
        let (found, _) = look(&variables[..2], None, None, false);
        assert!(!found.credentials.confluent_is_kafka_key);
    }

    #[test]
    fn half_a_pair_names_the_missing_variable() {
        let (found, problems) = look(
            &[("CONFLUENT_CLOUD_API_KEY", "K"), ("TIDBCLOUD_PRIVATE_KEY", "s3cret")],
            None,
            None,
            true,
        );
        assert!(found.credentials.confluent.is_none() && found.credentials.tidb.is_none());
        insta::assert_snapshot!(problems.join("\n"), @r"
        `CONFLUENT_CLOUD_API_SECRET` is not set, and `CONFLUENT_CLOUD_API_KEY` is: a key has two halves
          hint: set `CONFLUENT_CLOUD_API_SECRET` too, or unset `CONFLUENT_CLOUD_API_KEY`
        `TIDBCLOUD_PUBLIC_KEY` is not set, and `TIDBCLOUD_PRIVATE_KEY` is: a key has two halves
          hint: set `TIDBCLOUD_PUBLIC_KEY` too, or unset `TIDBCLOUD_PRIVATE_KEY`
        ");
    }

    #[test]
    fn a_profile_is_found_by_name_or_as_the_current_one_in_any_case() {
        let (found, problems) = look(&[], Some(PROFILES), None, true);
        assert_eq!(problems, [""; 0]);
        assert_eq!(shown(found.credentials.tidb.as_ref()).as_deref(), Some("ppub:ppriv"));
        assert_eq!(found.tidb_endpoint.as_deref(), Some("https://tidb.test"));
        let (found, _) = look(
            &[],
            Some(PROFILES),
            Some(&Given::flag("--tidb-profile", "DEFAULT")),
            true,
        );
        assert_eq!(shown(found.credentials.tidb.as_ref()).as_deref(), Some("dpub:dpriv"));
    }

    #[test]
    fn a_flag_wins_over_variables_and_variables_over_a_variable_that_names_a_profile() {
        let variables = [("TIDBCLOUD_PUBLIC_KEY", "pub"), ("TIDBCLOUD_PRIVATE_KEY", "priv")];
        let flag = Given::flag("--tidb-profile", "prod");
        let (found, _) = look(&variables, Some(PROFILES), Some(&flag), true);
        assert_eq!(shown(found.credentials.tidb.as_ref()).as_deref(), Some("ppub:ppriv"));
        let variable = Given {
            origin: Origin::Variable("PLDOCTOR_TIDB_PROFILE".to_owned()),
            ..flag
        };
        let (found, _) = look(&variables, Some(PROFILES), Some(&variable), true);
        assert_eq!(shown(found.credentials.tidb.as_ref()).as_deref(), Some("pub:priv"));
    }

    #[test]
    fn a_profile_that_nobody_named_is_no_problem_when_it_gives_no_key() {
        let (found, problems) = look(&[], None, None, true);
        assert_eq!(
            (problems.len(), found.credentials.tidb_absent.as_deref()),
            (0, Some("there is no `~/.ticloud/config.toml`"))
        );
        let (found, problems) = look(&[], Some("[default]\naccess-token = 's3cret'\n"), None, true);
        assert_eq!(problems, [""; 0]);
        let said = found.credentials.tidb_absent.unwrap();
        assert!(
            said.contains("an API key is needed") && !said.contains("s3cret"),
            "{said}"
        );
        let (found, problems) = look(&[], Some("broken ["), None, false);
        assert!(
            problems.is_empty() && found.credentials.tidb_absent.is_none(),
            "not wanted, not looked at"
        );
    }

    #[test]
    fn a_named_profile_that_gives_no_key_is_a_problem() {
        let named = |name: &str| {
            look(&[], Some(PROFILES), Some(&Given::flag("--tidb-profile", name)), true)
                .1
                .join("\n")
        };
        insta::assert_snapshot!(named("staging"), @r"
        --tidb-profile: `~/.ticloud/config.toml` has no profile `staging`
          hint: its profiles are `bare`, `default`, `half`, `login`, `prod`
        ");
        insta::assert_snapshot!(named("login"), @r"
        --tidb-profile: profile `login` of `~/.ticloud/config.toml` holds only a login (`ticloud auth login`), and an API key is needed
          hint: create an API key in the TiDB Cloud console, then set `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`, or add `public-key` and `private-key` to the profile
        ");
        insta::assert_snapshot!(named("bare"), @r"
        --tidb-profile: profile `bare` of `~/.ticloud/config.toml` holds no API key
          hint: create an API key in the TiDB Cloud console, then set `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`, or add `public-key` and `private-key` to the profile
        ");
        insta::assert_snapshot!(named("half"), @r"
        ~/.ticloud/config.toml: profile `half` has half a key: `private-key` is missing
          hint: add `private-key` to it, or set `TIDBCLOUD_PUBLIC_KEY` and `TIDBCLOUD_PRIVATE_KEY`
        ");
        let moved = "[default]\npublic-key='a'\nprivate-key='s3cret'\nserverless-endpoint='http://tidb.test'\n";
        insta::assert_snapshot!(look(&[], Some(moved), None, true).1.join("\n"), @r"
        ~/.ticloud/config.toml: `http://tidb.test` would send a key in clear text
          hint: use `https`; plain `http` is for loopback addresses
        ");
        insta::assert_snapshot!(look(&[], Some("[default]\nprivate-key = 's3cret"), None, true).1.join("\n"), @"~/.ticloud/config.toml:2:22: not TOML: invalid literal string, expected `'`");
    }
}
