//! The working tree's files that are ours, as they are now; what git's index vouches for is not read.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use crate::files::{Content, ContentId, File, Files, ReadContent, Unreadable};

use super::attributes::AttributeProblem;
use super::index::{Index, marked_folders, unmerged_in};
use super::index_file::IndexEntry;
use super::look::{look_at, open_regular};
use super::pack::in_two_threads;
use super::tree::GITLINK;
use super::walk::{Names, Questions};
use super::{Blobs, Repo, RepoError, Unmerged};

/// The working tree's files that are ours, as they were when they were looked at.
#[derive(Debug)]
pub struct Scan {
    /// The files by path; those that a sparse checkout leaves out are here as the known tree has
    /// them.
    pub files: Files,
    /// What stands in the way of trusting them, in order of path.
    pub problems: Vec<ScanProblem>,
    /// Paths in conflict in the index.
    pub unmerged: BTreeMap<String, Unmerged>,
    /// What the index holds of ours.
    pub staged: Files,
    /// Paths of `files` that are not on the disk.
    pub not_on_disk: BTreeSet<String>,
    /// How many files were read.
    pub files_read: u64,
    pub(super) known_ignored: BTreeSet<String>,
    is_ignored: fn(&str) -> bool,
    workdir: PathBuf,
    blobs: Arc<Blobs>,
}

/// Something in the working tree that a person must mend first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanProblem {
    /// A name is not UTF-8; shown as well as it can be.
    NotUtf8 {
        /// The path, with replacements.
        path: String,
    },
    /// A folder cannot be read.
    UnreadableFolder {
        /// The folder.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// git would change the bytes of a file on their way.
    Attribute(AttributeProblem),
}

/// How the working tree and the index differ from a commit, below what is ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleanliness {
    /// Paths whose files differ, are new or gone.
    pub changed: Vec<String>,
    /// Paths whose index entries differ, are new or gone.
    pub staged: Vec<String>,
}

impl Cleanliness {
    /// Returns true if nothing differs.
    pub fn is_clean(&self) -> bool {
        self.changed.is_empty() && self.staged.is_empty()
    }
}

impl Repo {
    /// Looks at the working tree's files: those of marked folders, of the folders that `known`
    /// has files in, and the top files of the scope.
    ///
    /// Left out are files that `known` has not and that the scope's predicate or git ignores.
    /// Links are told and not followed. Nothing is written.
    ///
    /// # Errors
    /// The index or git's configuration cannot be read. Problems of files are in the result.
    pub fn scan(&self, known: &Files) -> Result<Scan, RepoError> {
        let index = self.read_index()?;
        let trust = self.trust()?;
        let tracked = Tracked::of(&index);
        let folders = self.folders_to_scan(&index, known)?;
        let names = self.names(&folders, known, &tracked);
        let workdir = self.workdir();
        let look = |path: &String| {
            let entry = tracked.entries.get(path.as_str()).copied();
            look_at(&workdir.join(path), entry, index.written, trust)
        };
        let looked = in_two_threads(&names.files, look);
        let mut scan = self.empty_scan()?;
        for (path, seen) in names.files.iter().zip(looked) {
            let Some(seen) = seen else { continue };
            scan.files_read += u64::from(seen.was_read);
            scan.files.entries.insert(path.clone(), seen.file);
        }
        scan.add_what_is_elsewhere(&index, known, &folders);
        scan.unmerged = unmerged_in(&index);
        scan.staged = self.staged_in(&index);
        scan.known_ignored = known
            .entries
            .keys()
            .filter(|path| (self.scope.is_ignored)(path))
            .cloned()
            .collect();
        self.add_problems(names, &mut scan)?;
        Ok(scan)
    }

    /// Returns how a scan differs from the files of a commit that are ours.
    pub fn cleanliness(&self, scan: &Scan, committed: &Files) -> Cleanliness {
        Cleanliness {
            changed: scan.differences(&scan.files, committed),
            staged: scan.differences(&scan.staged, committed),
        }
    }

