//! The working tree's files that are ours, as they are now; what git's index vouches for is not read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use crate::files::{Content, ContentId, File, Files, ReadContent, Unreadable};
use crate::two_threads::in_two_threads;

use super::attributes::AttributeProblem;
use super::index_file::IndexEntry;
use super::index_read::{Index, marked_folders};
use super::look::{look_at, open_regular};
use super::stages::unmerged_in;
use super::tracked::Tracked;
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
    blobs: Blobs,
}

/// Something in the working tree that a person must mend first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanProblem {
    /// A name is not UTF-8; shown as well as it can be.
    NotUtf8 {
        /// The path, with replacements.
        path: String,
    },
    /// A folder cannot be read, or is none, or stands in a file's place.
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
        let index = self.index_in_sight()?;
        let trust = self.trust()?;
        let tracked = Tracked::of(&index);
        let (folders, mut names) = self.folders_to_scan(&index, known)?;
        match self.sight.files() {
            Some(files) => names.files = files.iter().cloned().collect(),
            None => self.add_names(&folders, known, &tracked, &mut names),
        }
        names.files.sort_unstable();
        let workdir = self.workdir();
        let looked = in_two_threads(&names.files, |path| {
            let entry = tracked.entry(path);
            look_at(&workdir.join(path), entry, index.written, trust)
        });
        let mut scan = self.empty_scan();
        let mut seen = Vec::with_capacity(looked.len());
        for (path, looked) in std::mem::take(&mut names.files).into_iter().zip(looked) {
            let Some(looked) = looked else { continue };
            scan.files_read += u64::from(looked.was_read);
            seen.push((path, looked.file));
        }
        scan.files.entries = seen.into_iter().collect();
        scan.add_what_is_elsewhere(&index, known, &folders);
        scan.unmerged = unmerged_in(&index);
        scan.staged = self.staged_in(&index);
        let known_paths = known.entries.keys();
        let ignored = known_paths.filter(|path| (self.scope.is_ignored)(path));
        scan.known_ignored = ignored.cloned().collect();
        self.add_problems(names, known, &mut scan)?;
        Ok(scan)
    }

    /// Returns how a scan differs from the files of a commit that are ours.
    pub fn cleanliness(&self, scan: &Scan, committed: &Files) -> Cleanliness {
        Cleanliness {
            changed: scan.differences(&scan.files, committed),
            staged: scan.differences(&scan.staged, committed),
        }
    }

    fn empty_scan(&self) -> Scan {
        Scan {
            files: Files::default(),
            problems: Vec::new(),
            unmerged: BTreeMap::new(),
            staged: Files::default(),
            not_on_disk: BTreeSet::new(),
            files_read: 0,
            known_ignored: BTreeSet::new(),
            is_ignored: self.scope.is_ignored,
            workdir: self.workdir().to_path_buf(),
            blobs: self.blobs_when_needed(),
        }
    }

    /// Returns the top folders that are looked at, and names at the top that are not UTF-8.
    fn folders_to_scan(
        &self,
        index: &Index,
        known: &Files,
    ) -> Result<(BTreeSet<String>, Names), RepoError> {
        let mut names = Names::default();
        let mut folders = folders_of(known);
        folders.extend(folders_left_out(index, self.scope.marker));
        folders.retain(|folder| self.sight.has_below(folder));
        let failed = || RepoError::io("read the folder", self.workdir());
        for found in fs::read_dir(self.workdir()).map_err(failed())? {
            let found = found.map_err(failed())?;
            let is_folder = found.file_type().is_ok_and(|kind| kind.is_dir());
            let has_marker = || {
                let marker = found.path().join(self.scope.marker);
                fs::symlink_metadata(marker).is_ok()
            };
            match found.file_name().into_string() {
                Ok(name) if name == ".git" || folders.contains(&name) => {}
                Ok(name) if is_folder && !self.sight.has_below(&name) => {}
                Ok(name) if is_folder && has_marker() && !(self.scope.is_ignored)(&name) => {
                    folders.insert(name);
                }
                Ok(_) => {}
                Err(name) if is_folder && has_marker() => {
                    names.not_utf8.push(name.to_string_lossy().into_owned());
                }
                Err(_) => {}
            }
        }
        Ok((folders, names))
    }

    fn add_names(
        &self,
        folders: &BTreeSet<String>,
        known: &Files,
        tracked: &Tracked<'_>,
        names: &mut Names,
    ) {
        let is_known = |path: &str, is_folder: bool| match is_folder {
            true => known.below(path).next().is_some(),
            false => known.entries.contains_key(path),
        };
        let is_left_out = |path: &str, is_folder: bool| {
            if (self.scope.is_ignored)(path) {
                return !is_known(path, is_folder);
            }
            !tracked.has(path, is_folder)
                && !is_known(path, is_folder)
                && self.is_ignored_by_git(path, is_folder)
        };
        let questions = Questions {
            gitlinks: tracked.gitlinks(),
            is_left_out: &is_left_out,
            is_file: &|path| is_known(path, false),
        };
        for folder in folders {
            let full = self.workdir().join(folder);
            let is_there = match fs::symlink_metadata(&full) {
                Ok(found) if found.is_symlink() => {
                    names.links.push(folder.clone());
                    false
                }
                Ok(found) => found.is_dir(),
                Err(_) => false,
            };
            if is_there && !questions.gitlinks.contains(folder) && !is_left_out(folder, true) {
                names.add_folder(self.workdir(), folder, &questions);
            }
        }
        for name in self.scope.top_files {
            if fs::symlink_metadata(self.workdir().join(name)).is_ok() {
                names.files.push((*name).to_owned());
            }
        }
    }

    fn is_ignored_by_git(&self, path: &str, is_folder: bool) -> bool {
        let slash = if is_folder { "/" } else { "" };
        let path = format!("{path}{slash}");
        // What cannot be told is looked at rather than left out.
        self.git.is_path_ignored(path).unwrap_or(false)
    }

    fn add_problems(&self, names: Names, known: &Files, scan: &mut Scan) -> Result<(), RepoError> {
        let not_utf8 = names.not_utf8.into_iter();
        scan.problems
            .extend(not_utf8.map(|path| ScanProblem::NotUtf8 { path }));
        let unreadable = names.unreadable.into_iter();
        let links = scan.files.entries.iter();
        let links = links.filter(|(_, file)| file.content == Content::Link);
        let links = links.map(|(path, _)| path).chain(&names.links);
        // What was in the folder is not deleted: nobody can tell what the link means.
        let links = links.filter(|path| known.below(path).next().is_some());
        let links = links.map(|path| {
            let reason = "a symbolic link stands in the folder's place; links are not followed";
            (path.clone(), reason.to_owned())
        });
        let mut not_files = names.not_files;
        not_files.sort();
        let not_files = not_files.into_iter();
        let not_files = not_files.map(|path| {
            let reason = "a folder stands in the file's place; move it away";
            (path, reason.to_owned())
        });
        let problems = unreadable.chain(links).chain(not_files);
        let problems =
            problems.map(|(path, reason)| ScanProblem::UnreadableFolder { path, reason });
        scan.problems.extend(problems.collect::<Vec<_>>());
        let attributes = self.attribute_problems(&scan.files, &names.attribute_files)?;
        scan.problems
            .extend(attributes.into_iter().map(ScanProblem::Attribute));
        Ok(())
    }
}

