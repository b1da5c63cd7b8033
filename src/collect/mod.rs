//! The only I/O: what each source says becomes facts, what it does not say becomes gaps.
//!
//! Nothing here judges or prints. A collector cannot fail: it returns a section.

pub mod dns;
