//! A server in the foreground with a folder of its own; both go when it is dropped.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running server.
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    child: Child,
    _folder: TempDir,
}

impl Process {
    /// Starts `program` of Debian's `package` once `configure` has filled its folder, and waits until its port answers.
    ///
    /// Another process may take the port between its choice and the start, so that there are a few attempts.
    pub(crate) fn start(package: &str, program: &str, configure: impl Fn(&Path, SocketAddr) -> Vec<String>) -> Self {
        let mut log = String::new();
        for _ in 0..5 {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let address = free_port();
            let arguments = configure(folder.path(), address);
            let output = fs::File::create(folder.path().join("output")).expect("a log file");
            let mut child = Command::new(program)
                .args(arguments)
                // Debian keeps servers where only root looks for programs.
                .env(
                    "PATH",
                    format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default()),
                )
                .stdin(Stdio::null())
                .stdout(output.try_clone().expect("the log file twice"))
                .stderr(output)
                .spawn()
                .unwrap_or_else(|error| {
                    let missing = error.kind() == ErrorKind::NotFound;
                    assert!(!missing, "`{program}` is missing: apt-get install {package}");
                    panic!("`{program}` does not start: {error}");
                });
            if answers(address, &mut child) {
                return Self {
                    address,
                    child,
                    _folder: folder,
                };
            }
            end(&mut child);
            log = fs::read_to_string(folder.path().join("output")).unwrap_or_default();
        }
        panic!("`{program}` (Debian package {package}) does not come up:\n{log}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Asks it to end, so that it ends its own children too, and makes sure.
fn end(child: &mut Child) {
    let id = child.id().to_string();
    let _ = Command::new("kill").args(["-TERM", &id]).status();
    let deadline = Instant::now() + Duration::from_secs(5);
    while matches!(child.try_wait(), Ok(None)) && Instant::now() < deadline {
        sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn answers(address: SocketAddr, child: &mut Child) -> bool {
    let deadline = Instant::now() + Duration::from_secs(10);
    while Instant::now() < deadline && matches!(child.try_wait(), Ok(None)) {
        if TcpStream::connect(address).is_ok() {
            return true;
        }
        sleep(Duration::from_millis(20));
    }
    false
}

/// A port that nobody listens on, by TCP or UDP.
pub(crate) fn free_port() -> SocketAddr {
    loop {
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port");
        let address = tcp.local_addr().expect("its address");
        if UdpSocket::bind(address).is_ok() {
            return address;
        }
    }
}

/// Writes a file of the server's folder and gives its path.
pub(crate) fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("a file in the server's folder");
    path.to_str().expect("a path in UTF-8").to_owned()
}
