//! `git board mv`: cards go to another stack, or to another place in theirs.

use std::collections::{BTreeMap, BTreeSet};

use crate::board::{
    Account, Board, Card, CardChanges, CardField, CardKey, Change, EditCard, LabelKey, Operation,
    Place, Stack,
};
use crate::cli::args::CommonOptions;
use crate::cli::args::writing::MvOptions;
use crate::cli::desk::Desk;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::Printer;
use crate::plan::words::quoted;
use crate::text::{folded, suggestion};

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
        let place = (&stack, behind.as_ref());
        let project = options.project.as_deref();
        if let Some(operation) = operation(&wanted, &card, place, project)? {
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
    (target, behind): (&FoundStack, Option<&CardKey>),
    project: Option<&str>,
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
    let fields: BTreeMap<CardField, Change<Option<String>>> =
        project_on(&target.board, located.card, project)?
            .map(|project| (CardField::Project, project))
            .into_iter()
            .collect();
    // Archived cards have no neighbors.
    let is_there = old.stack == new.stack && (located.card.archived || old.after == new.after);
    let is_there = is_there || behind == Some(&card.key);
    if is_there && fields.is_empty() {
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
        board: located.board.key.clone(),
        stack: located.stack.key.clone(),
        changes: CardChanges {
            place: (!is_there).then_some(Change { old, new }),
            labels: labels.filter(|labels| labels.old != labels.new),
            fields,
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

/// Returns what becomes of a card's project on a board; none where it stays.
///
/// The project of that name is meant, or the only one; among several others a person has to choose.
fn project_on(
    board: &Board,
    card: &Card,
    asked: Option<&str>,
) -> Result<Option<Change<Option<String>>>, Failure> {
    let names = || board.projects.iter().map(|project| project.name.as_str());
    let old = card.field(CardField::Project);
    let new = match (asked, old) {
        (Some(asked), _) => match names().find(|name| folded(name) == folded(asked)) {
            Some(name) => name,
            None => return Err(no_project(board, asked, names())),
        },
        // A server without projects, or a card that goes to the only one as it came from one.
        (None, None) if board.projects.len() < 2 => return Ok(None),
        (None, Some(old)) if names().any(|name| name == old) => return Ok(None),
        (None, _) => match board.projects.as_slice() {
            [only] => &only.name,
            [] => return Ok(None),
            _ => return Err(which_project(board, card, names())),
        },
    };
    let change = Change {
        old: old.map(str::to_owned),
        new: Some(new.to_owned()),
    };
    Ok((change.old != change.new).then_some(change))
}

fn no_project<'a>(board: &Board, asked: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let names: Vec<&str> = names.collect();
    let headline = format!(
        "board {} has no project {}",
        quoted(&board.title),
        quoted(asked)
    );
    let failure = Failure::new(Exit::Usage, headline);
    match suggestion(asked, names.iter().copied()) {
        Some(near) => failure.hint(format!("did you mean {}?", quoted(near))),
        None if names.is_empty() => {
            failure.hint("only boards of Kanbanik have projects; leave `--project` out")
        }
        None => failure.hint(format!("it has {}", listed(&names))),
    }
}

fn which_project<'a>(board: &Board, card: &Card, names: impl Iterator<Item = &'a str>) -> Failure {
    let names: Vec<&str> = names.collect();
    let (title, board) = (quoted(&card.title), quoted(&board.title));
    let headline = match card.field(CardField::Project) {
        Some(project) => format!(
            "board {board} has no project {}, which card {title} belongs to",
            quoted(project)
        ),
        None => format!("board {board} has several projects, and card {title} names none"),
    };
    Failure::new(Exit::Usage, headline).hint(format!(
        "say which one: `--project NAME`; it has {}",
        listed(&names)
    ))
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    names.join(", ")
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
