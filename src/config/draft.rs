//! A link while it is put together: what flags say lies over what the file says, key by key.

use super::model::{Aws, Confluent, Dns, Imports, Link, Resolver, Tidb, Vantage};
use super::problem::{Fault, Place, Problem};
use super::subdomain::Subdomain;

/// What one origin says about a link.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Draft {
    /// Its name.
    pub(super) name: Option<String>,
    /// Where the file begins it.
    pub(super) place: Option<Place>,
    /// The consumer.
    pub(super) tidb: Tidb,
    /// The provider; its domain and the zone before it stand in `subdomain`.
    pub(super) confluent: Confluent,
    /// The network's domain, its zone not yet cut off: the zone goes where the domain goes.
    pub(super) subdomain: Option<Subdomain>,
    /// The user's own side.
    pub(super) aws: Aws,
    /// Saved bodies.
    pub(super) imports: Imports,
    /// Whom to ask for names; nobody, when it says so with an empty list.
    pub(super) resolvers: Option<Vec<Resolver>>,
    /// From where.
    pub(super) vantage: Option<Vantage>,
}

fn list(over: Vec<String>, below: Vec<String>) -> Vec<String> {
    if over.is_empty() { below } else { over }
}

impl Draft {
    /// This draft laid over another one.
    pub(super) fn over(self, below: Self) -> Self {
        Self {
            name: self.name.or(below.name),
            place: self.place.or(below.place),
            tidb: Tidb {
                cluster_id: self.tidb.cluster_id.or(below.tidb.cluster_id),
                connection_id: self.tidb.connection_id.or(below.tidb.connection_id),
                changefeed_id: self.tidb.changefeed_id.or(below.tidb.changefeed_id),
                account_id: self.tidb.account_id.or(below.tidb.account_id),
                zone_ids: list(self.tidb.zone_ids, below.tidb.zone_ids),
                region: self.tidb.region.or(below.tidb.region),
            },
            confluent: Confluent {
                environment_id: self.confluent.environment_id.or(below.confluent.environment_id),
                network_id: self.confluent.network_id.or(below.confluent.network_id),
                cluster_id: self.confluent.cluster_id.or(below.confluent.cluster_id),
                dns_domain: None,
                endpoint_service: self.confluent.endpoint_service.or(below.confluent.endpoint_service),
                zone_ids: list(self.confluent.zone_ids, below.confluent.zone_ids),
                region: self.confluent.region.or(below.confluent.region),
                network_type: self.confluent.network_type.or(below.confluent.network_type),
            },
            subdomain: self.subdomain.or(below.subdomain),
            aws: Aws {
                region: self.aws.region.or(below.aws.region),
                vpc_endpoint_id: self.aws.vpc_endpoint_id.or(below.aws.vpc_endpoint_id),
                profile: self.aws.profile.or(below.aws.profile),
                client_cidr: self.aws.client_cidr.or(below.aws.client_cidr),
            },
            imports: Imports {
                tidb_zones: self.imports.tidb_zones.or(below.imports.tidb_zones),
                tidb_cluster: self.imports.tidb_cluster.or(below.imports.tidb_cluster),
                tidb_connection: self.imports.tidb_connection.or(below.imports.tidb_connection),
                confluent_network: self.imports.confluent_network.or(below.imports.confluent_network),
                confluent_cluster: self.imports.confluent_cluster.or(below.imports.confluent_cluster),
                confluent_accesses: self.imports.confluent_accesses.or(below.imports.confluent_accesses),
            },
            resolvers: self.resolvers.or(below.resolvers),
            vantage: self.vantage.or(below.vantage),
        }
    }

    /// Whether it says nothing that could be looked at.
    pub(super) fn is_empty(&self) -> bool {
        self.tidb == Tidb::default()
            && self.confluent == Confluent::default()
            && self.subdomain.is_none()
            && self.aws == Aws::default()
            && self.imports == Imports::default()
    }

