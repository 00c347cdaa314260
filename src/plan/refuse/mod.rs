//! Refusals: all that the service, this server or this account cannot do, before anything is sent.

mod card;
mod member;
mod needed;
mod structure;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use thiserror::Error;

use crate::board::printable::printable;
use crate::board::{Account, BoardId, BoardKey, Me, Operation, Rights, Support};

use super::words::{Kind, TITLE_CHARACTERS, Titles, quoted};
use member::OwnAccess;
use needed::{Needed, touched};

/// Something of a plan that cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The index of the operation in the plan.
    pub operation: usize,
    /// What kind of thing it is about.
    pub kind: Kind,
    /// The title of its board; `None` for boards.
    pub board: Option<String>,
    /// The thing's title.
    pub title: String,
    /// Why not.
    pub reason: Reason,
}

/// Why something cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    /// Something without a title.
    #[error("it has no title")]
    NoTitle,
    /// A title that the service takes for none.
    #[error("{service} does not take `{title}` as a title")]
    TitleNotTaken {
        /// The service's name.
        service: &'static str,
        /// The title.
        title: String,
    },
    /// A title that is too long.
    #[error("its title has {length} characters, and {service} takes {limit}")]
    TitleTooLong {
        /// The service's name.
        service: &'static str,
        /// Its length in characters.
        length: usize,
        /// The most that the service takes.
        limit: usize,
    },
    /// A value that this server does not know.
    #[error("{service} {version} knows no {what}")]
    Unsupported {
        /// The service's name.
        service: &'static str,
        /// The server's version.
        version: String,
        /// What it does not know, in the plural or as a mass.
        what: &'static str,
    },
    /// A value that can be none of its kind.
    #[error("`{field}` cannot be `{value}`; there are {allowed}")]
    NotAValue {
        /// The key in the file.
        field: &'static str,
        /// What was given.
        value: String,
        /// What may be given.
        allowed: &'static str,
    },
    /// A title of more than one line, where title and text are one text.
    #[error("its title has more than one line; the first line of the text is the title")]
    TitleOfManyLines,
    /// A color that is none.
    #[error("`{color}` is no color; six hexadecimal digits are, like `ff7a66`")]
    NoColor {
        /// What was given.
        color: String,
    },
    /// A second label of one name on a board.
    #[error("the board has another label of that name")]
    NameTaken,
    /// The board is shared for reading only.
    #[error("this account may only read the board")]
    ReadOnly,
    /// Stacks, labels or the board itself change, and the account may not.
    #[error("this account may not change the board's stacks, labels or own values")]
    MayNotManage,
    /// Members change, and the account may not.
    #[error("this account may not share the board")]
    MayNotShare,
    /// A member goes, and the account does not manage the board.
    #[error("only who manages the board may take members away")]
    MayNotTakeAway,
    /// A permission is given or taken that the account has not itself.
    #[error("this account may not give or take `{permission}`, which it does not have itself")]
    MayNotGrant {
        /// The permission, as the file has it.
        permission: &'static str,
    },
    /// Somebody becomes a member of their own board.
    #[error("the board is theirs, which gives every right; take them out of `members`")]
    OwnerAsMember,
    /// The account is left without access to the board.
    #[error("this account would lose its own access to the board")]
    LosesAccess,
    /// An earlier operation of the plan takes away the right that this one needs.
    #[error("an earlier change of this push takes the right to do this from this account itself")]
    GivesUpRight,
    /// The board is archived, before and after the plan.
    #[error("the board is archived; take `archived` out of its `board.yaml` first")]
    ArchivedBoard,
    /// A name that the service would change or refuse.
    #[error("{service} does not keep such a name; rename the file")]
    AttachmentName {
        /// The service's name.
        service: &'static str,
    },
    /// What lies beside an attachment that was replaced on both sides.
    #[error("`{name}` was replaced on both sides; remove one of the two files")]
    BothReplaced {
        /// The name of the server's.
        name: String,
    },
    /// A comment that is too long.
    #[error("it has {length} characters, and {service} takes {limit}")]
    CommentTooLong {
        /// The service's name.
        service: &'static str,
        /// Its length in characters.
        length: usize,
        /// The most that the service takes.
        limit: usize,
    },
    /// Somebody else's comment.
    #[error(
        "{author} wrote it, and {service} lets nobody else change or delete it; take yours back \
         with `git restore`, or write a comment of your own"
    )]
    NotTheAuthor {
        /// The service's name.
        service: &'static str,
        /// Who wrote it.
        author: String,
    },
    /// A card of a board of projects belongs to none of them.
    #[error("{}", no_project(.named.as_deref(), .known))]
    NoProject {
        /// The project that it names.
        named: Option<String>,
        /// The projects of its board.
        known: Vec<String>,
    },
    /// It has an id that the server does not know.
    #[error("the server has nothing of the id `{id}`; remove `id` to make it anew")]
    NotThere {
        /// The id.
        id: String,
    },
}

