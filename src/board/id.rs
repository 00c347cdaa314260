//! Ids that a service gave, and keys of things with or without one.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::num::NonZeroU64;
use std::sync::Arc;

/// The id of a thing as the service spells it.
///
/// Ids made of digits are ordered as numbers and stand before all others.
pub struct Id<Kind> {
    text: Arc<str>,
    /// The number, where the text is one without leading zeros: it is compared in one step.
    number: Option<NonZeroU64>,
    kind: PhantomData<fn() -> Kind>,
}

impl<Kind> Id<Kind> {
    /// Wraps an id as the service spells it.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self {
            number: number(&text),
            text,
            kind: PhantomData,
        }
    }

    /// Returns the service's spelling.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn is_number(&self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// Returns the number that a text is the only spelling of.
fn number(text: &str) -> Option<NonZeroU64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if is_number { text.parse().ok() } else { None }
}

impl<Kind> Clone for Id<Kind> {
    fn clone(&self) -> Self {
        Self {
            text: Arc::clone(&self.text),
            number: self.number,
            kind: PhantomData,
        }
    }
}

impl<Kind> PartialEq for Id<Kind> {
    fn eq(&self, other: &Self) -> bool {
        // The number is the text's alone, so that texts are looked at only where there is none.
        match (self.number, other.number) {
            (Some(mine), Some(theirs)) => mine == theirs,
            (None, None) => self.text == other.text,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

impl<Kind> Eq for Id<Kind> {}

impl<Kind> Hash for Id<Kind> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        match self.number {
            Some(number) => number.hash(state),
            None => self.text.hash(state),
        }
    }
}

impl<Kind> PartialOrd for Id<Kind> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<Kind> Ord for Id<Kind> {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some(mine), Some(theirs)) = (self.number, other.number) {
            return mine.cmp(&theirs);
        }
        match (self.is_number(), other.is_number()) {
            (true, true) => {
                let (mine, theirs) = (
                    self.text.trim_start_matches('0'),
                    other.text.trim_start_matches('0'),
                );
                (mine.len(), mine, &*self.text).cmp(&(theirs.len(), theirs, &*other.text))
            }
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.text.cmp(&other.text),
        }
    }
}

impl<Kind> fmt::Display for Id<Kind> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl<Kind> fmt::Debug for Id<Kind> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// What names a thing: the service's id, or a number of our own until it has one.
pub enum Key<Kind> {
    /// The service knows it.
    Known(Id<Kind>),
    /// The service does not know it yet; the number is unique in one reading of the files.
    New(u32),
}

impl<Kind> Key<Kind> {
    /// Returns the key of a thing that the service knows by `text`.
    pub fn known(text: impl Into<Arc<str>>) -> Self {
        Self::Known(Id::new(text))
    }

    /// Returns the service's id, if it gave one.
    pub fn id(&self) -> Option<&Id<Kind>> {
        match self {
            Self::Known(id) => Some(id),
            Self::New(_) => None,
        }
    }

    /// Returns true if the service does not know the thing yet.
    pub fn is_new(&self) -> bool {
        matches!(self, Self::New(_))
    }
}

impl<Kind> Clone for Key<Kind> {
    fn clone(&self) -> Self {
        match self {
            Self::Known(id) => Self::Known(id.clone()),
            Self::New(number) => Self::New(*number),
        }
    }
}

impl<Kind> PartialEq for Key<Kind> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(mine), Self::Known(theirs)) => mine == theirs,
            (Self::New(mine), Self::New(theirs)) => mine == theirs,
            (Self::Known(_), Self::New(_)) | (Self::New(_), Self::Known(_)) => false,
        }
    }
}

impl<Kind> Eq for Key<Kind> {}

impl<Kind> Hash for Key<Kind> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        match self {
            Self::Known(id) => id.hash(state),
            Self::New(number) => number.hash(state),
        }
    }
}

impl<Kind> PartialOrd for Key<Kind> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<Kind> Ord for Key<Kind> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Known(mine), Self::Known(theirs)) => mine.cmp(theirs),
            (Self::New(mine), Self::New(theirs)) => mine.cmp(theirs),
            (Self::Known(_), Self::New(_)) => Ordering::Less,
            (Self::New(_), Self::Known(_)) => Ordering::Greater,
        }
    }
}

