//! Which right an operation needs on which boards.

use super::Reason;
use crate::board::{BoardKey, Operation, Rights};

/// The right that an operation needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    Edit,
    Manage,
    Share,
    TakeAway,
    /// To change the board's own values, also while it is archived, or to delete it.
    OwnArchive,
}

impl Needed {
    /// Returns the reason why rights are not enough.
    pub(super) fn missing(self, rights: &Rights) -> Option<Reason> {
        let is_read_only = !(rights.edit || rights.manage || rights.share);
        match self {
            _ if is_read_only => Some(Reason::ReadOnly),
            Self::Edit if !rights.edit => Some(Reason::ReadOnly),
            Self::Manage | Self::OwnArchive if !rights.manage => Some(Reason::MayNotManage),
            Self::Share if !rights.share => Some(Reason::MayNotShare),
            // Who shares a board may add members; only who manages it takes them away.
            Self::TakeAway if !rights.manage => Some(Reason::MayNotTakeAway),
            _ => None,
        }
    }
}

/// Returns the boards that an operation touches, and the right that it needs on each.
pub(super) fn touched(operation: &Operation) -> (Vec<&BoardKey>, Needed) {
    match operation {
        Operation::CreateBoard(_) => (Vec::new(), Needed::OwnArchive),
        Operation::EditBoard(edit) => (vec![&edit.key], Needed::OwnArchive),
        Operation::DeleteBoard(delete) => (vec![&delete.board.key], Needed::OwnArchive),
        Operation::RestoreBoard(restore) => (vec![&restore.board.key], Needed::OwnArchive),
        Operation::CreateLabel(create) => (vec![&create.board], Needed::Manage),
        Operation::EditLabel(edit) => (vec![&edit.board], Needed::Manage),
        Operation::DeleteLabel(delete) => (vec![&delete.board], Needed::Manage),
        Operation::EditMember(edit) => match edit.permissions.new {
            Some(_) => (vec![&edit.board], Needed::Share),
            None => (vec![&edit.board], Needed::TakeAway),
        },
        Operation::CreateStack(create) => (vec![&create.place.board], Needed::Manage),
        Operation::EditStack(edit) => {
            let place = edit.changes.place.as_ref();
            let target = place.map(|place| &place.new.board);
            (both(&edit.board, target), Needed::Manage)
        }
        Operation::DeleteStack(delete) => (vec![&delete.board], Needed::Manage),
        Operation::CreateCard(create) => (vec![&create.place.board], Needed::Edit),
        Operation::EditCard(edit) => {
            let place = edit.changes.place.as_ref();
            let target = place.map(|place| &place.new.board);
            (both(&edit.board, target), Needed::Edit)
        }
        Operation::DeleteCard(delete) => (vec![&delete.board], Needed::Edit),
        Operation::EditAttachment(edit) => (vec![&edit.board], Needed::Edit),
        // Whoever reads a board may write comments, archived or not.
        // Who may change milestones, no service tells before it refuses.
        Operation::EditComment(_) | Operation::EditMilestone(_) => (Vec::new(), Needed::Edit),
    }
}

fn both<'a>(from: &'a BoardKey, to: Option<&'a BoardKey>) -> Vec<&'a BoardKey> {
    let mut boards = vec![from];
    boards.extend(to.filter(|to| *to != from));
    boards
}
