//! The collectors against servers of this machine that speak HTTP byte by byte.

mod http;
mod login;
mod stand_in;
