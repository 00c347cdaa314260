//! What a reading notes for the next one: tags, times, which boards had settled.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::attachments::CardNote;
use super::comments::CommentNote;
use crate::board::{BoardId, CardId, RemoteAttachment, Rights};
use crate::provider::{Stamp, Wanted};

/// The form of the note; another one is as good as none.
const VERSION: u32 = 4;

/// The note on a whole reading.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Note {
    version: u32,
    /// Ids and titles in lower case, in order; `None`: every board.
    wanted: Option<Vec<String>>,
    /// The tag of the list of boards.
    pub(super) etag: Option<String>,
    /// The server's clock, in unix seconds.
    pub(super) time: i64,
    /// The ids of the boards that are deleted and can still be restored.
    pub(super) trash: BTreeSet<String>,
    /// The boards that were read, by id.
    pub(super) boards: BTreeMap<String, BoardNote>,
}

/// The note on a board.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct BoardNote {
    /// The board's `lastModified` in the list before it was read.
    pub(super) modified: i64,
    /// False if a change in the same second would show nowhere, so that it has to be read again.
    pub(super) settled: bool,
    edit: bool,
    manage: bool,
    share: bool,
    /// Whose board it is.
    owner: Option<String>,
    /// How many cards were on it.
    #[serde(default)]
    pub(super) cards: usize,
    /// The ids of its shares, in order: taking one away unassigns people from cards that show no
    /// change.
    pub(super) shares: Vec<String>,
    /// `lastModified` of the archived cards that had settled, by id.
    pub(super) archived: BTreeMap<String, i64>,
    /// The attachments of the cards that have any, by the cards' ids.
    pub(super) attachments: BTreeMap<String, CardNote>,
    /// The cards with comments, by their ids.
    pub(super) comments: BTreeMap<String, CommentNote>,
}

impl Note {
    /// Returns a note without boards.
    pub(super) fn new(wanted: &Wanted, etag: Option<String>, time: Timestamp) -> Self {
        Self {
            version: VERSION,
            wanted: names(wanted),
            etag,
            time: time.as_second(),
            trash: BTreeSet::new(),
            boards: BTreeMap::new(),
        }
    }

    /// Reads a stamp; `None` if it is empty or of another version of this program.
    pub(super) fn parse(stamp: &Stamp) -> Option<Self> {
        let note: Self = serde_json::from_str(&stamp.0).ok()?;
        (note.version == VERSION).then_some(note)
    }

    /// Writes the stamp.
    pub(super) fn stamp(&self) -> Stamp {
        // Maps with text keys, numbers and texts can always be written.
        Stamp(serde_json::to_string(self).unwrap_or_default())
    }

    /// Returns the boards that are deleted and can still be restored.
    pub(super) fn in_trash(&self) -> BTreeSet<BoardId> {
        let ids = self.trash.iter();
        ids.map(|id| BoardId::new(id.as_str())).collect()
    }

    /// Returns the tag with which "not modified" can be believed.
    pub(super) fn tag_for(&self, wanted: &Wanted) -> Option<&str> {
        let all_settled = self.boards.values().all(|board| board.settled);
        (all_settled && self.wanted == names(wanted))
            .then_some(self.etag.as_deref())
            .flatten()
    }
}

impl BoardNote {
    /// Returns a note without shares and archived cards.
    pub(super) fn new(modified: i64, settled: bool, rights: Rights) -> Self {
        let Rights {
            edit,
            manage,
            share,
            owner,
        } = rights;
        Self {
            modified,
            settled,
            edit,
            manage,
            share,
            owner,
            cards: 0,
            shares: Vec::new(),
            archived: BTreeMap::new(),
            attachments: BTreeMap::new(),
            comments: BTreeMap::new(),
        }
    }

    /// Returns the attachments of the board's cards, by card.
    pub(super) fn all_attachments(&self) -> impl Iterator<Item = (CardId, Vec<RemoteAttachment>)> {
        let notes = self.attachments.iter();
        notes.map(|(card, note)| (CardId::new(card.as_str()), note.attachments()))
    }

    /// Notes what the account may do with the board.
    pub(super) fn set_rights(&mut self, rights: Rights) {
        let Rights {
            edit,
            manage,
            share,
            owner,
        } = rights;
        (self.edit, self.manage, self.share) = (edit, manage, share);
        self.owner = owner;
    }

    /// Returns what the account may do with the board.
    pub(super) fn rights(&self) -> Rights {
        Rights {
            edit: self.edit,
            manage: self.manage,
            share: self.share,
            owner: self.owner.clone(),
        }
    }
}

/// Returns true if whatever happens after `now` will show another `lastModified`.
///
/// Both are the server's times. Changes in one second look alike for ever, so a second has to be
/// over by a margin.
pub(super) fn has_settled(modified: i64, now: Option<Timestamp>) -> bool {
    now.is_some_and(|now| modified < now.as_second() - 2)
}

fn names(wanted: &Wanted) -> Option<Vec<String>> {
    match wanted {
        Wanted::All => None,
        Wanted::Named(names) => {
            let mut names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
            names.sort();
            names.dedup();
            Some(names)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{BoardNote, Note, has_settled};
    use crate::board::Rights;
    use crate::provider::{Stamp, Wanted};

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    #[test]
    fn a_board_settles_three_seconds_after_its_last_change() {
        assert!(!has_settled(100, Some(second(100))));
        assert!(!has_settled(100, Some(second(102))));
        assert!(has_settled(100, Some(second(103))));
        assert!(!has_settled(100, None));
    }

    #[test]
    fn a_tag_is_used_only_for_the_same_boards_and_only_when_all_have_settled() {
        let rights = Rights {
            edit: true,
            manage: false,
            share: true,
            owner: Some("alice".to_owned()),
        };
        let named = Wanted::Named(vec!["Roadmap".to_owned(), "7".to_owned()]);
        let mut note = Note::new(&named, Some("\"x\"".to_owned()), second(100));
        note.boards
            .insert("7".to_owned(), BoardNote::new(50, true, rights.clone()));
        let note = Note::parse(&note.stamp()).expect("our own");
        assert_eq!(note.boards["7"].rights(), rights);
        let same = Wanted::Named(vec!["7".to_owned(), "ROADMAP".to_owned()]);
        assert_eq!(note.tag_for(&same), Some("\"x\""));
        assert_eq!(note.tag_for(&Wanted::All), None);
        let mut unsettled = note.clone();
        unsettled
            .boards
            .insert("8".to_owned(), BoardNote::new(99, false, rights));
        assert_eq!(unsettled.tag_for(&same), None);
    }

    #[test]
    fn a_stamp_of_another_form_is_none() {
        assert!(Note::parse(&Stamp(String::new())).is_none());
        assert!(Note::parse(&Stamp("{\"version\":9}".to_owned())).is_none());
    }
}
