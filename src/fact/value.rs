//! A fact that may be known, known to be absent, or missing.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// One fact. The difference between [`Fact::Absent`] and [`Fact::Missing`] is what keeps
/// "was not there" apart from "could not look".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact<T> {
    /// Nothing is known: the key is not in the document. A gap beside it says why.
    #[default]
    Missing,
    /// Its source was read and holds no such value: `null` in the document.
    Absent,
    /// The value that was seen.
    Known(T),
}

impl<T> Fact<T> {
    /// Whether nothing is known.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    /// The value, when it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Missing => None,
        }
    }

    /// A value that was read where `None` means that there is none.
    pub fn read(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Known)
    }

    /// A value that should have been there: `None` leaves it missing.
    pub fn expected(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Self::Known)
    }

    /// Applies `f` to a known value and keeps the other two states.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(value) => Fact::Known(f(value)),
            Self::Absent => Fact::Absent,
            Self::Missing => Fact::Missing,
        }
    }

    /// Applies `f` to a known value, which may turn out absent or missing itself.
    pub fn and_then<U>(self, f: impl FnOnce(T) -> Fact<U>) -> Fact<U> {
        match self {
            Self::Known(value) => f(value),
            Self::Absent => Fact::Absent,
            Self::Missing => Fact::Missing,
        }
    }

    /// Borrows the value.
    pub fn as_ref(&self) -> Fact<&T> {
        match self {
            Self::Known(value) => Fact::Known(value),
            Self::Absent => Fact::Absent,
            Self::Missing => Fact::Missing,
        }
    }
}

impl<T> From<T> for Fact<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl From<&str> for Fact<String> {
    fn from(value: &str) -> Self {
        Self::Known(value.to_owned())
    }
}

impl<T: Serialize> Serialize for Fact<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.known().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Fact<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::read)
    }
}

impl<T: JsonSchema> JsonSchema for Fact<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// Declares a struct whose every field is a [`Fact`], left out of the document while it is missing.
macro_rules! facts {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $(
                $(#[$field_meta])*
                #[serde(skip_serializing_if = "crate::fact::Fact::is_missing")]
                pub $field: crate::fact::Fact<$type>,
            )*
        }
    };
}
