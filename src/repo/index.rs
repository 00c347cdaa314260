//! git's index, changed under git's own lock, so that git sees at once what we wrote.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::files::ContentId;

use super::index_file::{IndexEntry, encode};
use super::index_read::Index;
use super::stages::IndexChange;
use super::stat::{Stat, Trust, is_executable};
use super::tree::{EXECUTABLE, REGULAR};
use super::{Repo, RepoError, Written};

/// Reading a file of this size again takes about as long as waiting for the next second.
const LARGE_BYTES: u32 = 64 << 20;

/// git's lock on the index; dropped without [`IndexLock::commit`], nothing has changed.
struct IndexLock {
    path: PathBuf,
    file: File,
    is_done: bool,
}

impl Repo {
    /// Makes the index hold `entries` (none: no entry) and leaves all others as they are.
    ///
    /// An entry gets the file's stat data where the file holds that content, so that git sees it
    /// as unchanged without reading it. A path in conflict stays so, unless one side has deleted
    /// it and no file is there any more. A path that a sparse checkout leaves out stays left out.
    ///
    /// # Errors
    /// `IndexLocked` if another git is at work; nothing has changed then.
    pub fn write_index(
        &self,
        entries: &BTreeMap<String, Option<ContentId>>,
        written: &Written,
    ) -> Result<(), RepoError> {
        let changes = entries
            .iter()
            .map(|(path, id)| (path.clone(), IndexChange::Set(*id)))
            .collect();
        self.change_index(&changes, written)
    }

    /// Makes the index hold what is asked and leaves all other entries as they are.
    ///
    /// # Errors
    /// `IndexLocked` if another git is at work; nothing has changed then.
    pub fn change_index(
        &self,
        changes: &BTreeMap<String, IndexChange>,
        written: &Written,
    ) -> Result<(), RepoError> {
        if changes.is_empty() {
            return Ok(());
        }
        let lock = self.lock_index()?;
        let Index { file, written: at } = self.read_index()?;
        // What is written now is another.
        *self.parsed_index() = None;
        let mut file = Arc::unwrap_or_clone(file);
        let trust = self.trust()?;
        let old = std::mem::take(&mut file.entries);
        let mut merged = Vec::with_capacity(old.len() + changes.len());
        let mut old = old.into_iter().peekable();
        let mut has_new = false;
        for (path, change) in changes {
            while let Some(entry) = old.next_if(|entry| entry.path.as_slice() < path.as_bytes()) {
                merged.push(entry);
            }
            let mut before = Vec::new();
            while let Some(entry) = old.next_if(|entry| entry.path == path.as_bytes()) {
                before.push(entry);
            }
            has_new |= before.is_empty();
            let is_unmerged = before.iter().any(|entry| entry.stage != 0);
            match change {
                IndexChange::Set(_) if is_unmerged => merged.append(&mut before),
                IndexChange::Set(None) | IndexChange::Settle(None) => {}
                IndexChange::Set(Some(id)) | IndexChange::Settle(Some(id)) => {
                    let before = before.pop().filter(|entry| entry.stage == 0);
                    merged.push(self.entry_for(path, *id, before, written, trust));
                }
                IndexChange::Unmerge(stages) => merged.extend(stages.entries(path)),
            }
        }
        merged.extend(old);
        self.drop_deleted(&mut merged);
        self.doubt_racy(&mut merged, changes, at);
        file.entries = match has_new {
            true => without_clashes(merged, changes),
            false => merged,
        };
        let_large_files_settle(&file.entries);
        lock.commit(&encode(&file))
    }

    /// Takes away the size of entries whose files git would take for unchanged by mistake.
    ///
    /// git compares whole seconds, and reads a file again that was modified in the second in which
    /// the index was written. An index that is written later vouches for it, also where it was
    /// changed meanwhile; a size of 0 makes git look, as git itself does it.
    fn doubt_racy(
        &self,
        all: &mut [IndexEntry],
        set: &BTreeMap<String, IndexChange>,
        written: (u32, u32),
    ) {
        for entry in all.iter_mut().filter(|entry| entry.stage == 0) {
            if entry.stat.modified_s < written.0 || entry.skip_worktree {
                continue;
            }
            let Ok(path) = std::str::from_utf8(&entry.path) else {
                entry.stat.size = 0;
                continue;
            };
            if set.contains_key(path) {
                continue;
            }
            let now = fs::symlink_metadata(self.workdir().join(path)).map(|now| Stat::of(&now));
            let is_as_it_was = now.is_ok_and(|now| now == entry.stat);
            if is_as_it_was && !entry.stat.is_racy(written) {
                continue;
            }
            match self.stat_if_it_holds(path, ContentId::from_raw(entry.id)) {
                Some((stat, _)) => entry.stat = stat,
                None => entry.stat.size = 0,
            }
        }
    }

