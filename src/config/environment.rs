//! The environment as a look-up, so that a test needs no variables of its process.

/// The value of a variable, by its name.
pub type Environment<'a> = dyn Fn(&str) -> Option<String> + 'a;
