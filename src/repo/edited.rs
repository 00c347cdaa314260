//! Files that were edited where they stand, told by names, stat data and the index, where nothing else
//! happened to the boards.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::ContentId;
use crate::two_threads::by_two_threads;

use super::as_in_index::Named;
use super::index_file::IndexEntry;
use super::still::{are_plain, tree_of};
use super::{Repo, RepoError, TreeId};

/// Files of boards that were edited, in an index and a working tree that hold the files of a tree
/// and no others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// Those whose content the index or the working tree has otherwise than the tree.
    pub files: BTreeSet<String>,
    /// The folders in which these stand, each with all files in it and below.
    pub folders: BTreeMap<String, Vec<String>>,
}

impl Repo {
    /// Returns the files that were edited since `tree`, if nothing else was done to the boards: HEAD's
    /// tree `head`, the index and the working tree hold the same files, and git changes no bytes on
    /// their way.
    ///
    /// None means only that one has to look closer: see [`Repo::holds_just`].
    ///
    /// # Errors
    /// The index, git's configuration or a tree cannot be read.
    pub fn edited_files(&self, tree: TreeId, head: TreeId) -> Result<Option<Edited>, RepoError> {
        let index = self.read_index()?;
        let ours = self.ours_among(&index.file.entries);
        if !are_plain(&ours) || !self.nothing_converts()? {
            return Ok(None);
        }
        let (boards, in_head) = (self.boards_tree(tree)?, self.boards_tree(head)?);
        let staged = TreeId::from_raw(tree_of(&ours, 0));
        if in_head != boards && in_head != staged {
            return Ok(None);
        }
        let mut files = BTreeSet::new();
        if staged != boards {
            match self.staged_edits(tree, &ours)? {
                Some(edits) => files = edits,
                None => return Ok(None),
            }
        }
        if !self.has_no_other_names(&ours)? {
            return Ok(None);
        }
        let against = self.against(&index)?;
        let touched = by_two_threads(&ours, |(name, named)| match named {
            Named::Folder(below) => {
                let name = std::str::from_utf8(name).ok()?;
                against.touched_in(name, below)
            }
            Named::File(entry) => against.is_untouched(entry).then(Vec::new),
        });
        for touched in touched {
            let Some(touched) = touched else {
                return Ok(None);
            };
            for entry in touched {
                match path_of(entry) {
                    Some(path) => files.insert(path.to_owned()),
                    None => return Ok(None),
                };
            }
        }
        Ok(Some(around(files, &index.file.entries)))
    }

    /// Returns the files that the index has otherwise than a tree; none where it has others.
    fn staged_edits(
        &self,
        tree: TreeId,
        ours: &[(&[u8], Named<'_>)],
    ) -> Result<Option<BTreeSet<String>>, RepoError> {
        let committed = self.board_files(tree)?;
        let mut edits = BTreeSet::new();
        let mut count = 0;
        for entry in entries_of(ours) {
            count += 1;
            let path = path_of(entry);
            let Some((path, file)) = path.and_then(|path| Some((path, committed.get(path)?)))
            else {
                return Ok(None);
            };
            if file.id != ContentId::from_raw(entry.id) {
                edits.insert(path.to_owned());
            }
        }
        Ok((count == committed.entries.len()).then_some(edits))
    }
}

/// Returns edited files with those around them; the entries are in the order of their paths.
fn around(files: BTreeSet<String>, entries: &[IndexEntry]) -> Edited {
    let mut folders = BTreeMap::new();
    for (folder, _) in files.iter().filter_map(|path| path.rsplit_once('/')) {
        if folders.contains_key(folder) {
            continue;
        }
        let start = format!("{folder}/");
        let first = entries.partition_point(|entry| entry.path.as_slice() < start.as_bytes());
        let within = entries[first..].iter().map_while(path_of);
        let within = within.take_while(|path| path.starts_with(&start));
        folders.insert(folder.to_owned(), within.map(str::to_owned).collect());
    }
    Edited { files, folders }
}

fn entries_of<'e>(ours: &'e [(&[u8], Named<'e>)]) -> impl Iterator<Item = &'e IndexEntry> {
    ours.iter().flat_map(|(_, named)| match named {
        Named::Folder(below) => *below,
        Named::File(entry) => std::slice::from_ref(*entry),
    })
}

fn path_of(entry: &IndexEntry) -> Option<&str> {
    std::str::from_utf8(&entry.path).ok()
}
