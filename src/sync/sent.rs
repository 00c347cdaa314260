//! What a push was to leave on the server, compared with what it left.

use std::sync::Arc;

use crate::board::apply::apply_all;
use crate::board::{Account, Board, CardField, CardKey, Names, Operation, Service, Stack};
use crate::plan::verify::{Difference, NormalForms, Verdict, verify as compare};
use crate::plan::{Field, Thing, ThingKey};

use super::error::SyncError;
use super::push::PushPlan;
use super::session::Session;

/// What was sent, compared with what the server holds.
#[derive(Debug)]
pub(super) struct Sent {
    /// What the server was to hold, without what it did not take: that is still to be sent.
    pub(super) expected: Account,
    /// What differs.
    pub(super) differences: Vec<Difference>,
}

/// Compares what the operations were to lead to with what was read back.
///
/// # Errors
/// The operations do not fit the account that they were made for.
pub(super) fn verify(
    session: Session<'_>,
    plan: &PushPlan,
    sent: &[Operation],
    names: &Names,
    read_back: &Account,
) -> Result<Sent, SyncError> {
    let before = &plan.remote.account;
    let expected = apply_all(before, sent)
        .map_err(|error| SyncError::bug(error.to_string()))?
        .resolved(names);
    let sent: Vec<Operation> = sent
        .iter()
        .map(|operation| operation.resolved(names))
        .collect();
    let forms = normal_forms(session.server.service);
    let mut differences = compare(before, &sent, &expected, read_back, &forms);
    // One list for all boards: what others have of it by now is no difference of theirs.
    differences.retain(|difference| {
        difference.field != Field::Classes || difference.verdict == Verdict::StillOld
    });
    let mut expected = expected;
    for difference in &differences {
        if difference.verdict == Verdict::StillOld {
            let Thing { key, .. } = &difference.thing;
            match difference.field {
                Field::Place => take_place_back(&mut expected, read_back, key),
                Field::Order => take_order_back(&mut expected, read_back, key),
                _ => take_back(&mut expected, read_back, key),
            }
        }
    }
    Ok(Sent {
        expected,
        differences,
    })
}

/// Which forms a service gives to values of its own accord.
fn normal_forms(service: Service) -> NormalForms {
    match service {
        // Texts are kept byte for byte; an empty description is none.
        Service::Deck => NormalForms {
            times_in_whole_seconds: true,
            color_case: true,
            trimmed: Vec::new(),
            empty_is_none: true,
            ..NormalForms::default()
        },
        // The text is kept byte for byte.
        Service::Codecks => NormalForms {
            times_in_whole_seconds: true,
            color_case: true,
            own_order: true,
            // A milestone gets one; labels have none by itself.
            filled: vec![Field::Color],
            ..NormalForms::default()
        },
        // All is kept byte for byte; the only project of a board is a card's by itself.
        Service::Kanbanik => NormalForms {
            filled: vec![Field::Own(CardField::Project)],
            ..NormalForms::default()
        },
    }
}

/// Lets a thing be as the server has it: what differs here is then an edit that is still to be
/// sent, and not one that the server undid.
fn take_back(expected: &mut Account, held: &Account, key: &ThingKey) {
    match key {
        ThingKey::Card(key) => {
            if let Some(there) = held.cards().get(key) {
                let there = Arc::clone(there.card);
                for board in &mut expected.boards {
                    put_card(&mut Arc::make_mut(board).stacks, &there);
                }
            }
        }
        ThingKey::Comment(card, key) => {
            let cards = held.cards();
            let Some(there) = cards.get(card) else { return };
            let there = there.card.comments.get(key);
            for board in &mut expected.boards {
                let stacks = &mut Arc::make_mut(board).stacks;
                for_each_stack(stacks, &mut |stack| {
                    let here = stack.cards.iter_mut().find(|one| one.key == *card);
                    if let Some(here) = here {
                        let comments = &mut Arc::make_mut(here).comments;
                        match there {
                            Some(there) => comments.insert(key.clone(), there.clone()),
                            None => comments.remove(key),
                        };
                    }
                });
            }
        }
        ThingKey::Stack(key) => {
            if let Some(there) = held.stacks().get(key) {
                for board in &mut expected.boards {
                    put_stack_values(&mut Arc::make_mut(board).stacks, there.stack);
                }
            }
        }
        ThingKey::Board(key) => put_board_values(expected, held.board(key)),
        ThingKey::Milestone(_) => expected.organization = Arc::clone(&held.organization),
        ThingKey::Label(key) => {
            let there = held.boards.iter().find_map(|board| board.label(key));
            for board in &mut expected.boards {
                let labels = &mut Arc::make_mut(board).labels;
                let label = labels.iter_mut().find(|label| label.key == *key);
                if let (Some(label), Some(there)) = (label, there) {
                    label.clone_from(there);
                }
            }
        }
        ThingKey::Member(key, _) => {
            let there = held.board(key).map(|board| board.members.clone());
            let here = expected.boards.iter_mut().find(|board| board.key == *key);
            if let (Some(here), Some(there)) = (here, there) {
                Arc::make_mut(here).members = there;
            }
        }
    }
}

