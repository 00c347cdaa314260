//! Whether the working tree and the index hold just a tree of boards, told by names, stat data and
//! the index alone: no object is read, and no file that the index vouches for.

use std::collections::{BTreeMap, HashMap};
use std::fs;

use crate::two_threads::by_two_threads;

use super::as_in_index::{Against, Named, names_of};
use super::index_file::IndexEntry;
use super::index_read::{Index, marked_folders};
use super::pack::Kind;
use super::tree::{EXECUTABLE, Entry, FOLDER, REGULAR, encode};
use super::{Repo, RepoError, TreeId};

impl Repo {
    /// Returns true if the boards in the index and in the working tree are just those of `boards`, a
    /// tree that holds nothing else, and git changes no bytes of theirs on their way.
    ///
    /// False means only that one has to look closer: so it is for what is in conflict, links, what
    /// a sparse checkout leaves out, and names that git ignores but we do not.
    ///
    /// # Errors
    /// The index or git's configuration cannot be read.
    pub fn holds_just(&self, boards: TreeId) -> Result<bool, RepoError> {
        let index = self.read_index()?;
        let entries = index.file.entries.as_slice();
        let ours = self.ours_among(entries);
        if !are_plain(&ours) || TreeId::from_raw(tree_of(&ours, 0)) != boards {
            return Ok(false);
        }
        Ok(self.has_no_other_names(&ours)?
            && self.are_untouched(&index, &ours)?
            && self.nothing_converts()?)
    }

    /// Returns the boards' folders that `trees`, the index and the working tree all hold alike, with
    /// their trees, and in which git changes no bytes on their way.
    ///
    /// One that is not told may still be such a folder: see [`Repo::holds_just`].
    ///
    /// # Errors
    /// The index, git's configuration or a tree cannot be read.
    pub fn untouched_folders(
        &self,
        trees: [TreeId; 2],
    ) -> Result<BTreeMap<String, TreeId>, RepoError> {
        let mut folders = self.folder_trees(trees[0])?;
        let others = self.folder_trees(trees[1])?;
        folders.retain(|folder, tree| others.get(folder) == Some(tree));
        if folders.is_empty() || !self.nothing_converts()? {
            return Ok(BTreeMap::new());
        }
        let index = self.read_index()?;
        let known = names_of(&index.file.entries, 0).filter_map(|(name, named)| {
            let (name, tree) = folders.get_key_value(std::str::from_utf8(name).ok()?)?;
            match named {
                Named::Folder(below) => Some((name, tree, below)),
                Named::File(_) => None,
            }
        });
        let known: Vec<(&String, &TreeId, &[IndexEntry])> = known.collect();
        let against = self.against(&index)?;
        // A folder is given up at its first file that was touched.
        let untouched = by_two_threads(&known, |(name, tree, below)| {
            below.iter().all(is_plain)
                && against.is_as_in_index(name, below)
                && tree_of_entries(below, name.len() + 1) == *tree.as_raw()
        });
        let told = known.into_iter().zip(untouched);
        let told = told.filter(|(_, is_untouched)| *is_untouched);
        Ok(told
            .map(|((name, tree, _), _)| (name.clone(), *tree))
            .collect())
    }

