//! Boards whose files are all as base has them: taken over as a whole, without a look at each card.

use std::sync::Arc;

use super::Reader;
use super::container::BoardDraft;
use crate::board::Board;
use crate::files::{ContentId, Files};
use crate::text::layout::{CardFile, CommentFile, Folder, Layout};
use crate::text::names::join;
use crate::text::{BOARD_FILE, STACK_FILE};

impl Reader<'_> {
    /// Returns for each board that was read the one of base, where no file of it is another.
    pub(super) fn boards_as_before(&self, drafts: &[BoardDraft<'_>]) -> Vec<Option<Arc<Board>>> {
        let nothing = || vec![None; drafts.len()];
        let Some(base) = self.base else {
            return nothing();
        };
        let (account, before) = (&base.known.account, &base.known.layout);
        if !before.older.is_empty() || !self.problems.is_empty() {
            return nothing();
        }
        let as_before = |draft: &BoardDraft<'_>| {
            let board = account.board(&draft.board.key)?;
            let folder = |layout: &Layout| Some(layout.boards.get(&board.key)?.path.clone());
            let is_same = folder(&self.layout) == folder(before)
                && is_as_before(self.files, board, before).unwrap_or(false);
            is_same.then(|| Arc::clone(board))
        };
        drafts.iter().map(as_before).collect()
    }

    /// Takes a board of base over; returns false if one of its cards stands elsewhere too.
    pub(super) fn take_over(&mut self, board: &Board) -> bool {
        let Some(base) = self.base else { return false };
        let before = &base.known.layout;
        let mut are_first = true;
        for card in board.all_stacks().iter().flat_map(|stack| &stack.cards) {
            if let Some(file) = before.cards.get(&card.key) {
                are_first &= self.note_card(&card.key, &file.path);
                self.layout.cards.insert(card.key.clone(), file.clone());
            }
        }
        are_first
    }
}

/// Returns whether `files` have what the layout has of a board, and nothing else in its folder;
/// `None` if the layout lacks a part of it.
fn is_as_before(files: &Files, board: &Board, before: &Layout) -> Option<bool> {
    let mut count = 0;
    let mut stands = |path: &str, content: ContentId| {
        count += 1;
        let file = files.get(path);
        file.is_some_and(|file| file.id == content && file.is_regular())
    };
    let top = before.boards.get(&board.key)?;
    if !stands(&join(&top.path, BOARD_FILE), plain_content(top)?) {
        return Some(false);
    }
    for stack in board.all_stacks() {
        let folder = before.stacks.get(&stack.key)?;
        if !stands(&join(&folder.path, STACK_FILE), plain_content(folder)?) {
            return Some(false);
        }
        for card in &stack.cards {
            let CardFile {
                path,
                folder: _,
                attachments,
                comments,
                content,
                position: _,
                line_ends: _,
                lacks_id,
                needs_writing,
                has_stack_line,
                replaces,
            } = before.cards.get(&card.key)?;
            let is_plain = !lacks_id && !needs_writing && !has_stack_line && replaces.is_none();
            let mut attached = attachments.values();
            let mut said = comments.values();
            if !is_plain
                || !stands(path, *content)
                || !attached.all(|file| stands(&file.path, file.content))
                || !said.all(|file| is_plain_comment(file) && stands(&file.path, file.content))
            {
                return Some(false);
            }
        }
    }
    Some(files.below(&top.path).count() == count)
}

/// Returns true if a comment's file says everything by itself.
fn is_plain_comment(file: &CommentFile) -> bool {
    !file.lacks_id && !file.needs_writing
}

/// Returns the content of a folder's own file; `None` if it says anything by other means than
/// itself.
fn plain_content(folder: &Folder) -> Option<ContentId> {
    let Folder {
        path: _,
        content,
        position: _,
        needs_writing,
        former_labels,
    } = folder;
    let is_plain = !needs_writing && former_labels.is_empty();
    content.filter(|_| is_plain)
}
