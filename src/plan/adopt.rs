//! What became of a create whose answer was lost: looked for in the account as it is now.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::board::person::may_be;
use crate::board::{
    Account, Board, BoardId, BoardKey, Card, CardId, CreateBoard, CreateCard, CreateLabel,
    CreateStack, Id, LabelId, Operation, StackId,
};

/// Ids that are accounted for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownIds {
    /// Of boards.
    pub boards: BTreeSet<BoardId>,
    /// Of stacks.
    pub stacks: BTreeSet<StackId>,
    /// Of cards.
    pub cards: BTreeSet<CardId>,
    /// Of labels.
    pub labels: BTreeSet<LabelId>,
}

impl KnownIds {
    /// Adds every id of an account.
    pub fn add(&mut self, account: &Account) {
        for board in &account.boards {
            self.boards.extend(board.key.id().cloned());
            let labels = board.labels.iter();
            self.labels
                .extend(labels.filter_map(|label| label.key.id().cloned()));
            for stack in board.all_stacks() {
                self.stacks.extend(stack.key.id().cloned());
                let cards = stack.cards.iter();
                self.cards
                    .extend(cards.filter_map(|card| card.key.id().cloned()));
            }
        }
    }
}

/// A create of which nobody knows whether it took effect.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// The operation; things that it names have the ids that they had got by then.
    pub create: &'a Operation,
    /// Our user on the service, where it tells who made what.
    pub user: Option<&'a str>,
    /// The server's time when the call was sent, in whole seconds.
    pub sent_at: Option<Timestamp>,
    /// The ids that were seen before the call, and those that a file, base or another entry of the
    /// journal names.
    pub known: &'a KnownIds,
}

/// Something that the create may have made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its title or name.
    pub title: String,
    /// The title of its board; `None` for boards.
    pub board: Option<String>,
    /// The title of its stack; only of cards.
    pub stack: Option<String>,
}

/// What became of a create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adoption {
    /// It took effect: this id is its. What differs is an ordinary edit.
    Adopted(String),
    /// It may be any of these, which have other titles: a person has to choose, or say none. In
    /// order of id; never empty.
    ChooseAmong(Vec<Candidate>),
    /// It did not take effect, and is planned again.
    PlanAgain,
}

/// Looks for what a create made, over the whole account, archived cards included.
///
/// What comes into question is not known, and, where the service tells, ours and not older than
/// the attempt. Of those of the same title the lowest id is adopted. An operation that creates
/// nothing is planned again. Labels are unique by name, so that one of that name on that board is
/// adopted whoever made it, and none of another name comes into question.
pub fn look_up(attempt: &Attempt<'_>, account: &Account) -> Adoption {
    match attempt.create {
        Operation::CreateBoard(CreateBoard { title, .. }) => {
            decide(boards(attempt, account), title)
        }
        Operation::CreateStack(CreateStack { title, .. }) => {
            decide(stacks(attempt, account), title)
        }
        Operation::CreateCard(CreateCard { card, .. }) => {
            decide(cards(attempt, account), &card.title)
        }
        Operation::CreateLabel(CreateLabel { board, name, .. }) => {
            match label(account, board, name) {
                Some(id) => Adoption::Adopted(id.to_string()),
                None => Adoption::PlanAgain,
            }
        }
        Operation::EditBoard(_)
        | Operation::DeleteBoard(_)
        | Operation::RestoreBoard(_)
        | Operation::EditLabel(_)
        | Operation::DeleteLabel(_)
        | Operation::EditMember(_)
        | Operation::EditStack(_)
        | Operation::DeleteStack(_)
        | Operation::EditCard(_)
        | Operation::DeleteCard(_)
        | Operation::EditAttachment(_)
        // A comment is known again by its card, its author and its text, a milestone by its name,
        // whenever accounts merge.
        | Operation::EditMilestone(_)
        | Operation::EditComment(_) => Adoption::PlanAgain,
    }
}

/// Decides among what comes into question.
fn decide<Of>(mut found: Vec<(Id<Of>, Candidate)>, title: &str) -> Adoption {
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    if let Some((id, _)) = found.iter().find(|(_, found)| found.title == title) {
        return Adoption::Adopted(id.to_string());
    }
    if found.is_empty() {
        return Adoption::PlanAgain;
    }
    Adoption::ChooseAmong(found.into_iter().map(|(_, candidate)| candidate).collect())
}

fn boards(attempt: &Attempt<'_>, account: &Account) -> Vec<(BoardId, Candidate)> {
    let boards = account.boards.iter().filter_map(|board| {
        let id = board.key.id()?;
        let candidate = Candidate {
            id: id.to_string(),
            title: board.title.clone(),
            board: None,
            stack: None,
        };
        (!attempt.known.boards.contains(id)).then(|| (id.clone(), candidate))
    });
    boards.collect()
}

fn stacks(attempt: &Attempt<'_>, account: &Account) -> Vec<(StackId, Candidate)> {
    let stacks = account.boards.iter().flat_map(|board| {
        let stacks = board.all_stacks().into_iter();
        stacks.map(move |stack| (board, stack))
    });
    stacks
        .filter_map(|(board, stack)| {
            let id = stack.key.id()?;
            let candidate = Candidate {
                id: id.to_string(),
                title: stack.title.clone(),
                board: Some(board.title.clone()),
                stack: None,
            };
            (!attempt.known.stacks.contains(id)).then(|| (id.clone(), candidate))
        })
        .collect()
}

