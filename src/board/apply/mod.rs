//! What applying an operation to an account means.

mod attachment;
mod board;
mod card;
mod comment;
mod milestone;
mod stack;

use std::sync::Arc;

use thiserror::Error;

use super::{Account, Board, BoardKey, Change, Operation, Stack, StackKey};

/// Why an operation means nothing in the state that it met.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApplyError {
    /// A thing that the operation names is not there.
    #[error("there is no {thing} `{key}`")]
    Missing {
        /// What it is: `board`, `stack`, `card`, `label`.
        thing: &'static str,
        /// Its key.
        key: String,
    },
    /// A thing that the operation creates is there already.
    #[error("{thing} `{key}` is there already")]
    Present {
        /// What it is: `board`, `stack`, `card`, `label`.
        thing: &'static str,
        /// Its key.
        key: String,
    },
    /// A value, or the place, is not the one that the operation expects.
    #[error("the {field} of {thing} `{key}` is not what it was")]
    Stale {
        /// What the thing is: `board`, `stack`, `card`, `label`, `member`.
        thing: &'static str,
        /// Its key.
        key: String,
        /// What differs.
        field: &'static str,
    },
    /// What a thing is to stand behind is not in that container.
    #[error("{thing} `{key}` cannot stand behind `{after}`, which is not there")]
    NoNeighbor {
        /// What the thing is: `stack`, `card`.
        thing: &'static str,
        /// Its key.
        key: String,
        /// The key of the neighbor.
        after: String,
    },
    /// A stack would come to stand in itself.
    #[error("stack `{key}` cannot stand in itself")]
    IntoItself {
        /// Its key.
        key: String,
    },
    /// A card would carry a label that its board has not.
    #[error("card `{key}` cannot carry label `{label}`, which its board has not")]
    ForeignLabel {
        /// The card's key.
        key: String,
        /// The label's key.
        label: String,
    },
}

/// Returns the account as it is after the operation; what the operation does not touch stays shared.
///
/// The operation's old values are compared with the account's, but for the neighbor of an old
/// place: an earlier operation of the same plan may have moved it.
///
/// # Errors
/// The operation does not fit the account, see [`ApplyError`].
pub fn apply(account: &Account, operation: &Operation) -> Result<Account, ApplyError> {
    apply_all(account, std::slice::from_ref(operation))
}

/// Returns the account as it is after all the operations, in their order.
///
/// # Errors
/// The first operation that does not fit the account as the earlier ones left it.
pub fn apply_all(account: &Account, operations: &[Operation]) -> Result<Account, ApplyError> {
    let mut account = account.clone();
    for operation in operations {
        apply_in_place(&mut account, operation)?;
    }
    Ok(account)
}

fn apply_in_place(account: &mut Account, operation: &Operation) -> Result<(), ApplyError> {
    match operation {
        Operation::CreateBoard(create) => board::create(account, create),
        Operation::EditBoard(edit) => board::edit(account, edit),
        Operation::DeleteBoard(delete) => board::delete(account, delete),
        Operation::RestoreBoard(restore) => board::restore(account, restore),
        Operation::CreateLabel(create) => board::create_label(account, create),
        Operation::EditLabel(edit) => board::edit_label(account, edit),
        Operation::DeleteLabel(delete) => board::delete_label(account, delete),
        Operation::EditMember(edit) => board::edit_member(account, edit),
        Operation::CreateStack(create) => stack::create(account, create),
        Operation::EditStack(edit) => stack::edit(account, edit),
        Operation::DeleteStack(delete) => stack::delete(account, delete),
        Operation::CreateCard(create) => card::create(account, create),
        Operation::EditCard(edit) => card::edit(account, edit),
        Operation::DeleteCard(delete) => card::delete(account, delete),
        Operation::EditAttachment(edit) => attachment::edit(account, edit),
        Operation::EditComment(edit) => comment::edit(account, edit),
        Operation::EditMilestone(edit) => milestone::edit(account, edit),
    }
}

fn missing(thing: &'static str, key: &impl ToString) -> ApplyError {
    ApplyError::Missing {
        thing,
        key: key.to_string(),
    }
}

fn present(thing: &'static str, key: &impl ToString) -> ApplyError {
    ApplyError::Present {
        thing,
        key: key.to_string(),
    }
}

/// A value of a thing: what the thing is, its key, and the value's name.
struct Whose<'a>(&'static str, &'a dyn ToString, &'static str);

/// Puts the change's new value in place of its old one, if there is a change.
fn change<T: PartialEq + Clone>(
    value: &mut T,
    change: Option<&Change<T>>,
    whose: &Whose<'_>,
) -> Result<(), ApplyError> {
    let Some(change) = change else { return Ok(()) };
    if *value != change.old {
        return Err(stale(whose));
    }
    *value = change.new.clone();
    Ok(())
}

fn stale(Whose(thing, key, field): &Whose<'_>) -> ApplyError {
    ApplyError::Stale {
        thing,
        key: key.to_string(),
        field,
    }
}

fn board_mut<'a>(account: &'a mut Account, key: &BoardKey) -> Result<&'a mut Board, ApplyError> {
    account
        .boards
        .iter_mut()
        .find(|board| board.key == *key)
        .map(Arc::make_mut)
        .ok_or_else(|| missing("board", key))
}

/// Returns the stack among these and those within them; only the way to it is unshared.
fn stack_in<'a>(stacks: &'a mut [Arc<Stack>], key: &StackKey) -> Option<&'a mut Stack> {
    let index = stacks.iter().position(|stack| holds(stack, key))?;
    let stack = Arc::make_mut(&mut stacks[index]);
    if stack.key == *key {
        Some(stack)
    } else {
        stack_in(&mut stack.stacks, key)
    }
}

/// Returns true if the stack is the one of that key, or holds it.
fn holds(stack: &Stack, key: &StackKey) -> bool {
    stack.key == *key || stack.stacks.iter().any(|inner| holds(inner, key))
}

fn stack_mut<'a>(
    account: &'a mut Account,
    board: &BoardKey,
    key: &StackKey,
) -> Result<&'a mut Stack, ApplyError> {
    stack_in(&mut board_mut(account, board)?.stacks, key).ok_or_else(|| missing("stack", key))
}

#[cfg(test)]
mod tests;
