//! What a reading notes for the next one.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::provider::listed::AttachmentNote;
use crate::provider::{Stamp, Wanted};

/// The form of the note; another one is as good as none.
const VERSION: u32 = 2;

/// The note on a whole reading.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Note {
    version: u32,
    wanted: Option<Vec<String>>,
    /// The latest change seen, by the server's clock.
    pub(super) since: String,
    /// The server's clock, in unix seconds.
    pub(super) time: i64,
    /// Names of users as the service has them, by id.
    pub(super) users: BTreeMap<String, String>,
    /// Names of milestones as cards have them, by id.
    pub(super) milestones: BTreeMap<String, String>,
    /// Names of runs as cards have them, by id.
    pub(super) runs: BTreeMap<String, String>,
    /// How many cards there are that are neither deleted nor on a board that was read.
    pub(super) elsewhere: Option<i64>,
    /// What hangs on cards that have any, by their codes.
    pub(super) hung: BTreeMap<String, Vec<AttachmentNote>>,
    /// How many files hang on other cards, or on none that is shown.
    pub(super) files_elsewhere: Option<i64>,
}

impl Note {
    /// Returns a note that knows nothing yet.
    pub(super) fn new(wanted: &Wanted) -> Self {
        Self {
            version: VERSION,
            wanted: names(wanted),
            since: String::new(),
            time: 0,
            users: BTreeMap::new(),
            milestones: BTreeMap::new(),
            runs: BTreeMap::new(),
            elsewhere: None,
            hung: BTreeMap::new(),
            files_elsewhere: None,
        }
    }

    /// Reads the stamp of a reading of the same boards; `None` if there is nothing to go by.
    pub(super) fn parse(stamp: &Stamp, wanted: &Wanted) -> Option<Self> {
        let note: Self = serde_json::from_str(&stamp.0).ok()?;
        let is_fit = note.version == VERSION && note.wanted == names(wanted);
        (is_fit && !note.since.is_empty()).then_some(note)
    }

    /// Writes the stamp.
    pub(super) fn stamp(&self) -> Stamp {
        // Maps with text keys, numbers and texts can always be written.
        Stamp(serde_json::to_string(self).unwrap_or_default())
    }

    /// Returns the time from which on changes are asked for: earlier than the latest one seen,
    /// since what was written at the same time may have become visible later.
    pub(super) fn since_with_overlap(&self, overlap_s: i64) -> Option<String> {
        let since: Timestamp = self.since.parse().ok()?;
        let since = since
            .checked_sub(SignedDuration::from_secs(overlap_s))
            .ok()?;
        Some(spelled(since))
    }
}

/// Returns a time as Codecks spells it.
pub(super) fn spelled(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
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
    use super::Note;
    use crate::provider::Wanted;

    #[test]
    fn a_note_is_of_the_same_boards_only_and_looks_back() {
        let mut note = Note::new(&Wanted::All);
        note.since = "2026-11-21T20:00:00.500Z".to_owned();
        let stamp = note.stamp();
        let again = Note::parse(&stamp, &Wanted::All).expect("our own");
        assert_eq!(
            again.since_with_overlap(60).as_deref(),
            Some("2026-11-21T19:59:00.500Z")
        );
        let other = Wanted::Named(vec!["x".to_owned()]);
        assert!(Note::parse(&stamp, &other).is_none());
    }
}
