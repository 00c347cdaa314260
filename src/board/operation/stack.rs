//! Operations on stacks.

use std::sync::Arc;

use super::Change;
use crate::board::ListedAttachments;
use crate::board::account::resolved_stack;
use crate::board::{BoardKey, Lane, Names, Stack, StackKey, StackPlace};

/// A new stack, without its cards and without stacks in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateStack {
    /// The new stack.
    pub key: StackKey,
    /// Where it comes to stand.
    pub place: StackPlace,
    /// Its title.
    pub title: String,
    /// Whether it is a done column.
    pub done_column: bool,
    /// Limit and orientation.
    pub lane: Lane,
}

/// What changes about a stack itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackChanges {
    /// The title.
    pub title: Option<Change<String>>,
    /// Whether it is a done column.
    pub done_column: Option<Change<bool>>,
    /// Limit and orientation.
    pub lane: Option<Change<Lane>>,
    /// Board, parent and neighbor.
    pub place: Option<Change<StackPlace>>,
}

/// Other values or another place of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditStack {
    /// The stack.
    pub key: StackKey,
    /// The board that it is on before.
    pub board: BoardKey,
    /// Its title before.
    pub title: String,
    /// What changes.
    pub changes: StackChanges,
}

/// A stack goes, with all that is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteStack {
    /// The stack as it is when its turn comes, without what moved out of it before; the deletion
    /// is stale if it is another by then.
    pub stack: Arc<Stack>,
    /// Its board.
    pub board: BoardKey,
    /// What the service listed on its cards when the plan was made; the deletion is stale if it lists
    /// others by then.
    pub listed: ListedAttachments,
}

impl CreateStack {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut resolved = self.clone();
        resolved.key = names.stack(&self.key);
        resolved.place = self.place.resolved(names);
        resolved
    }
}

impl StackChanges {
    /// Returns true if nothing changes.
    pub fn is_empty(&self) -> bool {
        let Self {
            title,
            done_column,
            lane,
            place,
        } = self;
        title.is_none() && done_column.is_none() && lane.is_none() && place.is_none()
    }
}

impl EditStack {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut resolved = self.clone();
        resolved.key = names.stack(&self.key);
        resolved.board = names.board(&self.board);
        resolved.changes.place = self
            .changes
            .place
            .as_ref()
            .map(|change| change.map(|place| place.resolved(names)));
        resolved
    }
}

impl DeleteStack {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        Self {
            stack: resolved_stack(&self.stack, names),
            board: names.board(&self.board),
            listed: self.listed.clone(),
        }
    }
}
