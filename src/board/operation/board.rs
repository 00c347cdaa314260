//! Operations on boards.

use std::sync::Arc;

use super::Change;
use crate::board::ListedAttachments;
use crate::board::account::resolved_board;
use crate::board::{Board, BoardKey, ClassOfService, Names, Project};

/// A new board, without its labels, members and stacks.
///
/// Labels that the service adds to every new board by itself are taken away again, unless later
/// operations of the plan create labels of those names.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateBoard {
    /// The new board.
    pub key: BoardKey,
    /// Its title.
    pub title: String,
    /// Its color; empty for the service's own choice.
    pub color: String,
    /// Whether it is archived at once.
    pub archived: bool,
    /// The names of all labels that the plan will create on it.
    pub label_names: Vec<String>,
    /// The projects that it begins with.
    pub projects: Vec<Project>,
    /// The classes of service that there are to be, whichever else there are.
    pub classes: Vec<ClassOfService>,
}

/// What changes about a board itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoardChanges {
    /// The title.
    pub title: Option<Change<String>>,
    /// The color.
    pub color: Option<Change<String>>,
    /// Whether it is archived.
    pub archived: Option<Change<bool>>,
    /// The projects on it, whole lists.
    pub projects: Option<Change<Vec<Project>>>,
    /// The classes of service, whole lists; on all boards of the server.
    pub classes: Option<Change<Vec<ClassOfService>>>,
}

/// Other values of a board.
#[derive(Clone, Debug, PartialEq)]
pub struct EditBoard {
    /// The board.
    pub key: BoardKey,
    /// Its title before.
    pub title: String,
    /// What changes.
    pub changes: BoardChanges,
}

/// A board goes, with all that is on it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteBoard {
    /// The board as it is when its turn comes, without what moved off it before; the deletion is
    /// stale if it is another by then.
    pub board: Arc<Board>,
    /// What the service listed on its cards when the plan was made; the deletion is stale if it lists
    /// others by then.
    pub listed: ListedAttachments,
}

/// A board that was deleted comes back, with all that is on it.
#[derive(Clone, Debug, PartialEq)]
pub struct RestoreBoard {
    /// The board as it was agreed last before it went; it may come back otherwise.
    pub board: Arc<Board>,
}

impl CreateBoard {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut resolved = self.clone();
        resolved.key = names.board(&self.key);
        resolved
    }
}

impl BoardChanges {
    /// Returns true if nothing changes.
    pub fn is_empty(&self) -> bool {
        let Self {
            title,
            color,
            archived,
            projects,
            classes,
        } = self;
        title.is_none()
            && color.is_none()
            && archived.is_none()
            && projects.is_none()
            && classes.is_none()
    }
}

impl EditBoard {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut resolved = self.clone();
        resolved.key = names.board(&self.key);
        resolved
    }
}

impl DeleteBoard {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        Self {
            board: resolved_board(&self.board, names),
            listed: self.listed.clone(),
        }
    }
}
