//! What else a person should mend in the files, told offline, and mending of what is mechanical.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, Board, Operation, Stack};
use crate::monitor::Monitor;
use crate::plan;
use crate::repo::Repo;
use crate::text::{
    self, BOARD_FILE, Known, Layout, NamePolicy, NewContent, Over, Position, Problem, STACK_FILE,
    file_links,
};

use super::changes::local_changes;
use super::error::SyncError;
use super::here::{Here, write_all};
use super::session::Server;
use super::what_may_be::noted;

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
    let Some((me, rights)) = noted(repo, server)? else {
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
    let local = here.local();
    let left = left_behind(&local.known.layout);
    let same = same_positions(&local.known);
    if left.is_empty() && same.is_empty() {
        return Ok(Vec::new());
    }
    let doubled: BTreeSet<&str> = same.iter().map(|(path, _, _)| path.as_str()).collect();
    // What has no number gets one between its neighbors.
    let mut known = local.known.clone();
    for file in known.layout.cards.values_mut() {
        if doubled.contains(file.path.as_str()) {
            file.position = None;
        }
    }
    for folder in known.layout.stacks.values_mut() {
        if doubled.contains(format!("{}/{STACK_FILE}", folder.path).as_str()) {
            folder.position = None;
        }
    }
    let over = Over {
        files: &local.scan.files,
        contents: &local.scan,
        known: &known,
    };
    let wanted = looked_at(&known.account);
    let mut changes = text::write(server.service, &wanted, &over, NamePolicy::Keep)?.changes;
    let is_of_left = |path: &str| {
        let mut folders = left.iter().map(|(folder, _)| folder);
        folders.any(|folder| path.starts_with(&format!("{folder}/")))
    };
    // What a push would spell anew is no matter of this.
    changes.put.retain(|path, content| match content {
        NewContent::From(source) => is_of_left(source),
        NewContent::Bytes(_) | NewContent::Stored(_) => {
            doubled.contains(path.as_str()) || renumbered(&same, path)
        }
    });
    changes.remove.retain(|path| is_of_left(path));
    write_all(
        (repo, monitor),
        here,
        &local_changes(changes, &local.scan)?,
        "check",
    )?;
    let moved = left
        .iter()
        .map(|(folder, card)| format!("{folder}: brought along to `{card}`"));
    let numbered = same
        .iter()
        .map(|(path, position, _)| format!("{path}: the position {position} is another now"));
    Ok(moved.chain(numbered).collect())
}

/// Returns true for a neighbor whose number may have to change too.
fn renumbered(same: &[(String, Position, String)], path: &str) -> bool {
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    same.iter().any(|(twin, _, _)| folder(twin) == folder(path))
}

/// Returns an equal account that shares no stack with it, so that each stack is looked at.
fn looked_at(account: &Account) -> Account {
    let stack = |stack: &Arc<Stack>| Arc::new(unshared(stack));
    Account {
        boards: account
            .boards
            .iter()
            .map(|board| {
                Arc::new(Board {
                    stacks: board.stacks.iter().map(stack).collect(),
                    ..Board::clone(board)
                })
            })
            .collect(),
    }
}

fn unshared(stack: &Stack) -> Stack {
    Stack {
        stacks: stack
            .stacks
            .iter()
            .map(|inner| Arc::new(unshared(inner)))
            .collect(),
        ..stack.clone()
    }
}
