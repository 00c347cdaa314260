//! Deletions: cards, labels, stacks, boards, members; what goes with its container is not named.
//!
//! A container is named with all that it will hold when its turn comes: after all moves out of it.

use std::sync::Arc;

use foldhash::HashSet;

use super::{Plan, board, label};
use crate::board::ListedAttachments;
use crate::board::{
    Account, Board, CardKey, DeleteBoard, DeleteCard, DeleteStack, Operation, Stack, StackKey,
};

/// Deletes what the merged account has not.
pub(super) fn delete(plan: &mut Plan, remote: &Account, merged: &Account) {
    let state = plan.state.clone();
    let kept = Kept::of(merged, &state);
    let pairs: Vec<(&Arc<Board>, Option<&Arc<Board>>)> = state
        .boards
        .iter()
        .map(|board| (board, merged.board(&board.key)))
        .filter(|(board, merged)| merged.is_none_or(|merged| !Arc::ptr_eq(board, merged)))
        .collect();
    for (board, merged) in &pairs {
        if merged.is_some() {
            delete_cards(plan, board, &kept);
        }
    }
    delete_containers(plan, &pairs, &kept);
    // Last, since a person who goes is taken off cards that are deleted as they were; and who
    // gives up a right of their own may still need it before.
    for (board, merged) in &pairs {
        if let Some(merged) = merged {
            board::take_from_members(plan, remote.board(&board.key), merged);
        }
    }
}

/// Deletes labels, stacks and boards.
fn delete_containers(
    plan: &mut Plan,
    pairs: &[(&Arc<Board>, Option<&Arc<Board>>)],
    kept: &Kept<'_>,
) {
    if !pairs.iter().any(|pair| has_more_to_delete(*pair, kept)) {
        return;
    }
    plan.catch_up();
    for (board, merged) in pairs {
        let Some(merged) = merged else { continue };
        for doomed in label::doomed(board, merged) {
            if let Some(there) = plan.state.board(&board.key).cloned() {
                plan.push(label::delete(&there, &doomed));
            }
        }
    }
    let state = plan.state.clone();
    let there = |(board, merged): &(&Arc<Board>, Option<&Arc<Board>>)| {
        (state.board(&board.key).cloned(), merged.is_some())
    };
    for (board, is_kept) in pairs.iter().map(there) {
        if let Some(board) = board.filter(|_| is_kept) {
            delete_stacks(plan, &board, &board.stacks, kept);
        }
    }
    for (board, is_kept) in pairs.iter().map(there) {
        if let Some(board) = board.filter(|_| !is_kept) {
            plan.push_last(Operation::DeleteBoard(DeleteBoard {
                board,
                listed: ListedAttachments::new(),
            }));
        }
    }
}

/// Returns true if a board goes, or a label or a stack of it.
fn has_more_to_delete(
    (board, merged): (&Arc<Board>, Option<&Arc<Board>>),
    kept: &Kept<'_>,
) -> bool {
    merged.is_none_or(|merged| {
        let mut stacks = board.all_stacks().into_iter();
        !label::doomed(board, merged).is_empty()
            || stacks.any(|stack| !kept.stacks.contains(&stack.key))
    })
}

/// What the merged account has.
struct Kept<'a> {
    stacks: HashSet<&'a StackKey>,
    cards: HashSet<&'a CardKey>,
}

impl<'a> Kept<'a> {
    /// Returns what the merged account has on boards that are not the very ones of `state`.
    fn of(merged: &'a Account, state: &Account) -> Self {
        let mut kept = Self {
            stacks: HashSet::default(),
            cards: HashSet::default(),
        };
        for board in &merged.boards {
            let there = state.board(&board.key);
            if there.is_some_and(|there| Arc::ptr_eq(there, board)) {
                continue;
            }
            for stack in board.all_stacks() {
                kept.stacks.insert(&stack.key);
                kept.cards.extend(stack.cards.iter().map(|card| &card.key));
            }
        }
        kept
    }
}

fn delete_cards(plan: &mut Plan, board: &Board, kept: &Kept<'_>) {
    for stack in board.all_stacks() {
        if !kept.stacks.contains(&stack.key) {
            continue;
        }
        for card in &stack.cards {
            if !kept.cards.contains(&card.key) {
                plan.push_last(Operation::DeleteCard(DeleteCard {
                    card: Arc::clone(card),
                    board: board.key.clone(),
                    stack: stack.key.clone(),
                    listed: ListedAttachments::new(),
                    moved_to: None,
                }));
            }
        }
    }
}

/// Deletes the outermost stacks that are not kept. None that is kept is in one that is not:
/// it has been moved out before.
fn delete_stacks(plan: &mut Plan, board: &Board, stacks: &[Arc<Stack>], kept: &Kept<'_>) {
    for stack in stacks {
        if kept.stacks.contains(&stack.key) {
            delete_stacks(plan, board, &stack.stacks, kept);
        } else {
            plan.push_last(Operation::DeleteStack(DeleteStack {
                stack: Arc::clone(stack),
                board: board.key.clone(),
                listed: ListedAttachments::new(),
            }));
        }
    }
}