fn no_project(named: Option<&str>, known: &[String]) -> String {
    let known = match known {
        [] => "add one under `projects` in `board.yaml`".to_owned(),
        known => {
            let known = known.iter().map(|name| printable(name, TITLE_CHARACTERS));
            format!("there are: {}", known.collect::<Vec<_>>().join(", "))
        }
    };
    match named {
        None => format!("it names no `project` of its board; {known}"),
        Some(name) => {
            let name = printable(name, TITLE_CHARACTERS);
            format!("its board has no project `{name}`; {known}")
        }
    }
}

impl Reason {
    /// Returns true if another account might be allowed to do it.
    pub fn is_about_rights(&self) -> bool {
        matches!(
            self,
            Self::ReadOnly
                | Self::MayNotManage
                | Self::MayNotShare
                | Self::MayNotTakeAway
                | Self::MayNotGrant { .. }
        )
    }

    /// Returns true if the plan would take from the account itself what it needs.
    pub fn is_about_own_access(&self) -> bool {
        matches!(self, Self::LosesAccess | Self::GivesUpRight)
    }
}

/// ``card "Fix login" in Roadmap: its title has 300 characters, and Nextcloud Deck takes 255``.
impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind, quoted(&self.title))?;
        if let Some(board) = &self.board {
            write!(formatter, " in {}", printable(board, TITLE_CHARACTERS))?;
        }
        write!(formatter, ": {}", self.reason)
    }
}

/// Returns all that cannot be done of a plan from `remote` to `merged`, in the plan's order.
///
/// `user` is the account's user on the service. A board without an entry in `rights` is one that
/// the account may change freely: a new one.
pub fn refuse(
    operations: &[Operation],
    remote: &Account,
    merged: &Account,
    me: &Me,
    rights: &BTreeMap<BoardId, Rights>,
) -> Vec<Refusal> {
    let mut own = OwnAccess::new(me, remote, rights);
    let judge = Judge {
        support: &me.support,
        user: &me.user,
        rights,
        titles: Titles::of(remote, merged),
        archived: archived_throughout(remote, merged),
        remote,
        merged,
    };
    let mut refusals = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        let (subject, mut reasons) = judge.subject(operation);
        reasons.extend(judge.by_rights(operation, &own));
        if let Operation::EditMember(edit) = operation {
            reasons.extend(own.follow(edit));
        }
        refusals.extend(reasons.into_iter().map(|reason| Refusal {
            operation: index,
            kind: subject.kind,
            board: subject.board.map(|board| judge.titles.board(board)),
            title: subject.title.clone(),
            reason,
        }));
    }
    refusals
}

/// What refusals are decided upon.
struct Judge<'a> {
    support: &'a Support,
    user: &'a str,
    rights: &'a BTreeMap<BoardId, Rights>,
    titles: Titles,
    /// The boards that are archived before and after the plan.
    archived: BTreeSet<BoardKey>,
    remote: &'a Account,
    merged: &'a Account,
}

/// What an operation is about.
struct Subject<'a> {
    kind: Kind,
    board: Option<&'a BoardKey>,
    title: String,
}

