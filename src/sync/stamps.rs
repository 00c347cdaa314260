//! What the last reading of the server left for the next one: the provider's stamp, and which
//! boards were out of sight. A note only: without it, everything is read again.

use std::collections::BTreeSet;
use std::fs;

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::board::{BoardId, CardId};
use crate::files::ContentId;
use crate::provider::Stamp;
use crate::repo::{CommitId, Repo};

use super::error::SyncError;
use super::remote::Remote;
use super::session::{Server, Session};

const FILE: &str = "stamp.json";

/// After so many hours everything is read again: no service's stamps tell everything.
const FULL_AFTER_HOURS: i64 = 20;

/// What the last reading left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The provider's stamp.
    pub stamp: Stamp,
    /// Boards that the stored state holds and that the account did not see.
    pub out_of_sight: BTreeSet<BoardId>,
    /// Cards that the stored state holds and that are on boards which are not read.
    pub elsewhere: BTreeSet<CardId>,
    /// What stands for all attachments that it listed; none where not all of them are known to be as
    /// the stored state has them.
    pub attached: Option<ContentId>,
    /// When everything was read last, by the clock of this machine.
    pub full_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    version: u32,
    url: String,
    account: String,
    wanted: String,
    state: String,
    stamp: String,
    out_of_sight: Vec<String>,
    elsewhere: Vec<String>,
    #[serde(default)]
    attached: Option<String>,
    full_at: Timestamp,
}

/// Returns what the last reading left, if it belongs to this account and to the state `state`; none
/// where everything is due to be read again.
///
/// # Errors
/// git's folder cannot be made; a note that cannot be read counts as none.
pub fn noted(
    repo: &Repo,
    server: &Server,
    state: CommitId,
    now: Timestamp,
) -> Result<Option<Noted>, SyncError> {
    let path = repo.common_folder()?.join(FILE);
    let Ok(text) = fs::read(path) else {
        return Ok(None);
    };
    let Ok(line) = serde_json::from_slice::<Line>(&text) else {
        return Ok(None);
    };
    let fits = line.version == 1
        && line.url == server.url
        && line.account == server.account
        && line.wanted == format!("{:?}", server.wanted)
        && line.state == state.to_string();
    let noted = fits.then(|| Noted {
        stamp: Stamp(line.stamp),
        out_of_sight: line.out_of_sight.into_iter().map(BoardId::new).collect(),
        elsewhere: line.elsewhere.into_iter().map(CardId::new).collect(),
        attached: line.attached.as_deref().and_then(ContentId::from_hex),
        full_at: line.full_at,
    });
    Ok(noted.filter(|noted| !is_full_due(noted.full_at, now)))
}

/// Keeps what this reading leaves for the next one.
///
/// # Errors
/// The note cannot be written.
pub fn note(repo: &Repo, server: &Server, state: CommitId, noted: &Noted) -> Result<(), SyncError> {
    let line = Line {
        version: 1,
        url: server.url.clone(),
        account: server.account.clone(),
        wanted: format!("{:?}", server.wanted),
        state: state.to_string(),
        stamp: noted.stamp.0.clone(),
        out_of_sight: noted.out_of_sight.iter().map(ToString::to_string).collect(),
        elsewhere: noted.elsewhere.iter().map(ToString::to_string).collect(),
        attached: noted.attached.map(|attached| attached.to_string()),
        full_at: noted.full_at,
    };
    let text = serde_json::to_vec(&line)
        .map_err(|error| SyncError::notes("note what was read")(error.into()))?;
    // A note that a power cut leaves in part is no JSON, and counts as none.
    Ok(repo.cache(FILE)?.write(|file| file.write_all(&text))?)
}

/// Returns true if everything is due to be read again; also where the clock was turned back since.
fn is_full_due(full_at: Timestamp, now: Timestamp) -> bool {
    let due = full_at.checked_add(FULL_AFTER_HOURS.hours());
    now < full_at || due.is_ok_and(|due| now >= due)
}

/// Notes a reading for the next one.
///
/// # Errors
/// The note cannot be written.
pub fn keep_stamp(session: Session<'_>, state: CommitId, remote: &Remote) -> Result<(), SyncError> {
    let noted = Noted {
        stamp: remote.stamp.clone(),
        out_of_sight: remote.out_of_sight.clone(),
        elsewhere: remote.elsewhere.clone(),
        attached: remote.attached,
        full_at: remote.full_at,
    };
    note(session.repo, session.server, state, &noted)
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};

    use super::is_full_due;

    #[test]
    fn everything_is_read_again_after_most_of_a_day_and_where_the_clock_was_turned_back() {
        let full_at = Timestamp::from_second(1_795_291_200).expect("a time");
        let due = |later| is_full_due(full_at, full_at + later);
        assert!(!due(0.hours()));
        assert!(!due(19.hours()));
        assert!(due(20.hours()));
        assert!(due((-1).seconds()));
    }
}
