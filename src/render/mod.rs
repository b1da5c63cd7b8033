//! Reports as bytes, one file a format, from the report alone.
