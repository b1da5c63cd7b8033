//! What follows from facts: pure functions over them.
//!
//! Nothing here looks anything up, and nothing here decides whether a fact is good or bad.