fn archived_throughout(remote: &Account, merged: &Account) -> BTreeSet<BoardKey> {
    remote
        .boards
        .iter()
        .filter(|board| board.archived)
        // One that goes has to be deleted as it is.
        .filter(|board| merged.board(&board.key).is_some_and(|board| board.archived))
        .map(|board| board.key.clone())
        .collect()
}

impl Judge<'_> {
    fn subject<'a>(&self, operation: &'a Operation) -> (Subject<'a>, Vec<Reason>) {
        match operation {
            Operation::CreateBoard(create) => self.create_board(create),
            Operation::EditBoard(edit) => self.edit_board(edit),
            Operation::DeleteBoard(delete) => {
                let can = self.support.new_boards;
                let reason = (!can).then(|| self.unsupported("deletions of boards"));
                let subject = Subject::new(Kind::Board, None, &delete.board.title);
                (subject, reason.into_iter().collect())
            }
            Operation::RestoreBoard(restore) => self.restore_board(restore),
            Operation::CreateLabel(create) => self.create_label(create),
            Operation::EditLabel(edit) => self.edit_label(edit),
            Operation::DeleteLabel(delete) => (
                Subject::new(Kind::Label, Some(&delete.board), &delete.label.name),
                (!self.support.label_deletions)
                    .then(|| self.unsupported("deletions of labels"))
                    .into_iter()
                    .collect(),
            ),
            Operation::EditMember(edit) => self.edit_member(edit),
            Operation::CreateStack(create) => self.create_stack(create),
            Operation::EditStack(edit) => self.edit_stack(edit),
            Operation::DeleteStack(delete) => (
                Subject::new(Kind::Stack, Some(&delete.board), &delete.stack.title),
                Vec::new(),
            ),
            Operation::CreateCard(create) => self.create_card(create),
            Operation::EditCard(edit) => self.edit_card(edit),
            Operation::DeleteCard(delete) => (
                Subject::new(Kind::Card, Some(&delete.board), &delete.card.title),
                Vec::new(),
            ),
            Operation::EditAttachment(edit) => self.edit_attachment(edit),
            Operation::EditComment(edit) => self.edit_comment(edit),
        }
    }

    /// Returns what the account may not do on the boards that the operation touches.
    fn by_rights(&self, operation: &Operation, own: &OwnAccess<'_>) -> Vec<Reason> {
        let (boards, needed) = touched(operation);
        let mut reasons = Vec::new();
        for board in boards {
            if needed != Needed::OwnArchive && self.archived.contains(board) {
                reasons.push(Reason::ArchivedBoard);
            }
            let Some(rights) = board.id().and_then(|id| self.rights.get(id)) else {
                continue;
            };
            let missing = needed.missing(rights);
            reasons.extend(match missing {
                None if own.has_given_up(board, needed) => Some(Reason::GivesUpRight),
                missing => missing,
            });
        }
        reasons.dedup();
        reasons
    }

    fn service(&self) -> &'static str {
        self.support.service.title()
    }

    fn unsupported(&self, what: &'static str) -> Reason {
        Reason::Unsupported {
            service: self.service(),
            version: self.support.version.clone(),
            what,
        }
    }

    /// Returns what is wrong with a title.
    fn title(&self, title: &str, limit: usize) -> Option<Reason> {
        let length = title.chars().count();
        if title.trim().is_empty() {
            Some(Reason::NoTitle)
        } else if self.support.service.refused_titles().contains(&title) {
            Some(Reason::TitleNotTaken {
                service: self.service(),
                title: title.to_owned(),
            })
        } else if self.support.service.has_title_in_text() && title.contains('\n') {
            Some(Reason::TitleOfManyLines)
        } else if length > limit {
            Some(Reason::TitleTooLong {
                service: self.service(),
                length,
                limit,
            })
        } else {
            None
        }
    }
}

impl<'a> Subject<'a> {
    fn new(kind: Kind, board: Option<&'a BoardKey>, title: &str) -> Self {
        Self {
            kind,
            board,
            title: title.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
