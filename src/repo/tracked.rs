//! The index as the scan asks it: what git vouches for, and what it tracks.

use std::collections::HashSet;

use super::index_file::IndexEntry;
use super::index_read::Index;
use super::tree::GITLINK;

/// The entries of an index whose paths are UTF-8, in order of path.
pub(super) struct Tracked<'a> {
    entries: Vec<(&'a str, &'a IndexEntry)>,
}

impl<'a> Tracked<'a> {
    pub(super) fn of(index: &'a Index) -> Self {
        let entries = index.file.entries.iter();
        let entries = entries.filter_map(|entry| {
            let path = std::str::from_utf8(&entry.path).ok()?;
            Some((path, entry))
        });
        Self {
            entries: entries.collect(),
        }
    }

    /// Returns the entry of a file that is tracked and not in conflict.
    pub(super) fn entry(&self, path: &str) -> Option<&'a IndexEntry> {
        let at = self.at(path);
        let (_, entry) = self.entries.get(at).filter(|(found, _)| *found == path)?;
        let is_file = entry.stage == 0 && !entry.intent_to_add && entry.mode != GITLINK;
        is_file.then_some(*entry)
    }

    /// Returns true if a file, or anything in a folder, is tracked.
    pub(super) fn has(&self, path: &str, is_folder: bool) -> bool {
        if is_folder {
            let prefix = format!("{path}/");
            let next = self.entries.get(self.at(&prefix));
            return next.is_some_and(|(next, _)| next.starts_with(&prefix));
        }
        let next = self.entries.get(self.at(path));
        next.is_some_and(|(next, _)| *next == path)
    }

    /// Returns the paths at which another repository stands.
    pub(super) fn gitlinks(&self) -> HashSet<String> {
        let entries = self.entries.iter();
        let gitlinks = entries.filter(|(_, entry)| entry.mode == GITLINK);
        gitlinks.map(|(path, _)| (*path).to_owned()).collect()
    }

    fn at(&self, path: &str) -> usize {
        self.entries.partition_point(|(found, _)| *found < path)
    }
}
