//! Boards that are brought back: the server deleted them, and here they are again as they were
//! agreed last, as `git revert` of their deletion leaves them.
//!
//! They are merged as if the server had them already, and what is sent restores them.

use std::collections::HashSet;
use std::sync::Arc;

use crate::board::{Account, Board, BoardId, BoardKey, Operation, RestoreBoard};
use crate::monitor::Monitor;
use crate::plan::Note;
use crate::repo::{CommitId, Repo};

use super::error::SyncError;
use super::session::Server;
use super::sides::{Whose, stored_side};

/// Returns the boards here that none of the `known` accounts has (the bases, and the server's), and
/// that are as the newest state had them that had them at all; in order of key.
///
/// What was changed after it was deleted is no such board: there a person has to decide.
///
/// # Errors
/// The history of `head` cannot be read.
pub fn brought_back(
    (repo, server, monitor): (&Repo, &Server, &dyn Monitor),
    head: Option<CommitId>,
    known: &[&Account],
    local: &Account,
) -> Result<Vec<Arc<Board>>, SyncError> {
    let mut open: Vec<&Arc<Board>> = local
        .boards
        .iter()
        .filter(|board| !board.key.is_new())
        .filter(|board| known.iter().all(|one| one.board(&board.key).is_none()))
        .collect();
    let mut found: Vec<Arc<Board>> = Vec::new();
    let Some(head) = head.filter(|_| !open.is_empty()) else {
        return Ok(found);
    };
    let mut like = None;
    for state in repo.states(&server.url, head)? {
        let tree = (state?.tree, Whose::Ours);
        let side = stored_side(repo, server, tree, like.as_deref(), monitor)?;
        open.retain(|board| match side.known.account.board(&board.key) {
            None => true,
            Some(before) => {
                found.extend((before == *board).then(|| Arc::clone(before)));
                false
            }
        });
        if open.is_empty() {
            break;
        }
        like = Some(side.known);
    }
    found.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(found)
}

/// Returns those of the boards that `is_in_trash` names, and of which nothing stands elsewhere in
/// `there` by now.
pub fn restorable(
    brought_back: &[Arc<Board>],
    there: &Account,
    is_in_trash: impl Fn(&BoardId) -> bool,
) -> Vec<Arc<Board>> {
    if brought_back.is_empty() {
        return Vec::new();
    }
    let (stacks, cards) = (there.stacks(), there.cards());
    let is_elsewhere = |board: &Board| {
        board.all_stacks().iter().any(|stack| {
            let mut keys = stack.cards.iter().map(|card| &card.key);
            stacks.contains_key(&stack.key) || keys.any(|key| cards.contains_key(key))
        })
    };
    brought_back
        .iter()
        .filter(|board| board.key.id().is_some_and(&is_in_trash))
        .filter(|board| !is_elsewhere(board))
        .cloned()
        .collect()
}

/// Returns a note for each board that cannot be restored.
pub fn notes(brought_back: &[Arc<Board>], restored: &[Arc<Board>]) -> Vec<Note> {
    let is_restored = |key: &BoardKey| restored.iter().any(|board| board.key == *key);
    let lost = brought_back.iter().filter(|board| !is_restored(&board.key));
    lost.map(|board| Note::HeldNoMore {
        title: board.title.clone(),
    })
    .collect()
}

/// Returns the server's account as it will be once those boards are restored that `local` has.
pub fn as_restored(remote: &Account, boards: &[Arc<Board>], local: &Account) -> Account {
    let mut restored = remote.clone();
    let there: HashSet<&BoardKey> = remote.boards.iter().map(|board| &board.key).collect();
    for board in boards {
        if !there.contains(&board.key) && local.board(&board.key).is_some() {
            restored.boards.push(Arc::clone(board));
        }
    }
    restored
        .boards
        .sort_by(|one, other| one.key.cmp(&other.key));
    restored
}

/// Puts the restoring of boards before the operations of a plan.
pub fn with_restored(boards: &[Arc<Board>], operations: Vec<Operation>) -> Vec<Operation> {
    let restore = |board: &Arc<Board>| {
        Operation::RestoreBoard(RestoreBoard {
            board: Arc::clone(board),
        })
    };
    boards.iter().map(restore).chain(operations).collect()
}
