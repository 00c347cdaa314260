//! What a push was to leave on the server, compared with what it left.

use std::sync::Arc;

use crate::board::apply::apply_all;
use crate::board::{Account, Board, Names, Operation, Service, Stack};
use crate::plan::ThingKey;
use crate::plan::verify::{Difference, NormalForms, Verdict, verify as compare};

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
    let differences = compare(before, &sent, &expected, read_back, &forms);
    let mut expected = expected;
    for difference in &differences {
        if difference.verdict == Verdict::StillOld {
            take_back(&mut expected, read_back, &difference.thing.key);
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
            own_order: false,
        },
        // The text is kept byte for byte.
        Service::Codecks => NormalForms {
            times_in_whole_seconds: true,
            color_case: true,
            trimmed: Vec::new(),
            empty_is_none: false,
            own_order: true,
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
        ThingKey::Stack(key) => {
            if let Some(there) = held.stacks().get(key) {
                for board in &mut expected.boards {
                    put_stack_values(&mut Arc::make_mut(board).stacks, there.stack);
                }
            }
        }
        ThingKey::Board(key) => put_board_values(expected, held.board(key)),
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
    }
}
