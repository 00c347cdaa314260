//! What the server said last of itself and of the account's rights, so that `check` can tell offline
//! what a push would refuse. A note only: without it, less is told.

use std::collections::BTreeMap;
use std::fs;

use serde::{Deserialize, Serialize};

use crate::board::{BoardId, Me, Rights};
use crate::repo::Repo;

use super::error::SyncError;
use super::session::Server;

const FILE: &str = "account.json";
/// Counted up where the types below change their form; a note of another version counts as none.
const VERSION: u32 = 2;

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    version: u32,
    url: String,
    me: Me,
    /// By the board's id.
    rights: BTreeMap<String, Rights>,
}

/// Who the account is, and what it may do with each board.
#[derive(Clone, Debug)]
pub struct Noted {
    /// Who it is, and what the server can do.
    pub me: Me,
    /// What it may do; a board that is not among them it may change freely.
    pub rights: BTreeMap<BoardId, Rights>,
}

/// Returns who the account is and what it may do with each board, as noted last.
///
/// # Errors
/// git's folder cannot be made; a note that cannot be read counts as none.
pub fn noted(repo: &Repo, server: &Server) -> Result<Option<Noted>, SyncError> {
    let path = repo.common_folder()?.join(FILE);
    let note = fs::read(path).ok();
    let note = note.and_then(|text| serde_json::from_slice::<Note>(&text).ok());
    Ok(note.and_then(|note| note.read(server)))
}

/// Notes who the account is and what it may do.
///
/// # Errors
/// The note cannot be written.
pub fn note(
    repo: &Repo,
    server: &Server,
    me: &Me,
    rights: &BTreeMap<BoardId, Rights>,
) -> Result<(), SyncError> {
    let note = Note::of(server, me, rights);
    let text = serde_json::to_vec(&note)
        .map_err(|error| SyncError::notes("note what the server said")(error.into()))?;
    // A note that a power cut leaves in part is no JSON, and counts as none.
    Ok(repo.cache(FILE)?.write(|file| file.write_all(&text))?)
}

/// Notes the rights that a reading told, where it told any and the account is noted already.
///
/// # Errors
/// The note cannot be written.
pub fn note_rights(
    repo: &Repo,
    server: &Server,
    rights: &BTreeMap<BoardId, Rights>,
) -> Result<(), SyncError> {
    if rights.is_empty() {
        return Ok(());
    }
    match noted(repo, server)? {
        Some(noted) if noted.rights != *rights => note(repo, server, &noted.me, rights),
        Some(_) | None => Ok(()),
    }
}

impl Note {
    fn of(server: &Server, me: &Me, rights: &BTreeMap<BoardId, Rights>) -> Self {
        let rights = rights.iter();
        Self {
            version: VERSION,
            url: server.url.clone(),
            me: me.clone(),
            rights: rights
                .map(|(id, rights)| (id.to_string(), rights.clone()))
                .collect(),
        }
    }

    fn read(self, server: &Server) -> Option<Noted> {
        let fits = self.version == VERSION
            && self.url == server.url
            && self.me.user == server.account
            && self.me.support.service == server.service;
        let rights = self.rights.into_iter();
        fits.then(|| Noted {
            me: self.me,
            rights: rights
                .map(|(id, rights)| (BoardId::new(id), rights))
                .collect(),
        })
    }
}
