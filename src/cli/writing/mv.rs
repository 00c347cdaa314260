//! `git board mv`: cards go to another stack, or to another place in theirs.

use std::collections::BTreeSet;

use crate::board::{
    Account, Board, CardChanges, CardKey, Change, EditCard, LabelKey, Operation, Place, Stack,
};
use crate::cli::args::CommonOptions;
use crate::cli::args::writing::MvOptions;
use crate::cli::desk::Desk;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::Printer;
use crate::plan::words::quoted;

use super::find::{Finder, FoundCard, FoundStack};
use super::{after, write};

/// Moves cards in the files.
///
/// # Errors
/// In words for a person; nothing has changed then.
pub fn mv(common: &CommonOptions, options: &MvOptions, printer: Printer) -> Result<Exit, Failure> {
    let Some((target, cards)) = options.cards_and_stack.split_last() else {
        return Err(Failure::new(Exit::Usage, "a card and a stack are wanted"));
    };
    let desk = Desk::to_change(common, printer)?;
    let finder = Finder::new(desk.here.known(), &desk.start);
    let mut wanted = desk.here.known().account.clone();
    let mut behind = match &options.after {
        Some(word) => Some(finder.card(word)?),
        None => None,
    }
    .map(|card| card.key);
    for (number, word) in cards.iter().enumerate() {
        let card = finder.card(word)?;
        let stack = finder.stack(target, Some(&card.board.key))?;
        let is_first = number == 0 && options.first;
        if number == 0 && behind.is_none() && !is_first {
            behind = last_of(&wanted, &stack, &card.key);
        }
        if let Some(operation) = operation(&wanted, &card, &stack, behind.as_ref())? {
            wanted = after(&wanted, &operation)?;
        }
        behind = Some(card.key);
    }
    if wanted == desk.here.known().account {
        printer.out("Nothing to move: it is there already.");
        return Ok(Exit::Done);
    }
    write(&desk, &wanted, "mv", &printer)?;
    Ok(Exit::Done)
}

/// Returns the last shown card of a stack that is not the one that moves.
fn last_of(account: &Account, stack: &FoundStack, moving: &CardKey) -> Option<CardKey> {
    let stacks = account.stacks();
    let located = stacks.get(&stack.key)?;
    let shown = located.stack.shown().iter();
    let last = shown.rev().find(|card| card.key != *moving);
    last.map(|card| card.key.clone())
}

/// Returns the move of a card; none where it stands there already.
fn operation(
    account: &Account,
    card: &FoundCard,
    target: &FoundStack,
    behind: Option<&CardKey>,
) -> Result<Option<Operation>, Failure> {
    let index = account.cards();
    let Some(located) = index.get(&card.key) else {
        return Ok(None);
    };
    if let Some(neighbor) = behind.and_then(|key| index.get(key)) {
        check_neighbor(neighbor.stack, &neighbor.card.title, target)?;
    }
    let old = Place {
        board: located.board.key.clone(),
        stack: located.stack.key.clone(),
        after: located.after.cloned(),
    };
    let new = Place {
        board: target.board.key.clone(),
        stack: target.key.clone(),
        after: behind.filter(|key| **key != card.key).cloned(),
    };
    // Archived cards have no neighbors.
    let is_there = old.stack == new.stack && (located.card.archived || old.after == new.after);
    if is_there || behind == Some(&card.key) {
        return Ok(None);
    }
    let labels = match old.board == new.board {
        true => None,
        false => Some(Change {
            old: located.card.labels.clone(),
            new: labels_on(&target.board, located.board, &located.card.labels, card)?,
        }),
    };
    Ok(Some(Operation::EditCard(Box::new(EditCard {
        key: card.key.clone(),
        title: located.card.title.clone(),
        board: old.board.clone(),
        stack: old.stack.clone(),
        changes: CardChanges {
            place: Some(Change { old, new }),
            labels: labels.filter(|labels| labels.old != labels.new),
            ..CardChanges::default()
        },
    }))))
}

fn check_neighbor(stack: &Stack, title: &str, target: &FoundStack) -> Result<(), Failure> {
    if stack.key == target.key {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Usage,
        format!(
            "{} is in {} and not in {}",
            quoted(title),
            quoted(&stack.title),
            quoted(&target.stack.title)
        ),
    )
    .hint("`--after` takes a card of the stack that the card moves to"))
}

/// Returns the labels of another board that have the names of a card's.
fn labels_on(
    target: &Board,
    board: &Board,
    labels: &BTreeSet<LabelKey>,
    card: &FoundCard,
) -> Result<BTreeSet<LabelKey>, Failure> {
    let mut found = BTreeSet::new();
    let mut missing = Vec::new();
    for label in labels.iter().filter_map(|key| board.label(key)) {
        match target.labels.iter().find(|other| other.name == label.name) {
            Some(other) => {
                found.insert(other.key.clone());
            }
            None => missing.push(quoted(&label.name)),
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let (board, card) = (quoted(&target.title), quoted(&card.card.title));
    let labels = missing.join(", ");
    Err(Failure::new(
        Exit::Usage,
        format!("board {board} has no label {labels}, which card {card} carries"),
    )
    .hint("add it to that board's `board.yaml`, or take it off the card first"))
}
