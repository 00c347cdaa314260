//! Putting what was read together: cards into stacks, stacks into boards, in order.

use std::sync::Arc;

use foldhash::HashMap;

use super::container::{BoardDraft, StackDraft};
use super::{Base, ReadCard, Reader};
use crate::board::{Board, BoardKey, CardKey, Label, Stack, StackKey};
use crate::text::label_names::LabelNames;
use crate::text::names::{join, split_path};
use crate::text::position::Position;
use crate::text::problem::Problem;
use crate::text::suggestion::suggestion;

/// A board as its cards are read: whose labels they may name.
pub(super) struct BoardPlace<'a> {
    pub(super) key: BoardKey,
    pub(super) labels: &'a [Label],
    pub(super) names: LabelNames<'a>,
    /// True if base has the board with the very same labels.
    pub(super) has_labels_of_base: bool,
}

/// A stack that a `stack:` line may name.
struct StackPlace<'a> {
    board: usize,
    folder: &'a str,
    stack: &'a Stack,
}

/// Every board and stack that a card may be in.
pub(super) struct Places<'a> {
    pub(super) boards: Vec<BoardPlace<'a>>,
    stacks: Vec<StackPlace<'a>>,
}

impl<'a> Places<'a> {
    pub(super) fn of(drafts: &'a [BoardDraft<'a>], base: Option<&Base<'a>>) -> Self {
        let mut places = Self {
            boards: Vec::new(),
            stacks: Vec::new(),
        };
        for (index, draft) in drafts.iter().enumerate() {
            let board = &draft.board;
            let of_base = base.and_then(|base| base.known.account.board(&board.key));
            let base_labels = of_base.map_or(&[][..], |board| &board.labels);
            places.boards.push(BoardPlace {
                key: board.key.clone(),
                labels: &board.labels,
                names: LabelNames::new(&board.labels, base_labels),
                has_labels_of_base: base_labels == board.labels,
            });
            let mut ahead: Vec<&StackDraft<'_>> = draft.stacks.iter().collect();
            while let Some(stack) = ahead.pop() {
                places.stacks.push(StackPlace {
                    board: index,
                    folder: stack.folder,
                    stack: &stack.stack,
                });
                ahead.extend(&stack.stacks);
            }
        }
        places
    }

    /// Returns the board and folder of the stack that a `stack:` line on board `board` names: by
    /// path, by folder's name, by title or by id.
    pub(super) fn stack_named(&self, board: usize, name: &str) -> Option<(usize, &'a str)> {
        let here = || self.stacks.iter().filter(|place| place.board == board);
        let found = self
            .stacks
            .iter()
            .find(|place| place.folder == name)
            .or_else(|| here().find(|place| split_path(place.folder).1 == name))
            .or_else(|| here().find(|place| place.stack.title == name))
            .or_else(|| {
                let mut all = self.stacks.iter();
                all.find(|place| place.stack.key.id().is_some_and(|id| id.as_str() == name))
            })?;
        Some((found.board, found.folder))
    }

    /// Returns the name of a stack on board `board` that is like `name`.
    pub(super) fn stack_like(&self, board: usize, name: &str) -> Option<String> {
        let names = self
            .stacks
            .iter()
            .filter(|place| place.board == board)
            .map(|place| split_path(place.folder).1);
        suggestion(name, names).map(str::to_owned)
    }
}

/// The cards of each stack, by the stack's folder.
pub(super) type Gathered = HashMap<String, Vec<ReadCard>>;