    fn empty_scan(&self) -> Result<Scan, RepoError> {
        Ok(Scan {
            files: Files::default(),
            problems: Vec::new(),
            unmerged: BTreeMap::new(),
            staged: Files::default(),
            not_on_disk: BTreeSet::new(),
            files_read: 0,
            known_ignored: BTreeSet::new(),
            is_ignored: self.scope.is_ignored,
            workdir: self.workdir().to_path_buf(),
            blobs: Arc::new(self.blobs()?),
        })
    }

    fn folders_to_scan(&self, index: &Index, known: &Files) -> Result<BTreeSet<String>, RepoError> {
        let tops = known.entries.keys().filter_map(|path| path.split_once('/'));
        let mut folders: BTreeSet<String> = tops.map(|(top, _)| top.to_owned()).collect();
        // A sparse checkout may leave the marker itself out.
        let staged = marked_folders(&index.file.entries, self.scope.marker);
        let left_out = index
            .file
            .entries
            .iter()
            .filter(|entry| entry.skip_worktree);
        let left_out: HashSet<&[u8]> = left_out.map(|entry| entry.path.as_slice()).collect();
        folders.extend(staged.into_iter().map(str::to_owned).filter(|folder| {
            left_out.contains(format!("{folder}/{}", self.scope.marker).as_bytes())
        }));
        let listed = fs::read_dir(self.workdir())
            .map_err(RepoError::io("read the folder", self.workdir()))?;
        for found in listed {
            let found = found.map_err(RepoError::io("read the folder", self.workdir()))?;
            let Ok(name) = found.file_name().into_string() else {
                continue;
            };
            let is_folder = found.file_type().is_ok_and(|kind| kind.is_dir());
            if name == ".git" || !is_folder || folders.contains(&name) {
                continue;
            }
            let marker = found.path().join(self.scope.marker);
            if fs::symlink_metadata(marker).is_ok() && !(self.scope.is_ignored)(&name) {
                folders.insert(name);
            }
        }
        Ok(folders)
    }

    fn names(&self, folders: &BTreeSet<String>, known: &Files, tracked: &Tracked<'_>) -> Names {
        let is_left_out = |path: &str, is_folder: bool| {
            let is_known = if is_folder {
                known.below(path).next().is_some()
            } else {
                known.entries.contains_key(path)
            };
            if is_known {
                return false;
            }
            (self.scope.is_ignored)(path)
                || (!tracked.has(path, is_folder) && self.is_ignored_by_git(path, is_folder))
        };
        let questions = Questions {
            gitlinks: tracked
                .gitlinks
                .iter()
                .map(|path| (*path).to_owned())
                .collect(),
            is_left_out: &is_left_out,
        };
        let mut names = Names::default();
        for folder in folders {
            // A link in a folder's place is no folder; what was in it is gone.
            let full = self.workdir().join(folder);
            let is_folder = fs::symlink_metadata(&full).is_ok_and(|found| found.is_dir());
            let is_new = known.below(folder).next().is_none() && !tracked.has(folder, true);
            if is_folder
                && !tracked.gitlinks.contains(folder.as_str())
                && !(is_new && self.is_ignored_by_git(folder, true))
            {
                names.add_folder(self.workdir(), folder, &questions);
            }
        }
        for name in self.scope.top_files {
            if fs::symlink_metadata(self.workdir().join(name)).is_ok() {
                names.files.push((*name).to_owned());
            }
        }
        names
    }

    fn is_ignored_by_git(&self, path: &str, is_folder: bool) -> bool {
        let slash = if is_folder { "/" } else { "" };
        let path = format!("{path}{slash}");
        // What cannot be told is looked at rather than left out.
        self.git.is_path_ignored(path).unwrap_or(false)
    }

    fn add_problems(&self, names: Names, scan: &mut Scan) -> Result<(), RepoError> {
        let not_utf8 = names.not_utf8.into_iter();
        scan.problems
            .extend(not_utf8.map(|path| ScanProblem::NotUtf8 { path }));
        let unreadable = names.unreadable.into_iter();
        scan.problems.extend(
            unreadable.map(|(path, reason)| ScanProblem::UnreadableFolder { path, reason }),
        );
        let attributes = self.attribute_problems(&scan.files, &names.attribute_files)?;
        scan.problems
            .extend(attributes.into_iter().map(ScanProblem::Attribute));
        Ok(())
    }
}