/// The service's id, or `new 3`.
impl<Kind> fmt::Display for Key<Kind> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(id) => write!(formatter, "{id}"),
            Self::New(number) => write!(formatter, "new {number}"),
        }
    }
}

impl<Kind> fmt::Debug for Key<Kind> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Marks ids of boards.
#[derive(Debug)]
pub enum OfBoard {}
/// Marks ids of stacks.
#[derive(Debug)]
pub enum OfStack {}
/// Marks ids of cards.
#[derive(Debug)]
pub enum OfCard {}
/// Marks ids of labels.
#[derive(Debug)]
pub enum OfLabel {}
/// Marks ids of comments.
#[derive(Debug)]
pub enum OfComment {}

/// The id of a board.
pub type BoardId = Id<OfBoard>;
/// The id of a stack.
pub type StackId = Id<OfStack>;
/// The id of a card.
pub type CardId = Id<OfCard>;
/// The id of a label; unique within the account.
pub type LabelId = Id<OfLabel>;
/// The id of a comment; unique within the account.
pub type CommentId = Id<OfComment>;
/// What names a board.
pub type BoardKey = Key<OfBoard>;
/// What names a stack.
pub type StackKey = Key<OfStack>;
/// What names a card.
pub type CardKey = Key<OfCard>;
/// What names a label.
pub type LabelKey = Key<OfLabel>;
/// What names a comment.
pub type CommentKey = Key<OfComment>;

/// What became of a card that moved to another board, where the service makes another of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedCard {
    /// Its id there.
    pub id: CardId,
    /// The board that it was on: whatever stands there under the old id is what is left of it.
    pub from: BoardId,
}

/// The ids that a service gave to things that were new, by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Boards.
    pub boards: BTreeMap<u32, BoardId>,
    /// Stacks.
    pub stacks: BTreeMap<u32, StackId>,
    /// Cards.
    pub cards: BTreeMap<u32, CardId>,
    /// Labels.
    pub labels: BTreeMap<u32, LabelId>,
    /// Comments.
    pub comments: BTreeMap<u32, CommentId>,
    /// Cards that got another id with another board, by the one that they had.
    pub moved: BTreeMap<CardId, MovedCard>,
}

impl Names {
    /// Returns the board's key, known if its id is here.
    pub fn board(&self, key: &BoardKey) -> BoardKey {
        resolved(key, &self.boards)
    }

    /// Returns the stack's key, known if its id is here.
    pub fn stack(&self, key: &StackKey) -> StackKey {
        resolved(key, &self.stacks)
    }

    /// Returns the card's key, known if its id is here; of one that moved, the new one.
    pub fn card(&self, key: &CardKey) -> CardKey {
        match key.id().and_then(|id| self.moved.get(id)) {
            Some(moved) => Key::Known(moved.id.clone()),
            None => resolved(key, &self.cards),
        }
    }

    /// Returns the label's key, known if its id is here.
    pub fn label(&self, key: &LabelKey) -> LabelKey {
        resolved(key, &self.labels)
    }

    /// Returns the comment's key, known if its id is here.
    pub fn comment(&self, key: &CommentKey) -> CommentKey {
        resolved(key, &self.comments)
    }

    /// Returns the ids of both; numbers that both have keep this one's.
    pub fn and(&self, other: &Self) -> Self {
        let mut both = other.clone();
        both.boards.extend(self.boards.clone());
        both.stacks.extend(self.stacks.clone());
        both.cards.extend(self.cards.clone());
        both.labels.extend(self.labels.clone());
        both.comments.extend(self.comments.clone());
        both.moved.extend(self.moved.clone());
        both
    }

    /// Returns true if no new thing has got an id.
    pub fn is_empty(&self) -> bool {
        self.boards.is_empty()
            && self.stacks.is_empty()
            && self.cards.is_empty()
            && self.labels.is_empty()
            && self.comments.is_empty()
            && self.moved.is_empty()
    }
}

fn resolved<Kind>(key: &Key<Kind>, names: &BTreeMap<u32, Id<Kind>>) -> Key<Kind> {
    match key {
        Key::Known(_) => key.clone(),
        Key::New(number) => names
            .get(number)
            .map_or_else(|| key.clone(), |id| Key::Known(id.clone())),
    }
}
