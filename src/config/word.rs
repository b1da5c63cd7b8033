//! Words of closed sets, durations and days, as flags and the file write them.

use super::model::Vantage;
use super::problem::{Fault, nearest, quoted};
use jiff::civil::Date;
use jiff::fmt::friendly::SpanParser;
use std::time::Duration;

/// The types of a Confluent network, as its API spells them.
const NETWORK_TYPES: [&str; 3] = ["PRIVATELINK", "PEERING", "TRANSITGATEWAY"];

/// The type of a network, as the API spells it: `PRIVATELINK`.
pub(super) fn network_type(text: &str) -> Result<String, Fault> {
    let folded: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if NETWORK_TYPES.contains(&folded.as_str()) {
        return Ok(folded);
    }
    Err(
        Fault::new(format!("{} is not a type of network", quoted(text))).hint(format!(
            "Confluent Cloud knows `{}`; this link needs `PRIVATELINK`",
            NETWORK_TYPES.join("`, `")
        )),
    )
}

/// Where a run stands: `outside` or `inside`.
pub(super) fn vantage(text: &str) -> Result<Vantage, Fault> {
    [Vantage::Outside, Vantage::Inside]
        .into_iter()
        .find(|vantage| vantage.as_str() == text)
        .ok_or_else(|| {
            Fault::new(format!("{} is not a vantage", quoted(text)))
                .hint("write `outside`, or `inside` when this runs in the consumer's network")
        })
}

/// A duration with its unit: `60s`, `2m`, `1m 30s`.
pub(super) fn duration(text: &str) -> Result<Duration, Fault> {
    let mend = "write a number and its unit: `60s`, `2m`, `1m 30s`";
    match SpanParser::new().parse_unsigned_duration(text.trim()) {
        Ok(duration) if duration.is_zero() => Err(Fault::new(format!("{} leaves no time", quoted(text))).hint(mend)),
        Ok(duration) => Ok(duration),
        Err(_) => Err(Fault::new(format!("{} is not a duration", quoted(text))).hint(mend)),
    }
}

/// A day: `2027-03-01`.
pub(super) fn day(text: &str) -> Result<Date, Fault> {
    // jiff would also read a date and time, and drop the time.
    if text.len() == 10
        && let Ok(date) = text.parse()
    {
        return Ok(date);
    }
    Err(Fault::new(format!("{} is not a day", quoted(text))).hint("write year, month and day: `2027-03-01`"))
}

/// The ID of a rule, in kebab-case; whether there is such a rule is for the catalogue to say.
pub(super) fn rule(text: &str) -> Result<String, Fault> {
    let plain = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if text.split('-').all(plain) {
        return Ok(text.to_owned());
    }
    Err(Fault::new(format!("{} is not the ID of a rule", quoted(text))).hint("`pldoctor rules list` prints the IDs"))
}

/// A text that says something.
pub(super) fn text(text: &str) -> Result<String, Fault> {
    let said = text.trim();
    if said.is_empty() {
        return Err(Fault::new("an empty text says nothing"));
    }
    Ok(said.to_owned())
}

/// The name of a link, as reports print it.
pub(super) fn name(text: &str) -> Result<String, Fault> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    if !text.trim().is_empty() && text.trim() == text && text.chars().count() <= 64 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err(Fault::new(format!("{} cannot name a link", quoted(text)))
        .hint("a name holds letters, digits, `-`, `_`, `.` and inner spaces, 64 at most"))
}

/// The kinds of body that can be imported.
const IMPORTS: [&str; 6] = [
    "tidb-zones",
    "tidb-cluster",
    "tidb-connection",
    "confluent-network",
    "confluent-cluster",
    "confluent-accesses",
];

/// A saved body, `KIND=FILE`: the kind and the file.
pub(super) fn import(text: &str) -> Result<(&'static str, &str), Fault> {
    let Some((kind, file)) = text.split_once('=') else {
        return Err(
            Fault::new(format!("{} names no file", quoted(text))).hint("write `KIND=FILE`: `tidb-zones=zones.json`")
        );
    };
    if file.is_empty() {
        return Err(Fault::new(format!("{} names no file", quoted(text))).hint(format!("write `{kind}=FILE`")));
    }
    if let Some(kind) = IMPORTS.into_iter().find(|known| *known == kind) {
        return Ok((kind, file));
    }
    let fault = Fault::new(format!("{} is not a kind of body that can be imported", quoted(kind)));
    Err(match nearest(kind, IMPORTS) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None => fault.hint(format!("the kinds are `{}`", IMPORTS.join("`, `"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_type_is_spelt_like_the_api_spells_it() {
        for text in ["PRIVATELINK", "PrivateLink", "PRIVATE_LINK", "private-link"] {
            assert_eq!(network_type(text).as_deref(), Ok("PRIVATELINK"));
        }
        assert_eq!(network_type("transit_gateway").as_deref(), Ok("TRANSITGATEWAY"));
        assert!(network_type("vpn").is_err() && network_type("").is_err());
    }

    #[test]
    fn a_duration_has_a_unit_and_is_not_nothing() {
        for (text, seconds) in [("60s", 60), ("2m", 120), ("1m 30s", 90), ("1 hour", 3600)] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)));
        }
        for text in ["60", "", "0s", "-5s", "5 parsecs", "99999999999999999999s"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_is_a_day_of_the_calendar() {
        assert_eq!(
            day("2027-03-01").map(|day| day.to_string()).as_deref(),
            Ok("2027-03-01")
        );
        for text in ["2027-02-30", "01.03.2027", "2027-03", "2027-03-01T00:00:00", "soon", ""] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_and_ids_of_rules_are_plain() {
        assert!(
            name("orders").is_ok() && name("orders (eu)").is_err() && name(" orders").is_err() && name("").is_err()
        );
        assert!(rule("zone-overlap").is_ok() && rule("Zone_overlap").is_err() && rule("zone-").is_err());
        assert!(text(" \n").is_err());
        assert!(vantage("inside") == Ok(Vantage::Inside) && vantage("within").is_err());
    }

    #[test]
    fn an_import_has_a_known_kind_and_a_file() {
        assert_eq!(import("tidb-zones=a=b.json"), Ok(("tidb-zones", "a=b.json")));
        let said = |text| import(text).unwrap_err().anywhere().to_string();
        assert!(said("tidb-zone=a.json").contains("did you mean `tidb-zones`?"));
        assert!(said("kafka=a.json").contains("the kinds are"));
        assert!(said("zones.json").contains("names no file") && said("tidb-zones=").contains("names no file"));
    }
}
