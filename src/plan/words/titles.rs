//! The titles of things by their keys.

use std::sync::Arc;

use foldhash::HashMap;

use crate::board::{Account, Board, BoardKey, CardKey, LabelKey, StackKey};

/// The titles of all things of two accounts.
#[derive(Clone, Debug, Default)]
pub struct Titles {
    boards: HashMap<BoardKey, String>,
    stacks: HashMap<StackKey, String>,
    cards: HashMap<CardKey, String>,
    labels: HashMap<LabelKey, String>,
}

impl Titles {
    /// Returns the titles as they are after a plan; of things that go, as they are before it.
    pub fn of(before: &Account, after: &Account) -> Self {
        let mut titles = Self::default();
        titles.add(&before.boards);
        let is_as_before = |board: &&Arc<Board>| {
            let mut before = before.boards.iter();
            before.any(|before| Arc::ptr_eq(before, board))
        };
        let changed = after.boards.iter().filter(|board| !is_as_before(board));
        titles.add(changed);
        titles
    }

    fn add<'a>(&mut self, boards: impl IntoIterator<Item = &'a Arc<Board>>) {
        for board in boards {
            self.boards.insert(board.key.clone(), board.title.clone());
            for label in &board.labels {
                self.labels.insert(label.key.clone(), label.name.clone());
            }
            for stack in board.all_stacks() {
                self.stacks.insert(stack.key.clone(), stack.title.clone());
                for card in &stack.cards {
                    self.cards.insert(card.key.clone(), card.title.clone());
                }
            }
        }
    }

    /// Returns the board's title; its key where it is not known.
    pub fn board(&self, key: &BoardKey) -> String {
        self.boards
            .get(key)
            .cloned()
            .unwrap_or_else(|| key.to_string())
    }

    /// Returns the stack's title; its key where it is not known.
    pub fn stack(&self, key: &StackKey) -> String {
        self.stacks
            .get(key)
            .cloned()
            .unwrap_or_else(|| key.to_string())
    }

    /// Returns the card's title; its key where it is not known.
    pub fn card(&self, key: &CardKey) -> String {
        self.cards
            .get(key)
            .cloned()
            .unwrap_or_else(|| key.to_string())
    }

    /// Returns the label's name; its key where it is not known.
    pub fn label(&self, key: &LabelKey) -> String {
        self.labels
            .get(key)
            .cloned()
            .unwrap_or_else(|| key.to_string())
    }
}
