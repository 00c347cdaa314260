//! Operations: everything that changes about one thing, with old and new values.

mod attachment;
mod board;
mod card;
mod comment;
mod label;
mod member;
mod milestone;
mod stack;

pub use attachment::EditAttachment;
pub use board::{BoardChanges, CreateBoard, DeleteBoard, EditBoard, RestoreBoard};
pub use card::{CardChanges, CreateCard, DeleteCard, EditCard};
pub use comment::EditComment;
pub use label::{CreateLabel, DeleteLabel, EditLabel, LabelChanges};
pub use member::EditMember;
pub use milestone::EditMilestone;
pub use stack::{CreateStack, DeleteStack, EditStack, StackChanges};

use super::{BoardKey, Names};

/// An old and a new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<T> {
    /// The value that the operation expects.
    pub old: T,
    /// The value that it puts in its place.
    pub new: T,
}

impl<T: PartialEq + Clone> Change<T> {
    /// Returns the change between two values, or `None` if they are equal.
    pub fn between(old: &T, new: &T) -> Option<Self> {
        (old != new).then(|| Self {
            old: old.clone(),
            new: new.clone(),
        })
    }
}

impl<T> Change<T> {
    /// Returns the change with both values mapped.
    pub fn map<U>(&self, map: impl Fn(&T) -> U) -> Change<U> {
        Change {
            old: map(&self.old),
            new: map(&self.new),
        }
    }
}

/// Everything that changes about one thing. Plain values: compared, printed, logged.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// A new board, without its labels, members and stacks.
    CreateBoard(CreateBoard),
    /// Other values of a board.
    EditBoard(EditBoard),
    /// A board goes, with all that is on it.
    DeleteBoard(DeleteBoard),
    /// A deleted board comes back, with all that was on it.
    RestoreBoard(RestoreBoard),
    /// A new label.
    CreateLabel(CreateLabel),
    /// Another name or color of a label.
    EditLabel(EditLabel),
    /// A label goes, from all cards too.
    DeleteLabel(DeleteLabel),
    /// A member comes, goes, or may do other things.
    EditMember(EditMember),
    /// A new stack, without its cards.
    CreateStack(CreateStack),
    /// Other values or another place of a stack.
    EditStack(EditStack),
    /// A stack goes, with all that is in it.
    DeleteStack(DeleteStack),
    /// A new card.
    CreateCard(CreateCard),
    /// Other values or another place of a card.
    EditCard(Box<EditCard>),
    /// A card goes.
    DeleteCard(DeleteCard),
    /// An attachment comes, goes, or gets other bytes.
    EditAttachment(Box<EditAttachment>),
    /// A comment comes, goes, or gets another text.
    EditComment(Box<EditComment>),
    /// A milestone comes, goes, or gets other values; it is on no board.
    EditMilestone(Box<EditMilestone>),
}

impl Operation {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        match self {
            Self::CreateBoard(operation) => Self::CreateBoard(operation.resolved(names)),
            Self::EditBoard(operation) => Self::EditBoard(operation.resolved(names)),
            Self::DeleteBoard(operation) => Self::DeleteBoard(operation.resolved(names)),
            // All of it was known before.
            Self::RestoreBoard(operation) => Self::RestoreBoard(operation.clone()),
            Self::CreateLabel(operation) => Self::CreateLabel(operation.resolved(names)),
            Self::EditLabel(operation) => Self::EditLabel(operation.resolved(names)),
            Self::DeleteLabel(operation) => Self::DeleteLabel(operation.resolved(names)),
            Self::EditMember(operation) => Self::EditMember(operation.resolved(names)),
            Self::CreateStack(operation) => Self::CreateStack(operation.resolved(names)),
            Self::EditStack(operation) => Self::EditStack(operation.resolved(names)),
            Self::DeleteStack(operation) => Self::DeleteStack(operation.resolved(names)),
            Self::CreateCard(operation) => Self::CreateCard(operation.resolved(names)),
            Self::EditCard(operation) => Self::EditCard(Box::new(operation.resolved(names))),
            Self::DeleteCard(operation) => Self::DeleteCard(operation.resolved(names)),
            Self::EditAttachment(operation) => {
                Self::EditAttachment(Box::new(operation.resolved(names)))
            }
            Self::EditComment(operation) => Self::EditComment(Box::new(operation.resolved(names))),
            // It names neither a card nor a board by a key.
            Self::EditMilestone(operation) => Self::EditMilestone(operation.clone()),
        }
    }

    /// Returns the boards that the operation is about: two for a move between
    /// boards, none for what stands over all of them.
    pub fn boards(&self) -> Vec<&BoardKey> {
        match self {
            Self::CreateBoard(operation) => vec![&operation.key],
            Self::EditBoard(operation) => vec![&operation.key],
            Self::DeleteBoard(operation) => vec![&operation.board.key],
            Self::RestoreBoard(operation) => vec![&operation.board.key],
            Self::CreateLabel(operation) => vec![&operation.board],
            Self::EditLabel(operation) => vec![&operation.board],
            Self::DeleteLabel(operation) => vec![&operation.board],
            Self::EditMember(operation) => vec![&operation.board],
            Self::CreateStack(operation) => vec![&operation.place.board],
            Self::EditStack(operation) => {
                let place = operation.changes.place.as_ref();
                let target = place.map(|change| &change.new.board);
                std::iter::once(&operation.board).chain(target).collect()
            }
            Self::DeleteStack(operation) => vec![&operation.board],
            Self::CreateCard(operation) => vec![&operation.place.board],
            Self::EditCard(operation) => {
                let place = operation.changes.place.as_ref();
                let target = place.map(|change| &change.new.board);
                std::iter::once(&operation.board).chain(target).collect()
            }
            Self::DeleteCard(operation) => vec![&operation.board],
            Self::EditAttachment(operation) => vec![&operation.board],
            Self::EditComment(operation) => vec![&operation.board],
            Self::EditMilestone(_) => Vec::new(),
        }
    }

    /// Returns true if the operation creates something.
    pub fn is_create(&self) -> bool {
        match self {
            Self::CreateBoard(_)
            | Self::CreateLabel(_)
            | Self::CreateStack(_)
            | Self::CreateCard(_) => true,
            Self::EditComment(edit) => edit.comment.old.is_none(),
            Self::EditMilestone(edit) => edit.milestone.old.is_none(),
            _ => false,
        }
    }
}
