//! A member whom a push was about to add when it was cut off.
//!
//! Deck takes anybody as a member, also a name that it does not know, and says so only in its
//! answer; the push takes such a member back then. One that is killed in between leaves a rule
//! that names nobody. So the journal tells whom a push adds, and as long as nobody knows how that
//! ended, no reading believes in that member: the next push adds them again, and finds out.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::board::{BoardKey, Member, Operation};
use crate::provider::{Read, Stamp};

use super::error::SyncError;
use super::journal::cut_off;
use super::session::Session;

/// A member to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMember {
    /// The board's id.
    board: String,
    /// Who, as in the list of assignees.
    person: String,
}

/// Returns the member whom an operation adds, if it adds one.
pub(super) fn new_member(operation: &Operation) -> Option<NewMember> {
    match operation {
        Operation::EditMember(edit) if edit.permissions.old.is_none() => Some(NewMember {
            board: edit.board.id()?.to_string(),
            person: edit.person.to_string(),
        }),
        _ => None,
    }
}

/// Returns the member whom a push that was cut off may have added.
///
/// # Errors
/// The journal cannot be read.
pub(super) fn half_member(session: Session<'_>) -> Result<Option<NewMember>, SyncError> {
    let folder = session.repo.common_folder()?;
    let cut_off = cut_off::cut_off(&folder).map_err(SyncError::notes("read the journal"))?;
    let ours = cut_off.filter(|cut_off| cut_off.is_of(session.server));
    Ok(ours.and_then(|cut_off| cut_off.member))
}

/// Returns what was read without that member, if there is one.
///
/// # Errors
/// The journal cannot be read.
pub(super) fn without_half_member(session: Session<'_>, mut read: Read) -> Result<Read, SyncError> {
    let Some(NewMember { board, person }) = half_member(session)? else {
        return Ok(read);
    };
    let key = BoardKey::known(board);
    let is_it = |one: &Member| one.person.to_string() == person;
    let boards = &mut read.account.boards;
    if let Some(board) = boards.iter_mut().find(|board| board.key == key)
        && board.members.iter().any(is_it)
    {
        Arc::make_mut(board).members.retain(|one| !is_it(one));
        // Once the journal is settled, the board has to be read again.
        read.stamp = Stamp::default();
    }
    Ok(read)
}
