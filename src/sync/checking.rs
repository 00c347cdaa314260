//! What else a person should mend in the files, told offline, and mending of what is mechanical.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Card, Operation, Service, Stack};
use crate::files::Content;
use crate::monitor::Monitor;
use crate::plan;
use crate::repo::Repo;
use crate::text::{
    self, BOARD_FILE, CODECKS_FILE, CardFile, CardOver, CardPlace, Known, Layout, NamePolicy,
    NewContent, Over, Placed, Position, Problem, STACK_FILE, file_links, positions_for,
};

use super::changes::local_changes;
use super::error::SyncError;
use super::here::{Here, write_all};
use super::session::Server;
use super::sides::LocalSide;
use super::what_may_be::{Noted, noted};

/// Returns everything that a push would refuse or that a person should know, beside what is wrong
/// with the files by themselves.
///
/// # Errors
/// The notes in `git-board/` cannot be looked at.
pub fn findings(
    repo: &Repo,
    server: &Server,
    here: &Here,
    now: Timestamp,
) -> Result<Vec<Problem>, SyncError> {
    let known = here.known();
    let mut problems: Vec<Problem> = left_behind(&known.layout)
        .into_iter()
        .map(|(folder, card)| {
            let message = format!(
                "the card of this folder is `{card}` now; `git board check --fix` brings it along"
            );
            Problem::error(folder, message).as_warning()
        })
        .collect();
    problems.extend(same_positions(known).into_iter().map(|(path, position, twin)| {
        let message = format!(
            "the position {position} is that of `{twin}` too, so that names decide; `git board \
             check --fix` gives it one of its own"
        );
        Problem::error(path, message).as_warning()
    }));
    problems.extend(dead_links(here));
    problems.extend(refusals(repo, server, here, now)?);
    problems.sort();
    Ok(problems)
}

/// Returns the folders of cards that are not beside the card's file, with that file.
fn left_behind(layout: &Layout) -> Vec<(String, String)> {
    layout
        .cards
        .values()
        .filter_map(|file| {
            let folder = file.folder.as_ref()?;
            let stem = file.path.strip_suffix(".md").unwrap_or(&file.path);
            (folder != stem).then(|| (folder.clone(), file.path.clone()))
        })
        .collect()
}

/// Returns the files that have the position of another one before them: path, position, the other.
fn same_positions(known: &Known) -> Vec<(String, Position, String)> {
    let mut found = Vec::new();
    let layout = &known.layout;
    for board in &known.account.boards {
        add_same(&stack_files(layout, &board.stacks), &mut found);
        for stack in board.all_stacks() {
            add_same(&stack_files(layout, &stack.stacks), &mut found);
            let cards = stack.shown().iter();
            let files: Vec<_> = cards
                .filter_map(|card| layout.cards.get(&card.key))
                .map(|file| (file.path.clone(), file.position))
                .collect();
            add_same(&files, &mut found);
        }
    }
    found
}

fn stack_files(layout: &Layout, stacks: &[Arc<Stack>]) -> Vec<(String, Option<Position>)> {
    let folders = stacks
        .iter()
        .filter_map(|stack| layout.stacks.get(&stack.key));
    folders
        .map(|folder| (format!("{}/{STACK_FILE}", folder.path), folder.position))
        .collect()
}

fn add_same(files: &[(String, Option<Position>)], found: &mut Vec<(String, Position, String)>) {
    let mut first: BTreeMap<Position, &str> = BTreeMap::new();
    for (path, position) in files {
        let Some(position) = *position else { continue };
        match first.get(&position) {
            Some(twin) => found.push((path.clone(), position, (*twin).to_owned())),
            None => {
                first.insert(position, path);
            }
        }
    }
}

/// Returns links of cards that were edited here to files that are not there.
fn dead_links(here: &Here) -> Vec<Problem> {
    let before = here.base.cards();
    let known = here.known();
    let mut problems = Vec::new();
    for (key, located) in known.account.cards() {
        let Some(body) = &located.card.body else {
            continue;
        };
        let was = before.get(key).and_then(|before| before.card.body.as_ref());
        let (true, Some(path)) = (was != Some(body), known.layout.card_path(key)) else {
            continue;
        };
        for link in file_links(path, body) {
            let is_there = |path: &String| here.has_file(path) || here.has_folder(path);
            if link.path.as_ref().is_some_and(is_there) {
                continue;
            }
            let message = format!("the text links to `{}`, which is not there", link.target);
            problems.push(Problem::error(path, message).as_warning());
        }
    }
    problems
}

/// Returns what service or account would refuse of the edits, as far as it is known offline.
fn refusals(
    repo: &Repo,
    server: &Server,
    here: &Here,
    now: Timestamp,
) -> Result<Vec<Problem>, SyncError> {
    let Some(Noted { me, rights }) = noted(repo, server)? else {
        return Ok(Vec::new());
    };
    let account = &here.known().account;
    let operations = plan::operations(&here.base, account, now);
    let operations = plan::without_orders(server.service, operations);
    let refused = plan::refuse(&operations, &here.base, account, &me, &rights);
    let problem = |refusal: &plan::Refusal| {
        let path = path_of(&operations[refusal.operation], &here.known().layout);
        Problem::error(path.unwrap_or_default(), refusal.to_string())
    };
    Ok(refused.iter().map(problem).collect())
}

