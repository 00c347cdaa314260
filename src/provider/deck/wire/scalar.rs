//! Ids, dates and lists in the spellings that Deck uses for them.

use std::fmt;

use jiff::Timestamp;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize, Serialize};

/// An id: a number in every answer seen, a string of digits in parts of the documentation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct WireId(pub String);

impl<'de> Deserialize<'de> for WireId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;
        impl Visitor<'_> for IdVisitor {
            type Value = WireId;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an id")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<WireId, E> {
                Ok(WireId(number.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<WireId, E> {
                Err(E::invalid_value(Unexpected::Signed(number), &self))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<WireId, E> {
                // An id becomes a part of addresses, so nothing else may be in it.
                if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(E::invalid_value(Unexpected::Str(text), &self));
                }
                Ok(WireId(text.to_owned()))
            }
        }
        deserializer.deserialize_any(IdVisitor)
    }
}

impl fmt::Display for WireId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Reads a list that may be null.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a number that may be null, which is 0.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    Ok(Option::<i64>::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a value that is there, even if it is null; `None` stays for an absent key.
pub(super) fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Reads a date, which may be null, in whole seconds.
pub(super) fn date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        None => Ok(None),
        Some(text) => parse_date(&text)
            .map_err(|()| D::Error::invalid_value(Unexpected::Str(&text), &"a date with offset")),
    }
}

/// Reads a date, which may be null, under a key that may be absent.
pub(super) fn present_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<Timestamp>>, D::Error> {
    date(deserializer).map(Some)
}

/// The database's zero date comes back as a day of the year -1 and means none.
fn parse_date(text: &str) -> Result<Option<Timestamp>, ()> {
    if text.is_empty() || text.starts_with('-') || text.starts_with("0000-") {
        return Ok(None);
    }
    let moment: Timestamp = text.parse().map_err(|_| ())?;
    Timestamp::from_second(moment.as_second())
        .map(Some)
        .map_err(|_| ())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{WireId, parse_date};

    #[derive(Deserialize)]
    struct Thing {
        id: WireId,
    }

    fn id(text: &str) -> Option<String> {
        serde_json::from_str::<Thing>(&format!("{{\"id\":{text}}}"))
            .ok()
            .map(|thing| thing.id.0)
    }

    #[test]
    fn an_id_is_a_number_or_digits_and_nothing_else() {
        assert_eq!(id("12").as_deref(), Some("12"));
        assert_eq!(id("\"12\"").as_deref(), Some("12"));
        for wrong in ["-1", "1.5", "\"../1\"", "\"\"", "null", "[]", "true"] {
            assert_eq!(id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_are_whole_seconds_and_the_zero_date_is_none() {
        let shown = |text| parse_date(text).map(|date| date.map(|date| date.to_string()));
        assert_eq!(
            shown("2026-12-24T19:29:30+00:00"),
            Ok(Some("2026-12-24T19:29:30Z".to_owned()))
        );
        assert_eq!(
            shown("2026-12-24T19:29:30.9+02:00"),
            Ok(Some("2026-12-24T17:29:30Z".to_owned()))
        );
        assert_eq!(shown("-001-11-30T00:00:00+00:00"), Ok(None));
        assert_eq!(shown(""), Ok(None));
        assert_eq!(shown("tomorrow"), Err(()));
    }
}
