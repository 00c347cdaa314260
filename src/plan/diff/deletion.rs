//! Deletions: members, cards, labels, stacks, boards; what goes with its container is not named.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Plan, board, label};
use crate::board::{
    Account, Board, CardKey, DeleteBoard, DeleteCard, DeleteStack, EditMember, Operation, Stack,
    StackKey,
};

/// Deletes what the merged account has not.
pub(super) fn delete(plan: &mut Plan, remote: &Account, merged: &Account) {
    let state = plan.state.clone();
    let mut kept = Kept {
        stacks: HashSet::new(),
        cards: HashSet::new(),
    };
    let pairs: Vec<(&Arc<Board>, Option<&Arc<Board>>)> = state
        .boards
        .iter()
        .map(|board| (board, merged.board(&board.key)))
        .filter(|(board, merged)| merged.is_none_or(|merged| !Arc::ptr_eq(board, merged)))
        .collect();
    for board in &merged.boards {
        if state
            .board(&board.key)
            .is_some_and(|same| Arc::ptr_eq(same, board))
        {
            continue;
        }
        for stack in board.all_stacks() {
            kept.stacks.insert(&stack.key);
            kept.cards.extend(stack.cards.iter().map(|card| &card.key));
        }
    }
    for (board, merged) in &pairs {
        if let Some(merged) = merged {
            delete_members(plan, remote.board(&board.key), merged);
            delete_cards(plan, board, &kept);
        }
    }
    for (board, merged) in &pairs {
        if let (Some(merged), Some(remote)) = (merged, remote.board(&board.key)) {
            for doomed in label::doomed(board, merged) {
                plan.push_last(label::delete(remote, &doomed));
            }
        }
    }
    for (board, merged) in &pairs {
        if merged.is_some() {
            delete_stacks(plan, board, &board.stacks, &kept);
        }
    }
    for (board, merged) in &pairs {
        if merged.is_none() {
            plan.push_last(Operation::DeleteBoard(DeleteBoard {
                key: board.key.clone(),
                title: board.title.clone(),
                cards: board.stacks.iter().map(|stack| lost(stack, &kept)).sum(),
            }));
        }
    }
}

/// What the merged account has.
struct Kept<'a> {
    stacks: HashSet<&'a StackKey>,
    cards: HashSet<&'a CardKey>,
}

fn delete_members(plan: &mut Plan, remote: Option<&Arc<Board>>, merged: &Board) {
    for (person, permissions) in board::member_changes(remote.map(AsRef::as_ref), merged) {
        if permissions.new.is_none() {
            plan.push_last(Operation::EditMember(EditMember {
                board: merged.key.clone(),
                person,
                permissions,
            }));
        }
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
                key: stack.key.clone(),
                board: board.key.clone(),
                title: stack.title.clone(),
                cards: lost(stack, kept),
            }));
        }
    }
}

/// Returns how many cards go with a stack.
fn lost(stack: &Stack, kept: &Kept<'_>) -> usize {
    let cards = stack.cards.iter();
    let own = cards.filter(|card| !kept.cards.contains(&card.key)).count();
    own + stack
        .stacks
        .iter()
        .map(|inner| lost(inner, kept))
        .sum::<usize>()
}
