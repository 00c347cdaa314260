//! Comments on cards.

use std::sync::Arc;

use jiff::Timestamp;

use super::{CommentKey, Done, Names};

/// What a thread is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThreadKind {
    /// Talk.
    Comment,
    /// The card cannot go on until it is closed.
    Block,
    /// Somebody is to look at the card.
    Review,
}

impl ThreadKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Comment, Self::Block, Self::Review];

    /// Returns the word that it has in the files, and on the service.
    pub fn word(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Block => "block",
            Self::Review => "review",
        }
    }

    /// Returns the kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What the first comment of a thread says of all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// What it is for; nobody can change that.
    pub kind: ThreadKind,
    /// Whether and when it was closed.
    pub closed: Option<Done>,
}

impl Thread {
    /// Returns an open thread.
    pub fn new(kind: ThreadKind) -> Self {
        Self { kind, closed: None }
    }
}

/// A comment on a card.
///
/// Its text is its author's to change, and whether the thread that it begins is closed is
/// everybody's; all else is as the service says.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Its text, in the service's form: Deck cuts blanks at both ends.
    pub text: Arc<str>,
    /// The comment of the same card that it answers; one that is gone is none.
    pub reply_to: Option<CommentKey>,
    /// Who wrote it; `None` for one that the service does not know yet.
    pub author: Option<String>,
    /// When it was written; `None` for one that the service does not know yet.
    pub created: Option<Timestamp>,
    /// The thread that it begins, on services that have such (Codecks).
    pub thread: Option<Thread>,
}

impl Comment {
    /// Returns a comment that the service does not know yet.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self {
            text: text.into(),
            reply_to: None,
            author: None,
            created: None,
            thread: None,
        }
    }

    /// Returns true if it begins a thread that is closed.
    pub fn is_closed(&self) -> bool {
        let thread = self.thread.as_ref();
        thread.is_some_and(|thread| thread.closed.is_some())
    }

    /// Returns when the thread that it begins was closed, where that is known.
    pub fn closed_at(&self) -> Option<Timestamp> {
        match self.thread.as_ref()?.closed? {
            Done::At(time) => Some(time),
            Done::AnyTime => None,
        }
    }

    /// Returns true if both say the same: what else there is about a comment is nobody's to change.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.text == other.text && self.is_closed() == other.is_closed()
    }

    /// Returns this comment with what `other` says.
    pub fn saying(&self, other: &Self) -> Self {
        let thread = self.thread.as_ref().map(|thread| Thread {
            closed: match other.is_closed() == thread.closed.is_some() {
                true => thread.closed,
                false => other.thread.as_ref().and_then(|thread| thread.closed),
            },
            ..thread.clone()
        });
        Self {
            text: Arc::clone(&other.text),
            thread,
            ..self.clone()
        }
    }

    /// Returns the comment with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        Self {
            reply_to: self.reply_to.as_ref().map(|key| names.comment(key)),
            ..self.clone()
        }
    }
}
