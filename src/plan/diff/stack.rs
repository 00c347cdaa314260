//! Operations on stacks: each container from the top down, containers before what they hold.

use std::sync::Arc;

use foldhash::HashMap;

use super::{ChangedBoard, Plan};
use crate::board::sequence::longest_increasing;
use crate::board::{
    Account, BoardKey, Change, CreateStack, EditStack, Operation, Stack, StackChanges, StackKey,
    StackPlace,
};

/// Creates, edits and moves stacks.
pub(super) fn change(plan: &mut Plan, boards: &[ChangedBoard<'_>]) {
    for board in boards {
        change_within(plan, &board.merged.key, None, &board.merged.stacks);
    }
}

fn change_within(
    plan: &mut Plan,
    board: &BoardKey,
    parent: Option<&StackKey>,
    wanted: &[Arc<Stack>],
) {
    let present = children(&plan.state, board, parent);
    if is_same(&present, wanted) {
        return;
    }
    let stays = staying(&present, wanted);
    let mut after = None;
    for (stack, stays) in wanted.iter().zip(stays) {
        let place = StackPlace {
            board: board.clone(),
            parent: parent.cloned(),
            after: after.take(),
        };
        if let Some(operation) = operation(&plan.state, stack, place, stays) {
            plan.push(operation);
        }
        after = Some(stack.key.clone());
    }
    for stack in wanted {
        change_within(plan, board, Some(&stack.key), &stack.stacks);
    }
}

/// Returns the stacks in a container, in order.
fn children(account: &Account, board: &BoardKey, parent: Option<&StackKey>) -> Vec<Arc<Stack>> {
    let Some(board) = account.board(board) else {
        return Vec::new();
    };
    match parent {
        None => board.stacks.clone(),
        Some(parent) => board
            .all_stacks()
            .into_iter()
            .find(|stack| stack.key == *parent)
            .map(|stack| stack.stacks.clone())
            .unwrap_or_default(),
    }
}

fn is_same(present: &[Arc<Stack>], wanted: &[Arc<Stack>]) -> bool {
    present.len() == wanted.len()
        && present
            .iter()
            .zip(wanted)
            .all(|(present, wanted)| Arc::ptr_eq(present, wanted))
}

/// Returns for each wanted stack whether it stays where it is.
fn staying(present: &[Arc<Stack>], wanted: &[Arc<Stack>]) -> Vec<bool> {
    let positions: HashMap<&StackKey, usize> = present
        .iter()
        .enumerate()
        .map(|(position, stack)| (&stack.key, position))
        .collect();
    let common: Vec<Option<usize>> = wanted
        .iter()
        .map(|stack| positions.get(&stack.key).copied())
        .collect();
    let order: Vec<usize> = common.iter().copied().flatten().collect();
    let mut belongs = longest_increasing(&order).into_iter();
    common
        .iter()
        .map(|position| position.is_some() && belongs.next().unwrap_or(false))
        .collect()
}

fn operation(
    state: &Account,
    stack: &Arc<Stack>,
    place: StackPlace,
    stays: bool,
) -> Option<Operation> {
    let Stack {
        key,
        title,
        done_column,
        lane,
        stacks: _,
        cards: _,
    } = stack.as_ref();
    let index = state.stacks();
    let Some(located) = index.get(key) else {
        return Some(Operation::CreateStack(CreateStack {
            key: key.clone(),
            place,
            title: title.clone(),
            done_column: *done_column,
            lane: lane.clone(),
        }));
    };
    let old_place = StackPlace {
        board: located.board.key.clone(),
        parent: located.parent.map(|parent| parent.key.clone()),
        after: located.after.cloned(),
    };
    let changes = StackChanges {
        title: Change::between(&located.stack.title, title),
        done_column: Change::between(&located.stack.done_column, done_column),
        lane: Change::between(&located.stack.lane, lane),
        place: (!stays).then_some(Change {
            old: old_place,
            new: place,
        }),
    };
    (!changes.is_empty()).then(|| {
        Operation::EditStack(EditStack {
            key: key.clone(),
            board: located.board.key.clone(),
            title: located.stack.title.clone(),
            changes,
        })
    })
}