/// Returns the top folders that files stand in.
fn folders_of(files: &Files) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    let mut last = "";
    for (top, _) in files.entries.keys().filter_map(|path| path.split_once('/')) {
        if top != last {
            folders.insert(top.to_owned());
            last = top;
        }
    }
    folders
}

/// Returns the marked folders whose marker a sparse checkout leaves out.
fn folders_left_out(index: &Index, marker: &str) -> BTreeSet<String> {
    let entries = index.file.entries.iter();
    let left_out: Vec<IndexEntry> = entries
        .filter(|entry| entry.skip_worktree)
        .cloned()
        .collect();
    let folders = marked_folders(&left_out, marker).into_iter();
    folders.map(str::to_owned).collect()
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

    /// Returns true if the repository holds a content already.
    pub fn is_stored(&self, id: ContentId) -> bool {
        self.blobs.size_of(id).is_some()
    }

    /// Returns the paths at which two sets of files differ, what is ignored left out.
    fn differences(&self, here: &Files, committed: &Files) -> Vec<String> {
        let counts = |path: &str| !(self.is_ignored)(path) || self.known_ignored.contains(path);
        let is_same = |path: &str, a: &File| match committed.get(path) {
            Some(b) => a.id == b.id && a.is_regular() == b.is_regular(),
            None => false,
        };
        let changed = here.entries.iter();
        let changed = changed.filter(|(path, file)| !is_same(path, file));
        let changed = changed.map(|(path, _)| path);
        let gone = committed.entries.keys();
        let gone = gone.filter(|path| here.get(path).is_none());
        let differing = changed.chain(gone).filter(|path| counts(path));
        let mut differing: Vec<String> = differing.cloned().collect();
        differing.sort_unstable();
        differing
    }
}

/// Brings contents of the scan's own files, and of other trees' files at the same paths: from the
/// disk where the file there still holds the content, else from the repository.
impl ReadContent for Scan {
    fn read(&self, path: &str, file: &File) -> Result<Arc<[u8]>, Unreadable> {
        let here = self.files.get(path).filter(|here| here.id == file.id);
        let Some(here) = here.filter(|here| here.is_regular() && file.is_regular()) else {
            return self.blobs.read(path, file);
        };
        if let Content::Bytes(bytes) = &here.content {
            return Ok(Arc::clone(bytes));
        }
        if self.not_on_disk.contains(path) {
            return self.blobs.read(path, file);
        }
        let read = open_regular(&self.workdir.join(path)).and_then(|mut open| {
            let mut bytes = Vec::new();
            open.read_to_end(&mut bytes).map(|_| bytes)
        });
        let reason = match read {
            Ok(bytes) if ContentId::of(&bytes) == file.id => return Ok(bytes.into()),
            Ok(_) => "it was changed meanwhile".to_owned(),
            Err(error) => error.to_string(),
        };
        // What was committed once is still there as it was when it was scanned.
        self.blobs.read_blob(file.id).map_err(|_| Unreadable {
            path: path.to_owned(),
            reason,
        })
    }
}
