//! Operations on comments.

use super::Change;
use crate::board::{BoardKey, CardKey, Comment, CommentKey, Names, StackKey};

/// A comment comes, goes, or gets another text.
#[derive(Clone, Debug, PartialEq)]
pub struct EditComment {
    /// The comment.
    pub key: CommentKey,
    /// The card.
    pub card: CardKey,
    /// The card's title.
    pub card_title: String,
    /// The board that the card is on by then.
    pub board: BoardKey,
    /// The stack that the card is in by then.
    pub stack: StackKey,
    /// The comment; none before for one that comes, none afterwards for one that goes. Of one that
    /// stays only the text differs, and whether its thread is closed.
    pub comment: Change<Option<Comment>>,
}

impl EditComment {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        Self {
            key: names.comment(&self.key),
            card: names.card(&self.card),
            card_title: self.card_title.clone(),
            board: names.board(&self.board),
            stack: names.stack(&self.stack),
            comment: self
                .comment
                .map(|comment| comment.as_ref().map(|one| one.resolved(names))),
        }
    }
}
