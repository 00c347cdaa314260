//! Reading boards and stacks: their own files, then what stands in them.

use super::new_numbers::label_place;
use super::outline::{BoardOutline, StackOutline};
use super::{Reader, Written, shell};
use crate::board::listed::by_name;
use crate::board::{Board, BoardKey, Label, Member, Stack, StackKey};
use crate::files::File;
use crate::text::board_file::{BOARD_FILE, read_board};
use crate::text::front_matter::BOM;
use crate::text::layout::Folder;
use crate::text::names::{is_card_name, join, split_path};
use crate::text::position::Position;
use crate::text::problem::Problem;
use crate::text::stack_file::{STACK_FILE, StackText, read_stack};

/// A board that was read, without what stands in its stacks.
pub(super) struct BoardDraft<'o> {
    /// The board, without stacks.
    pub(super) board: Board,
    /// Its stacks.
    pub(super) stacks: Vec<StackDraft<'o>>,
    /// Files beside the stacks that would be cards within one.
    pub(super) astray: &'o [(&'o str, &'o File)],
}

/// A stack that was read, without its cards.
pub(super) struct StackDraft<'o> {
    /// The stack, without cards and stacks.
    pub(super) stack: Stack,
    /// Its folder.
    pub(super) folder: &'o str,
    /// Its number.
    pub(super) position: Option<Position>,
    /// The files of its cards.
    pub(super) cards: &'o [(&'o str, &'o File)],
    /// The stacks in it.
    pub(super) stacks: Vec<StackDraft<'o>>,
}

/// Returns members in the order that an account has them in; the file has its own.
fn by_person(mut members: Vec<Member>) -> Vec<Member> {
    members.sort_by(|one, other| one.person.cmp(&other.person));
    members
}

