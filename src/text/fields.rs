//! Typed values of a parsed mapping, with a problem for each that is not of its type.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::front_matter::{Document, Entry, Node, Refusal, Scalar, Value};
use super::position::Position;
use super::problem::Problem;
use super::suggestion::suggestion;
use crate::board::{Done, Person, PersonKind, Service};

/// A text with the place where it stands: line and column, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    /// The text.
    pub text: String,
    /// Its line and column in the file.
    pub place: (usize, usize),
}

/// Reads the values of one mapping of a file.
pub struct Fields<'a> {
    path: &'a str,
    document: &'a Document<'a>,
    entries: &'a [Entry],
    /// The line of the file that the document's first line is.
    first_line: usize,
    /// What was found to be wrong.
    pub problems: Vec<Problem>,
}

/// Returns the problem that a refusal of a document is, whose first line is `first_line` of the file.
pub fn refused(path: &str, first_line: usize, refusal: &Refusal) -> Problem {
    Problem::error(path, refusal.message.clone())
        .at((refusal.line + first_line - 1, refusal.column))
}

impl<'a> Fields<'a> {
    /// Returns a reader of a whole document.
    pub fn new(path: &'a str, document: &'a Document<'a>, first_line: usize) -> Self {
        Self {
            path,
            document,
            entries: &document.entries,
            first_line,
            problems: Vec::new(),
        }
    }

    /// Returns a reader of a mapping within the same document.
    pub fn within(&self, entries: &'a [Entry]) -> Self {
        Self {
            path: self.path,
            document: self.document,
            entries,
            first_line: self.first_line,
            problems: Vec::new(),
        }
    }

