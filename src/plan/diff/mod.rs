//! What to send: the operations that make the remote account the merged one, in order of sending.
//!
//! Boards, milestones, labels, members and stacks come first, containers before their contents; then cards;
//! then deletions, from the inside out, and what is taken from members; last of all, boards are
//! archived.

mod attachment;
mod board;
mod card;
mod card_order;
mod comment;
mod deletion;
mod label;
mod milestone;
mod shown;
mod stack;

use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;

use crate::board::apply::{apply, apply_all};
use crate::board::{Account, Board, BoardKey, Change, Operation, Service};

pub(crate) use card::card_changes;

/// The operations so far, and the account as they leave it.
struct Plan {
    /// The account as the first `applied` operations leave it.
    state: Account,
    operations: Vec<Operation>,
    applied: usize,
}

impl Plan {
    /// Adds an operation that later ones are planned upon.
    fn push(&mut self, operation: Operation) {
        self.operations.push(operation);
        self.catch_up();
    }

    /// Adds an operation that no later one is planned upon before the plan catches up.
    fn push_last(&mut self, operation: Operation) {
        self.operations.push(operation);
    }

    /// Brings the account to what all operations so far make of it.
    fn catch_up(&mut self) {
        let behind = &self.operations[self.applied..];
        match apply_all(&self.state, behind) {
            Ok(state) => self.state = state,
            // One that cannot be applied stays in the plan: carrying it out names what is wrong.
            Err(_) => {
                for operation in behind {
                    if let Ok(state) = apply(&self.state, operation) {
                        self.state = state;
                    }
                }
            }
        }
        self.applied = self.operations.len();
    }
}

/// Returns what to send so that `remote` becomes `merged`, in order of sending; empty if they
/// are equal.
///
/// There is one operation a thing, but where a cycle has to be broken: new cards that depend on
/// each other, labels that exchange their names, a new board that is to be archived with content.
/// `now` stands for every `done: true` without a time. Parts that both share in memory cost
/// nothing. Each operation can be applied to the account as the earlier ones left it. The
/// read-only values of cards are not compared.
pub fn operations(remote: &Account, merged: &Account, now: Timestamp) -> Vec<Operation> {
    let mut plan = Plan {
        state: remote.clone(),
        operations: Vec::new(),
        applied: 0,
    };
    let changed = changed_boards(remote, merged);
    let has_all_boards = changed.is_empty() && remote.boards.len() == merged.boards.len();
    if has_all_boards && remote.has_same_organization(merged) {
        return plan.operations;
    }
    board::open(&mut plan, &changed);
    let opened = milestone::change(&mut plan, merged);
    // What cards name has its new name by then.
    let within = opened.as_ref().map(|state| changed_boards(state, merged));
    let within = within.as_ref().unwrap_or(&changed);
    label::change(&mut plan, within);
    board::change_members(&mut plan, within);
    stack::change(&mut plan, within);
    card::change(&mut plan, merged, within, now);
    deletion::delete(&mut plan, remote, merged);
    board::close(&mut plan, &changed);
    plan.operations
}

/// Returns what of a plan can be sent to a service: one with an order of its own is not asked for
/// another one.
pub fn without_orders(service: Service, operations: Vec<Operation>) -> Vec<Operation> {
    if service.keeps_order() {
        return operations;
    }
    let kept = |mut operation: Operation| {
        match &mut operation {
            Operation::EditCard(edit) => {
                let place = &mut edit.changes.place;
                *place = place
                    .take()
                    .filter(|place| place.old.stack != place.new.stack);
                if edit.changes.is_empty() {
                    return None;
                }
            }
            Operation::EditStack(edit) => {
                let place = &mut edit.changes.place;
                *place = place.take().filter(|place| {
                    let (old, new) = (&place.old, &place.new);
                    old.board != new.board || old.parent != new.parent
                });
                if edit.changes.is_empty() {
                    return None;
                }
            }
            _ => {}
        }
        Some(operation)
    };
    operations.into_iter().filter_map(kept).collect()
}

/// A board of the merged account that is not the remote's very same, with the remote's.
struct ChangedBoard<'a> {
    remote: Option<&'a Arc<Board>>,
    merged: &'a Arc<Board>,
}

fn changed_boards<'a>(remote: &'a Account, merged: &'a Account) -> Vec<ChangedBoard<'a>> {
    let by_key: HashMap<&BoardKey, &Arc<Board>> = remote
        .boards
        .iter()
        .map(|board| (&board.key, board))
        .collect();
    merged
        .boards
        .iter()
        .map(|board| ChangedBoard {
            remote: by_key.get(&board.key).copied(),
            merged: board,
        })
        .filter(|board| {
            board
                .remote
                .is_none_or(|remote| !Arc::ptr_eq(remote, board.merged))
        })
        .collect()
}

/// Returns true if two colors mean the same: digits may be written in either case.
fn is_same_color(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn color_change(old: &String, new: &String) -> Option<Change<String>> {
    Change::between(old, new).filter(|change| !is_same_color(&change.old, &change.new))
}

#[cfg(test)]
mod tests;
