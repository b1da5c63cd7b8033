//! Debian's `nsd`: an authoritative server that gets wildcards right.

use super::process::{Process, write};

/// Serves zones, each given by its origin and its records.
pub(crate) fn start(zones: &[(&str, &str)]) -> Process {
    Process::start("nsd", "nsd", |folder, address| {
        let dir = folder.display();
        let mut config = format!(
            "server:\n  ip-address: {}@{}\n  username: \"\"\n  chroot: \"\"\n  zonesdir: \"{dir}\"\n  database: \"\"\n  \
             xfrdfile: \"\"\n  pidfile: \"{dir}/nsd.pid\"\n  zonelistfile: \"{dir}/zone.list\"\n  xfrdir: \"{dir}\"\n  \
             cookie-secret-file: \"\"\n  server-count: 1\nremote-control:\n  control-enable: no\n",
            address.ip(),
            address.port()
        );
        config.extend(zones.iter().map(|(origin, records)| {
            let file = write(folder, &format!("{origin}.zone"), &zone(origin, records));
            format!("zone:\n  name: \"{origin}\"\n  zonefile: \"{file}\"\n")
        }));
        vec!["-d".to_owned(), "-c".to_owned(), write(folder, "nsd.conf", &config)]
    })
}

/// A zone file of those records.
pub(crate) fn zone(origin: &str, records: &str) -> String {
    format!(
        "$ORIGIN {origin}.\n$TTL 60\n@ SOA ns.{origin}. admin.{origin}. 1 3600 600 86400 60\n@ NS ns.{origin}.\nns A 127.0.0.1\n{records}\n"
    )
}