impl Reader<'_> {
    /// Reads the boards and stacks of a tree themselves, without cards.
    pub(super) fn drafts<'o>(&mut self, outlines: &'o [BoardOutline<'o>]) -> Vec<BoardDraft<'o>> {
        let mut drafts = Vec::new();
        for outline in outlines {
            let Some(file) = outline.file else {
                self.check_lost_file(outline.folder, BOARD_FILE);
                continue;
            };
            let path = join(outline.folder, BOARD_FILE);
            let Some((board, folder)) = self.board_itself(&path, outline.folder, file) else {
                continue;
            };
            if let Some(id) = board.key.id() {
                let seen = self
                    .seen_boards
                    .insert(id.as_str().to_owned(), path.clone());
                if let Some(other) = seen {
                    self.same_id(&other, &path, "board", id.as_str());
                    continue;
                }
            }
            let folder = Folder {
                former_labels: self.former_labels(&board),
                ..folder
            };
            self.layout.boards.insert(board.key.clone(), folder);
            drafts.push(BoardDraft {
                board,
                stacks: self.stack_drafts(&outline.stacks),
                astray: &outline.astray,
            });
        }
        drafts
    }

    /// Returns the labels of base that have another name now, by their names in base.
    fn former_labels(&self, board: &Board) -> Vec<Label> {
        let of_base = self
            .base_of_people()
            .and_then(|base| base.known.account.board(&board.key));
        let Some(of_base) = of_base else {
            return Vec::new();
        };
        let is_renamed = |label: &&Label| {
            let now = board.label(&label.key);
            now.is_some_and(|now| now.name != label.name)
        };
        of_base.labels.iter().filter(is_renamed).cloned().collect()
    }

    fn stack_drafts<'o>(&mut self, outlines: &'o [StackOutline<'o>]) -> Vec<StackDraft<'o>> {
        let mut drafts = Vec::new();
        for outline in outlines {
            let Some((stack, folder)) = self.stack_itself(outline) else {
                continue;
            };
            let position = folder.position;
            if self.note_stack(&stack, folder) {
                drafts.push(StackDraft {
                    stack,
                    folder: outline.folder,
                    position,
                    cards: &outline.cards,
                    stacks: self.stack_drafts(&outline.stacks),
                });
            }
        }
        drafts
    }

    pub(super) fn same_id(&mut self, one: &str, other: &str, what: &str, id: &str) {
        for (path, twin) in [(one, other), (other, one)] {
            let message = format!(
                "{what} {id} stands in `{twin}` too; delete one of them, or remove `id` from the copy to make a new {what}"
            );
            self.problems.push(Problem::error(path, message));
        }
    }

    /// Reports a folder of base that lost its file but holds known cards.
    fn check_lost_file(&mut self, folder: &str, name: &str) -> bool {
        let Some(base) = self.base_of_people() else {
            return false;
        };
        let known = self.files.below(folder).filter(|(path, file)| {
            is_card_name(split_path(path).1)
                && (base.by_path.contains_key(path) || base.by_content.contains_key(&file.id))
        });
        let count = known.count();
        if count == 0 {
            return false;
        }
        let path = join(folder, name);
        let cards = if count == 1 { "card" } else { "cards" };
        // A merge of two branches takes it away as a commit, and then the index has it not.
        let path = shell(&path);
        let message = format!(
            "`{name}` is gone, but the folder holds {count} known {cards}; bring it back with \
             `git restore -- {path}`, or `git restore --source=board/main -- {path}` where that is \
             committed, or move the {cards} elsewhere"
        );
        self.problems.push(Problem::error(folder, message));
        true
    }

    /// Returns the board of a `board.yaml`, without its stacks.
    fn board_itself(&mut self, path: &str, folder: &str, file: &File) -> Option<(Board, Folder)> {
        let mut layout = Folder {
            path: folder.to_owned(),
            content: Some(file.id),
            ..Folder::default()
        };
        if let Some(base) = self.base {
            let same = base
                .known
                .layout
                .boards
                .iter()
                .find(|(_, other)| other.content == Some(file.id) && !other.needs_writing);
            if let Some(board) = same.and_then(|(key, _)| base.known.account.board(key)) {
                let mut itself = Board::clone(board);
                itself.stacks = Vec::new();
                return Some((itself, layout));
            }
        }
        let text = self.yaml_text(path, file)?;
        let (read, mut problems) = read_board(self.service, path, &text);
        let is_wrong = problems.iter().any(Problem::is_error);
        self.problems.append(&mut problems);
        let read = read.filter(|_| !is_wrong)?;
        let key = match &read.id {
            Some(id) => BoardKey::known(id.as_str()),
            None => BoardKey::New(self.new_number(folder)),
        };
        let title = self.title_of(path, folder, read.title.clone(), read.id.is_some())?;
        layout.needs_writing = read.id.is_none() || read.title.is_none();
        let labels: Vec<Label> = read
            .labels
            .iter()
            .map(|label| Label {
                key: label.key(&mut || self.new_number(&label_place(folder, &label.name))),
                name: label.name.clone(),
                color: label.color.clone(),
            })
            .collect();
        layout.needs_writing |= labels.iter().any(|label| label.key.is_new());
        layout.needs_writing |= read.projects.iter().any(|project| project.id.is_none());
        layout.needs_writing |= read.classes.iter().any(|class| class.id.is_none());
        let board = Board {
            key,
            title,
            color: read.color,
            archived: read.archived,
            labels,
            members: by_person(read.members),
            // These lists have no order of their own.
            projects: by_name(read.projects),
            classes: by_name(read.classes),
            stacks: Vec::new(),
        };
        Some((board, layout))
    }

    pub(super) fn yaml_text(&mut self, path: &str, file: &File) -> Option<String> {
        let bytes = self.text_of(path, file)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let marker = crate::text::body::marker_line(&text, None);
        if let Some(line) = marker {
            self.problems.push(super::card::unmerged(path, line));
            return None;
        }
        Some(text.strip_prefix(BOM).map_or(text.clone(), str::to_owned))
    }

    /// Returns the title, or the folder's name for a new thing; a known one without is an error.
    fn title_of(
        &mut self,
        path: &str,
        folder: &str,
        title: Option<String>,
        is_known: bool,
    ) -> Option<String> {
        if title.is_none() && is_known && self.written == Written::ByUs {
            return Some(String::new());
        }
        if title.is_none() && is_known {
            self.problems
                .push(Problem::error(path, "has an `id` but no `title`"));
        }
        let from_folder = (!is_known).then(|| split_path(folder).1.to_owned());
        title.or(from_folder)
    }

    /// Returns the stack of a folder, without its cards and stacks.
    pub(super) fn stack_itself(&mut self, outline: &StackOutline<'_>) -> Option<(Stack, Folder)> {
        let mut layout = Folder {
            path: outline.folder.to_owned(),
            ..Folder::default()
        };
        let path = join(outline.folder, STACK_FILE);
        let Some(file) = outline.file else {
            let base = self.base.map(|base| &base.known.layout.stacks);
            let was_stack = base
                .is_some_and(|stacks| stacks.values().any(|stack| stack.path == outline.folder));
            if was_stack && self.check_lost_file(outline.folder, STACK_FILE) {
                return None;
            }
            layout.needs_writing = true;
            let name = split_path(outline.folder).1.to_owned();
            let key = StackKey::New(self.new_number(outline.folder));
            return Some((Stack::new(key, name), layout));
        };
        layout.content = Some(file.id);
        if let Some(base) = self.base {
            let same = base
                .known
                .layout
                .stacks
                .iter()
                .find(|(_, other)| other.content == Some(file.id) && !other.needs_writing);
            let stacks = same.and_then(|(key, folder)| {
                let mut all = base.known.account.boards.iter();
                let stack = all.find_map(|board| {
                    board
                        .all_stacks()
                        .into_iter()
                        .find(|stack| stack.key == *key)
                })?;
                Some((stack, folder))
            });
            if let Some((stack, folder)) = stacks {
                let mut itself = Stack::new(stack.key.clone(), stack.title.clone());
                itself.done_column = stack.done_column;
                itself.lane = stack.lane.clone();
                layout.position = folder.position;
                return Some((itself, layout));
            }
        }
        let text = self.yaml_text(&path, file)?;
        let (read, mut problems) = read_stack(self.service, &path, &text);
        let is_wrong = problems.iter().any(Problem::is_error);
        self.problems.append(&mut problems);
        let StackText {
            id,
            title,
            position,
            done_column,
            lane,
        } = read.filter(|_| !is_wrong)?;
        layout.needs_writing = id.is_none() || title.is_none();
        layout.position = position;
        let title = self.title_of(&path, outline.folder, title, id.is_some())?;
        let key = match id {
            Some(id) => StackKey::known(id),
            None => StackKey::New(self.new_number(outline.folder)),
        };
        let mut stack = Stack::new(key, title);
        stack.done_column = done_column;
        stack.lane = lane;
        Some((stack, layout))
    }

    /// Takes note of a stack's folder; false if another folder has a stack of that id.
    pub(super) fn note_stack(&mut self, stack: &Stack, folder: Folder) -> bool {
        let path = join(&folder.path, STACK_FILE);
        if let Some(id) = stack.key.id() {
            let seen = self
                .seen_stacks
                .insert(id.as_str().to_owned(), path.clone());
            if let Some(other) = seen {
                self.same_id(&other, &path, "stack", id.as_str());
                return false;
            }
        }
        self.layout.stacks.insert(stack.key.clone(), folder);
        true
    }
}