impl Scan {
    /// Adds what is not on the disk and is no deletion: what a sparse checkout leaves out, and
    /// what stands in another repository's place.
    fn add_what_is_elsewhere(&mut self, index: &Index, known: &Files, folders: &BTreeSet<String>) {
        for entry in index.file.entries.iter().filter(|entry| entry.stage == 0) {
            let Ok(path) = std::str::from_utf8(&entry.path) else {
                continue;
            };
            let is_ours = match path.split_once('/') {
                Some((top, _)) => folders.contains(top),
                None => known.entries.contains_key(path),
            };
            if entry.mode == GITLINK {
                let below = known
                    .below(path)
                    .map(|(path, file)| (path.to_owned(), file));
                let here = known.get(path).map(|file| (path.to_owned(), file));
                for (path, file) in below.chain(here) {
                    self.not_on_disk.insert(path.clone());
                    self.files.entries.insert(path, file.clone());
                }
            } else if entry.skip_worktree && is_ours && self.files.get(path).is_none() {
                let id = ContentId::from_raw(entry.id);
                let file = known.get(path).cloned();
                let file = file.unwrap_or_else(|| File::with_id(id));
                self.not_on_disk.insert(path.to_owned());
                self.files.entries.insert(path.to_owned(), file);
            }
        }
    }

    /// Returns the paths at which two sets of files differ, what is ignored left out.
    fn differences(&self, here: &Files, committed: &Files) -> Vec<String> {
        let counts = |path: &str| !(self.is_ignored)(path) || self.known_ignored.contains(path);
        let paths = here.entries.keys().chain(committed.entries.keys());
        let paths: BTreeSet<&String> = paths.filter(|path| counts(path)).collect();
        let is_same = |path: &str| match (here.get(path), committed.get(path)) {
            (Some(a), Some(b)) => a.id == b.id && a.is_regular() == b.is_regular(),
            _ => false,
        };
        let differing = paths.into_iter().filter(|path| !is_same(path));
        differing.cloned().collect()
    }
}

impl ReadContent for Scan {
    fn read(&self, path: &str, file: &File) -> Result<Arc<[u8]>, Unreadable> {
        if file.content != Content::Elsewhere || self.not_on_disk.contains(path) {
            return self.blobs.read(path, file);
        }
        let unreadable = |reason: String| Unreadable {
            path: path.to_owned(),
            reason,
        };
        let bytes = open_regular(&self.workdir.join(path))
            .and_then(|mut open| {
                let mut bytes = Vec::new();
                open.read_to_end(&mut bytes).map(|_| bytes)
            })
            .map_err(|error| unreadable(error.to_string()))?;
        if ContentId::of(&bytes) != file.id {
            return Err(unreadable("it was changed meanwhile".to_owned()));
        }
        Ok(bytes.into())
    }
}

/// What the index knows, by path.
struct Tracked<'a> {
    /// Stage 0 only.
    entries: HashMap<&'a str, &'a IndexEntry>,
    paths: BTreeSet<&'a str>,
    gitlinks: HashSet<&'a str>,
}

impl<'a> Tracked<'a> {
    fn of(index: &'a Index) -> Self {
        let mut tracked = Self {
            entries: HashMap::with_capacity(index.file.entries.len()),
            paths: BTreeSet::new(),
            gitlinks: HashSet::new(),
        };
        for entry in &index.file.entries {
            let Ok(path) = std::str::from_utf8(&entry.path) else {
                continue;
            };
            tracked.paths.insert(path);
            if entry.mode == GITLINK {
                tracked.gitlinks.insert(path);
            } else if entry.stage == 0 && !entry.intent_to_add {
                tracked.entries.insert(path, entry);
            }
        }
        tracked
    }

    fn has(&self, path: &str, is_folder: bool) -> bool {
        if !is_folder {
            return self.paths.contains(path);
        }
        let prefix = format!("{path}/");
        let mut after = self.paths.range(prefix.as_str()..);
        after.next().is_some_and(|next| next.starts_with(&prefix))
    }
}
