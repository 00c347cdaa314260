//! Comments on cards.

use std::sync::Arc;

use jiff::Timestamp;

use super::{CommentKey, Names};

/// A comment on a card.
///
/// Its text alone is its author's to change; all else is as the service says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its text, in the service's form: Deck cuts blanks at both ends.
    pub text: Arc<str>,
    /// The comment of the same card that it answers; one that is gone is none.
    pub reply_to: Option<CommentKey>,
    /// Who wrote it; `None` for one that the service does not know yet.
    pub author: Option<String>,
    /// When it was written; `None` for one that the service does not know yet.
    pub created: Option<Timestamp>,
}

impl Comment {
    /// Returns a comment that the service does not know yet.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self {
            text: text.into(),
            reply_to: None,
            author: None,
            created: None,
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
