//! Labels by the names that cards may spell.

use std::borrow::Cow;

use foldhash::HashMap;

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

/// Returns how cards spell each of a board's labels, in order: by its name.
///
/// Boards that are old or imported may have several labels of one name; the first is spelled so,
/// the others `name~id`.
pub fn spellings(labels: &[Label]) -> Vec<Cow<'_, str>> {
    let mut first = HashMap::default();
    for (index, label) in labels.iter().enumerate() {
        first.entry(label.name.as_str()).or_insert(index);
    }
    labels
        .iter()
        .enumerate()
        .map(|(index, label)| match label.key.id() {
            Some(id) if first[label.name.as_str()] != index => {
                Cow::Owned(format!("{}~{id}", label.name))
            }
            _ => Cow::Borrowed(label.name.as_str()),
        })
        .collect()
}

/// The names of one board's labels.
#[derive(Clone, Debug, Default)]
pub struct LabelNames<'a> {
    current: HashMap<Cow<'a, str>, &'a LabelKey>,
    former: HashMap<&'a str, Named<'a>>,
}

impl<'a> LabelNames<'a> {
    /// Returns the names of `labels`, and those that the same labels have in `base`.
    pub fn new(labels: &'a [Label], base: &'a [Label]) -> Self {
        let mut names = Self::default();
        for (label, name) in labels.iter().zip(spellings(labels)) {
            names.current.entry(name).or_insert(&label.key);
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
    pub fn known(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.current.keys().map(AsRef::as_ref).collect();
        names.sort_unstable();
        names
    }
}
