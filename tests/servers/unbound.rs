//! Debian's `unbound`: a resolver, which follows aliases across zones as a VPC's own does.

use super::nsd::zone;
use super::process::{Process, write};

/// Resolves from those zones, declines as `local_zones` say, and knows nothing else.
pub fn start(zones: &[(&str, &str)], local_zones: &[(&str, &str)]) -> Process {
    Process::start("unbound", "unbound", |folder, address| {
        let mut config = format!(
            "server:\n  interface: {}@{}\n  do-daemonize: no\n  username: \"\"\n  chroot: \"\"\n  directory: \"{dir}\"\n  \
             pidfile: \"{dir}/unbound.pid\"\n  module-config: \"iterator\"\n  use-syslog: no\n  do-not-query-localhost: no\n  \
             local-zone: \"test.\" nodefault\n",
            address.ip(),
            address.port(),
            dir = folder.display()
        );
        for (name, kind) in local_zones {
            config += &format!("  local-zone: \"{name}.\" {kind}\n");
        }
        for (origin, records) in zones {
            let file = write(folder, &format!("{origin}.zone"), &zone(origin, records));
            config += &format!(
                "auth-zone:\n  name: \"{origin}.\"\n  zonefile: \"{file}\"\n  for-downstream: no\n  for-upstream: yes\n"
            );
        }
        // Everything else goes to a port that nobody listens on: SERVFAIL, and no question leaves the machine.
        config += "forward-zone:\n  name: \".\"\n  forward-addr: 127.0.0.1@9\n";
        config += "remote-control:\n  control-enable: no\n";
        vec!["-d".to_owned(), "-c".to_owned(), write(folder, "unbound.conf", &config)]
    })
}
