//! Whether the working tree and the index hold just a tree of boards, told by names, stat data and
//! the index alone: no object is read, and no file that the index vouches for.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use crate::files::ContentId;

use super::index_file::IndexEntry;
use super::index_read::{Index, marked_folders};
use super::look::look_at;
use super::pack::Kind;
use super::stat::Trust;
use super::tree::{EXECUTABLE, Entry, FOLDER, REGULAR, encode};
use super::two_threads::{by_two_threads, in_two_threads};
use super::{Repo, RepoError, TreeId};

/// What stands at one name of a folder: a file, or a folder with all the entries below it.
enum Named<'a> {
    File(&'a IndexEntry),
    Folder(&'a [IndexEntry]),
}

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
        let folders = marked_folders(entries, self.scope.marker);
        let is_ours = |(name, named): &(&[u8], Named<'_>)| match named {
            Named::Folder(_) => folders.iter().any(|folder| folder.as_bytes() == *name),
            Named::File(_) => {
                let mut names = self.scope.top_files.iter();
                names.any(|top| top.as_bytes() == *name)
            }
        };
        let ours: Vec<(&[u8], Named<'_>)> = names_of(entries, 0).filter(is_ours).collect();
        let below = |(_, named): &(&[u8], Named<'_>)| match named {
            Named::Folder(below) => below.iter().all(is_plain),
            Named::File(entry) => is_plain(entry),
        };
        if !ours.iter().all(below) || TreeId::from_raw(tree_of(&ours, 0)) != boards {
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
        let trust = self.trust()?;
        let workdir = self.workdir();
        let ignored = self.scope.is_ignored;
        let untouched = by_two_threads(&known, |(name, tree, below)| {
            below.iter().all(is_plain)
                && tree_of_entries(below, name.len() + 1) == *tree.as_raw()
                && is_folder_with_just(&workdir.join(name), name.len() + 1, below, ignored)
                // A folder is given up at its first file that was touched.
                && below
                    .iter()
                    .all(|entry| is_untouched(workdir, &index, entry, trust))
        });
        let told = known.into_iter().zip(untouched);
        let told = told.filter(|(_, is_untouched)| *is_untouched);
        Ok(told
            .map(|((name, tree, _), _)| (name.clone(), *tree))
            .collect())
    }

    /// Returns true if the files on the disk are those of the index.
    fn are_untouched(&self, index: &Index, ours: &[(&[u8], Named<'_>)]) -> Result<bool, RepoError> {
        let entries = ours.iter().flat_map(|(_, named)| match named {
            Named::Folder(below) => below,
            Named::File(entry) => std::slice::from_ref(*entry),
        });
        let entries: Vec<&IndexEntry> = entries.collect();
        let trust = self.trust()?;
        let workdir = self.workdir();
        let same = in_two_threads(&entries, |entry| is_untouched(workdir, index, entry, trust));
        Ok(same.into_iter().all(|is_same| is_same))
    }

    /// Returns true if no board's folder holds a name that the index has not there, and no other
    /// folder looks like a board.
    fn has_no_other_names(&self, ours: &[(&[u8], Named<'_>)]) -> Result<bool, RepoError> {
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
                Some(Named::Folder(below)) if is_folder => {
                    folders += 1;
                    if !has_just(&path, name.len() + 1, below, self.scope.is_ignored) {
                        return Ok(false);
                    }
                }
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

/// Returns true if there is a folder, no link, and it holds the names of `entries` alone: see
/// [`has_just`].
fn is_folder_with_just(
    folder: &Path,
    prefix: usize,
    entries: &[IndexEntry],
    is_ignored: fn(&str) -> bool,
) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir())
        && has_just(folder, prefix, entries, is_ignored)
}

/// Returns true if a folder holds the names of `entries`, all of which begin with its path of
/// `prefix` bytes, and besides only what is ignored and says nothing about them.
fn has_just(
    folder: &Path,
    prefix: usize,
    entries: &[IndexEntry],
    is_ignored: fn(&str) -> bool,
) -> bool {
    let mut expected: HashMap<&[u8], Named<'_>> = names_of(entries, prefix).collect();
    let Ok(listed) = fs::read_dir(folder) else {
        return false;
    };
    for found in listed {
        let Ok(found) = found else {
            return false;
        };
        let name = found.file_name();
        if name == ".gitattributes" {
            return false;
        }
        let is_folder = found.file_type().is_ok_and(|kind| kind.is_dir());
        match expected.remove(name.as_encoded_bytes()) {
            Some(Named::Folder(below)) if is_folder => {
                let prefix = prefix + name.len() + 1;
                if !has_just(&found.path(), prefix, below, is_ignored) {
                    return false;
                }
            }
            Some(Named::File(_)) if !is_folder => {}
            Some(_) => return false,
            None if name.to_str().is_some_and(is_ignored) => {}
            None => return false,
        }
    }
    expected.is_empty()
}

/// Returns true if the file on the disk is the one of the index.
fn is_untouched(workdir: &Path, index: &Index, entry: &IndexEntry, trust: Trust) -> bool {
    let Ok(path) = std::str::from_utf8(&entry.path) else {
        return false;
    };
    let seen = look_at(&workdir.join(path), Some(entry), index.written, trust);
    seen.is_some_and(|seen| seen.file.is_regular() && seen.file.id == ContentId::from_raw(entry.id))
}

/// Returns true if an entry is a file in its place, and not in conflict.
fn is_plain(entry: &IndexEntry) -> bool {
    entry.stage == 0
        && !entry.skip_worktree
        && !entry.intent_to_add
        && matches!(entry.mode, REGULAR | EXECUTABLE)
}

/// Returns what stands at each name of a folder, in the index's order; all `entries` begin with the
/// folder's path of `prefix` bytes.
fn names_of(entries: &[IndexEntry], prefix: usize) -> impl Iterator<Item = (&[u8], Named<'_>)> {
    let mut rest = entries;
    std::iter::from_fn(move || {
        let first = rest.first()?;
        let path = first.path.get(prefix..)?;
        let Some(length) = path.iter().position(|byte| *byte == b'/') else {
            rest = &rest[1..];
            return Some((path, Named::File(first)));
        };
        // What stands below one folder stands side by side: a slash is part of the order.
        let start = &first.path[..=prefix + length];
        let count = rest.partition_point(|entry| entry.path.starts_with(start));
        let (below, behind) = rest.split_at(count);
        rest = behind;
        Some((&path[..length], Named::Folder(below)))
    })
}

/// Returns the id of the tree that entries make, all of whose paths begin with the folder's, of
/// `prefix` bytes; nothing is stored.
fn tree_of_entries(entries: &[IndexEntry], prefix: usize) -> [u8; 20] {
    tree_of(&names_of(entries, prefix).collect::<Vec<_>>(), prefix)
}

/// Returns the id that the tree of a folder has; nothing is stored.
fn tree_of(names: &[(&[u8], Named<'_>)], prefix: usize) -> [u8; 20] {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::stat::Stat;

    fn entry(path: &str) -> IndexEntry {
        IndexEntry {
            path: path.as_bytes().to_vec(),
            stat: Stat::default(),
            mode: REGULAR,
            id: [1; 20],
            stage: 0,
            assume_valid: false,
            skip_worktree: false,
            intent_to_add: false,
        }
    }

    #[test]
    fn names_are_told_with_all_that_stands_below_them() {
        // As git orders them: a slash comes behind a dash and a dot, and before a letter.
        let paths = ["a-b", "a.md", "a/x", "a/y/z", "ab"];
        let entries: Vec<IndexEntry> = paths.into_iter().map(entry).collect();
        let told: Vec<(String, usize)> = names_of(&entries, 0)
            .map(|(name, named)| {
                let below = match named {
                    Named::File(_) => 0,
                    Named::Folder(below) => below.len(),
                };
                (String::from_utf8_lossy(name).into_owned(), below)
            })
            .collect();
        let expected = [("a-b", 0), ("a.md", 0), ("a", 2), ("ab", 0)];
        assert_eq!(told, expected.map(|(name, below)| (name.to_owned(), below)));
    }
}
