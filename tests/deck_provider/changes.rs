//! Changes of cards, in few words.

use std::sync::Arc;

use git_board::board::{CardChanges, Change};
use jiff::Timestamp;

use super::world::place;

pub fn change<T>(old: T, new: T) -> Option<Change<T>> {
    Some(Change { old, new })
}

pub fn title(old: &str, new: &str) -> CardChanges {
    CardChanges {
        title: change(old.to_owned(), new.to_owned()),
        ..CardChanges::default()
    }
}

pub fn moved(old: (u32, u32), new: (u32, u32, u32)) -> CardChanges {
    CardChanges {
        place: change(place(old.0, old.1, 0), place(new.0, new.1, new.2)),
        ..CardChanges::default()
    }
}

pub fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

pub fn text(text: &str) -> Option<Arc<str>> {
    Some(Arc::from(text))
}
