//! Single values in words: times, flags, sets.

use std::collections::BTreeSet;
use std::fmt::Display;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{ChangeLine, TITLE_CHARACTERS, quoted};
use crate::board::printable::printable;
use crate::board::{Change, Done};

/// Returns a time in UTC, as short as it can be: `2026-12-01` for midnight, else
/// `2026-12-01 09:00 UTC`, with seconds where there are any.
pub fn short_time(time: Timestamp) -> String {
    let civil = time.to_zoned(TimeZone::UTC).datetime();
    if civil.hour() == 0 && civil.minute() == 0 && civil.second() == 0 {
        civil.date().to_string()
    } else if civil.second() == 0 {
        format!(
            "{} {:02}:{:02} UTC",
            civil.date(),
            civil.hour(),
            civil.minute()
        )
    } else {
        let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
        format!("{} {hour:02}:{minute:02}:{second:02} UTC", civil.date())
    }
}

/// Returns when a card was done, in words.
pub(crate) fn done_words(done: Option<Done>) -> Option<String> {
    done.map(|done| match done {
        Done::AnyTime => "yes".to_owned(),
        Done::At(time) => short_time(time),
    })
}

/// Returns the line of a change between two values without quotes: `due none → 2026-12-01`.
pub(super) fn plain(field: &'static str, old: Option<String>, new: Option<String>) -> ChangeLine {
    let shown = |value: &Option<String>| match value {
        Some(value) => printable(value, TITLE_CHARACTERS),
        None => "none".to_owned(),
    };
    ChangeLine {
        field,
        words: format!("{field} {} → {}", shown(&old), shown(&new)),
        old,
        new,
        text: None,
    }
}

/// Returns the line of a change between two texts of one line each: `title "a" → "b"`.
pub(super) fn title(field: &'static str, change: &Change<String>) -> ChangeLine {
    ChangeLine {
        field,
        words: format!("{field} {} → {}", quoted(&change.old), quoted(&change.new)),
        old: Some(change.old.clone()),
        new: Some(change.new.clone()),
        text: None,
    }
}

/// Returns the line of something that a new thing has: `due 2026-12-01`.
pub(super) fn has(field: &'static str, value: String) -> ChangeLine {
    ChangeLine {
        field,
        words: format!("{field} {}", printable(&value, TITLE_CHARACTERS)),
        old: None,
        new: Some(value),
        text: None,
    }
}

/// Returns the line of something that becomes true or false; both words are about the thing.
pub(super) fn flag(
    field: &'static str,
    change: &Change<bool>,
    when_true: &str,
    when_false: &str,
) -> ChangeLine {
    ChangeLine {
        field,
        words: if change.new { when_true } else { when_false }.to_owned(),
        old: Some(change.old.to_string()),
        new: Some(change.new.to_string()),
        text: None,
    }
}

/// Returns the line of a changed set: `labels +Bug −Urgent`.
pub(super) fn set<T: Ord>(
    field: &'static str,
    change: &Change<BTreeSet<T>>,
    name: &dyn Fn(&T) -> String,
) -> ChangeLine {
    let signed = |sign: char, set: Vec<&T>| -> Vec<String> {
        set.into_iter()
            .map(|element| format!("{sign}{}", printable(&name(element), TITLE_CHARACTERS)))
            .collect()
    };
    let mut parts = signed('+', change.new.difference(&change.old).collect());
    parts.extend(signed('−', change.old.difference(&change.new).collect()));
    ChangeLine {
        field,
        words: format!("{field} {}", parts.join(" ")),
        old: list(&change.old, name),
        new: list(&change.new, name),
        text: None,
    }
}

/// Returns the elements of a set, with commas; `None` for the empty one.
pub(super) fn list<T>(set: &BTreeSet<T>, name: &dyn Fn(&T) -> String) -> Option<String> {
    let names: Vec<String> = set.iter().map(name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Returns `1 card` or `3 cards`.
pub(crate) fn counted(count: usize, what: impl Display) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}