impl Reader<'_> {
    /// Reads every card and puts it where it belongs; boards that are `as_before` are taken over.
    ///
    /// Returns none if one of these has a card that another board's files tell of too.
    pub(super) fn gather(
        &mut self,
        drafts: &[BoardDraft<'_>],
        places: &Places<'_>,
        as_before: &[Option<Arc<Board>>],
    ) -> Option<Gathered> {
        let mut gathered = Gathered::default();
        let older = self.older_files();
        let mut is_whole = true;
        for (board, draft) in drafts.iter().enumerate() {
            if let Some(whole) = &as_before[board] {
                is_whole &= self.take_over(whole);
                continue;
            }
            for (path, file) in draft.astray {
                self.check_astray(path, file);
            }
            let mut ahead: Vec<&StackDraft<'_>> = draft.stacks.iter().rev().collect();
            while let Some(stack) = ahead.pop() {
                for (path, file) in stack.cards {
                    if older.contains_key(*path) {
                        continue;
                    }
                    let Some((mut read, folder)) =
                        self.card(path, file, board, stack.folder, places)
                    else {
                        continue;
                    };
                    // A `stack:` line may name a stack of any board.
                    let is_moved = folder != stack.folder;
                    is_whole &= !is_moved || as_before.iter().all(Option::is_none);
                    let key = read.card.key.clone();
                    let mut replaced = older.iter().filter(|(_, card)| **card == key);
                    read.file.replaces = replaced.next().map(|(path, _)| path.clone());
                    self.read_attachments(&mut read);
                    self.read_comments(&mut read);
                    self.layout.cards.insert(key, read.file.clone());
                    gathered.entry(folder).or_default().push(read);
                }
                ahead.extend(stack.stacks.iter().rev());
            }
        }
        is_whole.then_some(gathered)
    }

    /// Returns the files that say an older state of a card whose newer file is there too.
    fn older_files(&self) -> HashMap<String, CardKey> {
        let Some(base) = self.base else {
            return HashMap::default();
        };
        let layout = &base.known.layout;
        let is_there = |path: &str, content| {
            let file = self.files.get(path);
            file.is_some_and(|file| file.id == content)
        };
        let mut older = HashMap::default();
        for (key, places) in &layout.older {
            let newer = layout.cards.get(key);
            if !newer.is_some_and(|file| is_there(&file.path, file.content)) {
                continue;
            }
            let found = places
                .iter()
                .find(|(path, content)| is_there(path, *content));
            if let Some((path, _)) = found {
                older.insert(path.clone(), key.clone());
            }
        }
        older
    }

    /// Returns the boards, each the one of base where nothing in it changed.
    pub(super) fn assemble(
        &mut self,
        drafts: Vec<BoardDraft<'_>>,
        mut gathered: Gathered,
        as_before: Vec<Option<Arc<Board>>>,
    ) -> Vec<Arc<Board>> {
        let stacks_of_base = self.stacks_of_base();
        let mut boards = Vec::new();
        for (draft, as_before) in drafts.into_iter().zip(as_before) {
            if let Some(whole) = as_before {
                boards.push(whole);
                continue;
            }
            let BoardDraft {
                mut board, stacks, ..
            } = draft;
            board.stacks = assemble_stacks(stacks, &mut gathered, &stacks_of_base);
            let of_base = self
                .base
                .and_then(|base| base.known.account.board(&board.key))
                .filter(|other| is_same_board(other, &board));
            boards.push(of_base.map_or_else(|| Arc::new(board), Arc::clone));
        }
        boards.sort_by(|one, other| one.key.cmp(&other.key));
        boards
    }

    fn stacks_of_base(&self) -> HashMap<StackKey, Arc<Stack>> {
        let Some(base) = self.base else {
            return HashMap::default();
        };
        let boards = base.known.account.boards.iter();
        boards
            .flat_map(|board| board.all_stacks())
            .map(|stack| (stack.key.clone(), Arc::clone(stack)))
            .collect()
    }

    /// Reports a known card's file that stands beside the stacks, where it is no card.
    fn check_astray(&mut self, path: &str, file: &crate::files::File) {
        let Some(base) = self.base_of_people() else {
            return;
        };
        let by_content = base.by_content.get(&file.id).copied();
        let Some(key) = by_content.or_else(|| self.id_of_astray(path, file)) else {
            return;
        };
        let Some(id) = key.id() else { return };
        let message =
            format!("card {id} stands in no stack; move it into a folder with a `stack.yaml`");
        self.problems.push(Problem::error(path, message));
    }

    /// Returns the known card that a file outside of stacks says to be.
    fn id_of_astray(&self, path: &str, file: &crate::files::File) -> Option<&CardKey> {
        let bytes = match &file.content {
            crate::files::Content::Bytes(bytes) => Arc::clone(bytes),
            _ => self.contents.read(path, file).ok()?,
        };
        let text = std::str::from_utf8(&bytes).ok()?;
        let split = crate::text::front_matter::Split::of(text).ok()?;
        let (read, _) = crate::text::card_file::read_card(self.service, path, &split);
        let key = CardKey::known(read?.id?);
        self.base?
            .known
            .layout
            .cards
            .get_key_value(&key)
            .map(|(key, _)| key)
    }
}

