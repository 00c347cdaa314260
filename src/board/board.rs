//! A board: its own values, its labels, members and stacks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::sharing::are_equal;
use super::{BoardKey, CardKey, ClassOfService, Label, LabelKey, Member, Project, Stack};

/// A board with everything on it.
#[derive(Clone, Debug)]
pub struct Board {
    /// What names it.
    pub key: BoardKey,
    /// Its title.
    pub title: String,
    /// Its color, as the service spells it (Deck: six hexadecimal digits); empty where there is none.
    pub color: String,
    /// Whether it is archived.
    pub archived: bool,
    /// Its labels, in the board's order (new ones last).
    pub labels: Vec<Label>,
    /// Who it is shared with, in order of person; without its owner.
    pub members: Vec<Member>,
    /// The projects on it, in order of name (Kanbanik).
    pub projects: Vec<Project>,
    /// The classes of service that its cards may have, in order of name (Kanbanik).
    pub classes: Vec<ClassOfService>,
    /// Its stacks, in order.
    pub stacks: Vec<Arc<Stack>>,
}

impl PartialEq for Board {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            key,
            title,
            color,
            archived,
            labels,
            members,
            projects,
            classes,
            stacks,
        } = other;
        self.key == *key
            && self.title == *title
            && self.color == *color
            && self.archived == *archived
            && self.labels == *labels
            && self.members == *members
            && self.projects == *projects
            && self.classes == *classes
            && are_equal(&self.stacks, stacks)
    }
}

impl Board {
    /// Returns a board with a title and nothing on it.
    pub fn new(key: BoardKey, title: impl Into<String>) -> Self {
        Self {
            key,
            title: title.into(),
            color: String::new(),
            archived: false,
            labels: Vec::new(),
            members: Vec::new(),
            projects: Vec::new(),
            classes: Vec::new(),
            stacks: Vec::new(),
        }
    }

    /// Returns the label of that key.
    pub fn label(&self, key: &LabelKey) -> Option<&Label> {
        self.labels.iter().find(|label| label.key == *key)
    }

    /// Returns how many cards are on it, archived ones too.
    pub fn count_cards(&self) -> usize {
        self.stacks.iter().map(|stack| stack.count_cards()).sum()
    }

    /// Returns the cards that carry a label, archived ones too.
    pub fn cards_with(&self, label: &LabelKey) -> BTreeSet<CardKey> {
        let stacks = self.all_stacks().into_iter();
        let cards = stacks.flat_map(|stack| &stack.cards);
        cards
            .filter(|card| card.labels.contains(label))
            .map(|card| card.key.clone())
            .collect()
    }

    /// Returns every stack of the board, each before the stacks within it, in order.
    pub fn all_stacks(&self) -> Vec<&Arc<Stack>> {
        let mut all = Vec::new();
        let mut ahead: Vec<&Arc<Stack>> = self.stacks.iter().rev().collect();
        while let Some(stack) = ahead.pop() {
            all.push(stack);
            ahead.extend(stack.stacks.iter().rev());
        }
        all
    }
}
