//! Guards: what a person has to agree to before it is done, counted after moves are recognized.

use std::collections::BTreeMap;
use std::fmt;

use foldhash::HashSet;

use crate::board::printable::printable;
use crate::board::{Account, BoardKey, Card, CardField, CardKey, Change, Listed, Operation};

use super::words::{TITLE_CHARACTERS, Titles, counted, quoted};

/// More cards than this at once need agreement.
const MANY_CARDS: usize = 10;
/// More attachments than this at once need agreement.
const MANY_ATTACHMENTS: usize = 10;
/// More comments than this at once need agreement.
const MANY_COMMENTS: usize = 10;
/// Up to this many cards of a board may go, however large a part of it they are.
const FEW_CARDS: usize = 2;

/// Something that a person has to agree to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Things are deleted.
    Deletions {
        /// How many; cards that go with their stack or board are not counted.
        things: usize,
    },
    /// A board is deleted.
    Board {
        /// Its title.
        title: String,
        /// How many cards go with it.
        cards: usize,
    },
    /// A stack that holds cards is deleted.
    Stack {
        /// Its board's title.
        board: String,
        /// Its title.
        title: String,
        /// How many cards go with it.
        cards: usize,
    },
    /// A label that cards carry is deleted.
    Label {
        /// Its board's title.
        board: String,
        /// Its name.
        name: String,
        /// How many cards carry it.
        cards: usize,
    },
    /// More than ten cards are deleted.
    ManyCards {
        /// How many, those that go with a stack or board too.
        cards: usize,
    },
    /// More than two cards are deleted that are over a quarter of a board's.
    LargePart {
        /// The board's title.
        board: String,
        /// How many, those that go with a stack too.
        cards: usize,
        /// How many the board has.
        of: usize,
    },
    /// More than ten attachments are deleted.
    ManyAttachments {
        /// How many; those that go with their card are not counted.
        attachments: usize,
    },
    /// More than ten comments are deleted.
    ManyComments {
        /// How many; those that go with their card are not counted.
        comments: usize,
    },
    /// A milestone that cards name is deleted.
    Milestone {
        /// Its name.
        name: String,
        /// How many cards name it.
        cards: usize,
    },
    /// A member is taken away.
    Member {
        /// The board's title.
        board: String,
        /// Who.
        person: String,
    },
}

impl Guard {
    /// Returns true if a "yes" is not enough: a push has to be told `--allow-deletes`.
    pub fn needs_allow_deletes(&self) -> bool {
        !matches!(self, Self::Deletions { .. })
    }
}

/// In words that follow "this": ``deletes stack "Done" in Roadmap with 3 cards``.
impl fmt::Display for Guard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |title: &str| printable(title, TITLE_CHARACTERS);
        match self {
            Self::Deletions { things } => {
                write!(formatter, "deletes {}", counted(*things, "thing"))
            }
            Self::Board { title, cards } => write!(
                formatter,
                "deletes board {} with {}",
                quoted(title),
                counted(*cards, "card")
            ),
            Self::Stack {
                board,
                title,
                cards,
            } => write!(
                formatter,
                "deletes stack {} in {} with {}",
                quoted(title),
                short(board),
                counted(*cards, "card")
            ),
            Self::Label { board, name, cards } => write!(
                formatter,
                "deletes label {} in {}, which is on {}",
                quoted(name),
                short(board),
                counted(*cards, "card")
            ),
            Self::Milestone { name, cards } => write!(
                formatter,
                "deletes milestone {}, which is on {}",
                quoted(name),
                counted(*cards, "card")
            ),
            Self::ManyAttachments { attachments } => {
                write!(formatter, "deletes {}", counted(*attachments, "attachment"))
            }
            Self::ManyComments { comments } => {
                write!(formatter, "deletes {}", counted(*comments, "comment"))
            }
            Self::ManyCards { cards } => write!(formatter, "deletes {}", counted(*cards, "card")),
            Self::LargePart { board, cards, of } => {
                write!(
                    formatter,
                    "deletes {cards} of the {of} cards of {}",
                    short(board)
                )
            }
            Self::Member { board, person } => write!(
                formatter,
                "takes {} away from {}",
                quoted(person),
                short(board)
            ),
        }
    }
}

