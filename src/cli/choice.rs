//! Words of closed sets, which help and completions list.

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Reads one of these words as its value.
pub(super) fn choice<T, const N: usize>(words: [(&'static str, T); N]) -> impl TypedValueParser<Value = T>
where
    T: Clone + Send + Sync + 'static,
{
    let known = PossibleValuesParser::new(words.iter().map(|(word, _)| *word));
    known.try_map(move |typed| {
        let found = words.iter().find(|(word, _)| *word == typed);
        found
            .map(|(_, value)| value.clone())
            .ok_or("not one of the possible values")
    })
}
