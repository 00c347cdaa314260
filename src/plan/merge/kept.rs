//! Which boards and stacks are in the result: what the table says, and what cards stand in.

use std::collections::BTreeSet;

use super::card::MergedCards;
use super::sides::Sides;
use super::structure::{Container, Structure};
use super::{Report, board, stack};
use crate::board::{BoardKey, StackKey};
use crate::plan::conflict::{Conflict, Thing, ThingKey};
use crate::plan::presence::Fate;

/// Whether a thing is in the result.
enum Keep {
    Yes,
    No,
    /// It is, and a person has to decide.
    InConflict(Conflict),
    /// It is only if something that is kept stands in it; then that is this conflict.
    IfNeeded(Conflict),
}

fn keep(
    fate: Fate,
    is_here: bool,
    was_agreed: &dyn Fn(&ThingKey, &str) -> bool,
    thing: impl Fn() -> Thing,
) -> Keep {
    match fate {
        Fate::Create | Fate::Add | Fate::Merge | Fate::MergeWithoutBase | Fate::LeftAlone => {
            Keep::Yes
        }
        Fate::Gone => Keep::No,
        Fate::RemoveHere | Fate::DeleteThere => Keep::IfNeeded(if is_here {
            Conflict::DeletedThereChangedHere { thing: thing() }
        } else {
            Conflict::DeletedHereChangedThere { thing: thing() }
        }),
        Fate::DeletedThereChangedHere => {
            Keep::InConflict(Conflict::DeletedThereChangedHere { thing: thing() })
        }
        Fate::DeletedHereChangedThere => {
            Keep::InConflict(Conflict::DeletedHereChangedThere { thing: thing() })
        }
        Fate::UnknownThere => {
            let conflict = Conflict::GoneThere { thing: thing() };
            let thing = conflict.thing();
            // Empty, there is nothing in it to keep; what it held is as an earlier state had it.
            if was_agreed(&thing.key, &thing.title) {
                Keep::IfNeeded(conflict)
            } else {
                Keep::InConflict(conflict)
            }
        }
    }
}

/// Decides which boards and stacks are kept, and reports those that should have gone.
pub(super) fn settle(
    structure: &mut Structure,
    sides: &Sides<'_>,
    cards: &MergedCards,
    report: &mut Report,
) {
    let needed: BTreeSet<StackKey> = cards.kept.values().map(|card| card.stack.clone()).collect();
    let mut kept: Vec<StackKey> = Vec::new();
    let stacks: Vec<StackKey> = structure.stacks.keys().cloned().collect();
    let mut if_needed = Vec::new();
    for key in stacks {
        let is_here = sides.local.stacks.contains_key(&key);
        let fate = stack::fate_of(sides, &key);
        match keep(fate, is_here, sides.scope.was_agreed, || {
            sides.stack_thing(&key)
        }) {
            Keep::Yes => kept.push(key),
            Keep::No => {}
            Keep::InConflict(conflict) => {
                report.conflicts.push(conflict);
                kept.push(key);
            }
            Keep::IfNeeded(conflict) => if_needed.push((key, conflict)),
        }
    }
    // What stands in a stack keeps it, and this the stack around it.
    for key in needed.into_iter().chain(kept) {
        keep_with_parents(structure, &key);
    }
    for (key, conflict) in if_needed {
        if structure.stacks[&key].is_kept {
            report.conflicts.push(conflict);
        }
    }
    let needed: BTreeSet<BoardKey> = structure
        .stacks
        .values()
        .filter(|stack| stack.is_kept)
        .filter_map(|stack| match &stack.container {
            Container::Board(board) => Some(board.clone()),
            Container::Stack(_) => None,
        })
        .collect();
    settle_boards(structure, sides, &needed, report);
}

fn keep_with_parents(structure: &mut Structure, key: &StackKey) {
    let mut next = Some(key.clone());
    while let Some(key) = next.take() {
        let Some(stack) = structure.stacks.get_mut(&key) else {
            return;
        };
        if stack.is_kept {
            return;
        }
        stack.is_kept = true;
        if let Container::Stack(parent) = &stack.container {
            next = Some(parent.clone());
        }
    }
}

fn settle_boards(
    structure: &mut Structure,
    sides: &Sides<'_>,
    needed: &BTreeSet<BoardKey>,
    report: &mut Report,
) {
    for (key, merged) in &mut structure.boards {
        let is_here = sides.local.boards.contains_key(key);
        let fate = board::fate_of(sides, key);
        let keep = keep(fate, is_here, sides.scope.was_agreed, || {
            sides.board_thing(key)
        });
        merged.is_kept = match keep {
            Keep::Yes => true,
            Keep::No => false,
            Keep::InConflict(conflict) => {
                report.conflicts.push(conflict);
                true
            }
            Keep::IfNeeded(conflict) => {
                let is_needed = needed.contains(key);
                if is_needed {
                    report.conflicts.push(conflict);
                }
                is_needed
            }
        };
    }
}
