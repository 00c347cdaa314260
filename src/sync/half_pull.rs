//! Files that are written all or nothing: a run that was cut off is taken back by the next.
//!
//! A pull that only adds and changes is simply done again. One that writes conflicts cannot: with
//! markers in the files, or a card that came back, the files say something else than what the
//! person wrote. Nor can one that moves files: a card might stand in both places.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::files::{ContentId, Files};
use crate::monitor::Monitor;
use crate::repo::{Changes, CommitId, IndexChange, Put, Repo, Scan, State, Unmerged, Written};

use super::error::SyncError;

const FILE: &str = "pull.half";
const VERSION: u32 = 1;

/// What is about to be written, and what stood there.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    version: u32,
    /// The working tree; another one of the same repository is left alone.
    workdir: PathBuf,
    head: Option<String>,
    /// The message of a merge that is left in progress.
    merge_message: Option<String>,
    /// Ids of contents, in hexadecimal; `None`: no file.
    files: BTreeMap<String, (Option<String>, Option<String>)>,
    index: BTreeMap<String, (Option<String>, Entry)>,
}

/// What the index gets at a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Entry {
    One(Option<String>),
    Stages([Option<String>; 3]),
}

/// A pull that is about to write conflicts.
#[derive(Debug)]
pub(super) struct HalfPull<'a> {
    /// What runs.
    pub(super) head: Option<CommitId>,
    /// The message of a merge that is left in progress.
    pub(super) merge_message: Option<&'a str>,
    /// The working tree as it was read.
    pub(super) scan: &'a Scan,
    /// What it gets.
    pub(super) files: &'a Changes,
    /// What the index gets.
    pub(super) index: &'a BTreeMap<String, IndexChange>,
}

impl HalfPull<'_> {
    /// Notes what is about to be written; every content that goes is kept in the repository.
    ///
    /// # Errors
    /// The note or a content cannot be written; nothing else has changed then.
    pub(super) fn begin(&self, repo: &Repo) -> Result<(), SyncError> {
        let mut files = BTreeMap::new();
        let puts = self.files.put.iter();
        let puts = puts.map(|(path, put)| (path, Some(put.id().to_string())));
        let removed = self.files.remove.iter().map(|path| (path, None));
        for (path, after) in puts.chain(removed) {
            let before = match self.scan.files.get(path) {
                Some(file) => {
                    let bytes = crate::files::ReadContent::read(self.scan, path, file)?;
                    Some(repo.write_blob(&bytes)?.to_string())
                }
                None => None,
            };
            files.insert(path.clone(), (before, after));
        }
        let staged = |path: &str| self.scan.staged.get(path).map(|file| file.id.to_string());
        let index = self.index.iter();
        let index = index.map(|(path, change)| {
            let after = match change {
                IndexChange::Set(id) | IndexChange::Settle(id) => {
                    Entry::One(id.map(|id| id.to_string()))
                }
                IndexChange::Unmerge(stages) => Entry::of(stages),
            };
            (path.clone(), (staged(path), after))
        });
        let note = Note {
            version: VERSION,
            workdir: repo.workdir().to_path_buf(),
            head: self.head.map(|head| head.to_string()),
            merge_message: self.merge_message.map(str::to_owned),
            files,
            index: index.collect(),
        };
        let text = serde_json::to_vec_pretty(&note)
            .map_err(|error| SyncError::bug(format!("the note of a pull: {error}")))?;
        Ok(repo.write_file_atomically(FILE, &text)?)
    }
}

impl Entry {
    fn of(stages: &Unmerged) -> Self {
        let text = |id: Option<ContentId>| id.map(|id| id.to_string());
        Self::Stages([text(stages.base), text(stages.ours), text(stages.theirs)])
    }
}

