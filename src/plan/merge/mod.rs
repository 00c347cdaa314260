//! The three-way merge of accounts, by the tables of presence and values.

mod accounting;
mod adopted;
mod assemble;
mod attachment;
mod board;
mod card;
mod card_values;
mod changed;
mod comment;
mod kept;
mod label;
mod milestone;
mod other_values;
mod sides;
mod stack;
mod structure;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::board::{
    Account, Board, BoardId, BoardKey, Card, CardId, CardKey, Comment, CommentKey, Names,
};

use super::body::MergeBody;
use super::conflict::{Conflict, Thing, ThingKey};
use super::words::quoted;

pub use accounting::Bug;
pub use attachment::{BothSides, name_it_is_beside};
pub use card_values::{CardMerge, Outcome, merge_values};
pub use comment::{CommentConflict, Contradiction, title_of};
pub(super) use milestone::twin;
pub use other_values::with_values_of;

/// What the caller knows about things that are not on every side.
pub struct Scope<'a> {
    /// The boards that the service says are deleted. Any other that base or the working tree have
    /// and the server has not shown is out of sight.
    pub gone_boards: &'a BTreeSet<BoardId>,
    /// Says of a card that the server has not shown whether it was looked for and is gone: all
    /// boards were read, and then it was asked for by id. Of the others nobody can tell.
    pub is_gone: &'a dyn Fn(&CardId) -> bool,
    /// Returns the card as each state commit that HEAD reaches had it; asked only of cards that
    /// neither base nor the server has, or of which they lack a comment.
    pub earlier: &'a dyn Fn(&CardKey) -> Vec<Arc<Card>>,
    /// Says of a board or stack, with its title here, that neither base nor the server has,
    /// whether a state commit that HEAD reaches had it so.
    pub was_agreed: &'a dyn Fn(&ThingKey, &str) -> bool,
    /// Our user on the service, where it tells who wrote what.
    pub user: Option<&'a str>,
    /// Merges texts by lines.
    pub merge_body: MergeBody<'a>,
}

/// A card in conflict, in three versions. They differ in the fields in conflict alone: all else
/// is merged already.
#[derive(Clone, Debug, PartialEq)]
pub struct Versions {
    /// With base's values; `None` where base has not the card.
    pub base: Option<Arc<Card>>,
    /// With ours.
    pub ours: Arc<Card>,
    /// With theirs.
    pub theirs: Arc<Card>,
}

/// A comment whose text is in conflict, in three versions.
#[derive(Clone, Debug, PartialEq)]
pub struct CommentVersions {
    /// As in base; `None` where base has it not.
    pub base: Option<Comment>,
    /// As here.
    pub ours: Comment,
    /// As there.
    pub theirs: Comment,
}

/// Something that a person wants to know, and need not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Something new here is the same as something new there: it gets that id, and is not sent.
    Adopted {
        /// The thing, with the server's id.
        thing: Thing,
    },
    /// A board is out of sight, and left alone.
    OutOfSight {
        /// Its key.
        board: BoardKey,
        /// Its title.
        title: String,
    },
    /// A board that was brought back here is not even in the server's trash any more.
    HeldNoMore {
        /// Its title.
        title: String,
    },
    /// Both sides did something to an attachment, and both are kept.
    Attachment {
        /// The card.
        thing: Thing,
        /// What they did.
        both: BothSides,
    },
    /// A card is not on the server, and was not looked for; it is left alone.
    NotLookedFor {
        /// The card.
        thing: Thing,
    },
}

/// In words for a person.
impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Adopted { thing } => write!(
                formatter,
                "{thing} is on the server already, with id {}: it is not sent again",
                thing.key
            ),
            Self::OutOfSight { title, .. } => write!(
                formatter,
                "board {} is out of sight of this account and is left alone",
                quoted(title)
            ),
            Self::HeldNoMore { title } => write!(
                formatter,
                "board {} was deleted, and the server holds it no more: to make it anew, remove the \
                 ids from its files",
                quoted(title)
            ),
            Self::Attachment { thing, both } => match both {
                BothSides::Replaced { name, beside } => write!(
                    formatter,
                    "{thing}: attachment {} was replaced on both sides: the server's stands, yours \
                     is {}; remove one of them before the next push",
                    quoted(name),
                    quoted(beside)
                ),
                BothSides::DeletedThere { name } => write!(
                    formatter,
                    "{thing}: attachment {} was deleted there and replaced here: it stays",
                    quoted(name)
                ),
                BothSides::DeletedHere { name } => write!(
                    formatter,
                    "{thing}: attachment {} was deleted here and replaced there: it comes back; \
                     delete it again to mean it",
                    quoted(name)
                ),
            },
            Self::NotLookedFor { thing } => {
                write!(formatter, "{thing} is out of sight and is left alone")
            }
        }
    }
}

