//! The collectors against servers of this machine that speak HTTP byte by byte.

mod confluent;
mod dns;
mod http;
mod import;
mod login;
mod run;
mod stand_in;
mod tidb;
