//! A server of this machine: each request is logged and answered with whatever bytes a test wants, right or wrong.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    headers: Vec<(String, String)>,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let query = self.target.split_once('?')?.1;
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

/// A server that runs until the test ends.
pub(super) struct StandIn {
    pub(super) url: String,
    log: Arc<Mutex<Vec<Request>>>,
}

impl StandIn {
    /// Answers every request with what `answer` makes of it.
    pub(super) fn start(answer: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let log = Arc::new(Mutex::new(Vec::new()));
        let (answer, seen) = (Arc::new(answer), Arc::clone(&log));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                thread::spawn(move || serve(stream.unwrap(), &*answer, &seen));
            }
        });
        Self { url, log }
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap().clone()
    }

    /// The paths that were asked for, in order of the paths.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self
            .requests()
            .iter()
            .map(|request| request.path().to_owned())
            .collect();
        paths.sort();
        paths
    }
}

fn serve(mut stream: TcpStream, answer: &dyn Fn(&Request) -> Vec<u8>, log: &Mutex<Vec<Request>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let Some(Ok(first)) = lines.next() else { return };
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let headers = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            line.split_once(": ")
                .map(|(key, value)| (key.to_ascii_lowercase(), value.to_owned()))
        })
        .collect();
    let request = Request {
        method,
        target,
        headers,
    };
    log.lock().unwrap().push(request.clone());
    let bytes = answer(&request);
    let _ = stream.write_all(&bytes);
    let _ = stream.shutdown(Shutdown::Both);
}

/// An answer with these header lines.
pub(super) fn answer(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let headers = headers.iter().fold(String::new(), |lines, line| lines + line + "\r\n");
    let mut bytes = format!(
        "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// An answer of JSON.
pub(super) fn json(status: u16, body: &Value) -> Vec<u8> {
    answer(
        status,
        &["content-type: application/json", "x-request-id: trace-1"],
        body.to_string(),
    )
}

/// A body as the vendor's contract has it.
pub(super) fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