    /// The link that this is, its defaults filled in.
    ///
    /// # Errors
    ///
    /// When it names what can only be found through something that it does not name.
    pub(super) fn finish(self, name: &str) -> Result<Link, Problem> {
        let through = |what: &str| {
            let fault = Fault::new(format!(
                "link `{name}` names a {what} and not the TiDB Cloud cluster it belongs to"
            ))
            .hint("add `link.tidb.cluster_id` or `--tidb-cluster`");
            match self.place.clone() {
                Some(place) => fault.at(place),
                None => fault.anywhere(),
            }
        };
        if self.tidb.cluster_id.is_none() && self.imports.tidb_connection.is_none() && self.tidb.connection_id.is_some()
        {
            return Err(through("private link connection"));
        }
        if self.tidb.cluster_id.is_none() && self.tidb.changefeed_id.is_some() {
            return Err(through("changefeed"));
        }
        let mut confluent = self.confluent;
        if let Some(Subdomain { domain, zone }) = self.subdomain {
            confluent.dns_domain = Some(domain);
            confluent.zone_ids.extend(zone);
        }
        let system = Resolver {
            address: None,
            named: false,
        };
        Ok(Link {
            name: name.to_owned(),
            tidb: Tidb {
                zone_ids: distinct(self.tidb.zone_ids),
                ..self.tidb
            },
            confluent: Confluent {
                zone_ids: distinct(confluent.zone_ids),
                ..confluent
            },
            aws: self.aws,
            dns: Dns {
                resolvers: distinct(self.resolvers.unwrap_or_else(|| vec![system])),
                vantage: self.vantage.unwrap_or_default(),
            },
            imports: self.imports,
        })
    }
}

/// Each element once, in the order of its first appearance.
fn distinct<T: PartialEq>(elements: Vec<T>) -> Vec<T> {
    let mut seen = Vec::with_capacity(elements.len());
    for element in elements {
        if !seen.contains(&element) {
            seen.push(element);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::super::address;
    use super::*;

    /// A draft that says something everywhere, and nowhere the same as one with another `word`.
    fn full(word: &str, vantage: Vantage) -> Draft {
        let text = |key: &str| Some(format!("{key}-{word}"));
        let path = |key: &str| text(key).map(Into::into);
        Draft {
            name: text("name"),
            place: text("place").map(Place::Named),
            tidb: Tidb {
                cluster_id: text("cluster"),
                connection_id: text("connection"),
                changefeed_id: text("changefeed"),
                account_id: text("account"),
                zone_ids: text("zone").into_iter().collect(),
                region: text("region"),
            },
            confluent: Confluent {
                environment_id: text("environment"),
                network_id: text("network"),
                cluster_id: text("cluster"),
                dns_domain: None,
                endpoint_service: text("service"),
                zone_ids: text("zone").into_iter().collect(),
                region: text("region"),
                network_type: text("type"),
            },
            subdomain: text("domain").map(|domain| Subdomain { domain, zone: None }),
            aws: Aws {
                region: text("region"),
                vpc_endpoint_id: text("endpoint"),
                profile: text("profile"),
                client_cidr: address::range(&format!("10.{}.0.0/16", word.len())).ok(),
            },
            imports: Imports {
                tidb_zones: path("zones"),
                tidb_cluster: path("cluster"),
                tidb_connection: path("connection"),
                confluent_network: path("network"),
                confluent_cluster: path("cluster"),
                confluent_accesses: path("accesses"),
            },
            resolvers: Some(Vec::from_iter(address::resolver(&format!("10.0.0.{}", word.len())))),
            vantage: Some(vantage),
        }
    }

    #[test]
    fn what_lies_above_wins_key_by_key_and_what_it_leaves_open_stays() {
        let (above, below) = (full("above", Vantage::Inside), full("under it", Vantage::Outside));
        assert_eq!(above.clone().over(below.clone()), above);
        assert_eq!(Draft::default().over(below.clone()), below);
        assert_eq!(below.clone().over(Draft::default()), below);
    }

    #[test]
    fn what_is_said_twice_is_kept_once_in_its_order() {
        let mut draft = full("a", Vantage::Outside);
        draft.confluent.zone_ids = ["z2", "z1", "z2"].map(str::to_owned).to_vec();
        draft.subdomain = Some(Subdomain {
            domain: "d".to_owned(),
            zone: Some("z1".to_owned()),
        });
        assert_eq!(draft.finish("a").unwrap().confluent.zone_ids, ["z2", "z1"]);
    }

    #[test]
    fn resolvers_alone_are_nothing_to_look_at() {
        let draft = Draft {
            resolvers: Some(Vec::new()),
            vantage: Some(Vantage::Inside),
            ..Draft::default()
        };
        assert!(draft.is_empty() && !full("a", Vantage::Inside).is_empty());
    }
}