/// Returns the file that an operation comes from; of a deletion, that of the board.
fn path_of(operation: &Operation, layout: &Layout) -> Option<String> {
    let card = |key| layout.card_path(key).map(str::to_owned);
    let stack = |key| {
        let folder = layout.stack_folder(key)?;
        Some(format!("{folder}/{STACK_FILE}"))
    };
    let own = match operation {
        Operation::CreateStack(create) => stack(&create.key),
        Operation::EditStack(edit) => stack(&edit.key),
        Operation::CreateCard(create) => card(&create.card.key),
        Operation::EditCard(edit) => card(&edit.key),
        Operation::EditAttachment(edit) => card(&edit.card),
        Operation::EditComment(edit) => card(&edit.card),
        Operation::EditMilestone(_) => Some(CODECKS_FILE.to_owned()),
        _ => None,
    };
    own.or_else(|| {
        let boards = operation.boards();
        let folder = boards.iter().find_map(|key| layout.board_folder(key))?;
        Some(format!("{folder}/{BOARD_FILE}"))
    })
}

/// Brings folders of cards along that were left behind and gives files with one position two;
/// returns what was done, a line each.
///
/// # Errors
/// `Saved` where somebody saved a file meanwhile; nothing has changed then. Or the system's words.
pub fn mend(
    (repo, server, monitor): (&Repo, &Server, &dyn Monitor),
    here: &Here,
) -> Result<Vec<String>, SyncError> {
    let LocalSide { scan, known, .. } = here.local();
    let over = Over {
        files: &scan.files,
        contents: scan,
        known,
    };
    let left = left_behind(&known.layout);
    let mut changes = text::write(server.service, &known.account, &over, NamePolicy::Keep)?.changes;
    let is_of_left = |path: &str| {
        let mut folders = left.iter().map(|(folder, _)| folder);
        folders.any(|folder| path.starts_with(&format!("{folder}/")))
    };
    // What a push would spell anew is no matter of this.
    changes
        .put
        .retain(|_, content| matches!(content, NewContent::From(source) if is_of_left(source)));
    changes.remove.retain(|path| is_of_left(path));
    let mut lines: Vec<String> = left
        .iter()
        .map(|(folder, card)| format!("{folder}: brought along to `{card}`"))
        .collect();
    for (path, text, position) in renumbered(server.service, &over)? {
        lines.push(format!("{path}: the position is {position} now"));
        changes
            .put
            .insert(path, NewContent::Bytes(text.into_bytes().into()));
    }
    write_all(
        (repo, monitor),
        here,
        &local_changes(changes, scan)?,
        "check",
    )?;
    Ok(lines)
}

/// Returns the files that get another position: path, text, position.
fn renumbered(
    service: Service,
    over: &Over<'_>,
) -> Result<Vec<(String, String, Position)>, SyncError> {
    let mut files = Vec::new();
    let Known { account, layout } = over.known;
    for board in &account.boards {
        renumber_stacks(service, over, &board.stacks, &mut files)?;
        for stack in board.all_stacks() {
            renumber_stacks(service, over, &stack.stacks, &mut files)?;
            let found: Vec<(&Card, &CardFile)> = stack
                .shown()
                .iter()
                .filter_map(|card| Some((card.as_ref(), layout.cards.get(&card.key)?)))
                .collect();
            let places: Vec<_> = found
                .iter()
                .map(|(_, file)| (file.path.as_str(), file.position))
                .collect();
            for ((card, file), position) in found.iter().zip(without_twins(&places)) {
                let Some(position) = position else { continue };
                let text = text_of(over, &file.path)?;
                let place = CardPlace {
                    stack: None,
                    position: Some(position),
                };
                let old = CardOver {
                    path: &file.path,
                    text: &text,
                    body: card.body.as_deref(),
                };
                let text = text::card_text(service, board, card, place, Some(&old))?;
                files.push((file.path.clone(), text, position));
            }
        }
    }
    Ok(files)
}

fn renumber_stacks(
    service: Service,
    over: &Over<'_>,
    stacks: &[Arc<Stack>],
    files: &mut Vec<(String, String, Position)>,
) -> Result<(), SyncError> {
    let folders = &over.known.layout.stacks;
    let found: Vec<(&Stack, String, Option<Position>)> = stacks
        .iter()
        .filter_map(|stack| {
            let folder = folders.get(&stack.key)?;
            let path = format!("{}/{STACK_FILE}", folder.path);
            Some((stack.as_ref(), path, folder.position))
        })
        .collect();
    let places: Vec<_> = found
        .iter()
        .map(|(_, path, position)| (path.as_str(), *position))
        .collect();
    for ((stack, path, _), position) in found.iter().zip(without_twins(&places)) {
        let Some(position) = position else { continue };
        let text = text::stack_text(service, path, &text_of(over, path)?, stack, position)?;
        files.push((path.clone(), text, position));
    }
    Ok(())
}

/// Returns new positions for what has that of another before it, and for neighbors where there is
/// no room.
fn without_twins(places: &[(&str, Option<Position>)]) -> Vec<Option<Position>> {
    let mut seen = BTreeSet::new();
    let placed: Vec<Placed<'_>> = places
        .iter()
        .map(|(path, position)| {
            let is_twin = position.is_some_and(|position| !seen.insert(position));
            Placed {
                position: position.filter(|_| !is_twin),
                // What has no name yet always gets a number.
                name: (!is_twin).then(|| path.rsplit('/').next().unwrap_or(path)),
            }
        })
        .collect();
    match placed.iter().any(|placed| placed.name.is_none()) {
        true => positions_for(&placed),
        false => vec![None; placed.len()],
    }
}

fn text_of(over: &Over<'_>, path: &str) -> Result<String, SyncError> {
    let Some(file) = over.files.get(path) else {
        return Ok(String::new());
    };
    let bytes = match &file.content {
        Content::Bytes(bytes) => Arc::clone(bytes),
        _ => over.contents.read(path, file)?,
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
