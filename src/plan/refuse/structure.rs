//! What cannot be done with boards, labels and stacks.

use super::{Judge, Reason, Subject};
use crate::board::{
    BoardKey, CreateBoard, CreateLabel, CreateStack, EditBoard, EditLabel, EditStack, Key,
    LabelKey, Lane, RestoreBoard, StackKey,
};
use crate::plan::words::Kind;

/// Returns the reason why something that has an id cannot be created.
pub(super) fn not_there<Of>(key: &Key<Of>) -> Option<Reason> {
    key.id().map(|id| Reason::NotThere { id: id.to_string() })
}

/// Returns what is wrong with a color that is to be six hexadecimal digits.
fn hexadecimal(color: &str) -> Option<Reason> {
    let is_one = color.len() == 6 && color.bytes().all(|byte| byte.is_ascii_hexdigit());
    (!is_one).then(|| Reason::NoColor {
        color: color.to_owned(),
    })
}

impl Judge<'_> {
    /// Returns what is wrong with a color.
    pub(super) fn color(&self, color: &str) -> Option<Reason> {
        let is_checked = self.support.service.has_hexadecimal_colors();
        is_checked.then(|| hexadecimal(color)).flatten()
    }

    pub(super) fn create_board<'a>(&self, create: &'a CreateBoard) -> (Subject<'a>, Vec<Reason>) {
        let mut reasons = Vec::new();
        reasons.extend(not_there(&create.key));
        reasons.extend(self.title(&create.title, self.support.limits.board_title));
        if !self.support.new_boards {
            reasons.push(self.unsupported("new boards by way of its interface"));
        }
        if !create.color.is_empty() {
            reasons.extend(self.color(&create.color));
        }
        let service = self.support.service;
        if !service.has_board_values() && (create.archived || !create.color.is_empty()) {
            reasons.push(self.unsupported("colors and archives of boards"));
        }
        if !service.has_projects() && !create.projects.is_empty() {
            reasons.push(self.unsupported("projects"));
        }
        if !service.has_projects() && !create.classes.is_empty() {
            reasons.push(self.unsupported("classes of service"));
        }
        (Subject::new(Kind::Board, None, &create.title), reasons)
    }

    pub(super) fn restore_board<'a>(
        &self,
        restore: &'a RestoreBoard,
    ) -> (Subject<'a>, Vec<Reason>) {
        let board = &restore.board;
        let is_in_trash = board
            .key
            .id()
            .is_some_and(|id| self.rights.contains_key(id));
        let reason = if !is_in_trash {
            not_there(&board.key)
        } else if !self.support.restored_boards {
            Some(self.unsupported("restoring of boards; remove the ids to make it anew"))
        } else {
            None
        };
        let subject = Subject::new(Kind::Board, None, &board.title);
        (subject, reason.into_iter().collect())
    }

    pub(super) fn edit_board<'a>(&self, edit: &'a EditBoard) -> (Subject<'a>, Vec<Reason>) {
        let mut reasons = Vec::new();
        if let Some(title) = &edit.changes.title {
            reasons.extend(self.title(&title.new, self.support.limits.board_title));
        }
        if let Some(change) = &edit.changes.color {
            reasons.extend(self.color(&change.new));
        }
        let service = self.support.service;
        let has_values = edit.changes.color.is_some() || edit.changes.archived.is_some();
        if !service.has_board_values() && has_values {
            reasons.push(self.unsupported("colors and archives of boards"));
        }
        if !service.has_projects() && edit.changes.projects.is_some() {
            reasons.push(self.unsupported("projects"));
        }
        if !service.has_projects() && edit.changes.classes.is_some() {
            reasons.push(self.unsupported("classes of service"));
        }
        (Subject::new(Kind::Board, None, &edit.title), reasons)
    }

    pub(super) fn create_label<'a>(&self, create: &'a CreateLabel) -> (Subject<'a>, Vec<Reason>) {
        let mut reasons = Vec::new();
        reasons.extend(not_there(&create.key));
        reasons.extend(self.title(&create.name, self.support.limits.label_name));
        reasons.extend(self.color(&create.color));
        if !self.support.service.has_board_values() {
            reasons.push(self.unsupported("labels of boards; write them in the card"));
        }
        reasons.extend(self.name_taken(&create.board, &create.key, &create.name));
        let subject = Subject::new(Kind::Label, Some(&create.board), &create.name);
        (subject, reasons)
    }

    pub(super) fn edit_label<'a>(&self, edit: &'a EditLabel) -> (Subject<'a>, Vec<Reason>) {
        let mut reasons = Vec::new();
        if let Some(name) = &edit.changes.name {
            reasons.extend(self.title(&name.new, self.support.limits.label_name));
            reasons.extend(self.name_taken(&edit.board, &edit.key, &name.new));
        }
        if let Some(change) = &edit.changes.color {
            reasons.extend(self.color(&change.new));
        }
        let subject = Subject::new(Kind::Label, Some(&edit.board), &edit.name);
        (subject, reasons)
    }

    fn name_taken(&self, board: &BoardKey, key: &LabelKey, name: &str) -> Option<Reason> {
        let labels = self.merged.board(board).map(|board| &board.labels);
        labels
            .into_iter()
            .flatten()
            .any(|other| other.key != *key && other.name == name)
            .then_some(Reason::NameTaken)
    }

    /// Returns what is wrong with a stack in another one: that must hold no cards yet, and stacks
    /// come before cards move (Kanbanik, as recorded).
    fn within(&self, parent: Option<&StackKey>) -> Option<Reason> {
        let parent = parent?;
        if !self.support.nested_stacks {
            return Some(self.unsupported("stacks within stacks"));
        }
        let stacks = self.remote.stacks();
        let holds_cards = stacks
            .get(parent)
            .is_some_and(|at| !at.stack.cards.is_empty());
        holds_cards.then(|| {
            self.unsupported(
                "stacks within one that holds cards; move them elsewhere and push that first",
            )
        })
    }

    pub(super) fn create_stack<'a>(&self, create: &'a CreateStack) -> (Subject<'a>, Vec<Reason>) {
        let mut reasons = Vec::new();
        reasons.extend(not_there(&create.key));
        reasons.extend(self.title(&create.title, self.support.limits.stack_title));
        if create.done_column && !self.support.done_column {
            reasons.push(self.unsupported("done columns"));
        }
        if create.lane != Lane::default() && !self.support.service.has_projects() {
            reasons.push(self.unsupported("limits and orientations of stacks"));
        }
        reasons.extend(self.within(create.place.parent.as_ref()));
        let subject = Subject::new(Kind::Stack, Some(&create.place.board), &create.title);
        (subject, reasons)
    }

    pub(super) fn edit_stack<'a>(&self, edit: &'a EditStack) -> (Subject<'a>, Vec<Reason>) {
        let mut reasons = Vec::new();
        if let Some(title) = &edit.changes.title {
            reasons.extend(self.title(&title.new, self.support.limits.stack_title));
        }
        if edit.changes.done_column.is_some() && !self.support.done_column {
            reasons.push(self.unsupported("done columns"));
        }
        if edit.changes.lane.is_some() && !self.support.service.has_projects() {
            reasons.push(self.unsupported("limits and orientations of stacks"));
        }
        let place = edit.changes.place.as_ref();
        if place.is_some_and(|place| place.old.board != place.new.board)
            && !self.support.service.has_board_values()
        {
            reasons.push(self.unsupported("moves of stacks between boards"));
        }
        if let Some(place) = &edit.changes.place
            && place.new.parent != place.old.parent
        {
            reasons.extend(self.within(place.new.parent.as_ref()));
        }
        let subject = Subject::new(Kind::Stack, Some(&edit.board), &edit.title);
        (subject, reasons)
    }
}
