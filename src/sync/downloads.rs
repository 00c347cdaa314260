//! Which attachments were downloaded once nothing could change them unseen, so that they are not
//! downloaded again. A note only: without it, what is newer than the agreed state is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::{Deserialize, Serialize};

use crate::board::{CardId, RemoteAttachment};
use crate::files::ContentId;
use crate::repo::Repo;

use super::error::SyncError;
use super::session::Server;

const FILE: &str = "downloads.json";
const VERSION: u32 = 1;

/// What was downloaded, by card and id: `12/d3`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Downloads {
    version: u32,
    url: String,
    account: String,
    attachments: BTreeMap<String, Download>,
}

/// A download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Download {
    size: Option<u64>,
    modified: i64,
    content: String,
}

impl Downloads {
    /// Returns what is noted of an account; nothing if the note cannot be read.
    ///
    /// # Errors
    /// git's folder cannot be made.
    pub(super) fn noted(repo: &Repo, server: &Server) -> Result<Self, SyncError> {
        let path = repo.common_folder()?.join(FILE);
        let read = fs::read(path).ok();
        let noted = read.and_then(|text| serde_json::from_slice::<Self>(&text).ok());
        let noted = noted.filter(|noted| {
            noted.version == VERSION && noted.url == server.url && noted.account == server.account
        });
        Ok(noted.unwrap_or_else(|| Self {
            version: VERSION,
            url: server.url.clone(),
            account: server.account.clone(),
            attachments: BTreeMap::new(),
        }))
    }

    /// Returns the content of an attachment that is listed as it was when it was downloaded.
    pub(super) fn content(&self, card: &CardId, listed: &RemoteAttachment) -> Option<ContentId> {
        let known = self.attachments.get(&name(card, listed))?;
        let is_same = (known.size, known.modified) == (listed.size, listed.modified);
        ContentId::from_hex(&known.content).filter(|_| is_same)
    }

    /// Notes an attachment.
    pub(super) fn add(&mut self, card: &CardId, listed: &RemoteAttachment, content: ContentId) {
        let download = Download {
            size: listed.size,
            modified: listed.modified,
            content: content.to_string(),
        };
        self.attachments.insert(name(card, listed), download);
    }

    /// Returns the note without what is on these cards.
    pub(super) fn without_those_on<'c>(&self, cards: impl Iterator<Item = &'c CardId>) -> Self {
        let mut rest = self.clone();
        if !rest.attachments.is_empty() {
            let cards: BTreeSet<String> = cards.map(ToString::to_string).collect();
            let is_on = |name: &str| {
                name.split_once('/')
                    .is_some_and(|(card, _)| cards.contains(card))
            };
            rest.attachments.retain(|name, _| !is_on(name));
        }
        rest
    }

    /// Keeps the note for the next reading.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn keep(&self, repo: &Repo) -> Result<(), SyncError> {
        let text = serde_json::to_vec(self)
            .map_err(|error| SyncError::notes("note what was downloaded")(error.into()))?;
        // A note that a power cut leaves in part is no JSON, and counts as none.
        Ok(repo.cache(FILE)?.write(|file| file.write_all(&text))?)
    }
}

fn name(card: &CardId, listed: &RemoteAttachment) -> String {
    format!("{card}/{}", listed.id)
}
