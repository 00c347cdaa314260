//! Operations in words: structured for the printer, and as one line each.

mod attachment;
mod card;
mod comment;
mod milestone;
mod structure;
mod summary;
mod text_change;
mod titles;
mod value;
mod word_change;

use std::fmt;
use std::sync::Arc;

use crate::board::printable::printable;
use crate::board::{Account, CardKey, Change, Operation};

pub use attachment::bytes_in_words;
pub(crate) use structure::permission_words;
pub use summary::{Summary, new_board, summary};
pub use text_change::LineCount;
pub use titles::Titles;
pub use value::short_time;
pub(crate) use value::{counted, done_words};
pub use word_change::{Piece, word_change};

/// How many characters of a title are shown.
pub const TITLE_CHARACTERS: usize = 60;

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Something new.
    Create,
    /// Something that was deleted comes back.
    Restore,
    /// Other values, and perhaps another place.
    Edit,
    /// Only another place.
    Move,
    /// Something goes.
    Delete,
}

impl Verb {
    /// Returns the word for what will be done: `create`, `restore`, `edit`, `move`, `delete`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Restore => "restore",
            Self::Edit => "edit",
            Self::Move => "move",
            Self::Delete => "delete",
        }
    }

    /// Returns the word for what was done: `created`, `restored`, `changed`, `moved`,
    /// `deleted`.
    pub fn past(self) -> &'static str {
        match self {
            Self::Create => "created",
            Self::Restore => "restored",
            Self::Edit => "changed",
            Self::Move => "moved",
            Self::Delete => "deleted",
        }
    }
}

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A board.
    Board,
    /// A label of a board.
    Label,
    /// A member of a board.
    Member,
    /// A stack.
    Stack,
    /// A card.
    Card,
    /// A file that hangs on a card.
    Attachment,
    /// A comment on a card.
    Comment,
    /// A milestone of an organization.
    Milestone,
}

impl Kind {
    /// Returns the word for one of them: `card`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Label => "label",
            Self::Member => "member",
            Self::Stack => "stack",
            Self::Card => "card",
            Self::Attachment => "attachment",
            Self::Comment => "comment",
            Self::Milestone => "milestone",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// One thing about an operation that a person wants to see.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeLine {
    /// The value's name: `title`, `text`, `labels`, `place`, …
    pub field: &'static str,
    /// The old value, unescaped; `None`: there was none.
    pub old: Option<String>,
    /// The new value, unescaped; `None`: there will be none.
    pub new: Option<String>,
    /// Both in words, on one printable line: `labels +Bug −Urgent`.
    pub words: String,
    /// The old and the new text of a card, for a diff by lines.
    pub text: Option<Change<Option<Arc<str>>>>,
}

/// An operation in words. All titles are unescaped; [`line()`] makes them printable.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// What is done.
    pub verb: Verb,
    /// To what kind of thing.
    pub kind: Kind,
    /// The title of the board that it is on before; `None` for boards and milestones.
    pub board: Option<String>,
    /// The title of the stack that it is in before.
    pub stack: Option<String>,
    /// The title of the stack that a card moves to; `None` where it stays in its stack.
    pub new_stack: Option<String>,
    /// The card that it is, or that it hangs on.
    pub card: Option<CardKey>,
    /// The service's id; `None` where it has none yet.
    pub id: Option<String>,
    /// The thing's title before; of something new, its title.
    pub title: String,
    /// What changes about it; for something new, what it has.
    pub lines: Vec<ChangeLine>,
}

/// Returns each operation of a plan in words, in the plan's order.
///
/// `remote` and `merged` are the accounts that the plan leads from and to: they have the titles.
pub fn describe(operations: &[Operation], remote: &Account, merged: &Account) -> Vec<Described> {
    let titles = Titles::of(remote, merged);
    operations
        .iter()
        .map(|operation| {
            let mut described = describe_one(operation, &titles);
            if let Operation::EditMember(edit) = operation {
                described.lines.extend(structure::off_cards(edit, merged));
            }
            described
        })
        .collect()
}

/// Returns one operation in words.
pub fn describe_one(operation: &Operation, titles: &Titles) -> Described {
    match operation {
        Operation::CreateBoard(create) => structure::create_board(create),
        Operation::EditBoard(edit) => structure::edit_board(edit),
        Operation::DeleteBoard(delete) => structure::delete_board(delete),
        Operation::RestoreBoard(restore) => structure::restore_board(restore),
        Operation::CreateLabel(create) => structure::create_label(create, titles),
        Operation::EditLabel(edit) => structure::edit_label(edit, titles),
        Operation::DeleteLabel(delete) => structure::delete_label(delete, titles),
        Operation::EditMember(edit) => structure::edit_member(edit, titles),
        Operation::CreateStack(create) => structure::create_stack(create, titles),
        Operation::EditStack(edit) => structure::edit_stack(edit, titles),
        Operation::DeleteStack(delete) => structure::delete_stack(delete, titles),
        Operation::CreateCard(create) => card::create(create, titles),
        Operation::EditCard(edit) => card::edit(edit, titles),
        Operation::DeleteCard(delete) => card::delete(delete, titles),
        Operation::EditAttachment(edit) => attachment::edit(edit, titles),
        Operation::EditComment(edit) => comment::edit(edit, titles),
        Operation::EditMilestone(edit) => milestone::edit(edit),
    }
}

/// Returns the operation on one printable line:
/// `edit card "Fix login" in Roadmap / To do: labels +Bug −Urgent; due none → 2026-12-01`.
pub fn line(described: &Described) -> String {
    sentence(described, described.verb.word())
}

/// Returns what was done, on one printable line: `changed card "Fix login" in Roadmap / To do: …`.
pub fn past_line(described: &Described) -> String {
    sentence(described, described.verb.past())
}

/// Returns the line with another word for what is done.
fn sentence(described: &Described, verb: &str) -> String {
    let Described {
        verb: _,
        kind,
        board,
        stack,
        new_stack,
        card: _,
        id: _,
        title,
        lines,
    } = described;
    let mut line = format!("{verb} {kind} {}", quoted(title));
    // A move names the old stack itself.
    let stack = stack.as_ref().filter(|_| new_stack.is_none());
    let place: Vec<String> = [board.as_ref(), stack]
        .into_iter()
        .flatten()
        .map(|title| printable(title, TITLE_CHARACTERS))
        .collect();
    if !place.is_empty() {
        line.push_str(" in ");
        line.push_str(&place.join(" / "));
    }
    let changes: Vec<&str> = lines.iter().map(|line| line.words.as_str()).collect();
    if !changes.is_empty() {
        line.push_str(": ");
        line.push_str(&changes.join("; "));
    }
    line
}

/// Returns a title in quotes, printable and short.
pub(crate) fn quoted(title: &str) -> String {
    format!("\"{}\"", printable(title, TITLE_CHARACTERS))
}

#[cfg(test)]
mod tests;
