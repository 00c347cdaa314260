//! Operations on attachments.

use super::Change;
use crate::board::{BoardKey, CardKey, Names, RemoteAttachment, StackKey};
use crate::files::ContentId;

/// An attachment comes, goes, or gets other bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct EditAttachment {
    /// The card.
    pub card: CardKey,
    /// The card's title.
    pub card_title: String,
    /// The board that the card is on by then.
    pub board: BoardKey,
    /// The stack that the card is in by then.
    pub stack: StackKey,
    /// The name of its file in the card's folder.
    pub name: String,
    /// The bytes; none before for one that comes, none afterwards for one that goes.
    pub content: Change<Option<ContentId>>,
    /// The size of the new bytes, or of those that go; `None` where nobody has looked.
    pub size: Option<u64>,
    /// What the service listed under that name, of one that goes or changes; `None` where nobody
    /// has looked.
    pub listed: Option<RemoteAttachment>,
}

impl EditAttachment {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut resolved = self.clone();
        resolved.card = names.card(&self.card);
        resolved.board = names.board(&self.board);
        resolved.stack = names.stack(&self.stack);
        resolved
    }
}
