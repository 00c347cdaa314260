//! Whether a folder of the working tree holds just what the index says of it, told by names and stat
//! data; only a file is read that the index does not vouch for.

use std::path::Path;

use foldhash::{HashMap, HashMapExt};

use crate::files::ContentId;

use super::index_file::IndexEntry;
use super::index_read::Index;
use super::look::look_at;
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
    /// Returns true for paths that say nothing about what is ours.
    pub(super) is_ignored: fn(&str) -> bool,
}

impl Against<'_> {
    /// Returns true if there is a folder `name` at the top, no link, and it holds the files of
    /// `entries`, untouched, and besides only what is ignored.
    #[cfg(unix)]
    pub(super) fn is_as_in_index(&self, name: &str, entries: &[IndexEntry]) -> bool {
        use rustix::fs::{Mode, open};
        let folder = open(self.workdir.join(name), FOLDER_ONLY, Mode::empty());
        folder.is_ok_and(|folder| self.is_folder_as_in_index(&folder, name.len() + 1, entries))
    }

    /// Does so for an open folder, with whose path of `prefix` bytes all `entries` begin. Each name
    /// is looked up in it alone, which is half the work of looking up whole paths.
    #[cfg(unix)]
    fn is_folder_as_in_index(
        &self,
        folder: &std::os::fd::OwnedFd,
        prefix: usize,
        entries: &[IndexEntry],
    ) -> bool {
        use rustix::fs::{AtFlags, Dir, Mode, openat, statat};
        let mut expected = expected(entries, prefix);
        let Ok(listed) = Dir::read_from(folder) else {
            return false;
        };
        for found in listed {
            let Ok(found) = found else {
                return false;
            };
            let name = found.file_name();
            let bytes = name.to_bytes();
            if bytes == ATTRIBUTES {
                return false;
            }
            let is_same = match expected.remove(bytes) {
                Some(Named::Folder(below)) => openat(folder, name, FOLDER_ONLY, Mode::empty())
                    .is_ok_and(|inner| {
                        self.is_folder_as_in_index(&inner, prefix + bytes.len() + 1, below)
                    }),
                Some(Named::File(entry)) => {
                    let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW);
                    stat.is_ok_and(|stat| self.is_vouched_for(entry, &stat))
                        || self.is_untouched(entry)
                }
                None => matches!(bytes, b"." | b"..") || self.says_nothing(bytes),
            };
            if !is_same {
                return false;
            }
        }
        expected.is_empty()
    }

    #[cfg(unix)]
    fn is_vouched_for(&self, entry: &IndexEntry, found: &rustix::fs::Stat) -> bool {
        use rustix::fs::FileType;
        let stat = super::stat::Stat::of_raw(found);
        FileType::from_raw_mode(found.st_mode).is_file()
            && entry.stat.is_same(&stat, self.trust)
            && !entry.stat.is_racy(self.index.written)
    }

    /// Returns true if there is a folder `name` at the top, no link, and it holds the files of
    /// `entries`, untouched, and besides only what is ignored.
    #[cfg(not(unix))]
    pub(super) fn is_as_in_index(&self, name: &str, entries: &[IndexEntry]) -> bool {
        let folder = self.workdir.join(name);
        std::fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir())
            && self.is_folder_as_in_index(&folder, name.len() + 1, entries)
    }

    /// Does so for a folder, with whose path of `prefix` bytes all `entries` begin.
    #[cfg(not(unix))]
    fn is_folder_as_in_index(&self, folder: &Path, prefix: usize, entries: &[IndexEntry]) -> bool {
        let mut expected = expected(entries, prefix);
        let Ok(listed) = std::fs::read_dir(folder) else {
            return false;
        };
        for found in listed {
            let Ok(found) = found else {
                return false;
            };
            let name = found.file_name();
            let bytes = name.as_encoded_bytes();
            if bytes == ATTRIBUTES {
                return false;
            }
            let is_folder = found.file_type().is_ok_and(|kind| kind.is_dir());
            let is_same = match expected.remove(bytes) {
                Some(Named::Folder(below)) => {
                    let prefix = prefix + bytes.len() + 1;
                    is_folder && self.is_folder_as_in_index(&found.path(), prefix, below)
                }
                Some(Named::File(entry)) => !is_folder && self.is_untouched(entry),
                None => self.says_nothing(bytes),
            };
            if !is_same {
                return false;
            }
        }
        expected.is_empty()
    }

    /// Returns true for a name that is ignored.
    fn says_nothing(&self, name: &[u8]) -> bool {
        std::str::from_utf8(name).is_ok_and(self.is_ignored)
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

/// How a folder is opened: nothing else, and no link to one.
#[cfg(unix)]
const FOLDER_ONLY: rustix::fs::OFlags = rustix::fs::OFlags::DIRECTORY
    .union(rustix::fs::OFlags::NOFOLLOW)
    .union(rustix::fs::OFlags::CLOEXEC);

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