/// Forgets the note: what it tells of is done.
///
/// # Errors
/// It cannot be removed.
pub(super) fn forget(repo: &Repo) -> Result<(), SyncError> {
    let path = repo.common_folder()?.join(FILE);
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(SyncError::notes("end the note of a pull")(error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Returns true if a pull was cut off while it wrote conflicts into this working tree.
///
/// # Errors
/// The note or HEAD cannot be read.
pub fn is_cut_off(repo: &Repo) -> Result<bool, SyncError> {
    let Some(note) = note(repo)? else {
        return Ok(false);
    };
    Ok(note.workdir == repo.workdir() && !note.is_over(repo)?)
}

/// Takes back a pull that was cut off while it wrote conflicts: each file and index entry that is
/// as that pull left it becomes what it was; what somebody changed since stays.
///
/// # Errors
/// The note cannot be read, or the system refuses; the note stands then, and this can be run again.
pub(super) fn take_back(repo: &Repo, monitor: &dyn Monitor) -> Result<(), SyncError> {
    let Some(note) = note(repo)? else {
        return Ok(());
    };
    if note.workdir != repo.workdir() {
        return Ok(());
    }
    if !note.is_over(repo)? {
        let committed = match repo.head()?.commit() {
            Some(head) => repo.board_files(repo.tree_of(head)?)?,
            None => Arc::default(),
        };
        take_files_back((repo, monitor), &note, Files::clone(&committed))?;
        take_index_back(repo, &note)?;
        if let Some(message) = &note.merge_message {
            repo.forget_merge_message(message)?;
        }
    }
    forget(repo)
}

fn note(repo: &Repo) -> Result<Option<Note>, SyncError> {
    let path = repo.common_folder()?.join(FILE);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(SyncError::notes("read the note of a pull")(error)),
    };
    let note = serde_json::from_slice(&text).map_err(|error| {
        SyncError::notes(format!("read `{}`", path.display()))(std::io::Error::other(error))
    })?;
    Ok(Some(note))
}

impl Note {
    /// Returns true if all was written, or the person went on by hand.
    fn is_over(&self, repo: &Repo) -> Result<bool, SyncError> {
        let head = repo.head()?.commit();
        // The refs come last: with them, all is written. A commit of the person's came between else.
        Ok(head.map(|head| head.to_string()) != self.head || repo.state() == State::Merge)
    }
}

fn take_files_back(
    (repo, monitor): (&Repo, &dyn Monitor),
    note: &Note,
    mut known: Files,
) -> Result<(), SyncError> {
    let mut changes = Changes::default();
    for (path, (before, after)) in &note.files {
        // So that the scan looks at it wherever it is.
        if let Some(id) = after.as_deref().or(before.as_deref()) {
            let file = crate::files::File::with_id(content_id(id)?);
            known.entries.entry(path.clone()).or_insert(file);
        }
        match before {
            Some(id) => {
                changes
                    .put
                    .insert(path.clone(), Put::Stored(content_id(id)?));
            }
            None => {
                changes.remove.insert(path.clone());
            }
        }
    }
    let scan = repo.scan(&known)?;
    let is_as_written = |path: &String| {
        let now = scan.files.get(path).map(|file| file.id.to_string());
        note.files.get(path).is_some_and(|(_, after)| *after == now)
    };
    changes.put.retain(|path, _| is_as_written(path));
    changes.remove.retain(is_as_written);
    repo.write_worktree(&scan, &changes, monitor)?;
    Ok(())
}

fn take_index_back(repo: &Repo, note: &Note) -> Result<(), SyncError> {
    let (unmerged, staged) = (repo.unmerged()?, repo.staged_files()?);
    let mut changes = BTreeMap::new();
    for (path, (before, after)) in &note.index {
        let now = match unmerged.get(path) {
            Some(stages) => Entry::of(stages),
            None => Entry::One(staged.get(path).map(|file| file.id.to_string())),
        };
        if now == *after {
            let before = before.as_deref().map(content_id).transpose()?;
            changes.insert(path.clone(), IndexChange::Settle(before));
        }
    }
    Ok(repo.change_index(&changes, &Written::default())?)
}

fn content_id(hex: &str) -> Result<ContentId, SyncError> {
    ContentId::from_hex(hex).ok_or_else(|| {
        let source = std::io::Error::other(format!("`{hex}` is no id"));
        SyncError::notes("read the note of a pull")(source)
    })
}
