//! From what the format wants changed to what the repository is asked to change.

use std::collections::BTreeMap;

use crate::files::{Content, ContentId, Files, ReadContent, Unreadable};
use crate::repo::{self, IndexChange, Put, Repo, RepoError, Scan};
use crate::text::{self, NewContent, Over};

use super::error::SyncError;
use super::sides::StoredSide;

/// Returns a stored tree as what stands there before a writing.
pub fn stored_over<'a>(side: &'a StoredSide, contents: &'a dyn ReadContent) -> Over<'a> {
    Over {
        files: &side.files,
        contents,
        known: &side.known,
    }
}

/// Returns the changes for a stored tree: moved content is named by its id in `files`.
///
/// # Errors
/// `Content` if a moved file is not among `files`.
pub fn stored_changes(changes: text::Changes, files: &Files) -> Result<repo::Changes, SyncError> {
    asked(changes, |source| match files.get(source) {
        Some(file) => Ok(Put::Stored(file.id)),
        None => Err(not_there(source)),
    })
}

/// Returns the changes for the working tree: moved content is read from it.
///
/// # Errors
/// `Content` if a moved file cannot be read, or is not as it was scanned.
pub fn local_changes(changes: text::Changes, scan: &Scan) -> Result<repo::Changes, SyncError> {
    asked(changes, |source| match scan.files.get(source) {
        // What git holds already need not pass through memory.
        Some(file) if file.content == Content::Elsewhere && scan.is_stored(file.id) => {
            Ok(Put::Stored(file.id))
        }
        Some(file) => Ok(Put::Bytes(scan.read(source, file)?)),
        None => Err(not_there(source)),
    })
}

fn asked(
    changes: text::Changes,
    moved: impl Fn(&str) -> Result<Put, Unreadable>,
) -> Result<repo::Changes, SyncError> {
    let mut asked = repo::Changes {
        remove: changes.remove,
        ..repo::Changes::default()
    };
    for (path, content) in changes.put {
        let put = match content {
            NewContent::Bytes(bytes) => Put::Bytes(bytes),
            NewContent::From(source) => moved(&source)?,
            NewContent::Stored(id) => Put::Stored(id),
        };
        asked.put.insert(path, put);
    }
    Ok(asked)
}

fn not_there(path: &str) -> Unreadable {
    Unreadable {
        path: path.to_owned(),
        reason: "it is not there".to_owned(),
    }
}

/// Returns what turns the files of one stored tree into those of another.
pub fn tree_changes(from: &Files, to: &Files) -> repo::Changes {
    let mut changes = repo::Changes::default();
    for (path, id) in differing(from, to) {
        match id {
            Some(id) => {
                changes.put.insert(path, Put::Stored(id));
            }
            None => {
                changes.remove.insert(path);
            }
        }
    }
    changes
}

/// Returns what the index gets once HEAD holds `after` instead of `before`.
///
/// Files in conflict that a person has settled by deleting them, or by taking their `id` out, are
/// so no more. What was staged and has been replaced or moved since `scan` is staged no more.
///
/// # Errors
/// A file cannot be read.
pub fn index_after(
    repo: &Repo,
    scan: &Scan,
    before: &Files,
    after: &Files,
) -> Result<BTreeMap<String, IndexChange>, RepoError> {
    let id = |files: &Files, path: &str| files.get(path).map(|file| file.id);
    let settled = scan.unmerged.keys().filter(|path| path.contains('/'));
    let settled = settled.map(|path| (path.clone(), IndexChange::Settle(id(after, path))));
    let mut changes: BTreeMap<String, IndexChange> = settled.collect();
    for (path, id) in differing(before, after) {
        changes.entry(path).or_insert(IndexChange::Set(id));
    }
    for path in differing(after, &scan.staged).into_keys() {
        if changes.contains_key(&path) {
            continue;
        }
        let now = repo.content_at(&path)?;
        let wanted = id(after, &path);
        if now == wanted && now != id(&scan.files, &path) {
            changes.insert(path, IndexChange::Set(wanted));
        }
    }
    Ok(changes)
}

/// Returns the paths at which two trees differ, with the content that the second has there.
pub fn differing(from: &Files, to: &Files) -> BTreeMap<String, Option<ContentId>> {
    let mut differing = BTreeMap::new();
    for (path, file) in &to.entries {
        if from.get(path).is_none_or(|old| old.id != file.id) {
            differing.insert(path.clone(), Some(file.id));
        }
    }
    for path in from.entries.keys() {
        if to.get(path).is_none() {
            differing.insert(path.clone(), None);
        }
    }
    differing
}
