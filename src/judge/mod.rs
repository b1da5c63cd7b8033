//! Rules over facts: pure and total.
//!
//! Nothing here does I/O, and no outcome rests on a gap.
