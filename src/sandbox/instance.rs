//! A running sandbox: three servers on loopback ports of the system's choice, in a thread of their own.

use super::digest::Gate;
use super::dns::Resolver;
use super::fault::Fault;
use super::scenario::Scenario;
use super::server::{Context, Plane, Request, Shared, lock, serve};
use axum::Router;
use hickory_server::Server;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// Pairs of ports to try before a free one for both UDP and TCP must have turned up.
const ATTEMPTS: usize = 16;

/// How long a TCP connection to the resolver may idle.
const IDLE: Duration = Duration::from_secs(5);

/// A scenario that is being served. It ends when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    confluent: SocketAddr,
    tidb: SocketAddr,
    resolver: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Serves a scenario; every answer, a refusal too, takes `latency` longer.
    ///
    /// # Errors
    ///
    /// When no loopback port or no thread is to be had.
    pub fn start(scenario: &Scenario, latency: Duration) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (confluent, tidb) = (listen()?, listen()?);
        let (udp, tcp) = resolver_sockets()?;
        let addresses = (confluent.local_addr()?, tidb.local_addr()?, tcp.local_addr()?);
        let world = scenario.world.clone();
        let gate = Gate::new(world.accepted.tidb, world.tidb.algorithm, world.tidb.nonce_uses);
        let planes = [
            (
                confluent,
                Plane::Confluent {
                    world: world.confluent,
                    key: world.accepted.confluent,
                    origin: format!("http://{}", addresses.0),
                },
            ),
            (
                tidb,
                Plane::Tidb {
                    world: world.tidb,
                    gate: Mutex::new(gate),
                },
            ),
        ];
        let shared = Arc::new(Shared::new(latency));
        let resolver = Resolver::new(world.dns, latency);
        let (stop, stopped) = oneshot::channel();
        let state = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("sandbox".to_owned()).spawn(move || {
            // An error here leaves a server unreachable, which is what its clients then see.
            let _ = runtime.block_on(async move {
                for (listener, plane) in planes {
                    let context: Context = (Arc::new(plane), Arc::clone(&state));
                    let listener = tokio::net::TcpListener::from_std(listener)?;
                    let router = Router::new().fallback(serve).with_state(context);
                    tokio::spawn(axum::serve(listener, router).into_future());
                }
                let mut dns = Server::new(resolver);
                dns.register_socket(tokio::net::UdpSocket::from_std(udp)?);
                dns.register_listener(tokio::net::TcpListener::from_std(tcp)?, IDLE, 16);
                let _ = stopped.await;
                io::Result::Ok(())
            });
        })?;
        Ok(Self {
            confluent: addresses.0,
            tidb: addresses.1,
            resolver: addresses.2,
            shared,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The base URL of Confluent Cloud.
    pub fn confluent_url(&self) -> String {
        format!("http://{}", self.confluent)
    }

    /// The base URL of TiDB Cloud.
    pub fn tidb_url(&self) -> String {
        format!("http://{}", self.tidb)
    }

    /// The resolver, over UDP and TCP.
    pub fn resolver(&self) -> SocketAddr {
        self.resolver
    }

    /// Every request that reached a control plane so far, in the order of the answers.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.requests).clone()
    }

    /// Puts a fault on every path that begins with `path_prefix`, on either control plane. The newest one strikes.
    pub fn fault(&self, path_prefix: &str, fault: Fault) {
        lock(&self.shared.faults).add(path_prefix, fault);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Requests in flight end with the runtime.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listen() -> io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// One port, free for both.
fn resolver_sockets() -> io::Result<(UdpSocket, TcpListener)> {
    let mut result = Err(io::ErrorKind::AddrInUse.into());
    for _ in 0..ATTEMPTS {
        let tcp = listen()?;
        result = UdpSocket::bind(tcp.local_addr()?).and_then(|udp| {
            udp.set_nonblocking(true)?;
            Ok((udp, tcp))
        });
        if result.is_ok() {
            break;
        }
    }
    result
}
