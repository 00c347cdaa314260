//! The folders on the way to what is written: made, checked to be no links, removed when empty.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::RepoError;

/// The folders of a run: each is checked or made once.
pub(super) struct Folders {
    workdir: PathBuf,
    /// Folders that are real ones, and whether they were made in this run.
    real: BTreeMap<String, bool>,
    not_real: HashSet<String>,
}

impl Folders {
    pub(super) fn new(workdir: &Path) -> Self {
        Self {
            workdir: workdir.to_path_buf(),
            real: BTreeMap::from([(String::new(), false)]),
            not_real: HashSet::new(),
        }
    }

    /// Returns true if a folder and all on the way to it are there and no links.
    pub(super) fn is_real(&mut self, folder: &str) -> bool {
        if self.real.contains_key(folder) {
            return true;
        }
        if let Some((parent, _)) = folder.rsplit_once('/')
            && !self.is_real(parent)
        {
            return false;
        }
        let found = fs::symlink_metadata(self.workdir.join(folder));
        let is_real = found.is_ok_and(|found| found.is_dir());
        if is_real {
            self.real.insert(folder.to_owned(), false);
        }
        is_real
    }

    /// Makes a folder and those on the way; none if something else stands there, else whether it
    /// was made in this run.
    pub(super) fn make(&mut self, folder: &str) -> Result<Option<bool>, RepoError> {
        if let Some(is_new) = self.real.get(folder) {
            return Ok(Some(*is_new));
        }
        if self.not_real.contains(folder) {
            return Ok(None);
        }
        let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        if self.make(parent)?.is_none() {
            self.not_real.insert(folder.to_owned());
            return Ok(None);
        }
        let full = self.workdir.join(folder);
        let is_new = match fs::create_dir(&full) {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let found = fs::symlink_metadata(&full);
                if !found.is_ok_and(|found| found.is_dir()) {
                    self.not_real.insert(folder.to_owned());
                    return Ok(None);
                }
                false
            }
            Err(error) => return Err(RepoError::io("make the folder", full)(error)),
        };
        self.real.insert(folder.to_owned(), is_new);
        Ok(Some(is_new))
    }

    /// Removes those of the folders of removed files that are empty now and that `is_meant`.
    pub(super) fn remove_empty(&self, removed: &BTreeSet<String>, is_meant: impl Fn(&str) -> bool) {
        let mut candidates = BTreeSet::new();
        for path in removed {
            let slashes = path.match_indices('/');
            candidates.extend(slashes.map(|(at, _)| &path[..at]));
        }
        // The deepest first; a folder that is not empty is not removed by the system.
        for folder in candidates.into_iter().rev() {
            if self.real.contains_key(folder) && is_meant(folder) {
                let _ = fs::remove_dir(self.workdir.join(folder));
            }
        }
    }
}
