//! Which files of a tree are boards, stacks and cards, by their names and places alone.

use std::collections::BTreeMap;

use foldhash::HashSet;

use crate::files::{File, Files};
use crate::text::board_file::BOARD_FILE;
use crate::text::layout::Layout;
use crate::text::names::{card_stem, is_card_name, is_ignored, split_path};
use crate::text::stack_file::STACK_FILE;

/// A board's folder.
#[derive(Debug, Default)]
pub struct BoardOutline<'a> {
    /// The folder.
    pub folder: &'a str,
    /// Its `board.yaml`, if it is there.
    pub file: Option<&'a File>,
    /// The stacks in it, in order of path.
    pub stacks: Vec<StackOutline<'a>>,
    /// Files beside the stacks that would be cards within one.
    pub astray: Vec<(&'a str, &'a File)>,
}

/// A stack's folder.
#[derive(Debug, Default)]
pub struct StackOutline<'a> {
    /// The folder.
    pub folder: &'a str,
    /// Its `stack.yaml`, if it is there.
    pub file: Option<&'a File>,
    /// The paths of its cards, in order.
    pub cards: Vec<(&'a str, &'a File)>,
    /// The stacks within it.
    pub stacks: Vec<StackOutline<'a>>,
}

/// Returns the boards of a tree, in order of path.
///
/// A folder at the top is a board if it holds a `board.yaml`, or if `base` has a board there.
pub fn outline<'a>(files: &'a Files, base: Option<&Layout>) -> Vec<BoardOutline<'a>> {
    let of_base = base.map(paths_of).unwrap_or_default();
    let mut boards: Vec<BoardOutline<'a>> = Vec::new();
    let mut folders: BTreeMap<&'a str, StackOutline<'a>> = BTreeMap::new();
    let mut top = "";
    for (path, file) in &files.entries {
        let Some((first, _)) = path.split_once('/') else {
            continue;
        };
        if first != top {
            finish(boards.last_mut(), std::mem::take(&mut folders));
            top = first;
            boards.push(BoardOutline {
                folder: first,
                ..BoardOutline::default()
            });
        }
        if is_ignored(path) && !of_base.contains(path.as_str()) {
            continue;
        }
        let (folder, name) = split_path(path);
        let Some(board) = boards.last_mut() else {
            continue;
        };
        if folder == top {
            if name == BOARD_FILE {
                board.file = Some(file);
            } else if is_card_name(name) {
                board.astray.push((path, file));
            }
        } else if name == STACK_FILE {
            folders.entry(folder).or_default().file = Some(file);
        } else if is_card_name(name) || of_base.contains(path.as_str()) {
            folders.entry(folder).or_default().cards.push((path, file));
        }
    }
    finish(boards.last_mut(), folders);
    boards.retain(|board| board.file.is_some() || of_base.contains(board.folder));
    boards
}

/// Returns every path that the layout names.
fn paths_of(layout: &Layout) -> HashSet<&str> {
    let folders = layout.boards.values().chain(layout.stacks.values());
    let cards = layout.cards.values().map(|file| file.path.as_str());
    folders
        .map(|folder| folder.path.as_str())
        .chain(cards)
        .collect()
}

/// Sorts the folders of one board into its stacks; the rest are of no concern.
fn finish<'a>(
    board: Option<&mut BoardOutline<'a>>,
    mut folders: BTreeMap<&'a str, StackOutline<'a>>,
) {
    let Some(board) = board else { return };
    let direct: Vec<&str> = folders
        .iter()
        .filter(|(path, stack)| {
            split_path(path).0 == board.folder && (stack.file.is_some() || !stack.cards.is_empty())
        })
        .map(|(path, _)| *path)
        .collect();
    for path in direct {
        if let Some(stack) = take_stack(path, &mut folders) {
            board.stacks.push(stack);
        }
    }
}

/// Takes a stack out of the folders, with the stacks within it: those with a `stack.yaml`.
fn take_stack<'a>(
    path: &'a str,
    folders: &mut BTreeMap<&'a str, StackOutline<'a>>,
) -> Option<StackOutline<'a>> {
    let mut stack = folders.remove(path)?;
    stack.folder = path;
    let stems: HashSet<&str> = stack
        .cards
        .iter()
        .filter_map(|(path, _)| card_stem(path))
        .collect();
    let within: Vec<&'a str> = folders
        .range(path..)
        .take_while(|(inner, _)| inner.starts_with(path))
        .filter(|(inner, contents)| {
            split_path(inner).0 == path && contents.file.is_some() && !stems.contains(*inner)
        })
        .map(|(inner, _)| *inner)
        .collect();
    for inner in within {
        stack.stacks.extend(take_stack(inner, folders));
    }
    Some(stack)
}
