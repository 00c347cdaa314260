//! What operations on stacks mean.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::board::keep_labels;
use super::{
    ApplyError, Whose, board_mut, change, holds, missing, present, stack_in, stack_mut, stale,
};
use crate::board::{
    Account, BoardKey, CreateStack, DeleteStack, EditStack, LabelKey, Stack, StackChanges,
    StackKey, StackPlace,
};

pub(super) fn create(account: &mut Account, create: &CreateStack) -> Result<(), ApplyError> {
    let CreateStack {
        key,
        place,
        title,
        done_column,
        lane,
    } = create;
    if account.boards.iter().any(|board| {
        let mut stacks = board.stacks.iter();
        stacks.any(|stack| holds(stack, key))
    }) {
        return Err(present("stack", key));
    }
    let mut stack = Stack::new(key.clone(), title.clone());
    stack.done_column = *done_column;
    stack.lane.clone_from(lane);
    insert(account, place, Arc::new(stack))
}

pub(super) fn edit(account: &mut Account, edit: &EditStack) -> Result<(), ApplyError> {
    let EditStack {
        key,
        board,
        title: _,
        changes,
    } = edit;
    let StackChanges {
        title,
        done_column,
        lane,
        place,
    } = changes;
    let stack = stack_mut(account, board, key)?;
    change(
        &mut stack.title,
        title.as_ref(),
        &Whose("stack", key, "title"),
    )?;
    let whose = Whose("stack", key, "done column");
    change(&mut stack.done_column, done_column.as_ref(), &whose)?;
    let whose = Whose("stack", key, "limit or orientation");
    change(&mut stack.lane, lane.as_ref(), &whose)?;
    let Some(place) = place else { return Ok(()) };
    let (parent, stack) = take(account, board, key)?;
    if place.old.board != *board || place.old.parent != parent {
        return Err(stale(&Whose("stack", key, "place")));
    }
    if let Some(inside) = &place.new.parent
        && holds(&stack, inside)
    {
        return Err(ApplyError::IntoItself {
            key: key.to_string(),
        });
    }
    insert(account, &place.new, stack)
}

pub(super) fn delete(account: &mut Account, delete: &DeleteStack) -> Result<(), ApplyError> {
    let DeleteStack { stack, board, .. } = delete;
    let key = &stack.key;
    if *stack_mut(account, board, key)? != **stack {
        return Err(stale(&Whose("stack", key, "content")));
    }
    take(account, board, key).map(|_| ())
}

/// Takes a stack out, and says in which stack it was.
fn take(
    account: &mut Account,
    board: &BoardKey,
    key: &StackKey,
) -> Result<(Option<StackKey>, Arc<Stack>), ApplyError> {
    let stacks = &mut board_mut(account, board)?.stacks;
    take_from(stacks, None, key).ok_or_else(|| missing("stack", key))
}

fn take_from(
    stacks: &mut Vec<Arc<Stack>>,
    parent: Option<&StackKey>,
    key: &StackKey,
) -> Option<(Option<StackKey>, Arc<Stack>)> {
    let at = stacks.iter().position(|stack| holds(stack, key))?;
    if stacks[at].key == *key {
        return Some((parent.cloned(), stacks.remove(at)));
    }
    let stack = Arc::make_mut(&mut stacks[at]);
    let parent = stack.key.clone();
    take_from(&mut stack.stacks, Some(&parent), key)
}

/// Puts a stack in its place. On a board that has not the labels of its cards, these come off.
fn insert(
    account: &mut Account,
    place: &StackPlace,
    mut stack: Arc<Stack>,
) -> Result<(), ApplyError> {
    let StackPlace {
        board,
        parent,
        after,
    } = place;
    let board = board_mut(account, board)?;
    let labels: BTreeSet<LabelKey> = board.labels.iter().map(|label| label.key.clone()).collect();
    keep_labels(std::slice::from_mut(&mut stack), &|label| {
        labels.contains(label)
    });
    let siblings = match parent {
        None => &mut board.stacks,
        Some(parent) => {
            &mut stack_in(&mut board.stacks, parent)
                .ok_or_else(|| missing("stack", parent))?
                .stacks
        }
    };
    let at = match after {
        None => 0,
        Some(after) => siblings
            .iter()
            .position(|sibling| sibling.key == *after)
            .map(|at| at + 1)
            .ok_or_else(|| ApplyError::NoNeighbor {
                thing: "stack",
                key: stack.key.to_string(),
                after: after.to_string(),
            })?,
    };
    siblings.insert(at, stack);
    Ok(())
}
