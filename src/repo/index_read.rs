//! git's index as it is: read, parsed once, and the files in it that are ours.

use std::fs;
use std::io::ErrorKind;
use std::sync::{Arc, MutexGuard, PoisonError};

use crate::files::{Content, ContentId, Files};

use super::index_file::{IndexEntry, IndexFile, decode};
use super::sight::Sight;
use super::stat::{Stat, Trust};
use super::tree::{GITLINK, LINK};
use super::{Repo, RepoError};

/// git's mode of a folder that a sparse index keeps as one entry.
const SPARSE_FOLDER: u32 = 0o040_000;

/// The index as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) file: Arc<IndexFile>,
    /// When the file was written, in seconds and nanoseconds; what it says of files that were
    /// modified at that time or later is not to be trusted.
    pub(super) written: (u32, u32),
}

/// The index as it was parsed last, by the checksum at its end.
pub(super) type ParsedIndex = Option<([u8; 20], Arc<IndexFile>)>;

impl Repo {
    /// Returns the files of the index that are ours, by stage 0; a path in conflict has none.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn staged_files(&self) -> Result<Files, RepoError> {
        let index = self.read_index()?;
        Ok(self.staged_in(&index))
    }

    pub(super) fn staged_in(&self, index: &Index) -> Files {
        let folders = marked_folders(&index.file.entries, self.scope.marker);
        let mut files = Files::default();
        for entry in index.file.entries.iter().filter(|entry| entry.stage == 0) {
            let Ok(path) = std::str::from_utf8(&entry.path) else {
                continue;
            };
            let is_ours = match path.split_once('/') {
                Some((top, _)) => folders.contains(top) && self.sight.has(path),
                None => self.scope.top_files.contains(&path) && self.sight.has(path),
            };
            if is_ours && !entry.intent_to_add {
                let content = match entry.mode {
                    LINK => Content::Link,
                    GITLINK => Content::Special,
                    _ => Content::Elsewhere,
                };
                let id = ContentId::from_raw(entry.id);
                files
                    .entries
                    .insert(path.to_owned(), crate::files::File { id, content });
            }
        }
        files
    }

    /// Returns the index without the entries of what is not in sight.
    pub(super) fn index_in_sight(&self) -> Result<Index, RepoError> {
        let index = self.read_index()?;
        if matches!(self.sight, Sight::All) {
            return Ok(index);
        }
        let entries = index.file.entries.iter();
        let in_sight = entries.filter(|entry| self.has_in_sight(entry));
        let file = IndexFile {
            entries: in_sight.cloned().collect(),
            resolved: None,
        };
        Ok(Index {
            file: Arc::new(file),
            ..index
        })
    }

    /// What is not UTF-8 is in sight, to be told.
    fn has_in_sight(&self, entry: &IndexEntry) -> bool {
        std::str::from_utf8(&entry.path).map_or(true, |path| self.sight.has(path))
    }

    /// Parses the index on a thread of its own, for whoever asks for it soon: meanwhile one waits
    /// for programs.
    pub fn foresee_index(&self) {
        let path = self.git_dir().join("index");
        let parsed = Arc::clone(&self.index);
        self.beside(move || {
            // Who asks meanwhile waits here. What cannot be read is told to them.
            let mut parsed = parsed.lock().unwrap_or_else(PoisonError::into_inner);
            let Ok(bytes) = fs::read(path) else {
                return;
            };
            let file = decode(&bytes).ok().filter(|file| !is_sparse(file));
            *parsed = checksum(&bytes).zip(file.map(Arc::new));
        });
    }

    pub(super) fn read_index(&self) -> Result<Index, RepoError> {
        let path = self.git_dir().join("index");
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Index::default()),
            Err(error) => return Err(RepoError::io("read the index", path)(error)),
        };
        // The time is read after the bytes: if another index came between, more is read anew.
        let written = fs::metadata(&path)
            .map(|found| Stat::of(&found).modified())
            .map_err(RepoError::io("read the index", &path))?;
        let sum = checksum(&bytes);
        if let Some((parsed, file)) = &*self.parsed_index()
            && Some(*parsed) == sum
        {
            let file = Arc::clone(file);
            return Ok(Index { file, written });
        }
        let mut file = decode(&bytes).map_err(|reason| RepoError::Index { path, reason })?;
        self.expand(&mut file)?;
        let file = Arc::new(file);
        *self.parsed_index() = sum.map(|sum| (sum, Arc::clone(&file)));
        Ok(Index { file, written })
    }

    pub(super) fn parsed_index(&self) -> MutexGuard<'_, ParsedIndex> {
        // What is in it is replaced whole.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn trust(&self) -> Result<Trust, RepoError> {
        Ok(Trust {
            change_time: self.flag("core.trustctime")?.unwrap_or(true),
            minimal: self
                .setting("core.checkstat")?
                .is_some_and(|setting| setting.value.eq_ignore_ascii_case("minimal")),
            mode: self.flag("core.filemode")?.unwrap_or(cfg!(unix)),
        })
    }

    /// Replaces the folders of a sparse index by the files in them.
    fn expand(&self, file: &mut IndexFile) -> Result<(), RepoError> {
        if !is_sparse(file) {
            return Ok(());
        }
        let mut entries = Vec::with_capacity(file.entries.len());
        for entry in std::mem::take(&mut file.entries) {
            if entry.mode == SPARSE_FOLDER {
                self.expand_folder(entry.id, entry.path, &mut entries)?;
            } else {
                entries.push(entry);
            }
        }
        file.entries = entries;
        Ok(())
    }

    fn expand_folder(
        &self,
        tree: [u8; 20],
        folder: Vec<u8>,
        entries: &mut Vec<IndexEntry>,
    ) -> Result<(), RepoError> {
        for found in self.tree_entries(tree)? {
            let mut path = folder.clone();
            path.extend_from_slice(&found.name);
            if found.mode == SPARSE_FOLDER {
                path.push(b'/');
                self.expand_folder(found.id, path, entries)?;
                continue;
            }
            entries.push(IndexEntry {
                path,
                stat: Stat::default(),
                mode: found.mode,
                id: found.id,
                stage: 0,
                assume_valid: false,
                skip_worktree: true,
                intent_to_add: false,
            });
        }
        Ok(())
    }
}

/// Returns the checksum at the end of an index; zeros, which `index.skipHash` leaves, are none.
fn checksum(bytes: &[u8]) -> Option<[u8; 20]> {
    bytes.last_chunk().copied().filter(|sum| *sum != [0; 20])
}

/// Returns true if folders stand in it as one entry.
fn is_sparse(file: &IndexFile) -> bool {
    let mut entries = file.entries.iter();
    entries.any(|entry| entry.mode == SPARSE_FOLDER)
}

/// Returns the names of top folders that hold the marker file.
pub(super) fn marked_folders<'a>(
    entries: &'a [IndexEntry],
    marker: &str,
) -> std::collections::BTreeSet<&'a str> {
    entries
        .iter()
        .filter_map(|entry| std::str::from_utf8(&entry.path).ok())
        .filter_map(|path| path.split_once('/'))
        .filter(|(_, name)| *name == marker)
        .map(|(folder, _)| folder)
        .collect()
}