fn is_same_board(one: &Board, other: &Board) -> bool {
    let is_shared = |(one, other): (&Arc<Stack>, &Arc<Stack>)| Arc::ptr_eq(one, other);
    one.title == other.title
        && one.color == other.color
        && one.archived == other.archived
        && one.labels == other.labels
        && one.members == other.members
        && one.projects == other.projects
        && one.classes == other.classes
        && one.stacks.len() == other.stacks.len()
        && one.stacks.iter().zip(&other.stacks).all(is_shared)
}

fn is_same_stack(one: &Stack, other: &Stack) -> bool {
    one.title == other.title
        && one.done_column == other.done_column
        && one.lane == other.lane
        && one.stacks.len() == other.stacks.len()
        && one.cards.len() == other.cards.len()
        && one
            .stacks
            .iter()
            .zip(&other.stacks)
            .all(|(one, other)| Arc::ptr_eq(one, other))
        && one
            .cards
            .iter()
            .zip(&other.cards)
            .all(|(one, other)| Arc::ptr_eq(one, other))
}

fn assemble_stacks(
    drafts: Vec<StackDraft<'_>>,
    gathered: &mut Gathered,
    of_base: &HashMap<StackKey, Arc<Stack>>,
) -> Vec<Arc<Stack>> {
    let mut stacks = Vec::new();
    for draft in drafts {
        let StackDraft {
            mut stack,
            folder,
            position,
            cards: _,
            stacks: inner,
        } = draft;
        stack.stacks = assemble_stacks(inner, gathered, of_base);
        let mut cards = gathered.remove(folder).unwrap_or_default();
        cards.sort_by(|one, other| card_order(one).cmp(&card_order(other)));
        stack.cards = cards.into_iter().map(|read| read.card).collect();
        stack.settle_archived();
        let same = of_base
            .get(&stack.key)
            .filter(|other| is_same_stack(other, &stack));
        let stack = same.map_or_else(|| Arc::new(stack), Arc::clone);
        stacks.push(((position.is_none(), position, split_path(folder).1), stack));
    }
    stacks.sort_by(|one, other| one.0.cmp(&other.0));
    stacks.into_iter().map(|(_, stack)| stack).collect()
}

/// Cards stand by number, then by file name; those without a number last.
fn card_order(read: &ReadCard) -> (bool, Option<Position>, &str, &str) {
    let (folder, name) = split_path(&read.file.path);
    (
        read.file.position.is_none(),
        read.file.position,
        name,
        folder,
    )
}

/// Returns the folder of what hangs on a card: beside its file, else the one that base knows.
pub(super) fn card_folder(
    files: &crate::files::Files,
    path: &str,
    of_base: Option<&str>,
) -> Option<String> {
    let (parent, name) = split_path(path);
    let beside = crate::text::names::card_stem(name).map(|stem| join(parent, stem));
    if let Some(beside) = beside.filter(|folder| files.below(folder).next().is_some()) {
        return Some(beside);
    }
    let of_base = of_base?;
    let is_anothers = files.get(&format!("{of_base}.md")).is_some();
    (!is_anothers && files.below(of_base).next().is_some()).then(|| of_base.to_owned())
}
