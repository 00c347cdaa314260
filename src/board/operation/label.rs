//! Operations on labels.

use std::collections::BTreeSet;

use super::Change;
use crate::board::{BoardKey, CardKey, Label, LabelKey, Names};

/// A new label. One of that name that is already there (a service's own default) is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateLabel {
    /// Its board.
    pub board: BoardKey,
    /// The new label.
    pub key: LabelKey,
    /// Its name.
    pub name: String,
    /// Its color.
    pub color: String,
}

/// What changes about a label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelChanges {
    /// The name.
    pub name: Option<Change<String>>,
    /// The color.
    pub color: Option<Change<String>>,
}

/// Another name or color of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditLabel {
    /// Its board.
    pub board: BoardKey,
    /// The label.
    pub key: LabelKey,
    /// Its name before.
    pub name: String,
    /// What changes.
    pub changes: LabelChanges,
}

/// A label goes, from all cards too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteLabel {
    /// Its board.
    pub board: BoardKey,
    /// The label as it was; the deletion is stale if it is another by now.
    pub label: Label,
    /// The cards that carry it when its turn comes, archived ones too; the deletion is stale if
    /// others do by then.
    pub cards: BTreeSet<CardKey>,
}

impl CreateLabel {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut resolved = self.clone();
        resolved.board = names.board(&self.board);
        resolved.key = names.label(&self.key);
        resolved
    }
}

impl LabelChanges {
    /// Returns true if nothing changes.
    pub fn is_empty(&self) -> bool {
        let Self { name, color } = self;
        name.is_none() && color.is_none()
    }
}

impl EditLabel {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut resolved = self.clone();
        resolved.board = names.board(&self.board);
        resolved.key = names.label(&self.key);
        resolved
    }
}

impl DeleteLabel {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut label = self.label.clone();
        label.key = names.label(&label.key);
        Self {
            board: names.board(&self.board),
            label,
            cards: self.cards.iter().map(|key| names.card(key)).collect(),
        }
    }
}
