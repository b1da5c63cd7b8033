//! Flags over variables over the file over defaults: one [`Config`], or every problem there is.

use super::asked::{Asked, Given, Origin};
use super::credential::{self, Ticloud};
use super::draft::Draft;
use super::environment::Environment;
use super::file::{FILE_NAME, File};
use super::model::{Config, Confluent, Endpoints, Imports, Link, Tidb};
use super::problem::{Fault, Problem, quoted};
use super::{address, identifier, location, selection, subdomain, word};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// How long a run may take when nothing is said.
const TIMEOUT: Duration = Duration::from_mins(1);

/// The name of the one link that flags alone describe.
const NAMELESS: &str = "default";

/// Puts a configuration together, without reading anything but the environment.
///
/// # Errors
///
/// Every problem of the file, the flags and the variables together, never empty.
pub fn resolve(
    file: Option<File>,
    asked: &Asked,
    env: &Environment<'_>,
    ticloud: Option<&Ticloud>,
) -> Result<Config, Vec<Problem>> {
    let mut file = file.unwrap_or_default();
    let mut reader = Reader {
        problems: std::mem::take(&mut file.problems),
    };
    // What a broken file seems to lack may stand in what could not be read.
    let file_is_sound = reader.problems.is_empty();
    let flags = reader.draft(asked);
    let timeout = reader.one(asked.timeout.as_ref(), word::duration).unwrap_or(TIMEOUT);
    let whole = file_is_sound.then_some(file.name.as_str());
    let drafts = selection::select(file.links, asked, whole, &mut reader.problems);
    selection::refuse_ambiguous(&drafts, asked, &mut reader.problems);
    // What a link seems to lack may be a value that was refused above: then only the refusal is told.
    let is_sound = reader.problems.is_empty();
    let mut links: Vec<Link> = Vec::new();
    for draft in drafts {
        let draft = flags.clone().over(draft);
        let name = draft.name.clone().unwrap_or_else(|| NAMELESS.to_owned());
        let link = if draft.is_empty() {
            Err(nothing(&draft, &file.name))
        } else {
            draft.finish(&name)
        };
        match link {
            Ok(link) => links.push(link),
            Err(problem) if is_sound => reader.problems.push(problem),
            Err(_) => {}
        }
    }
    let wanted = links.iter().any(|link| link.tidb.is_requested());
    let profile = asked.tidb_profile.as_ref();
    let found = credential::find(env, ticloud, profile, wanted, &mut reader.problems);
    let default = Endpoints::default();
    let endpoints = Endpoints {
        confluent: reader.moved(env, "PLDOCTOR_CONFLUENT_URL").unwrap_or(default.confluent),
        tidb: reader
            .moved(env, "PLDOCTOR_TIDB_URL")
            .or(found.tidb_endpoint)
            .unwrap_or(default.tidb),
    };
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    Ok(Config {
        links,
        endpoints,
        credentials: found.credentials,
        timeout,
        waivers: file.waivers,
    })
}

/// The problem of a link that names nothing, with the two commonest ways to begin where there is no file.
fn nothing(draft: &Draft, file: &str) -> Problem {
    if let (Some(place), Some(name)) = (&draft.place, &draft.name) {
        return Fault::new(format!("link `{name}` names nothing to look at"))
            .hint("add `[link.tidb]` with `cluster_id`, or `[link.confluent]` with `environment_id` and `cluster_id`")
            .at(place.clone());
    }
    let file = if file.is_empty() {
        format!("there is no `{FILE_NAME}` here")
    } else {
        format!("{} holds no link", quoted(file))
    };
    Fault::new(format!(
        "nothing to look at: {file}, and no flag names an end of a link"
    ))
    .hint(
        "name both ends, with API keys in the environment:\n\
             pldoctor check --tidb-cluster 10840000000000000001 \
             --confluent-environment env-gz903 --confluent-cluster lkc-w7kgd5\n\
             or declare what the consoles show, without a key:\n\
             pldoctor check --tidb-account-id 123456789012 --tidb-zone use1-az1 \
             --confluent-dns-subdomain domnprzqrog.us-east-1.aws.confluent.cloud",
    )
    .anywhere()
}

