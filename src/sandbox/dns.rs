//! The sandbox's resolver: a table of names, each with its answer or with the way it declines.
//!
//! `hickory_server` carries the messages. Its own zones are not used: they get wildcards wrong.

use super::world::{Declines, Dns, Name};
use hickory_server::net::runtime::Time;
use hickory_server::proto::op::{Header, HeaderCounts, MessageType, Metadata, OpCode, ResponseCode};
use hickory_server::proto::rr::rdata::{CNAME, SOA};
use hickory_server::proto::rr::{self, RData, Record, RecordType};
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use hickory_server::zone_handler::MessageResponseBuilder;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::sleep;

/// More aliases than any scenario has.
const LONGEST: usize = 16;

/// Answers questions from the table.
pub(super) struct Resolver {
    names: Dns,
    latency: Duration,
}

/// What is sent back.
struct Answer {
    code: ResponseCode,
    records: Vec<Record>,
}

impl Resolver {
    pub(super) fn new(names: Dns, latency: Duration) -> Self {
        Self { names, latency }
    }

    fn name(&self, name: &str) -> Option<&Name> {
        self.names.names.get(name.trim_end_matches('.'))
    }

    /// The answer to a question; `None` is silence.
    fn answer(&self, asked: &str, kind: RecordType) -> Option<Answer> {
        let mut records = Vec::new();
        let mut current = asked.to_owned();
        for _ in 0..LONGEST {
            let declined = match self.name(&current) {
                None => Some(Declines::Nxdomain),
                Some(name) => name.declines,
            };
            let code = match declined {
                None => ResponseCode::NoError,
                Some(Declines::Nxdomain) => ResponseCode::NXDomain,
                Some(Declines::Servfail) => ResponseCode::ServFail,
                Some(Declines::Refused) => ResponseCode::Refused,
                Some(Declines::Silent) => return None,
            };
            let Some(name) = self.name(&current).filter(|_| declined.is_none()) else {
                // Resolvers that fail on the way send nothing of what they had.
                if code != ResponseCode::NXDomain {
                    records.clear();
                }
                return Some(Answer { code, records });
            };
            let Ok(owner) = rr::Name::from_ascii(&current) else {
                break;
            };
            let Some(target) = name.alias.as_ref().map(|alias| format!("{alias}.")) else {
                let addresses = name.addresses.iter().filter_map(|address| match (address, kind) {
                    (IpAddr::V4(address), RecordType::A) => Some(RData::A((*address).into())),
                    (IpAddr::V6(address), RecordType::AAAA) => Some(RData::AAAA((*address).into())),
                    _ => None,
                });
                records.extend(addresses.map(|data| Record::from_rdata(owner.clone(), name.ttl, data)));
                return Some(Answer { code, records });
            };
            let Ok(alias) = rr::Name::from_ascii(&target) else {
                break;
            };
            records.push(Record::from_rdata(owner, name.ttl, RData::CNAME(CNAME(alias))));
            if kind == RecordType::CNAME {
                return Some(Answer { code, records });
            }
            current = target;
        }
        Some(Answer {
            code: ResponseCode::ServFail,
            records: Vec::new(),
        })
    }
}

#[async_trait::async_trait]
impl RequestHandler for Resolver {
    async fn handle_request<R: ResponseHandler, T: Time>(&self, request: &Request, mut handle: R) -> ResponseInfo {
        let mut metadata = Metadata::response_from_request(&request.metadata);
        metadata.recursion_available = true;
        let silence = ResponseInfo::from(Header {
            metadata: Metadata::new(request.metadata.id, MessageType::Response, OpCode::Query),
            counts: HeaderCounts::default(),
        });
        let (answer, delay) = match request.request_info() {
            Ok(asked) if request.metadata.op_code == OpCode::Query => {
                let name = asked.query.name().to_string();
                let delay = self.name(&name).map_or(0, |name| name.delay_ms);
                (self.answer(&name, asked.query.query_type()), delay)
            }
            Ok(_) | Err(_) => {
                let code = ResponseCode::NotImp;
                (
                    Some(Answer {
                        code,
                        records: Vec::new(),
                    }),
                    0,
                )
            }
        };
        sleep(self.latency + Duration::from_millis(delay)).await;
        let Some(Answer { code, records }) = answer else {
            return silence;
        };
        metadata.response_code = code;
        // Nothing more is to be had: a zone above all names says so.
        let nobody = rr::Name::root();
        let soa = Record::from_rdata(
            nobody.clone(),
            60,
            RData::SOA(SOA::new(nobody.clone(), nobody, 1, 60, 60, 60, 60)),
        );
        let dangling = records
            .last()
            .is_none_or(|last| last.record_type() == RecordType::CNAME);
        let negative = code == ResponseCode::NXDomain || code == ResponseCode::NoError && dangling;
        let negative = Some(&soa).filter(|_| negative);
        let response =
            MessageResponseBuilder::from_message_request(request).build(metadata, &records, [], negative, []);
        handle.send_response(response).await.unwrap_or(silence)
    }
}
