//! Whether the server holds what was sent: read back and compared, thing by thing and field by field.

mod flatten;
mod milestone;
mod sent;

use std::fmt;

use foldhash::{HashMap, HashSet};
use jiff::Timestamp;

use crate::board::{Account, Operation};

use super::conflict::{Field, Thing, ThingKey};
use super::words::{quoted, short_time};
use flatten::{Flat, flatten, flatten_all};

/// A thing that a value names: compared by its key, printed by its title.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its key, with a word for the kind where kinds meet.
    pub key: String,
    /// Its title or name.
    pub title: String,
}

impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Named {}

/// A value of a thing, as it is compared and printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// None.
    Absent,
    /// A text.
    Text(String),
    /// What it stands in.
    Place(Named),
    /// Whether something is so.
    Flag(bool),
    /// A time.
    Time(Timestamp),
    /// Things in order: a set by key, or an order.
    List(Vec<Named>),
}

impl Value {
    /// Returns the value in words; a text as it is.
    pub fn words(&self) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Text(text) => Some(text.clone()),
            Self::Place(place) => Some(place.title.clone()),
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Time(time) => Some(short_time(*time)),
            Self::List(things) if things.is_empty() => None,
            Self::List(things) => {
                let titles: Vec<&str> = things.iter().map(|thing| thing.title.as_str()).collect();
                Some(titles.join(", "))
            }
        }
    }
}

/// How what the server holds differs from what it was to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It is what the service makes of the value that was sent: the server's form goes into the
    /// file.
    NormalForm,
    /// It is the value from before: the operation failed, and the file keeps what it has.
    StillOld,
    /// It is something else, and it was sent: reported with both values.
    Other,
    /// It is something else, and nothing was sent for it: the server, or another client, changed it.
    Beside,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose value.
    pub thing: Thing,
    /// Which value.
    pub field: Field,
    /// What the difference means.
    pub verdict: Verdict,
    /// What the server was to hold.
    pub expected: Value,
    /// What it holds.
    pub held: Value,
}

/// `card "Fix login" in Roadmap / To do: title is "a" instead of "b"`.
impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            thing,
            field,
            verdict,
            expected,
            held,
        } = self;
        let shown = |value: &Value| match value.words() {
            None => "none".to_owned(),
            Some(words) => quoted(&words),
        };
        let (expected, held) = (shown(expected), shown(held));
        match (verdict, field) {
            (_, Field::Presence) if held == "none" => write!(formatter, "{thing}: it is not there"),
            (_, Field::Presence) => write!(formatter, "{thing}: it is there"),
            (Verdict::NormalForm, _) => {
                write!(
                    formatter,
                    "{thing}: the server writes {field} {expected} as {held}"
                )
            }
            (Verdict::StillOld, _) => {
                write!(
                    formatter,
                    "{thing}: {field} is still {held}, and not {expected}"
                )
            }
            (Verdict::Other, _) => write!(
                formatter,
                "{thing}: {field} is {held} instead of {expected}"
            ),
            (Verdict::Beside, _) => write!(
                formatter,
                "{thing}: {field} became {held} on the server; it was {expected}"
            ),
        }
    }
}

/// Which forms a service gives to values of its own accord.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NormalForms {
    /// Times lose what is below a second.
    pub times_in_whole_seconds: bool,
    /// Colors are compared without regard to case.
    pub color_case: bool,
    /// Texts of these fields lose blanks at both ends.
    pub trimmed: Vec<Field>,
    /// An empty text is none.
    pub empty_is_none: bool,
    /// It has an order of its own, whatever was asked for.
    pub own_order: bool,
    /// The service chooses a value where none was sent.
    pub filled: Vec<Field>,
}

impl NormalForms {
    /// Returns true if the service holds `held` when `sent` was sent.
    pub fn is_form_of(&self, field: Field, sent: &Value, held: &Value) -> bool {
        (*sent == Value::Absent && self.filled.contains(&field))
            || self.normal(field, sent) == self.normal(field, held)
    }

    fn normal(&self, field: Field, value: &Value) -> Value {
        match value {
            Value::Time(time) if self.times_in_whole_seconds => {
                Timestamp::from_second(time.as_second()).map_or(Value::Time(*time), Value::Time)
            }
            Value::Text(text) if field == Field::Color && self.color_case => {
                Value::Text(text.to_lowercase())
            }
            Value::Text(text) => {
                let text = if self.trimmed.contains(&field) {
                    text.trim()
                } else {
                    text
                };
                if text.is_empty() && self.empty_is_none {
                    Value::Absent
                } else {
                    Value::Text(text.to_owned())
                }
            }
            Value::Absent | Value::Flag(_) | Value::Place(_) | Value::Time(_) | Value::List(_) => {
                value.clone()
            }
        }
    }
}