    /// Returns the entry of that key.
    pub fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Returns line and column in the file of a byte offset of the document.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let (line, column) = self.document.place(offset);
        (line + self.first_line - 1, column)
    }

    /// Adds an error at a byte offset of the document.
    pub fn error_at(&mut self, offset: usize, message: impl Into<String>) {
        let place = self.place(offset);
        self.problems
            .push(Problem::error(self.path, message).at(place));
    }

    /// Adds an error at a line and column of the file.
    pub fn error_in_list(&mut self, place: (usize, usize), message: impl Into<String>) {
        self.problems
            .push(Problem::error(self.path, message).at(place));
    }

    pub(super) fn value_at(entry: &Entry) -> usize {
        match &entry.value {
            Value::Inline { span, .. } => span.start,
            _ => entry.at,
        }
    }

    /// Returns a scalar; nothing and `null` are `None`.
    pub fn scalar(&mut self, key: &str) -> Option<Scalar> {
        let entry = self.entry(key)?;
        match entry.value.node() {
            Node::Null => {
                self.refuse_comment(entry);
                None
            }
            Node::Scalar(scalar) => Some(scalar),
            Node::List(_) | Node::Map(_) => {
                self.error_at(Self::value_at(entry), format!("`{key}` must be one value"));
                None
            }
        }
    }

    /// Says that `color: #ff0000` is a comment.
    fn refuse_comment(&mut self, entry: &Entry) {
        let after = &self.document.text[entry.after_colon..entry.lines.end];
        let bare = after.trim_start_matches(' ');
        let is_word_after =
            bare[1.min(bare.len())..].starts_with(|char: char| !char.is_whitespace());
        if bare.starts_with('#') && is_word_after && bare.len() < after.len() {
            let word: String = bare.split_whitespace().next().unwrap_or("").to_owned();
            let at = entry.after_colon + after.len() - bare.len();
            let place = self.place(at);
            let message = format!(
                "`{word}` is a comment, and `{}` has no value; quote it or leave out the `#`",
                entry.key
            );
            self.problems
                .push(Problem::error(self.path, message).at(place));
        }
    }

    /// Returns a text; nothing, `null` and the empty text are `None`.
    pub fn text(&mut self, key: &str) -> Option<String> {
        self.scalar(key)
            .map(|scalar| scalar.text)
            .filter(|text| !text.is_empty())
    }

    /// Returns true or false; nothing is false.
    pub fn flag(&mut self, key: &str) -> bool {
        let Some(scalar) = self.scalar(key) else {
            return false;
        };
        flag_of(&scalar).unwrap_or_else(|| {
            let text = scalar.text;
            self.value_error(
                key,
                format!("`{key}` must be `true` or `false`, not `{text}`"),
            );
            false
        })
    }

    fn value_error(&mut self, key: &str, message: String) {
        if let Some(entry) = self.entry(key) {
            self.error_at(Self::value_at(entry), message);
        }
    }

    /// Returns an id, as the service spells such.
    pub fn id(&mut self, key: &str, service: Service) -> Option<String> {
        let text = self.text(key)?;
        if service.has_id(&text) {
            return Some(text);
        }
        let allowed = service.ids_in_words();
        self.value_error(key, format!("`{key}` must be {allowed}, not `{text}`"));
        None
    }

    /// Returns a whole number.
    pub fn whole_number(&mut self, key: &str) -> Option<i64> {
        let text = self.text(key)?;
        let number = text.parse().ok();
        if number.is_none() {
            self.value_error(key, format!("`{key}` must be a whole number, not `{text}`"));
        }
        number
    }

    /// Returns a position.
    pub fn position(&mut self, key: &str) -> Option<Position> {
        let text = self.text(key)?;
        match text.parse() {
            Ok(position) => Some(position),
            Err(reason) => {
                self.value_error(key, format!("`{key}` is `{text}`: {reason}"));
                None
            }
        }
    }

    /// Returns a time in whole seconds; a date is its first second in UTC.
    pub fn time(&mut self, key: &str) -> Option<Timestamp> {
        let text = self.text(key)?;
        time_of(&text).or_else(|| {
            self.not_a_time(key, &text);
            None
        })
    }

    /// Returns a day.
    pub fn day(&mut self, key: &str) -> Option<Date> {
        let text = self.text(key)?;
        let day = text.parse().ok();
        if day.is_none() {
            let message = format!("`{key}` is no day: `{text}`; write one like `2026-12-24`");
            self.value_error(key, message);
        }
        day
    }

    fn not_a_time(&mut self, key: &str, text: &str) {
        let message =
            format!("`{key}` is no time: `{text}`; write one like `2026-12-01T09:00:00Z`");
        let zoned = format!("{}Z", text.replace(' ', "T"));
        let with_seconds = format!("{}:00Z", text.replace(' ', "T"));
        let suggestion = [zoned, with_seconds]
            .iter()
            .find_map(|text| time_of(text))
            .map(time_text);
        if let Some(entry) = self.entry(key) {
            let place = self.place(Self::value_at(entry));
            let problem = Problem::error(self.path, message)
                .at(place)
                .suggesting(suggestion);
            self.problems.push(problem);
        }
    }

    /// Returns whether something is done, and when: `true`, `false` or a time.
    pub fn done(&mut self, key: &str) -> Option<Done> {
        let scalar = self.scalar(key)?;
        match flag_of(&scalar) {
            Some(true) => return Some(Done::AnyTime),
            Some(false) => return None,
            None if scalar.text.is_empty() => return None,
            None => {}
        }
        match time_of(&scalar.text) {
            Some(time) => Some(Done::At(time)),
            None => {
                self.not_a_time(key, &scalar.text);
                None
            }
        }
    }

    /// Returns a color without `#`.
    pub fn color(&mut self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        Some(text.strip_prefix('#').unwrap_or(&text).to_owned())
    }

    /// Returns the texts of a list, in order, with their places; nothing is an empty list.
    pub fn list(&mut self, key: &str) -> Vec<Spelled> {
        let Some(entry) = self.entry(key) else {
            return Vec::new();
        };
        let at = Self::value_at(entry);
        let nodes = match entry.value.node() {
            Node::Null => return Vec::new(),
            Node::List(nodes) => nodes,
            Node::Scalar(_) | Node::Map(_) => {
                let message = format!("`{key}` must be a list: one item a line, each after `- `");
                self.error_at(at, message);
                return Vec::new();
            }
        };
        let offsets: Vec<usize> = match &entry.value {
            Value::Items(items) => items.iter().map(|item| item.dash + 2).collect(),
            _ => vec![at; nodes.len()],
        };
        let mut texts = Vec::with_capacity(nodes.len());
        for (node, offset) in nodes.into_iter().zip(offsets) {
            match node {
                Node::Scalar(scalar) if !scalar.text.is_empty() => texts.push(Spelled {
                    text: scalar.text,
                    place: self.place(offset.min(self.document.text.len())),
                }),
                Node::Null | Node::Scalar(_) => {
                    self.error_at(entry.at, format!("an item of `{key}` is empty"));
                }
                Node::List(_) | Node::Map(_) => {
                    let message = format!("an item of `{key}` is not one text; quote it");
                    self.error_at(entry.at, message);
                }
            }
        }
        texts
    }

    /// Returns the people of a list.
    pub fn people(&mut self, key: &str) -> BTreeSet<Person> {
        self.list(key)
            .iter()
            .map(|spelled| person_of(&spelled.text))
            .collect()
    }

    /// Warns of every key that is not in `known`.
    pub fn warn_of_unknown(&mut self, known: &[&str], of: &str) {
        for entry in self.entries {
            if known.contains(&entry.key.as_str()) {
                continue;
            }
            let message = format!("unknown key `{}`: {of} has none of that name", entry.key);
            let place = self.place(entry.at);
            let near = suggestion(&entry.key, known.iter().copied()).map(str::to_owned);
            let problem = Problem::error(self.path, message).at(place);
            self.problems.push(problem.suggesting(near).as_warning());
        }
    }
}

