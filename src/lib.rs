//! `pldoctor` judges an AWS PrivateLink connection from TiDB Cloud Essential to Confluent Cloud Dedicated.
//!
//! Three worlds never meet: **facts** (what was seen), **judgement** (what must hold) and **ink** (what is printed).
//! Data flows one way:
//!
//! ```text
//! argv → cli → config → rule catalogue → collect (the only I/O) → facts + gaps → derive → judge → report → render → exit code
//! ```
//!
//! A module uses only modules of an earlier line; `tests/it/layers.rs` reads the sources and holds it.
//!
//! | line | modules | what they are |
//! |---|---|---|
//! | 0 | [`text`], [`net`] | terminal-safe text, address classes |
//! | 1 | [`config`] | what to look at, validated |
//! | 2 | [`fact`] | the facts document: values, gaps, provenance, schema |
//! | 3 | [`rule`] | rules, conditions, catalogue, cases |
//! | 4 | [`report`], [`exit`] | outcomes, findings, verdict, root causes; exit codes |
//! | 5 | [`collect`], [`mod@derive`], [`judge`], [`render`], `sandbox` | siblings that never import each other |
//! | 6 | [`cli`] | what was typed |
//! | 7 | [`app`] | one function per command |
//! | 8 | `main` | process, runtime, exit code |
//!
//! # Invariants, each with the test that holds it
//!
//! 1. Nothing here changes an observed system (`tests/it/promises.rs`, `every_request_is_a_get`).
//! 2. [`judge`] does no I/O and cannot fail (`tests/it/layers.rs`; its signature).
//! 3. No pass and no fail rests on a gap (`tests/it/gaps.rs`).
//! 4. The same rules and facts give the same bytes (`tests/it/command.rs`).
//! 5. The exit code comes from the report (`tests/it/command.rs`).
//! 6. Rules name only declared facts (`rule::expr`, checked when a rule is loaded).
//! 7. Secrets are never in facts (`tests/it/promises.rs`).
//! 8. Replay owns no client (`tests/it/layers.rs`).
//! 9. One failing source, rule or link stops no other (`tests/it/promises.rs`).

pub mod app;
pub mod cli;
pub mod collect;
pub mod config;
pub mod derive;
pub mod exit;
pub mod fact;
pub mod judge;
pub mod net;
pub mod render;
pub mod report;
pub mod rule;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod text;
