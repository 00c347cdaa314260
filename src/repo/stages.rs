//! Paths in conflict, as git's index holds them: up to three stages and no entry of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::files::ContentId;

use super::index_file::IndexEntry;
use super::index_read::Index;
use super::look::id_of_file;
use super::stat::Stat;
use super::tree::REGULAR;
use super::{Repo, RepoError};

/// A path in conflict, as the index holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmerged {
    /// Stage 1.
    pub base: Option<ContentId>,
    /// Stage 2.
    pub ours: Option<ContentId>,
    /// Stage 3.
    pub theirs: Option<ContentId>,
}

/// What the index shall hold at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexChange {
    /// This content, or no entry; a path in conflict stays so.
    Set(Option<ContentId>),
    /// This content, or no entry, also where the path is in conflict.
    Settle(Option<ContentId>),
    /// A conflict.
    Unmerge(Unmerged),
}

impl Unmerged {
    /// Returns true if one side has deleted it.
    pub fn is_deletion(&self) -> bool {
        self.ours.is_none() || self.theirs.is_none()
    }

    /// Returns the entries of the index, in order of stage.
    pub(super) fn entries(&self, path: &str) -> Vec<IndexEntry> {
        let stages = [(1, self.base), (2, self.ours), (3, self.theirs)];
        let present = stages
            .into_iter()
            .filter_map(|(stage, id)| Some((stage, id?)));
        present
            .map(|(stage, id)| IndexEntry {
                path: path.as_bytes().to_vec(),
                stat: Stat::default(),
                mode: REGULAR,
                id: *id.as_raw(),
                stage,
                assume_valid: false,
                skip_worktree: false,
                intent_to_add: false,
            })
            .collect()
    }
}

impl Repo {
    /// Returns the paths that are in conflict, ours or not, in order.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn unmerged(&self) -> Result<BTreeMap<String, Unmerged>, RepoError> {
        Ok(unmerged_in(&self.read_index()?))
    }

    /// Returns the id of what stands at a path of the working tree; none if it is no regular file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn content_at(&self, path: &str) -> Result<Option<ContentId>, RepoError> {
        let full = self.workdir().join(path);
        if !fs::symlink_metadata(&full).is_ok_and(|found| found.is_file()) {
            return Ok(None);
        }
        let id = id_of_file(&full).map_err(RepoError::io("read", full))?;
        Ok(Some(id))
    }

    /// Drops the conflicts of files that one side had deleted and that are gone: so they ended.
    pub(super) fn drop_deleted(&self, entries: &mut Vec<IndexEntry>) {
        let mut stages: BTreeMap<&[u8], BTreeSet<u8>> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.stage != 0) {
            stages.entry(&entry.path).or_default().insert(entry.stage);
        }
        let is_gone = |path: &[u8]| {
            let Ok(path) = std::str::from_utf8(path) else {
                return false;
            };
            fs::symlink_metadata(self.workdir().join(path)).is_err()
        };
        let gone: BTreeSet<Vec<u8>> = stages
            .into_iter()
            .filter(|(path, stages)| !(stages.contains(&2) && stages.contains(&3)) && is_gone(path))
            .map(|(path, _)| path.to_vec())
            .collect();
        entries.retain(|entry| entry.stage == 0 || !gone.contains(&entry.path));
    }
}

pub(super) fn unmerged_in(index: &Index) -> BTreeMap<String, Unmerged> {
    let mut found: BTreeMap<String, Unmerged> = BTreeMap::new();
    for entry in index.file.entries.iter().filter(|entry| entry.stage != 0) {
        let path = String::from_utf8_lossy(&entry.path).into_owned();
        let unmerged = found.entry(path).or_default();
        let id = Some(ContentId::from_raw(entry.id));
        match entry.stage {
            1 => unmerged.base = id,
            2 => unmerged.ours = id,
            _ => unmerged.theirs = id,
        }
    }
    found
}
