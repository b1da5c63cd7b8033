//! Debian's Apache with `mod_auth_digest`: a Digest server that nobody here wrote.

use super::process::{Process, write};
use md5::{Digest, Md5};
use std::fs;
use std::path::Path;

/// The key that it takes.
pub(crate) const KEY: (&str, &str) = ("apachepublickey", "apache-private-key");

const REALM: &str = "tidb.cloud";
const MODULES: &str = "/usr/lib/apache2/modules";

/// Serves bodies, each under its path as it is sent, behind a Digest challenge.
pub(crate) fn start(bodies: &[(&str, &str)]) -> Process {
    Process::start("apache2", "apache2", |folder, address| {
        let root = folder.join("www");
        for (path, body) in bodies {
            let file = root.join(path.trim_start_matches('/')).join("body");
            fs::create_dir_all(file.parent().expect("a folder")).expect("the folder of a body");
            fs::write(file, body).expect("a body");
        }
        let password = format!("{:x}", Md5::digest(format!("{}:{REALM}:{}", KEY.0, KEY.1)));
        let passwords = write(folder, "passwords", &format!("{}:{REALM}:{password}\n", KEY.0));
        let modules = [
            "mpm_event",
            "authn_core",
            "authn_file",
            "authz_core",
            "authz_user",
            "auth_digest",
            "rewrite",
        ];
        let modules = modules.map(|name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n"));
        let config = format!(
            "ServerRoot {dir}\nServerName localhost\nListen {address}\nPidFile {dir}/pid\nErrorLog {dir}/errors\nDocumentRoot {dir}/www\n\
             {modules}\
             <Directory {dir}/www>\n  AuthType Digest\n  AuthName {REALM}\n  AuthDigestProvider file\n  AuthDigestAlgorithm MD5\n  \
             AuthDigestQop auth\n  AuthUserFile {passwords}\n  Require valid-user\n  ForceType application/json\n</Directory>\n\
             RewriteEngine on\nRewriteCond {dir}/www%{{REQUEST_URI}}/body -f\nRewriteRule ^(.*)$ {dir}/www$1/body [L]\n",
            dir = folder.display(),
            modules = modules.concat(),
        );
        assert!(
            Path::new(MODULES).join("mod_auth_digest.so").exists(),
            "mod_auth_digest is missing: apt-get install apache2"
        );
        vec![
            "-DFOREGROUND".to_owned(),
            "-f".to_owned(),
            write(folder, "apache.conf", &config),
        ]
    })
}
