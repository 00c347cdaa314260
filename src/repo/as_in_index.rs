//! Whether a folder of the working tree holds just what the index says of it, told by names and stat
//! data; only a file is read that the index does not vouch for.

use std::ffi::OsStr;
use std::path::Path;

use foldhash::{HashMap, HashMapExt};

use crate::files::ContentId;

use super::index_file::IndexEntry;
use super::index_read::Index;
use super::look::{look_at, vouches};
use super::open_folder::OpenFolder;
use super::stat::Trust;

/// A file that may change what git makes of all others in its folder.
const ATTRIBUTES: &[u8] = b".gitattributes";

/// What stands at one name of a folder: a file, or a folder with all the entries below it.
pub(super) enum Named<'a> {
    File(&'a IndexEntry),
    Folder(&'a [IndexEntry]),
}

/// What the working tree is held against.
pub(super) struct Against<'a> {
    pub(super) workdir: &'a Path,
    pub(super) index: &'a Index,
    pub(super) trust: Trust,
    /// Returns true for names that say nothing about what is ours.
    pub(super) is_ignored: fn(&str) -> bool,
}

impl Against<'_> {
    /// Returns true if there is a folder `name` at the top, no link, and it holds the files of
    /// `entries`, untouched, and besides only what is ignored.
    pub(super) fn is_as_in_index(&self, name: &str, entries: &[IndexEntry]) -> bool {
        let folder = OpenFolder::open(&self.workdir.join(name));
        let prefix = name.len() + 1;
        folder.is_some_and(|folder| self.is_just(&folder, prefix, entries, &mut |_| false))
    }

    /// Returns those of `entries` whose files are touched, if there is a folder `name` at the top
    /// that holds all of them and besides only what is ignored.
    pub(super) fn touched_in<'e>(
        &self,
        name: &str,
        entries: &'e [IndexEntry],
    ) -> Option<Vec<&'e IndexEntry>> {
        let folder = OpenFolder::open(&self.workdir.join(name))?;
        let mut touched = Vec::new();
        let mut note = |entry| {
            touched.push(entry);
            true
        };
        let has_all = self.is_just(&folder, name.len() + 1, entries, &mut note);
        has_all.then_some(touched)
    }

    /// Returns true if an open folder, with whose path of `prefix` bytes all `entries` begin, holds
    /// their files, untouched unless `may_be_touched`, and besides only what is ignored.
    fn is_just<'e>(
        &self,
        folder: &OpenFolder,
        prefix: usize,
        entries: &'e [IndexEntry],
        may_be_touched: &mut dyn FnMut(&'e IndexEntry) -> bool,
    ) -> bool {
        let mut expected = expected(entries, prefix);
        let is_same = |name: &OsStr| {
            let bytes = name.as_encoded_bytes();
            match expected.remove(bytes) {
                _ if bytes == ATTRIBUTES => false,
                Some(Named::Folder(below)) => folder.inner(name).is_some_and(|inner| {
                    self.is_just(&inner, prefix + bytes.len() + 1, below, may_be_touched)
                }),
                Some(Named::File(entry)) => {
                    let stat = folder.stat_of_file(name);
                    stat.is_some_and(|stat| vouches(entry, &stat, self.index.written, self.trust))
                        || self.is_untouched(entry)
                        || may_be_touched(entry)
                }
                None => name.to_str().is_some_and(self.is_ignored),
            }
        };
        folder.have_all_names(is_same) && expected.is_empty()
    }

    /// Returns true if the file on the disk is the one of the index.
    pub(super) fn is_untouched(&self, entry: &IndexEntry) -> bool {
        let Ok(path) = std::str::from_utf8(&entry.path) else {
            return false;
        };
        let path = self.workdir.join(path);
        let seen = look_at(&path, Some(entry), self.index.written, self.trust);
        seen.is_some_and(|seen| {
            seen.file.is_regular() && seen.file.id == ContentId::from_raw(entry.id)
        })
    }
}

fn expected(entries: &[IndexEntry], prefix: usize) -> HashMap<&[u8], Named<'_>> {
    let mut expected = HashMap::new();
    expected.extend(names_of(entries, prefix));
    expected
}

/// Returns what stands at each name of a folder, in the index's order; all `entries` begin with the
/// folder's path of `prefix` bytes.
pub(super) fn names_of(
    entries: &[IndexEntry],
    prefix: usize,
) -> impl Iterator<Item = (&[u8], Named<'_>)> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::stat::Stat;
    use crate::repo::tree::REGULAR;

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
