//! What the last reading of an account tells about the next one.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Readings;
use super::one_board::Reading;
use super::stamp::Note;
use crate::board::{BoardId, BoardKey};
use crate::provider::{Previous, Written};

/// What the last reading tells about this one.
pub(super) struct Known {
    pub(super) note: Note,
    pub(super) readings: Readings,
}

/// Returns true if a board that has not settled, and is listed as it was, is not read this time.
pub(super) fn can_wait(previous: &Previous, board: &BoardId) -> bool {
    let is_written = |written: &Written| *written != Written::ValuesSoon;
    previous.can_wait && !previous.written.get(board).is_some_and(is_written)
}

/// Returns the boards of the last reading with their notes; `None` if there is nothing to go by.
pub(super) fn known_readings(previous: &Previous, touched: &BTreeSet<String>) -> Option<Known> {
    let mut note = Note::parse(&previous.stamp)?;
    let mut readings = Readings::new();
    for (id, board_note) in &note.boards {
        let key = BoardKey::known(id.as_str());
        let Some(board) = previous.account.board(&key) else {
            continue;
        };
        let id = BoardId::new(id.as_str());
        let mut board_note = board_note.clone();
        for card in touched {
            board_note.attachments.remove(card);
            board_note.comments.remove(card);
            board_note.archived.remove(card);
        }
        match previous.written.get(&id) {
            Some(Written::Anything) => {
                board_note.settled = false;
                board_note.archived.clear();
            }
            Some(Written::Values(_)) => board_note.settled = false,
            Some(Written::ValuesSoon) | None => {}
        }
        let reading = Reading {
            board: Arc::clone(board),
            note: board_note,
        };
        readings.insert(id, reading);
    }
    let is_read_anyway = |written: &Written| *written != Written::ValuesSoon;
    if readings.len() != note.boards.len() || previous.written.values().any(is_read_anyway) {
        // A board that was read is not in the account that we were given: "not modified" would
        // leave it out.
        note.etag = None;
    }
    Some(Known { note, readings })
}