    /// Returns true if what is on the disk is what the index has, and no more.
    fn are_untouched(&self, index: &Index, ours: &[(&[u8], Named<'_>)]) -> Result<bool, RepoError> {
        let against = self.against(index)?;
        let same = by_two_threads(ours, |(name, named)| match named {
            Named::Folder(below) => {
                std::str::from_utf8(name).is_ok_and(|name| against.is_as_in_index(name, below))
            }
            Named::File(entry) => against.is_untouched(entry),
        });
        Ok(same.into_iter().all(|is_same| is_same))
    }

    /// Returns what stands at the top that is ours.
    pub(super) fn ours_among<'e>(&self, entries: &'e [IndexEntry]) -> Vec<(&'e [u8], Named<'e>)> {
        let folders = marked_folders(entries, self.scope.marker);
        let is_ours = |(name, named): &(&[u8], Named<'_>)| match named {
            Named::Folder(_) => folders.iter().any(|folder| folder.as_bytes() == *name),
            Named::File(_) => {
                let mut names = self.scope.top_files.iter();
                names.any(|top| top.as_bytes() == *name)
            }
        };
        names_of(entries, 0).filter(is_ours).collect()
    }

    pub(super) fn against<'a>(&'a self, index: &'a Index) -> Result<Against<'a>, RepoError> {
        Ok(Against {
            workdir: self.workdir(),
            index,
            trust: self.trust()?,
            is_ignored: self.scope.is_ignored,
        })
    }

    /// Returns true if no board's folder lacks, and nothing else at the top looks like a board's.
    pub(super) fn has_no_other_names(
        &self,
        ours: &[(&[u8], Named<'_>)],
    ) -> Result<bool, RepoError> {
        let workdir = self.workdir();
        let known: HashMap<&[u8], &Named<'_>> =
            ours.iter().map(|(name, named)| (*name, named)).collect();
        let failed = || RepoError::io("read the folder", workdir);
        let mut folders = 0;
        for found in fs::read_dir(workdir).map_err(failed())? {
            let found = found.map_err(failed())?;
            let is_folder = found.file_type().is_ok_and(|kind| kind.is_dir());
            let name = found.file_name();
            let path = found.path();
            match known.get(name.as_encoded_bytes()) {
                Some(Named::Folder(_)) if is_folder => folders += 1,
                Some(Named::Folder(_)) => return Ok(false),
                Some(Named::File(_)) | None => {
                    let marker = path.join(self.scope.marker);
                    let is_new_board =
                        || is_folder && name != ".git" && fs::symlink_metadata(marker).is_ok();
                    let mut top_files = self.scope.top_files.iter();
                    let is_new_file = !known.contains_key(name.as_encoded_bytes())
                        && top_files.any(|top| name == *top);
                    if is_new_file || is_new_board() {
                        return Ok(false);
                    }
                }
            }
        }
        let is_folder = |named: &&Named<'_>| matches!(named, Named::Folder(_));
        Ok(folders == known.into_values().filter(is_folder).count())
    }
}

/// Returns true if all entries are files in their places, and none is in conflict.
pub(super) fn are_plain(ours: &[(&[u8], Named<'_>)]) -> bool {
    ours.iter().all(|(_, named)| match named {
        Named::Folder(below) => below.iter().all(is_plain),
        Named::File(entry) => is_plain(entry),
    })
}

/// Returns true if an entry is a file in its place, and not in conflict.
fn is_plain(entry: &IndexEntry) -> bool {
    entry.stage == 0
        && !entry.skip_worktree
        && !entry.intent_to_add
        && matches!(entry.mode, REGULAR | EXECUTABLE)
}

/// Returns the id of the tree that entries make, all of whose paths begin with the folder's, of
/// `prefix` bytes; nothing is stored.
fn tree_of_entries(entries: &[IndexEntry], prefix: usize) -> [u8; 20] {
    tree_of(&names_of(entries, prefix).collect::<Vec<_>>(), prefix)
}

/// Returns the id that the tree of a folder has; nothing is stored.
pub(super) fn tree_of(names: &[(&[u8], Named<'_>)], prefix: usize) -> [u8; 20] {
    let entries: Vec<Entry> = names
        .iter()
        .map(|(name, named)| {
            let (mode, id) = match named {
                Named::File(entry) => (entry.mode, entry.id),
                Named::Folder(below) => (FOLDER, tree_of_entries(below, prefix + name.len() + 1)),
            };
            let name = name.to_vec();
            Entry { mode, name, id }
        })
        .collect();
    Kind::Tree.id_of(&encode(&entries))
}