/// Returns what differs between the account that a push was to lead to and the one read back.
///
/// `before` is the remote account that the plan began with, `sent` the operations that were
/// carried out, with the ids that new things got; `expected` is `before` after these. Equal parts
/// that share memory cost nothing. Of two orders only the common elements are compared, and what
/// stands in something that is not there is not named by itself. In order of key: boards, labels,
/// members, stacks, cards.
pub fn verify(
    before: &Account,
    sent: &[Operation],
    expected: &Account,
    read_back: &Account,
    forms: &NormalForms,
) -> Vec<Difference> {
    let (expected, held) = flatten(expected, read_back);
    let mut keys: Vec<&ThingKey> = expected.keys().chain(held.keys()).collect();
    keys.sort();
    keys.dedup();
    let mut raw = Vec::new();
    for key in keys {
        match (expected.get(key), held.get(key)) {
            (Some(expected), Some(held)) => raw.extend(different_values(expected, held)),
            (Some(only), None) if !is_container_missing(only, &expected, &held) => {
                let is_there = Value::Flag(true);
                raw.push((&only.thing, Field::Presence, is_there, Value::Absent));
            }
            (None, Some(only)) if !is_container_missing(only, &held, &expected) => {
                let is_there = Value::Flag(true);
                raw.push((&only.thing, Field::Presence, Value::Absent, is_there));
            }
            _ => {}
        }
    }
    raw.retain(|(_, field, _, _)| !(forms.own_order && *field == Field::Order));
    if raw.is_empty() {
        return Vec::new();
    }
    let judge = Judge {
        before: flatten_all(before),
        held: &held,
        sent: sent_fields(sent),
        forms,
    };
    raw.into_iter()
        .map(|(thing, field, expected, held)| Difference {
            thing: thing.clone(),
            field,
            verdict: judge.verdict(&thing.key, field, &expected, &held),
            expected,
            held,
        })
        .collect()
}

/// Returns true if what the thing stands in is on this account only, too.
fn is_container_missing(
    flat: &Flat,
    these: &HashMap<ThingKey, Flat>,
    those: &HashMap<ThingKey, Flat>,
) -> bool {
    let container = flat.container.as_ref();
    container.is_some_and(|key| these.contains_key(key) && !those.contains_key(key))
}

type RawDifference<'a> = (&'a Thing, Field, Value, Value);

fn different_values<'a>(expected: &'a Flat, held: &Flat) -> Vec<RawDifference<'a>> {
    let mut different = Vec::new();
    for (field, value) in &expected.values {
        let held = held.values.get(field).unwrap_or(&Value::Absent);
        if value != held {
            different.push((&expected.thing, *field, value.clone(), held.clone()));
        }
    }
    let (one, other) = common_order(expected, held);
    if one != other {
        let list = |order: Order<'_>| Value::List(order.into_iter().cloned().collect());
        different.push((&expected.thing, Field::Order, list(one), list(other)));
    }
    different
}

type Order<'a> = Vec<&'a Named>;

/// Returns both orders without what only one of them has.
fn common_order<'a>(one: &'a Flat, other: &'a Flat) -> (Order<'a>, Order<'a>) {
    let common = |these: &'a Flat, those: &Flat| -> Order<'a> {
        let keys: HashSet<&String> = those.order.iter().map(|thing| &thing.key).collect();
        let order = these.order.iter();
        order.filter(|thing| keys.contains(&thing.key)).collect()
    };
    (common(one, other), common(other, one))
}

/// What verdicts are given upon.
struct Judge<'a> {
    before: HashMap<ThingKey, Flat>,
    held: &'a HashMap<ThingKey, Flat>,
    sent: HashSet<(ThingKey, Field)>,
    forms: &'a NormalForms,
}

impl Judge<'_> {
    fn verdict(&self, key: &ThingKey, field: Field, expected: &Value, held: &Value) -> Verdict {
        let is_sent = self.sent.contains(&(key.clone(), field));
        if is_sent && self.forms.is_form_of(field, expected, held) {
            Verdict::NormalForm
        } else if self.is_as_before(key, field, held) {
            Verdict::StillOld
        } else if is_sent {
            Verdict::Other
        } else {
            Verdict::Beside
        }
    }

    fn is_as_before(&self, key: &ThingKey, field: Field, held: &Value) -> bool {
        match (self.before.get(key), field) {
            (before, Field::Presence) => before.is_some() == (*held != Value::Absent),
            (Some(before), Field::Order) => self.held.get(key).is_some_and(|held| {
                let (was, is) = common_order(before, held);
                was == is
            }),
            (Some(before), field) => before.values.get(&field) == Some(held),
            (None, _) => false,
        }
    }
}

/// Returns which fields of which things were sent.
fn sent_fields(operations: &[Operation]) -> HashSet<(ThingKey, Field)> {
    let mut sent = HashSet::default();
    for operation in operations {
        sent::fields_of(operation, &mut sent);
    }
    sent
}

#[cfg(test)]
mod tests;
