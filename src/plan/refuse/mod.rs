//! Refusals: all that the service, this server or this account cannot do, before anything is sent.

mod card;
mod member;
mod milestone;
mod needed;
mod reason;
mod structure;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::board::printable::printable;
use crate::board::{Account, BoardId, BoardKey, Me, Operation, Rights, Support};

use super::words::{Kind, TITLE_CHARACTERS, Titles, quoted};
use member::OwnAccess;
use needed::{Needed, touched};

pub use reason::Reason;

/// Something of a plan that cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The index of the operation in the plan.
    pub operation: usize,
    /// What kind of thing it is about.
    pub kind: Kind,
    /// The title of its board; `None` for boards and milestones.
    pub board: Option<String>,
    /// The thing's title.
    pub title: String,
    /// Why not.
    pub reason: Reason,
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
            Operation::EditMilestone(edit) => self.edit_milestone(edit),
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
