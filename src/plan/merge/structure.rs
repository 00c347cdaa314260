//! Boards and stacks on three sides: their values, and what is in what.

use std::collections::BTreeMap;

use foldhash::HashSet;

use super::sides::{Side, Sides};
use super::{Report, board, stack};
use crate::board::{BoardKey, ClassOfService, Lane, LocatedStack, Member, Project, StackKey};
use crate::plan::conflict::Conflict;

/// What a stack is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Container {
    /// A board.
    Board(BoardKey),
    /// Another stack.
    Stack(StackKey),
}

/// Returns what a stack is in.
pub(super) fn container_of(at: &LocatedStack<'_>) -> Container {
    match at.parent {
        Some(parent) => Container::Stack(parent.key.clone()),
        None => Container::Board(at.board.key.clone()),
    }
}

/// A stack's merged values.
#[derive(Clone, Debug)]
pub(super) struct MergedStack {
    pub title: String,
    pub done_column: bool,
    pub lane: Lane,
    pub container: Container,
    /// It is out of sight, and not sent.
    pub is_alone: bool,
    /// It is in the result.
    pub is_kept: bool,
}

/// A board's merged values.
#[derive(Clone, Debug)]
pub(super) struct MergedBoard {
    pub title: String,
    pub color: String,
    pub archived: bool,
    /// In order of person.
    pub members: Vec<Member>,
    pub projects: Vec<Project>,
    pub classes: Vec<ClassOfService>,
    /// It is out of sight, and not sent.
    pub is_alone: bool,
    /// It is in the result.
    pub is_kept: bool,
}

/// All boards and stacks that here or there has, but for boards that are the same on all sides.
#[derive(Debug)]
pub(super) struct Structure {
    pub boards: BTreeMap<BoardKey, MergedBoard>,
    pub stacks: BTreeMap<StackKey, MergedStack>,
}

impl Structure {
    /// Merges the values. Which things are kept depends on the cards, and is decided later.
    pub fn merge(sides: &Sides<'_>, report: &mut Report) -> Self {
        let boards: HashSet<&BoardKey> = [&sides.local, &sides.remote]
            .into_iter()
            .flat_map(|side| side.boards.keys().copied())
            .collect();
        let stacks: HashSet<&StackKey> = [&sides.local, &sides.remote]
            .into_iter()
            .flat_map(|side| side.stacks.keys().copied())
            .collect();
        let mut boards: Vec<&BoardKey> = boards.into_iter().collect();
        let mut stacks: Vec<&StackKey> = stacks.into_iter().collect();
        boards.sort();
        stacks.sort();
        let mut structure = Self {
            boards: boards
                .into_iter()
                .filter_map(|key| Some((key.clone(), board::merge(sides, key, report)?)))
                .collect(),
            stacks: stacks
                .into_iter()
                .filter_map(|key| Some((key.clone(), stack::merge(sides, key, report)?)))
                .collect(),
        };
        structure.break_circles(sides, report);
        structure.keep_in_sight(sides, report);
        structure
    }

    /// Returns the board that a stack is on.
    pub fn board_of(&self, stack: &StackKey) -> Option<&BoardKey> {
        let mut stack = self.stacks.get(stack)?;
        // No way is longer than there are stacks: circles are broken.
        for _ in 0..=self.stacks.len() {
            match &stack.container {
                Container::Board(board) => return Some(board),
                Container::Stack(parent) => stack = self.stacks.get(parent)?,
            }
        }
        None
    }

    /// Where each side moved one stack into the other, ours stand.
    fn break_circles(&mut self, sides: &Sides<'_>, report: &mut Report) {
        while let Some(circle) = self.circle() {
            // One stack in it at least got its place from the server alone, or we would have had
            // the circle ourselves.
            let theirs = circle.into_iter().find(|key| {
                let here = sides.local.stacks.get(key).map(container_of);
                here.is_some_and(|here| here != self.stacks[key].container)
            });
            let Some(key) = theirs else { return };
            let Some(here) = sides.local.stacks.get(&key) else {
                return;
            };
            report.conflicts.push(Conflict::MovedIntoEachOther {
                thing: sides.stack_thing(&key),
            });
            if let Some(stack) = self.stacks.get_mut(&key) {
                stack.container = container_of(here);
            }
        }
    }

    /// Returns the stacks of a circle, if there is one.
    fn circle(&self) -> Option<Vec<StackKey>> {
        let mut ends: HashSet<&StackKey> = HashSet::default();
        for start in self.stacks.keys() {
            let mut way: Vec<&StackKey> = Vec::new();
            let mut on_way: HashSet<&StackKey> = HashSet::default();
            let mut next = Some(start);
            while let Some(key) = next {
                if ends.contains(key) {
                    break;
                }
                if !on_way.insert(key) {
                    let from = way.iter().position(|other| *other == key).unwrap_or(0);
                    return Some(way[from..].iter().map(|key| (*key).clone()).collect());
                }
                way.push(key);
                next = match self.stacks.get(key).map(|stack| &stack.container) {
                    Some(Container::Stack(parent)) => Some(parent),
                    Some(Container::Board(_)) | None => None,
                };
            }
            ends.extend(way);
        }
        None
    }

    /// Returns true if the stack, or something that it is in, is out of sight.
    pub fn is_hidden(&self, sides: &Sides<'_>, stack: &StackKey) -> bool {
        let mut next = Some(stack);
        for _ in 0..=self.stacks.len() {
            let Some(stack) = next.and_then(|key| self.stacks.get(key)) else {
                return false;
            };
            if stack.is_alone {
                return true;
            }
            match &stack.container {
                Container::Board(board) => return sides.out_of_sight.contains(board),
                Container::Stack(parent) => next = Some(parent),
            }
        }
        false
    }

    /// A stack that the server shows cannot move to where it shows nothing.
    fn keep_in_sight(&mut self, sides: &Sides<'_>, report: &mut Report) {
        let keys: Vec<StackKey> = self.stacks.keys().cloned().collect();
        for key in keys {
            let Some(there) = sides.remote.stacks.get(&key) else {
                continue;
            };
            if !self.is_hidden(sides, &key) {
                continue;
            }
            let place = container_of(there);
            let Some(stack) = self.stacks.get_mut(&key) else {
                continue;
            };
            // One that only stands in such a stack comes back into sight with it.
            if stack.container == place {
                continue;
            }
            stack.container = place;
            report.conflicts.push(Conflict::MovedOutOfSight {
                thing: sides.stack_thing(&key),
                place: here_or_there(sides, &key),
            });
        }
        self.break_circles(sides, report);
    }
}

/// Returns the titles of what a stack is in here, else there.
fn here_or_there(sides: &Sides<'_>, key: &StackKey) -> String {
    let here = sides.local.stacks.get(key);
    let at = here.or_else(|| sides.remote.stacks.get(key));
    at.map(stack::container_title).unwrap_or_default()
}

/// Returns the values of a thing in the bases that have it, the newest first.
pub(super) fn in_bases<'s, 'a, T>(
    sides: &'s Sides<'a>,
    value: impl Fn(&'s Side<'a>) -> Option<T>,
) -> Vec<T> {
    sides.bases.iter().filter_map(value).collect()
}
