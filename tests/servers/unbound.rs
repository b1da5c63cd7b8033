//! Debian's `unbound`: a resolver, which follows aliases across zones as a VPC's own does.

use super::nsd::zone;
use super::process::{Process, write};
use std::net::SocketAddr;

/// A root without a single delegation, so that no question leaves the machine.
const ROOT: &str = "$ORIGIN .\n$TTL 60\n@ SOA ns. admin. 1 3600 600 86400 60\n@ NS ns.\nns. A 127.0.0.1\n";

/// Resolves from those zones, refuses some names, and goes to servers that may not know what they are asked.
pub(crate) fn start(zones: &[(&str, &str)], refused: &[&str], lame: &[(&str, SocketAddr)]) -> Process {
    Process::start("unbound", "unbound", |folder, address| {
        let mut config = format!(
            "server:\n  interface: {}@{}\n  do-daemonize: no\n  username: \"\"\n  chroot: \"\"\n  directory: \"{dir}\"\n  \
             pidfile: \"{dir}/unbound.pid\"\n  module-config: \"iterator\"\n  use-syslog: no\n  do-not-query-localhost: no\n  \
             local-zone: \"test.\" nodefault\n",
            address.ip(),
            address.port(),
            dir = folder.display()
        );
        for name in refused {
            config += &format!("  local-zone: \"{name}.\" always_refuse\n");
        }
        let zones = zones.iter().map(|(origin, records)| (*origin, zone(origin, records)));
        for (origin, text) in zones.chain([("", ROOT.to_owned())]) {
            let file = write(folder, &format!("{origin}.zone"), &text);
            config += &format!(
                "auth-zone:\n  name: \"{origin}.\"\n  zonefile: \"{file}\"\n  for-downstream: no\n  for-upstream: yes\n"
            );
        }
        for (name, server) in lame {
            let (ip, port) = (server.ip(), server.port());
            config += &format!("forward-zone:\n  name: \"{name}.\"\n  forward-addr: {ip}@{port}\n");
        }
        config += "remote-control:\n  control-enable: no\n";
        vec!["-d".to_owned(), "-c".to_owned(), write(folder, "unbound.conf", &config)]
    })
}