    fn entry_for(
        &self,
        path: &str,
        id: ContentId,
        before: Option<IndexEntry>,
        written: &Written,
        trust: Trust,
    ) -> IndexEntry {
        let skip_worktree = before.as_ref().is_some_and(|entry| entry.skip_worktree);
        let mut entry = IndexEntry {
            path: path.as_bytes().to_vec(),
            stat: Stat::default(),
            mode: match &before {
                Some(entry) if entry.mode == EXECUTABLE => EXECUTABLE,
                _ => REGULAR,
            },
            id: *id.as_raw(),
            stage: 0,
            assume_valid: before.as_ref().is_some_and(|entry| entry.assume_valid),
            skip_worktree,
            intent_to_add: false,
        };
        if skip_worktree && !written.stats.contains_key(path) {
            return entry;
        }
        let known = written.stats.get(path).filter(|(now, _)| *now == id);
        if let Some((_, found)) = known {
            entry.stat = found.stat;
            if trust.mode && before.is_none() && found.is_executable {
                entry.mode = EXECUTABLE;
            }
        } else if let Some((stat, executable)) = self.stat_if_it_holds(path, id) {
            entry.stat = stat;
            if trust.mode && before.is_none() && executable {
                entry.mode = EXECUTABLE;
            }
        }
        entry
    }

    /// Returns the stat data of a regular file if it holds the content of `id`.
    fn stat_if_it_holds(&self, path: &str, id: ContentId) -> Option<(Stat, bool)> {
        let full = self.workdir().join(path);
        let before = fs::symlink_metadata(&full).ok()?;
        if !before.is_file() || super::look::id_of_file(&full).ok()? != id {
            return None;
        }
        let after = fs::symlink_metadata(&full).ok()?;
        let (stat, again) = (Stat::of(&before), Stat::of(&after));
        (stat == again).then(|| (stat, is_executable(&after)))
    }

    fn lock_index(&self) -> Result<IndexLock, RepoError> {
        let path = self.git_dir().join("index.lock");
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => Ok(IndexLock {
                path,
                file,
                is_done: false,
            }),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(RepoError::index_locked(path, self.killed_before()))
            }
            Err(error) => Err(RepoError::io("lock the index", path)(error)),
        }
    }
}

impl IndexLock {
    fn commit(mut self, bytes: &[u8]) -> Result<(), RepoError> {
        let doing = "write the index";
        let written = self.file.write_all(bytes);
        written.map_err(RepoError::io(doing, &self.path))?;
        let index = self.path.with_extension("");
        fs::rename(&self.path, &index).map_err(RepoError::io(doing, &index))?;
        self.is_done = true;
        Ok(())
    }
}

impl Drop for IndexLock {
    fn drop(&mut self) {
        if !self.is_done {
            // The lock is ours; if it cannot be removed, git's own message tells the person.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Waits for the second to end in which a large file was written: of a file that was modified in
/// the second of the index, git reads all bytes at each look, since a later change could bear the
/// same time.
fn let_large_files_settle(entries: &[IndexEntry]) {
    let large = entries
        .iter()
        .filter(|entry| entry.stat.size >= LARGE_BYTES);
    let newest = large.map(|entry| u64::from(entry.stat.modified_s)).max();
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    if let Ok(now) = now
        && newest == Some(now.as_secs())
    {
        // Times of files are up to ten milliseconds behind.
        let rest = Duration::from_millis(1010) - Duration::from_millis(now.subsec_millis().into());
        sleep(rest);
    }
}

/// Drops old entries that stand where a new one needs a folder, or below a new one.
fn without_clashes(
    entries: Vec<IndexEntry>,
    wanted: &BTreeMap<String, IndexChange>,
) -> Vec<IndexEntry> {
    let mut folders = std::collections::HashSet::new();
    let mut files = std::collections::HashSet::new();
    for (path, change) in wanted {
        if matches!(change, IndexChange::Set(None) | IndexChange::Settle(None)) {
            continue;
        }
        files.insert(path.as_bytes());
        let slashes = path.match_indices('/');
        folders.extend(slashes.map(|(at, _)| &path.as_bytes()[..at]));
    }
    let clashes = |entry: &IndexEntry| {
        let path = entry.path.as_slice();
        let mut slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        folders.contains(path) || slashes.any(|(at, _)| files.contains(&path[..at]))
    };
    entries
        .into_iter()
        .filter(|entry| !clashes(entry))
        .collect()
}
