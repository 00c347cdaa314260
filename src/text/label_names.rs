//! Labels by the names that cards may spell.

use std::collections::HashMap;

use crate::board::{Label, LabelKey};

/// What a name in a card's list of labels means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named<'a> {
    /// A label of the board, by its name.
    Current(&'a LabelKey),
    /// A label of the board, by the name that it had in base.
    Former(&'a LabelKey),
    /// A label that the board had in base and has no more.
    Gone(&'a LabelKey),
    /// No label.
    Unknown,
}

/// The names of one board's labels.
#[derive(Clone, Debug, Default)]
pub struct LabelNames<'a> {
    current: HashMap<&'a str, &'a LabelKey>,
    former: HashMap<&'a str, Named<'a>>,
}

impl<'a> LabelNames<'a> {
    /// Returns the names of `labels`, and those that the same labels have in `base`.
    pub fn new(labels: &'a [Label], base: &'a [Label]) -> Self {
        let mut names = Self::default();
        for label in labels {
            names.current.entry(&label.name).or_insert(&label.key);
        }
        for label in base {
            let is_there = labels.iter().any(|other| other.key == label.key);
            let named = if is_there {
                Named::Former(&label.key)
            } else {
                Named::Gone(&label.key)
            };
            names.former.entry(&label.name).or_insert(named);
        }
        names
    }

    /// Returns what a name means.
    pub fn named(&self, name: &str) -> Named<'a> {
        if let Some(key) = self.current.get(name) {
            return Named::Current(key);
        }
        self.former.get(name).copied().unwrap_or(Named::Unknown)
    }

    /// Returns the names of the labels that are there, in alphabetical order.
    pub fn known(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = self.current.keys().copied().collect();
        names.sort_unstable();
        names
    }
}
