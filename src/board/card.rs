//! A card and its values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::{CardField, CardKey, Comment, CommentKey, LabelKey, Person, Tag};
use crate::files::ContentId;

/// When a card was done.
#[derive(Clone, Copy, Debug)]
pub enum Done {
    /// Done, at a time that nobody gave (`done: true`); it becomes the time of the push.
    AnyTime,
    /// Done at this time, in whole seconds.
    At(Timestamp),
}

/// `AnyTime` equals every time of being done; so this is no `Eq`.
impl PartialEq for Done {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::At(mine), Self::At(theirs)) => mine == theirs,
            (Self::AnyTime, _) | (_, Self::AnyTime) => true,
        }
    }
}

/// A card. Its stack and place stand in the stack that holds it.
///
/// Two cards are equal if every value is, by meaning: instants, sets, `done: true` as any time.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// What names it.
    pub key: CardKey,
    /// Its title; never empty, but where a service has cards without one (Codecks).
    pub title: String,
    /// Its text, byte for byte; `None` where there is none. Deck has no empty text: `""` is `None`;
    /// Codecks has.
    pub body: Option<Arc<str>>,
    /// Its labels; all of them are labels of its board.
    pub labels: BTreeSet<LabelKey>,
    /// Who it is assigned to.
    pub assignees: BTreeSet<Person>,
    /// When it is due, in whole seconds.
    pub due: Option<Timestamp>,
    /// Whether and when it was done.
    pub done: Option<Done>,
    /// Whether it is archived; archived cards have no place in the order of their stack.
    pub archived: bool,
    /// Its color, as the service spells it (Deck: six hexadecimal digits).
    pub color: Option<String>,
    /// When work on it starts (Deck from 1.18).
    pub start: Option<Timestamp>,
    /// Deck's card type; `None` for `plain`.
    pub card_type: Option<String>,
    /// The cards that it depends on (Deck from 1.18).
    pub depends_on: BTreeSet<CardKey>,
    /// What only some services have, as plain texts.
    pub fields: BTreeMap<CardField, String>,
    /// The files that hang on it, by the name of the file in the card's folder, in NFC.
    pub attachments: BTreeMap<String, ContentId>,
    /// The comments on it.
    pub comments: BTreeMap<CommentKey, Comment>,
    /// Its tags, on services whose labels stand on single cards (Kanbanik).
    pub tags: BTreeSet<Tag>,
    /// The number that people know it by; read-only (Kanbanik: `#12`).
    pub ticket: Option<String>,
    /// When it was made; read-only.
    pub created: Option<Timestamp>,
    /// Who made it; read-only.
    pub author: Option<String>,
}

impl Card {
    /// Returns a card with a title and nothing else.
    pub fn new(key: CardKey, title: impl Into<String>) -> Self {
        Self {
            key,
            title: title.into(),
            body: None,
            labels: BTreeSet::new(),
            assignees: BTreeSet::new(),
            due: None,
            done: None,
            archived: false,
            color: None,
            start: None,
            card_type: None,
            depends_on: BTreeSet::new(),
            fields: BTreeMap::new(),
            attachments: BTreeMap::new(),
            comments: BTreeMap::new(),
            tags: BTreeSet::new(),
            ticket: None,
            created: None,
            author: None,
        }
    }

    /// Returns what only some services have.
    pub fn field(&self, field: CardField) -> Option<&str> {
        self.fields.get(&field).map(String::as_str)
    }

    /// Returns true if both have the same comments that say the same.
    pub fn has_same_comments(&self, other: &Self) -> bool {
        let mut pairs = self.comments.iter().zip(&other.comments);
        self.comments.len() == other.comments.len()
            && pairs.all(|((key, one), (other_key, other))| {
                key == other_key && one.says_the_same(other)
            })
    }

    /// Replaces what only some services have.
    pub fn set_field(&mut self, field: CardField, value: Option<String>) {
        match value {
            Some(value) => self.fields.insert(field, value),
            None => self.fields.remove(&field),
        };
    }
}