/// Lets a card, or a stack of a board, stand where the server has it.
fn take_place_back(expected: &mut Account, held: &Account, key: &ThingKey) {
    match key {
        ThingKey::Card(key) => {
            let cards = held.cards();
            let Some(there) = cards.get(key) else { return };
            let is_here = expected.stacks().contains_key(&there.stack.key);
            if !is_here {
                return;
            }
            for board in &mut expected.boards {
                let stacks = &mut Arc::make_mut(board).stacks;
                for_each_stack(stacks, &mut |stack| {
                    stack.cards.retain(|card| card.key != *key)
                });
            }
            // Its labels may be of the board that it was to be on.
            let card = Arc::clone(there.card);
            for board in &mut expected.boards {
                let stacks = &mut Arc::make_mut(board).stacks;
                for_each_stack(stacks, &mut |stack| {
                    if stack.key == there.stack.key {
                        let before = there.stack.cards.iter().take_while(|one| one.key != *key);
                        let before: Vec<&CardKey> = before.map(|one| &one.key).collect();
                        let after = stack
                            .cards
                            .iter()
                            .rposition(|one| before.contains(&&one.key));
                        stack
                            .cards
                            .insert(after.map_or(0, |at| at + 1), Arc::clone(&card));
                        stack.settle_archived();
                    }
                });
            }
        }
        ThingKey::Stack(key) => {
            let stacks = held.stacks();
            let Some(there) = stacks.get(key) else { return };
            let wanted = there.board.key.clone();
            let is_top = there.board.stacks.iter().any(|stack| stack.key == *key);
            if !is_top || expected.board(&wanted).is_none() {
                return;
            }
            let mut taken = None;
            for board in &mut expected.boards {
                let at = board.stacks.iter().position(|stack| stack.key == *key);
                taken = taken.or(at.map(|at| Arc::make_mut(board).stacks.remove(at)));
            }
            let here = expected.boards.iter_mut().find(|board| board.key == wanted);
            if let (Some(here), Some(taken)) = (here, taken) {
                Arc::make_mut(here).stacks.push(taken);
            }
            take_order_back(expected, held, &ThingKey::Board(wanted));
        }
        ThingKey::Board(_)
        | ThingKey::Label(_)
        | ThingKey::Member(..)
        | ThingKey::Comment(..)
        | ThingKey::Milestone(_) => {}
    }
}

/// Lets what a board or stack holds stand in the order in which the server has it.
fn take_order_back(expected: &mut Account, held: &Account, key: &ThingKey) {
    match key {
        ThingKey::Board(key) => {
            let Some(there) = held.board(key) else { return };
            let order: Vec<_> = there.stacks.iter().map(|stack| &stack.key).collect();
            let here = expected.boards.iter_mut().find(|board| board.key == *key);
            if let Some(here) = here {
                reorder(&mut Arc::make_mut(here).stacks, &order, |stack| &stack.key);
            }
        }
        ThingKey::Stack(key) => {
            let stacks = held.stacks();
            let Some(there) = stacks.get(key) else { return };
            let cards: Vec<_> = there.stack.cards.iter().map(|card| &card.key).collect();
            let within: Vec<_> = there.stack.stacks.iter().map(|stack| &stack.key).collect();
            for board in &mut expected.boards {
                for_each_stack(&mut Arc::make_mut(board).stacks, &mut |stack| {
                    if stack.key == *key {
                        reorder(&mut stack.cards, &cards, |card| &card.key);
                        reorder(&mut stack.stacks, &within, |stack| &stack.key);
                        stack.settle_archived();
                    }
                });
            }
        }
        ThingKey::Card(_)
        | ThingKey::Label(_)
        | ThingKey::Member(..)
        | ThingKey::Comment(..)
        | ThingKey::Milestone(_) => {}
    }
}

