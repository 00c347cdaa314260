//! Writing boards and stacks: their folders, their own files, their order.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::cards::BoardLabels;
use super::{NamePolicy, Writer};
use crate::board::{Account, Board, Key, Stack};
use crate::text::board_file::{BOARD_FILE, WantedBoard, write_board};
use crate::text::layout::{Folder, Layout};
use crate::text::names::{join, slug, split_path};
use crate::text::position::Position;
use crate::text::positions::{Placed, positions_for};
use crate::text::problem::Problem;
use crate::text::stack_file::{STACK_FILE, WantedStack, write_stack};

impl Writer<'_> {
    /// Writes every board with all that is in it.
    pub(super) fn write_boards(&mut self, wanted: &Account) -> Result<(), Problem> {
        let keys = wanted.boards.iter().map(|board| &board.key);
        self.release_folder_names("", keys, |layout| &layout.boards);
        for board in &wanted.boards {
            let folder = match self.over.known.layout.boards.get(&board.key) {
                Some(folder) if self.gets_a_new_name(&board.key) => Folder {
                    path: self.new_folder("", &slug(&board.title)),
                    ..folder.clone()
                },
                Some(folder) => folder.clone(),
                None => Folder {
                    path: self.new_folder("", &slug(&board.title)),
                    needs_writing: true,
                    ..Folder::default()
                },
            };
            let folder = self.write_board_file(board, folder)?;
            let path = folder.path.clone();
            self.layout.boards.insert(board.key.clone(), folder);
            let labels = BoardLabels::of(board, self.over.known.account.board(&board.key));
            self.write_stacks(&board.stacks, &path, &labels)?;
        }
        Ok(())
    }

    /// Returns true for what gets the name of its title whatever it has.
    fn gets_a_new_name<Of>(&self, key: &Key<Of>) -> bool {
        self.policy == NamePolicy::OfTitles && !key.is_new()
    }

    /// Gives back the names of folders in `parent`, where all of them get new ones.
    fn release_folder_names<'k, Of: 'k>(
        &mut self,
        parent: &str,
        keys: impl Iterator<Item = &'k Key<Of>>,
        folders: impl Fn(&Layout) -> &BTreeMap<Key<Of>, Folder>,
    ) {
        if self.policy != NamePolicy::OfTitles {
            return;
        }
        let folders = folders(&self.over.known.layout);
        for folder in keys
            .filter(|key| !key.is_new())
            .filter_map(|key| folders.get(key))
        {
            let (holder, name) = split_path(&folder.path);
            if holder == parent {
                self.taken_in(parent).release(name);
            }
        }
    }

    fn write_board_file(&mut self, board: &Board, mut folder: Folder) -> Result<Folder, Problem> {
        // Every card is written in the names that stand now.
        folder.former_labels = Vec::new();
        let before = self.over.known.account.board(&board.key);
        let is_same = before.is_some_and(|before| is_same_itself(before, board));
        // What the service does not know yet is written by people alone.
        let is_unsent = board.key.is_new() && folder.content.is_some();
        let path = join(&folder.path, BOARD_FILE);
        let old_folder = self.over.known.layout.boards.get(&board.key);
        let old_path = old_folder.map_or_else(|| path.clone(), |old| join(&old.path, BOARD_FILE));
        if is_same && (is_unsent || !folder.needs_writing) {
            if old_path != path {
                self.move_file(&old_path, &path);
            }
            return Ok(folder);
        }
        let text = self.text_at(&old_path)?;
        if old_path != path {
            self.changes.remove.insert(old_path);
        }
        let wanted = WantedBoard {
            id: board.key.id().map(|id| id.as_str()),
            title: &board.title,
            color: &board.color,
            archived: board.archived,
            labels: &board.labels,
            members: &board.members,
            projects: &board.projects,
            classes: &board.classes,
        };
        let text = write_board(self.service, &path, &text, &wanted)?;
        folder.content = Some(self.put_text(&path, &text));
        folder.needs_writing = board.key.is_new()
            || board.labels.iter().any(|label| label.key.is_new())
            || board.projects.iter().any(|project| project.id.is_none())
            || board.classes.iter().any(|class| class.id.is_none());
        Ok(folder)
    }

    /// Writes stacks that stand in one folder.
    fn write_stacks(
        &mut self,
        stacks: &[Arc<Stack>],
        parent: &str,
        labels: &BoardLabels<'_>,
    ) -> Result<(), Problem> {
        let mut paths = HashMap::default();
        let mut by_key: Vec<&Arc<Stack>> = stacks.iter().collect();
        by_key.sort_by(|one, other| one.key.cmp(&other.key));
        let keys = stacks.iter().map(|stack| &stack.key);
        self.release_folder_names(parent, keys, |layout| &layout.stacks);
        for stack in by_key {
            paths.insert(&stack.key, self.stack_path(stack, parent));
        }
        let before = &self.over.known.layout.stacks;
        let placed: Vec<Placed<'_>> = stacks
            .iter()
            .map(|stack| {
                let file = before
                    .get(&stack.key)
                    .filter(|folder| folder.content.is_some());
                Placed {
                    position: file.and_then(|folder| folder.position),
                    name: file.map(|_| split_path(&paths[&stack.key]).1),
                }
            })
            .collect();
        let positions = self.stack_positions(stacks, &placed);
        for (stack, position) in stacks.iter().zip(positions) {
            let path = &paths[&stack.key];
            let folder = self.write_stack_file(stack, path, position)?;
            self.layout.stacks.insert(stack.key.clone(), folder);
            self.write_cards(stack, path, labels)?;
            self.write_stacks(&stack.stacks, path, labels)?;
        }
        Ok(())
    }

    /// Returns the numbers of stacks; folders of new ones without a file stand where they are.
    fn stack_positions(
        &self,
        stacks: &[Arc<Stack>],
        placed: &[Placed<'_>],
    ) -> Vec<Option<Position>> {
        let layout = &self.over.known.layout;
        let is_unsent = |stack: &Stack| {
            stack.key.is_new()
                && layout
                    .stacks
                    .get(&stack.key)
                    .is_some_and(|folder| folder.content.is_none())
        };
        let (named, rest): (Vec<usize>, Vec<usize>) =
            (0..stacks.len()).partition(|index| !is_unsent(&stacks[*index]));
        let of_named: Vec<Placed<'_>> = named.iter().map(|index| placed[*index]).collect();
        let mut positions = vec![None; stacks.len()];
        for (index, position) in named.iter().zip(positions_for(&of_named)) {
            positions[*index] = position;
        }
        debug_assert!(rest.iter().all(|index| positions[*index].is_none()));
        positions
    }

    /// Returns the folder of a stack: as it is, moved along with its parent, or new.
    fn stack_path(&mut self, stack: &Stack, parent: &str) -> String {
        match self.over.known.layout.stacks.get(&stack.key) {
            Some(_) if self.gets_a_new_name(&stack.key) => {
                self.new_folder(parent, &slug(&stack.title))
            }
            Some(folder) if split_path(&folder.path).0 == parent => folder.path.clone(),
            Some(folder) => {
                let name = split_path(&folder.path).1.to_owned();
                self.new_folder(parent, &name)
            }
            None => self.new_folder(parent, &slug(&stack.title)),
        }
    }

    fn write_stack_file(
        &mut self,
        stack: &Stack,
        path: &str,
        position: Option<Position>,
    ) -> Result<Folder, Problem> {
        let mut folder = self
            .over
            .known
            .layout
            .stacks
            .get(&stack.key)
            .cloned()
            .unwrap_or(Folder {
                needs_writing: true,
                ..Folder::default()
            });
        let old_file = join(&folder.path, STACK_FILE);
        let file = join(path, STACK_FILE);
        let had_file = folder.content.is_some();
        let is_moved = had_file && folder.path != path;
        folder.path = path.to_owned();
        let before = self.stacks_before.get(&stack.key);
        let is_same = before.is_some_and(|before| {
            before.title == stack.title
                && before.done_column == stack.done_column
                && before.lane == stack.lane
        });
        let is_unsent = stack.key.is_new() && before.is_some();
        let is_written = is_same && position.is_none() && (!folder.needs_writing || is_unsent);
        if is_written {
            if is_moved {
                self.move_file(&old_file, &file);
            }
            return Ok(folder);
        }
        let text = if had_file {
            self.text_at(&old_file)?
        } else {
            String::new()
        };
        let wanted = WantedStack {
            id: stack.key.id().map(|id| id.as_str()),
            title: &stack.title,
            position,
            done_column: stack.done_column,
            lane: &stack.lane,
        };
        let text = write_stack(self.service, &file, &text, &wanted)?;
        folder.content = Some(self.put_text(&file, &text));
        if is_moved {
            self.changes.remove.insert(old_file);
        }
        folder.position = position.or(folder.position);
        folder.needs_writing = stack.key.is_new();
        Ok(folder)
    }
}

/// Returns true if two boards are equal but for their stacks.
fn is_same_itself(one: &Board, other: &Board) -> bool {
    let Board {
        key,
        title,
        color,
        archived,
        labels,
        members,
        projects,
        classes,
        stacks: _,
    } = one;
    *key == other.key
        && *title == other.title
        && *color == other.color
        && *archived == other.archived
        && *labels == other.labels
        && *members == other.members
        && *projects == other.projects
        && *classes == other.classes
}