/// Returns what of a push needs agreement, beginning with [`Guard::Deletions`] if anything goes.
pub fn guards(operations: &[Operation], remote: &Account) -> Vec<Guard> {
    let titles = Titles::of(remote, &Account::default());
    let mut guards = Vec::new();
    let mut things = 0;
    let mut cards: BTreeMap<&BoardKey, usize> = BTreeMap::new();
    let mut with_boards = 0;
    let mut attachments = 0;
    let mut comments = 0;
    for operation in operations {
        let guard = match operation {
            Operation::DeleteBoard(delete) => {
                let of_board = delete.board.count_cards();
                with_boards += of_board;
                Some(Guard::Board {
                    title: delete.board.title.clone(),
                    cards: of_board,
                })
            }
            Operation::DeleteStack(delete) => {
                let of_stack = delete.stack.count_cards();
                *cards.entry(&delete.board).or_default() += of_stack;
                (of_stack > 0).then(|| Guard::Stack {
                    board: titles.board(&delete.board),
                    title: delete.stack.title.clone(),
                    cards: of_stack,
                })
            }
            Operation::DeleteLabel(delete) => (!delete.cards.is_empty()).then(|| Guard::Label {
                board: titles.board(&delete.board),
                name: delete.label.name.clone(),
                cards: delete.cards.len(),
            }),
            Operation::EditBoard(edit) => {
                things += lost(edit.changes.projects.as_ref());
                things += lost(edit.changes.classes.as_ref());
                continue;
            }
            // It stands on another board already.
            Operation::DeleteCard(delete) if delete.moved_to.is_some() => continue,
            Operation::DeleteCard(delete) => {
                *cards.entry(&delete.board).or_default() += 1;
                None
            }
            Operation::EditMember(edit) if edit.permissions.new.is_none() => Some(Guard::Member {
                board: titles.board(&edit.board),
                person: edit.person.to_string(),
            }),
            Operation::EditAttachment(edit) if edit.content.new.is_none() => {
                attachments += 1;
                None
            }
            Operation::EditComment(edit) if edit.comment.new.is_none() => {
                comments += 1;
                None
            }
            Operation::EditMilestone(edit) if edit.milestone.new.is_none() => {
                let cards = naming(remote, edit.name());
                (cards > 0).then(|| Guard::Milestone {
                    name: edit.name().to_owned(),
                    cards,
                })
            }
            Operation::EditAttachment(_)
            | Operation::EditMilestone(_)
            | Operation::EditComment(_)
            | Operation::EditMember(_)
            | Operation::CreateBoard(_)
            | Operation::RestoreBoard(_)
            | Operation::CreateLabel(_)
            | Operation::EditLabel(_)
            | Operation::CreateStack(_)
            | Operation::EditStack(_)
            | Operation::CreateCard(_)
            | Operation::EditCard(_) => continue,
        };
        things += 1;
        guards.extend(guard);
    }
    guards.extend(of_cards(&cards, with_boards, remote));
    if attachments > MANY_ATTACHMENTS {
        guards.push(Guard::ManyAttachments { attachments });
    }
    if comments > MANY_COMMENTS {
        guards.push(Guard::ManyComments { comments });
    }
    if things > 0 {
        guards.insert(0, Guard::Deletions { things });
    }
    guards
}

/// Returns how many cards name a milestone, archived ones too.
fn naming(account: &Account, milestone: &str) -> usize {
    let cards = account.cards().into_values();
    let names = |card: &Card| card.field(CardField::Milestone) == Some(milestone);
    cards.filter(|located| names(located.card)).count()
}

/// Returns how many things a list loses.
fn lost<T: Listed>(change: Option<&Change<Vec<T>>>) -> usize {
    change.map_or(0, |change| {
        let lost = change.old.iter();
        lost.filter(|one| one.find_in(&change.new).is_none())
            .count()
    })
}

/// Returns what of a pull needs agreement: `before` is what the folder holds, `after` what it
/// will hold.
pub fn pull_guards(before: &Account, after: &Account) -> Vec<Guard> {
    let kept: HashSet<&CardKey> = after
        .boards
        .iter()
        .flat_map(|board| board.all_stacks())
        .flat_map(|stack| &stack.cards)
        .map(|card| &card.key)
        .collect();
    let mut guards = Vec::new();
    let mut cards: BTreeMap<&BoardKey, usize> = BTreeMap::new();
    let mut with_boards = 0;
    for board in &before.boards {
        let lost = board
            .all_stacks()
            .iter()
            .flat_map(|stack| &stack.cards)
            .filter(|card| !kept.contains(&card.key))
            .count();
        if after.board(&board.key).is_some() {
            cards.insert(&board.key, lost);
        } else {
            with_boards += lost;
            guards.push(Guard::Board {
                title: board.title.clone(),
                cards: lost,
            });
        }
    }
    guards.extend(of_cards(&cards, with_boards, before));
    guards
}

/// Returns the guards that count cards; those of boards that go are in the sum only.
fn of_cards(
    cards: &BTreeMap<&BoardKey, usize>,
    with_boards: usize,
    before: &Account,
) -> Vec<Guard> {
    let mut guards = Vec::new();
    let all = cards.values().sum::<usize>() + with_boards;
    if all > MANY_CARDS {
        guards.push(Guard::ManyCards { cards: all });
    }
    for (key, count) in cards {
        let Some(board) = before.board(key) else {
            continue;
        };
        let of = board.count_cards();
        if *count > FEW_CARDS && count * 4 > of {
            guards.push(Guard::LargePart {
                board: board.title.clone(),
                cards: *count,
                of,
            });
        }
    }
    guards
}

#[cfg(test)]
mod tests;