/// Reads texts and keeps what is wrong with them.
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn one<'a, T>(&mut self, given: Option<&'a Given>, parse: impl Fn(&'a str) -> Result<T, Fault>) -> Option<T> {
        let given = given?;
        parse(&given.text)
            .map_err(|fault| self.problems.push(given.problem(fault)))
            .ok()
    }

    fn many<T>(&mut self, given: &[Given], parse: impl Fn(&str) -> Result<T, Fault>) -> Vec<T> {
        given.iter().filter_map(|given| self.one(Some(given), &parse)).collect()
    }

    fn moved(&mut self, env: &Environment<'_>, variable: &str) -> Option<String> {
        let given = Given {
            text: env(variable).filter(|url| !url.is_empty())?,
            origin: Origin::Variable(variable.to_owned()),
        };
        self.one(Some(&given), address::endpoint)
    }

    /// What flags and variables say about a link.
    fn draft(&mut self, asked: &Asked) -> Draft {
        let resolvers = self.many(&asked.resolvers, address::resolver);
        Draft {
            tidb: Tidb {
                cluster_id: self.one(asked.tidb_cluster.as_ref(), identifier::tidb_cluster),
                connection_id: self.one(asked.tidb_connection.as_ref(), identifier::connection),
                changefeed_id: None,
                account_id: self.one(asked.tidb_account_id.as_ref(), location::account),
                zone_ids: self.many(&asked.tidb_zones, location::zone),
                region: self.one(asked.tidb_region.as_ref(), location::region),
            },
            confluent: Confluent {
                environment_id: self.one(asked.confluent_environment.as_ref(), identifier::environment),
                network_id: self.one(asked.confluent_network.as_ref(), identifier::network),
                cluster_id: self.one(asked.confluent_cluster.as_ref(), identifier::kafka_cluster),
                dns_domain: None,
                endpoint_service: self.one(asked.confluent_endpoint_service.as_ref(), location::endpoint_service),
                zone_ids: self.many(&asked.confluent_zones, location::zone),
                region: self.one(asked.confluent_region.as_ref(), location::region),
                network_type: self.one(asked.confluent_network_type.as_ref(), word::network_type),
            },
            subdomain: self.one(asked.confluent_dns_subdomain.as_ref(), subdomain::subdomain),
            imports: self.imports(&asked.imports),
            resolvers: if self.asks_nobody(asked) {
                Some(Vec::new())
            } else {
                Some(resolvers).filter(|resolvers| !resolvers.is_empty())
            },
            vantage: asked.vantage,
            ..Draft::default()
        }
    }

    /// Whether names are left alone. A flag wins over a variable; two flags that contradict each other are a slip.
    fn asks_nobody(&mut self, asked: &Asked) -> bool {
        let Some(no_dns) = asked.no_dns.as_ref().filter(|given| given.is_yes()) else {
            return false;
        };
        let is_flag = |given: &Given| matches!(given.origin, Origin::Flag(_));
        let Some(resolver) = asked.resolvers.iter().find(|given| is_flag(given)) else {
            return true;
        };
        if is_flag(no_dns) {
            let fault = Fault::new(format!(
                "asks nobody, and `{} {}` names whom to ask",
                resolver.name(),
                resolver.text
            ));
            self.problems.push(no_dns.problem(fault.hint("leave one of them out")));
        }
        false
    }

    fn imports(&mut self, given: &[Given]) -> Imports {
        let mut files: BTreeMap<&'static str, PathBuf> = BTreeMap::new();
        for given in given {
            let Some((kind, file)) = self.one(Some(given), word::import) else {
                continue;
            };
            if files.insert(kind, PathBuf::from(file)).is_some() {
                let fault = Fault::new(format!("`{kind}` is given twice")).hint("one body of a kind is read");
                self.problems.push(given.problem(fault));
            }
        }
        Imports {
            tidb_zones: files.remove("tidb-zones"),
            tidb_cluster: files.remove("tidb-cluster"),
            tidb_connection: files.remove("tidb-connection"),
            confluent_network: files.remove("confluent-network"),
            confluent_cluster: files.remove("confluent-cluster"),
            confluent_accesses: files.remove("confluent-accesses"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const TWO: &str = "[[link]]\nname = 'orders'\n[link.tidb]\ncluster_id = '1084'\nzone_ids = ['use1-az1']\n\
        [link.confluent]\nenvironment_id = 'env-1'\ndns_subdomain = 'use1-az2.abc.us-east-1.aws.confluent.cloud'\n\
        [link.dns]\nresolvers = ['10.0.0.2']\n\
        [[link]]\nname = 'payments'\n[link.tidb]\ncluster_id = '1085'\n";

    fn variable(name: &str, text: &str) -> Given {
        Given {
            text: text.to_owned(),
            origin: Origin::Variable(name.to_owned()),
        }
    }

    fn run(file: &str, asked: &Asked) -> Result<Config, String> {
        run_in(file, asked, &[])
    }

    fn run_in(file: &str, asked: &Asked, env: &[(&str, &str)]) -> Result<Config, String> {
        let file = (!file.is_empty()).then(|| File::parse(FILE_NAME, file, jiff::civil::date(2026, 11, 22)));
        let env = |name: &str| {
            env.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        resolve(file, asked, &env, None)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    fn orders() -> Asked {
        Asked {
            links: vec![Given::flag("--link", "orders")],
            ..Asked::default()
        }
    }

    #[test]
    fn a_flag_lies_over_the_file_key_by_key_and_defaults_under_it() {
        let asked = Asked {
            tidb_zones: vec![Given::flag("--tidb-zone", "use1-az4")],
            confluent_dns_subdomain: Some(Given::flag(
                "--confluent-dns-subdomain",
                "xyz.us-east-1.aws.confluent.cloud",
            )),
            timeout: Some(Given::flag("--timeout", "2m")),
            ..orders()
        };
        let config = run(TWO, &asked).unwrap();
        let [link] = config.links.as_slice() else {
            panic!("{config:?}")
        };
        assert_eq!(link.tidb.cluster_id.as_deref(), Some("1084"), "kept from the file");
        assert_eq!(link.tidb.zone_ids, ["use1-az4"], "replaced by the flag");
        assert_eq!(
            link.confluent.dns_domain.as_deref(),
            Some("xyz.us-east-1.aws.confluent.cloud")
        );
        assert_eq!(
            link.confluent.zone_ids, [""; 0],
            "the zone went with the subdomain it stood before"
        );
        assert_eq!(link.dns.resolvers.len(), 1);
        assert_eq!(config.timeout, Duration::from_mins(2));
        let config = run(TWO, &Asked::default()).unwrap();
        assert_eq!(
            config.links.iter().map(|link| link.name.as_str()).collect::<Vec<_>>(),
            ["orders", "payments"]
        );
        assert_eq!(config.links[0].confluent.zone_ids, ["use1-az2"]);
        assert_eq!(config.timeout, TIMEOUT);
        assert_eq!(config.endpoints, Endpoints::default());
    }

    #[test]
    fn without_a_file_flags_describe_one_link() {
        let asked = Asked {
            tidb_cluster: Some(Given::flag("--tidb-cluster", "1084")),
            ..Asked::default()
        };
        assert_eq!(run("", &asked).unwrap().links[0].name, "default");
        let named = Asked {
            links: orders().links,
            ..asked
        };
        assert_eq!(run("", &named).unwrap().links[0].name, "orders");
    }

    #[test]
    fn the_system_is_asked_for_names_unless_someone_else_or_nobody_is() {
        let asked = |resolvers: Vec<Given>, no_dns: Option<Given>| Asked {
            tidb_cluster: Some(Given::flag("--tidb-cluster", "1084")),
            resolvers,
            no_dns,
            ..Asked::default()
        };
        let resolvers = |asked: &Asked| run("", asked).map(|config| config.links[0].dns.resolvers.clone());
        let system = resolvers(&asked(vec![], None)).unwrap();
        assert_eq!((system.len(), system[0].address, system[0].named), (1, None, false));
        let named = resolvers(&asked(vec![Given::flag("--resolver", "system")], None)).unwrap();
        assert!(named[0].named);
        assert_eq!(
            resolvers(&asked(vec![], Some(Given::flag("--no-dns", "true")))),
            Ok(vec![])
        );
        assert_eq!(
            run(
                TWO,
                &Asked {
                    no_dns: Some(Given::flag("--no-dns", "true")),
                    ..orders()
                }
            )
            .unwrap()
            .links[0]
                .dns
                .resolvers,
            []
        );
        let by_variable = asked(
            vec![variable("PLDOCTOR_RESOLVER", "10.0.0.2")],
            Some(Given::flag("--no-dns", "true")),
        );
        assert_eq!(resolvers(&by_variable), Ok(vec![]), "a flag wins over a variable");
        let by_flag = asked(
            vec![Given::flag("--resolver", "10.0.0.2")],
            Some(variable("PLDOCTOR_NO_DNS", "1")),
        );
        assert_eq!(resolvers(&by_flag).unwrap().len(), 1, "a flag wins over a variable");
        let both = asked(
            vec![Given::flag("--resolver", "10.0.0.2")],
            Some(Given::flag("--no-dns", "true")),
        );
        insta::assert_snapshot!(resolvers(&both).unwrap_err(), @r"
        --no-dns: asks nobody, and `--resolver 10.0.0.2` names whom to ask
          hint: leave one of them out
        ");
    }

    #[test]
    fn every_problem_of_file_flags_and_variables_is_told_at_once() {
        let asked = Asked {
            confluent_network: Some(Given::flag("--confluent-network", "lkc-w7kgd5")),
            tidb_account_id: Some(Given::flag("--tidb-account-id", "12345678901")),
            tidb_zones: vec![Given::flag("--tidb-zone", "us-east-1a")],
            tidb_region: Some(Given::flag("--tidb-region", "us-east1")),
            tidb_connection: Some(Given::flag("--tidb-connection", "plc-1")),
            resolvers: vec![Given::flag("--resolver", "dns.google")],
            imports: vec![
                Given::flag("--import", "tidb-zones=a"),
                Given::flag("--import", "tidb-zones=b"),
            ],
            timeout: Some(Given::flag("--timeout", "60")),
            ..Asked::default()
        };
        let env = [("PLDOCTOR_TIDB_URL", "http://tidb.test"), ("TIDBCLOUD_PUBLIC_KEY", "x")];
        let said = run_in("[[link]]\nname = 'a'\n[link.tidb]\ncluster = '1'\n", &asked, &env).unwrap_err();
        insta::assert_snapshot!(said, @r"
        pldoctor.toml:4:1: unknown key `cluster` in `link.tidb`
          hint: did you mean `cluster_id`?
        --resolver: `dns.google` is not a resolver
          hint: write `system`, an address like `10.0.0.2`, or one with a port: `10.0.0.2:53`, `[fd00::2]:53`
        --tidb-account-id: `12345678901` has 11 digits, an AWS account ID has 12
          hint: TiDB Cloud's account is what `ticloud serverless private-link-connection zones` prints; leading zeros belong to it
        --tidb-zone: `us-east-1a` is an AZ name, which stands for another zone in every account; an AZ ID like `use1-az1` belongs here
          hint: with the account that the name is from: `aws ec2 describe-availability-zones --region us-east-1 --zone-names us-east-1a --query 'AvailabilityZones[].ZoneId' --output text`
        --tidb-region: `us-east1` is not an AWS region
          hint: a region looks like `us-east-1` or, as TiDB Cloud writes it, `aws-us-east-1`
        --confluent-network: `lkc-w7kgd5` is a Kafka cluster ID, not a Confluent network ID
          hint: it begins with `n-`; `lkc-w7kgd5` belongs in `link.confluent.cluster_id` or `--confluent-cluster`
        --import: `tidb-zones` is given twice
          hint: one body of a kind is read
        --timeout: `60` is not a duration
          hint: write a number and its unit: `60s`, `2m`, `1m 30s`
        `TIDBCLOUD_PRIVATE_KEY` is not set, and `TIDBCLOUD_PUBLIC_KEY` is: a key has two halves
          hint: set `TIDBCLOUD_PRIVATE_KEY` too, or unset `TIDBCLOUD_PUBLIC_KEY`
        PLDOCTOR_TIDB_URL: `http://tidb.test` would send a key in clear text
          hint: use `https`; plain `http` is for loopback addresses
        ");
    }

    #[test]
    fn with_nothing_to_look_at_the_two_ways_to_begin_are_shown() {
        insta::assert_snapshot!(run("", &Asked::default()).unwrap_err(), @r"
        nothing to look at: there is no `pldoctor.toml` here, and no flag names an end of a link
          hint: name both ends, with API keys in the environment:
                pldoctor check --tidb-cluster 10840000000000000001 --confluent-environment env-gz903 --confluent-cluster lkc-w7kgd5
                or declare what the consoles show, without a key:
                pldoctor check --tidb-account-id 123456789012 --tidb-zone use1-az1 --confluent-dns-subdomain domnprzqrog.us-east-1.aws.confluent.cloud
        ");
        insta::assert_snapshot!(run("[[link]]\nname = 'a'\n", &Asked::default()).unwrap_err(), @r"
        pldoctor.toml:1:1: link `a` names nothing to look at
          hint: add `[link.tidb]` with `cluster_id`, or `[link.confluent]` with `environment_id` and `cluster_id`
        ");
    }

    #[test]
    fn a_connection_is_found_through_its_cluster() {
        let asked = Asked {
            tidb_connection: Some(Given::flag("--tidb-connection", "plc-1")),
            ..Asked::default()
        };
        insta::assert_snapshot!(run("", &asked).unwrap_err(), @r"
        link `default` names a private link connection and not the TiDB Cloud cluster it belongs to
          hint: add `link.tidb.cluster_id` or `--tidb-cluster`
        ");
        let imported = Asked {
            imports: vec![Given::flag("--import", "tidb-connection=plc.json")],
            ..asked
        };
        assert_eq!(
            run("", &imported).unwrap().links[0].imports.tidb_connection.as_deref(),
            Some(Path::new("plc.json"))
        );
    }

    #[test]
    fn endpoints_are_moved_by_variables() {
        let asked = Asked {
            tidb_cluster: Some(Given::flag("--tidb-cluster", "1084")),
            ..Asked::default()
        };
        let env = [
            ("PLDOCTOR_TIDB_URL", "http://127.0.0.1:1/"),
            ("PLDOCTOR_CONFLUENT_URL", ""),
        ];
        let config = run_in("", &asked, &env).unwrap();
        assert_eq!(config.endpoints.tidb, "http://127.0.0.1:1");
        assert_eq!(config.endpoints.confluent, Endpoints::default().confluent);
    }
}