/// Puts those of `things` that are in `order` into that order, in the places that they have.
fn reorder<T: Clone, K: PartialEq>(things: &mut [T], order: &[&K], key: impl Fn(&T) -> &K) {
    let at = |thing: &T| order.iter().position(|one| *one == key(thing));
    let places: Vec<usize> = (0..things.len())
        .filter(|index| at(&things[*index]).is_some())
        .collect();
    let mut common: Vec<T> = places.iter().map(|index| things[*index].clone()).collect();
    common.sort_by_key(at);
    for (place, thing) in places.into_iter().zip(common) {
        things[place] = thing;
    }
}

/// Goes through all stacks, those within others too.
fn for_each_stack(stacks: &mut [Arc<Stack>], act: &mut dyn FnMut(&mut Stack)) {
    for stack in stacks {
        let stack = Arc::make_mut(stack);
        act(stack);
        for_each_stack(&mut stack.stacks, act);
    }
}

fn put_card(stacks: &mut [Arc<Stack>], there: &Arc<crate::board::Card>) {
    for stack in stacks {
        let is_here = stack.cards.iter().any(|card| card.key == there.key);
        if !is_here && stack.stacks.is_empty() {
            continue;
        }
        let stack = Arc::make_mut(stack);
        for card in &mut stack.cards {
            if card.key == there.key {
                *card = Arc::clone(there);
            }
        }
        stack.settle_archived();
        put_card(&mut stack.stacks, there);
    }
}

fn put_stack_values(stacks: &mut [Arc<Stack>], there: &Stack) {
    for stack in stacks {
        let stack = Arc::make_mut(stack);
        if stack.key == there.key {
            stack.title.clone_from(&there.title);
            stack.done_column = there.done_column;
            stack.lane.clone_from(&there.lane);
        }
        put_stack_values(&mut stack.stacks, there);
    }
}

fn put_board_values(expected: &mut Account, there: Option<&Arc<Board>>) {
    let Some(there) = there else { return };
    let here = expected
        .boards
        .iter_mut()
        .find(|board| board.key == there.key);
    if let Some(here) = here {
        let here = Arc::make_mut(here);
        here.title.clone_from(&there.title);
        here.color.clone_from(&there.color);
        here.archived = there.archived;
        here.projects.clone_from(&there.projects);
        here.classes.clone_from(&there.classes);
    }
}

#[cfg(test)]
mod tests {
    use super::{take_order_back, take_place_back};
    use crate::board::{BoardKey, CardKey, StackKey};
    use crate::plan::ThingKey;
    use crate::plan::sketch::account;

    const HELD: &str = "board 1 B\n stack 2 S\n  card 10 a\n  card 11 b\n  card 12 c\n stack 3 T";

    #[test]
    fn a_card_that_did_not_move_stands_where_the_server_has_it() {
        let moved = "board 1 B\n stack 2 S\n  card 10 a\n  card 12 c\n stack 3 T\n  card 11 b";
        let mut expected = account(moved);
        let key = ThingKey::Card(CardKey::known("11"));
        take_place_back(&mut expected, &account(HELD), &key);
        assert_eq!(expected, account(HELD));
    }

    #[test]
    fn cards_that_kept_their_order_stand_in_it() {
        let mut expected = account(
            "board 1 B\n stack 2 S\n  card 12 c\n  card 13 d\n  card 10 a\n  card 11 b\n stack 3 T",
        );
        let key = ThingKey::Stack(StackKey::known("2"));
        take_order_back(&mut expected, &account(HELD), &key);
        let wanted = account(
            "board 1 B\n stack 2 S\n  card 10 a\n  card 13 d\n  card 11 b\n  card 12 c\n stack 3 T",
        );
        assert_eq!(expected, wanted);
    }

    #[test]
    fn stacks_that_kept_their_order_stand_in_it() {
        let mut expected = account("board 1 B\n stack 3 T\n stack 2 S\n  card 10 a");
        let held = account("board 1 B\n stack 2 S\n  card 10 a\n stack 3 T");
        let key = ThingKey::Board(BoardKey::known("1"));
        take_order_back(&mut expected, &held, &key);
        assert_eq!(expected, held);
    }
}
