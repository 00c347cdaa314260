//! Where a card or a stack stands: in what, and behind what.

use super::{BoardKey, CardKey, Names, StackKey};

/// The place of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The board.
    pub board: BoardKey,
    /// The stack.
    pub stack: StackKey,
    /// The shown card right before it; `None`: it is the first. Without meaning for archived cards.
    pub after: Option<CardKey>,
}

impl Place {
    /// Returns the place with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        Self {
            board: names.board(&self.board),
            stack: names.stack(&self.stack),
            after: self.after.as_ref().map(|key| names.card(key)),
        }
    }
}

/// The place of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackPlace {
    /// The board.
    pub board: BoardKey,
    /// The stack that it is in, where stacks nest.
    pub parent: Option<StackKey>,
    /// The stack right before it; `None`: it is the first.
    pub after: Option<StackKey>,
}

impl StackPlace {
    /// Returns the place with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        Self {
            board: names.board(&self.board),
            parent: self.parent.as_ref().map(|key| names.stack(key)),
            after: self.after.as_ref().map(|key| names.stack(key)),
        }
    }
}