fn cards(attempt: &Attempt<'_>, account: &Account) -> Vec<(CardId, Candidate)> {
    let mut found = Vec::new();
    for board in &account.boards {
        for stack in board.all_stacks() {
            for card in &stack.cards {
                let Some(id) = card.key.id() else { continue };
                if attempt.known.cards.contains(id) || !may_be_ours(attempt, card) {
                    continue;
                }
                let candidate = Candidate {
                    id: id.to_string(),
                    title: card.title.clone(),
                    board: Some(board.title.clone()),
                    stack: Some(stack.title.clone()),
                };
                found.push((id.clone(), candidate));
            }
        }
    }
    found
}

/// Returns false if the service says that somebody else made the card, or that it is older.
fn may_be_ours(attempt: &Attempt<'_>, card: &Card) -> bool {
    let is_by_another = match (attempt.user, &card.author) {
        (Some(user), Some(author)) => !may_be(author, user),
        _ => false,
    };
    let is_older = match (attempt.sent_at, card.created) {
        (Some(sent_at), Some(created)) => created.as_second() < sent_at.as_second(),
        _ => false,
    };
    !is_by_another && !is_older
}

fn label(account: &Account, board: &BoardKey, name: &str) -> Option<LabelId> {
    let board: &Board = account.board(board)?;
    let labels = board.labels.iter().filter(|label| label.name == name);
    labels.filter_map(|label| label.key.id().cloned()).min()
}

#[cfg(test)]
mod tests {
    use super::{Adoption, Attempt, KnownIds, look_up};
    use crate::board::Account;
    use crate::plan::diff::operations;
    use crate::plan::sketch::{account, time};

    const BEFORE: &str = "board 1 B\n label 5 Bug\n stack 2 S\n  card 10 a";

    /// Looks for the one thing that `after` has more than `BEFORE`.
    fn check(wanted: &str, now: &Account, expected: &Adoption) {
        let before = account(BEFORE);
        let create = operations(&before, &account(wanted), time("2026-12-24"));
        let mut known = KnownIds::default();
        known.add(&before);
        let attempt = Attempt {
            create: &create[0],
            user: Some("alice"),
            sent_at: Some(time("2026-12-01")),
            known: &known,
        };
        assert_eq!(look_up(&attempt, now), *expected);
    }

    fn with(lines: &str) -> Account {
        account(&format!("{BEFORE}\n{lines}"))
    }

    fn made(mut account: Account, key: &str, by: &str, at: &str) -> Account {
        for board in &mut account.boards {
            for stack in &mut std::sync::Arc::make_mut(board).stacks {
                for card in &mut std::sync::Arc::make_mut(stack).cards {
                    if card.key.to_string() == key {
                        let card = std::sync::Arc::make_mut(card);
                        card.author = Some(by.to_owned());
                        card.created = Some(time(at));
                    }
                }
            }
        }
        account
    }

    fn adopted(id: &str) -> Adoption {
        Adoption::Adopted(id.to_owned())
    }

    const NEW_CARD: &str = "board 1 B\n label 5 Bug\n stack 2 S\n  card 10 a\n  card +1 new";

    #[test]
    fn a_card_of_the_same_title_is_adopted_and_of_twins_the_lowest() {
        check(NEW_CARD, &with("  card 11 new"), &adopted("11"));
        check(
            NEW_CARD,
            &with("  card 111 new\n  card 12 new; archived"),
            &adopted("12"),
        );
        check(
            NEW_CARD,
            &with(" stack 3 T\n  card 12 new; body x"),
            &adopted("12"),
        );
    }

    #[test]
    fn nothing_new_is_planned_again() {
        check(NEW_CARD, &with(""), &Adoption::PlanAgain);
    }

    #[test]
    fn a_card_of_somebody_else_or_of_before_is_not_ours() {
        let theirs = made(with("  card 11 new"), "11", "bob", "2026-12-02");
        check(NEW_CARD, &theirs, &Adoption::PlanAgain);
        let older = made(with("  card 11 new"), "11", "alice", "2026-11-30");
        check(NEW_CARD, &older, &Adoption::PlanAgain);
        let ours = made(with("  card 11 new"), "11", "alice", "2026-12-01");
        check(NEW_CARD, &ours, &adopted("11"));
    }

    #[test]
    fn among_others_a_person_chooses() {
        let before = account(BEFORE);
        let create = operations(&before, &account(NEW_CARD), time("2026-12-24"));
        let mut known = KnownIds::default();
        known.add(&before);
        let attempt = Attempt {
            create: &create[0],
            user: None,
            sent_at: None,
            known: &known,
        };
        let Adoption::ChooseAmong(candidates) =
            look_up(&attempt, &with("  card 12 other\n  card 11 renamed"))
        else {
            panic!("a person chooses");
        };
        let ids: Vec<&str> = candidates.iter().map(|found| found.id.as_str()).collect();
        assert_eq!(ids, ["11", "12"]);
    }

    #[test]
    fn a_label_is_found_by_its_name() {
        let wanted = "board 1 B\n label 5 Bug\n label +1 Idea\n stack 2 S\n  card 10 a";
        let now = account("board 1 B\n label 5 Bug\n label 7 Idea\n stack 2 S\n  card 10 a");
        check(wanted, &now, &adopted("7"));
        check(wanted, &with(""), &Adoption::PlanAgain);
    }

    #[test]
    fn stacks_and_boards_are_found_too() {
        let stack = format!("{BEFORE}\n stack +1 T");
        check(&stack, &with(" stack 3 T"), &adopted("3"));
        let board = format!("{BEFORE}\nboard +1 C");
        check(&board, &with("board 4 C"), &adopted("4"));
        check(&board, &with(""), &Adoption::PlanAgain);
    }
}
