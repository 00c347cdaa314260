//! Operations on members of a board.

use super::Change;
use crate::board::{BoardKey, Names, Permissions, Person};

/// A member comes (`old` is `None`), goes (`new` is `None`), or may do other things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditMember {
    /// The board.
    pub board: BoardKey,
    /// Who.
    pub person: Person,
    /// What they may do; `None`: they are no member.
    pub permissions: Change<Option<Permissions>>,
}

impl EditMember {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut resolved = self.clone();
        resolved.board = names.board(&self.board);
        resolved
    }
}