fn flag_of(scalar: &Scalar) -> Option<bool> {
    match scalar.text.as_str() {
        "true" | "True" | "TRUE" | "yes" => Some(true),
        "false" | "False" | "FALSE" | "no" => Some(false),
        _ => None,
    }
}

/// Returns a time in whole seconds from RFC 3339 or a date.
pub fn time_of(text: &str) -> Option<Timestamp> {
    let timestamp = match text.parse::<Timestamp>() {
        Ok(timestamp) => timestamp,
        Err(_) if text.len() == 10 => {
            let date: Date = text.parse().ok()?;
            date.to_zoned(TimeZone::UTC).ok()?.timestamp()
        }
        Err(_) => return None,
    };
    let seconds = timestamp.as_nanosecond().div_euclid(1_000_000_000);
    Timestamp::from_second(i64::try_from(seconds).ok()?).ok()
}

/// Returns a time as it is written: `2026-12-01T09:00:00Z`.
pub fn time_text(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Returns a time as services write it that know days only: the day, unless it is within one.
pub fn day_text(time: Timestamp) -> String {
    match time.as_second().rem_euclid(24 * 60 * 60) {
        0 => time.strftime("%Y-%m-%d").to_string(),
        _ => time_text(time),
    }
}

/// Returns the person that a text in a list names.
pub fn person_of(text: &str) -> Person {
    const PREFIXED: [PersonKind; 4] = [
        PersonKind::User,
        PersonKind::Group,
        PersonKind::Team,
        PersonKind::Remote,
    ];
    for kind in PREFIXED {
        let id = text
            .strip_prefix(kind.word())
            .and_then(|rest| rest.strip_prefix(':'));
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            return Person {
                kind,
                id: id.to_owned(),
            };
        }
    }
    Person::user(text)
}

/// Returns the text that names a person in a list, so that `person_of` gives that very person.
pub fn person_text(person: &Person) -> String {
    let text = person.to_string();
    if person_of(&text) == *person {
        text
    } else {
        format!("{}:{}", person.kind.word(), person.id)
    }
}