/// What came of a merge.
#[derive(Clone, Debug)]
pub struct Merged {
    /// What the server is to hold of what can be seen: what to send is the difference from the
    /// remote account to this. Nothing may be sent while there are conflicts.
    pub account: Account,
    /// What the folder is to hold: the same, with all that is left alone. Values in conflict are
    /// ours.
    pub folder: Account,
    /// All conflicts.
    pub conflicts: Vec<Conflict>,
    /// The three versions of each card with fields in conflict.
    pub versions: BTreeMap<CardKey, Versions>,
    /// The three versions of each comment with a text in conflict.
    pub comments: BTreeMap<(CardKey, CommentKey), CommentVersions>,
    /// What happened besides.
    pub notes: Vec<Note>,
    /// The ids that new things here turned out to have. `account` and `folder` have them already.
    pub names: Names,
}

/// Merges the working tree and the server.
///
/// `bases` are the states that count as base, the newest first; none if base is not known, and
/// then what differs is a conflict. Parts that are the same in memory on all sides cost nothing,
/// and parts of the result are the server's, or else the working tree's, wherever they are equal.
///
/// # Errors
/// A [`Bug`] if a thing of the three sides is lost, or there twice, or carries what is not there.
/// Nothing may be written or sent then.
pub fn merge(
    bases: &[&Account],
    local: &Account,
    remote: &Account,
    scope: &Scope<'_>,
) -> Result<Merged, Bug> {
    if is_same_everywhere(bases, local, remote) {
        return Ok(Merged {
            account: remote.clone(),
            folder: remote.clone(),
            conflicts: Vec::new(),
            versions: BTreeMap::new(),
            comments: BTreeMap::new(),
            notes: Vec::new(),
            names: Names::default(),
        });
    }
    accounting::check_input("local", local)?;
    accounting::check_input("remote", remote)?;
    let names = adopted::names(bases, local, remote, scope.user);
    let local = local.resolved(&names);
    let sides = sides::Sides::new(bases, &local, remote, &names, scope);
    let mut report = Report::default();
    let organization = milestone::merge(bases, &local, remote, &mut report);
    let mut structure = structure::Structure::merge(&sides, &mut report);
    let labels = label::merge(&sides, &structure, &mut report);
    let cards = card::merge(&sides, &structure, &labels, &mut report);
    kept::settle(&mut structure, &sides, &cards, &mut report);
    let mut folder = assemble::folder(&sides, &structure, &labels, &cards);
    folder.organization = organization;
    let account = assemble::without_left_alone(&folder, &structure, &cards);
    accounting::check(&sides, &structure, &labels, &cards, &folder, &account)?;
    report.notes.extend(adopted::notes(&names, &folder));
    report.notes.extend(sides.out_of_sight_notes());
    let Report {
        conflicts,
        versions,
        comments,
        notes,
    } = report;
    drop(sides);
    Ok(Merged {
        account,
        folder,
        conflicts,
        versions,
        comments,
        notes,
        names,
    })
}

/// Returns true if every board is the very same in memory on all sides.
fn is_same_everywhere(bases: &[&Account], local: &Account, remote: &Account) -> bool {
    let Some(base) = bases.first() else {
        return false;
    };
    let is_same = |one: &Account| {
        let mut pairs = one.boards.iter().zip(&remote.boards);
        one.has_same_organization(remote)
            && one.boards.len() == remote.boards.len()
            && pairs.all(|(one, other)| Arc::ptr_eq(one, other))
    };
    is_same(base) && is_same(local)
}

/// Returns the cards that are others than in base although they have the same id: they were made
/// at another time. If there is any, this is not the server that base came from.
pub fn strangers(base: &Account, remote: &Account) -> Vec<Thing> {
    let is_as_before = |board: &Arc<Board>| {
        let mut before = base.boards.iter();
        before.any(|before| Arc::ptr_eq(before, board))
    };
    if remote.boards.iter().all(is_as_before) {
        return Vec::new();
    }
    let was = base.cards();
    let mut strangers = Vec::new();
    for board in remote.boards.iter().filter(|board| !is_as_before(board)) {
        for stack in board.all_stacks() {
            for card in &stack.cards {
                let before = was.get(&card.key).and_then(|at| at.card.created);
                if before.is_some() && card.created.is_some() && before != card.created {
                    strangers.push(Thing {
                        key: ThingKey::Card(card.key.clone()),
                        board: Some(board.title.clone()),
                        stack: Some(stack.title.clone()),
                        title: card.title.clone(),
                    });
                }
            }
        }
    }
    strangers
}

/// What the parts of a merge report.
#[derive(Debug, Default)]
struct Report {
    conflicts: Vec<Conflict>,
    versions: BTreeMap<CardKey, Versions>,
    comments: BTreeMap<(CardKey, CommentKey), CommentVersions>,
    notes: Vec<Note>,
}

#[cfg(test)]
mod tests;
