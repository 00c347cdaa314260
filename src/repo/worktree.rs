//! Writing to the working tree: only over the bytes that were scanned, never through a link.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use crate::files::{Content, ContentId};
use crate::monitor::{Event, Monitor};
use crate::two_threads::in_two_threads;

use super::folders::Folders;
use super::look::id_of_file;
use super::temporary::{Temporary, WrittenFile, write_new};
use super::{Blobs, Changes, Put, Repo, RepoError, Scan};

/// Up to this many files that replace others are flushed to the disk first, so that a power cut
/// leaves the old or the new. More are not: flushing would take longer than all else.
const FLUSHED_FILES: usize = 32;

/// Larger files are written piece by piece.
const LARGE_BYTES: u64 = 1 << 20;

/// What came of writing to the working tree.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Paths that were left as they are, and why.
    pub left: Vec<Left>,
    /// How many files were written.
    pub files_written: u64,
    /// How many files were removed.
    pub files_removed: u64,
    pub(super) stats: BTreeMap<String, (ContentId, WrittenFile)>,
}

impl Written {
    /// Returns what came of this writing and a later one over the same files: what the later one
    /// left is left.
    #[must_use]
    pub fn and(mut self, later: Self) -> Self {
        self.left = later.left;
        self.files_written += later.files_written;
        self.files_removed += later.files_removed;
        self.stats.extend(later.stats);
        self
    }
}

/// A path that was left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The path.
    pub path: String,
    /// Why.
    pub because: LeftBecause,
}

/// Why a path was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftBecause {
    /// The file's bytes are no longer those that were scanned.
    Changed,
    /// A file is there that was not when it was scanned, or that the scan left out.
    Appeared,
    /// The file is gone since it was scanned.
    Gone,
    /// Something that is no regular file stands there, or in a folder's place on the way.
    NotAFile,
    /// The file was to be removed, but a new file could not be placed, and this may be what it was
    /// to be moved from.
    MayBeNeeded,
}

/// A file to be written.
struct Job<'a> {
    path: &'a str,
    put: &'a Put,
    /// Reads what is stored already; each thread has one of its own.
    blobs: &'a Blobs,
    /// What the scan saw there.
    before: Option<ContentId>,
    /// Whether it is written in its place: its folder was made in this run, so that nothing can
    /// stand there, and the run is a clone, which is begun anew if it is cut off.
    is_in_place: bool,
}

impl Job<'_> {
    /// Returns the id of what is stored and too large to be held in memory.
    fn large(&self) -> Option<ContentId> {
        match self.put {
            Put::Bytes(_) => None,
            Put::Stored(id) => {
                let size = self.blobs.size_of(*id);
                size.is_some_and(|size| size > LARGE_BYTES).then_some(*id)
            }
        }
    }

    fn bytes(&self) -> Result<Arc<[u8]>, RepoError> {
        match self.put {
            Put::Bytes(bytes) => Ok(Arc::clone(bytes)),
            Put::Stored(id) => self.blobs.read_blob(*id),
        }
    }
}

enum Outcome {
    Wrote(ContentId, WrittenFile),
    WasSo(ContentId, WrittenFile),
    Left(LeftBecause),
}

impl Repo {
    /// Puts and removes files of the working tree, each only if it is still as `scan` saw it.
    ///
    /// What is put comes first and what is removed last, and nothing is removed if something new
    /// could not be placed. A file keeps its mode. Folders that become empty are removed. Paths
    /// that a sparse checkout leaves out are passed over.
    ///
    /// # Errors
    /// A path is hostile (then nothing was done), or the system refuses (then some may be done).
    pub fn write_worktree(
        &self,
        scan: &Scan,
        changes: &Changes,
        monitor: &dyn Monitor,
    ) -> Result<Written, RepoError> {
        for path in changes.put.keys().chain(&changes.remove) {
            super::check_path(path).map_err(|problem| RepoError::Path {
                path: path.clone(),
                problem,
            })?;
        }
        let mut written = Written::default();
        let mut folders = Folders::new(self.workdir());
        let removals = changes.remove.iter();
        let removals = removals.filter(|path| !changes.put.contains_key(*path));
        let folded = if changes.remove.is_empty() {
            HashSet::new()
        } else {
            changes.put.keys().map(|path| path.to_lowercase()).collect()
        };
        let (first, last) =
            removals.partition::<Vec<&String>, _>(|path| makes_room(path, changes, &folded));
        self.remove_files(scan, &first, &mut folders, &mut written)?;
        // A file may take the place of a folder that lost its last file.
        folders.remove_empty(&changes.remove, |folder| changes.put.contains_key(folder));
        let blobs = [self.blobs_when_needed(), self.blobs_when_needed()];
        let jobs = self.jobs(scan, changes, &blobs, &mut folders, &mut written)?;
        self.write_jobs(&jobs, &mut written)?;
        let is_short_of_a_place = |left: &Left| scan.files.get(&left.path).is_none();
        if written.left.iter().any(is_short_of_a_place) {
            let kept = last
                .into_iter()
                .filter(|path| scan.files.get(path).is_some());
            written.left.extend(kept.map(|path| Left {
                path: path.clone(),
                because: LeftBecause::MayBeNeeded,
            }));
        } else {
            self.remove_files(scan, &last, &mut folders, &mut written)?;
        }
        folders.remove_empty(&changes.remove, |_| true);
        monitor.report(Event::Written(written.files_written));
        Ok(written)
    }

    /// Returns true if at every path that `changes` touches there is what `scan` saw there.
    ///
    /// What cannot be told counts as different.
    pub fn stands_as_seen(&self, scan: &Scan, changes: &Changes) -> bool {
        let mut paths = changes.put.keys().chain(&changes.remove);
        paths.all(|path| {
            let seen = scan.files.get(path);
            match state_of(&self.workdir().join(path)) {
                Ok(Now::Nothing) => seen.is_none() || scan.not_on_disk.contains(path),
                Ok(Now::File(now)) => {
                    seen.is_some_and(|seen| seen.is_regular() && seen.id == now)
                        && !scan.not_on_disk.contains(path)
                }
                Ok(Now::Other) | Err(_) => false,
            }
        })
    }

    fn write_jobs(&self, jobs: &[Job<'_>], written: &mut Written) -> Result<(), RepoError> {
        let temporary = Temporary::new(self.common_folder()?);
        flush_before(jobs, &temporary)?;
        let workdir = self.workdir();
        let outcomes = in_two_threads(jobs, |job| write_job(workdir, job, &temporary));
        for (job, outcome) in jobs.iter().zip(outcomes) {
            let path = job.path.to_owned();
            match outcome? {
                Outcome::Wrote(id, found) => {
                    written.files_written += 1;
                    written.stats.insert(path, (id, found));
                }
                Outcome::WasSo(id, found) => {
                    written.stats.insert(path, (id, found));
                }
                Outcome::Left(because) => written.left.push(Left { path, because }),
            }
        }
        Ok(())
    }

    fn jobs<'a>(
        &self,
        scan: &Scan,
        changes: &'a Changes,
        blobs: &'a [Blobs; 2],
        folders: &mut Folders,
        written: &mut Written,
    ) -> Result<Vec<Job<'a>>, RepoError> {
        let is_clone = self.head()?.commit().is_none();
        let mut jobs = Vec::with_capacity(changes.put.len());
        for (number, (path, put)) in changes.put.iter().enumerate() {
            if scan.not_on_disk.contains(path) {
                continue;
            }
            let before = match scan.files.get(path) {
                None => Ok(None),
                Some(file) if file.is_regular() => Ok(Some(file.id)),
                Some(_) => Err(LeftBecause::NotAFile),
            };
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            match (before, folders.make(folder)?) {
                (Ok(before), Some(is_in_new_folder)) => jobs.push(Job {
                    path,
                    put,
                    blobs: &blobs[usize::from(number >= changes.put.len() / 2)],
                    before,
                    is_in_place: is_in_new_folder && is_clone,
                }),
                _ => written.left.push(Left {
                    path: path.clone(),
                    because: LeftBecause::NotAFile,
                }),
            }
        }
        Ok(jobs)
    }

    fn remove_files(
        &self,
        scan: &Scan,
        paths: &[&String],
        folders: &mut Folders,
        written: &mut Written,
    ) -> Result<(), RepoError> {
        for path in paths {
            if scan.not_on_disk.contains(*path) {
                continue;
            }
            match self.remove_file(scan, path, folders)? {
                None => written.files_removed += 1,
                Some(LeftBecause::Gone) => {}
                Some(because) => written.left.push(Left {
                    path: (*path).clone(),
                    because,
                }),
            }
        }
        Ok(())
    }

    /// Removes a file; a reason if it was left.
    fn remove_file(
        &self,
        scan: &Scan,
        path: &str,
        folders: &mut Folders,
    ) -> Result<Option<LeftBecause>, RepoError> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !folders.is_real(folder) {
            return Ok(Some(LeftBecause::Gone));
        }
        let full = self.workdir().join(path);
        let before = scan.files.get(path);
        let before = match before.map(|file| &file.content) {
            None => None,
            Some(Content::Bytes(_) | Content::Elsewhere) => before.map(|file| file.id),
            Some(_) => return Ok(Some(LeftBecause::NotAFile)),
        };
        match (state_of(&full)?, before) {
            (Now::Nothing, _) => return Ok(Some(LeftBecause::Gone)),
            (Now::Other, _) => return Ok(Some(LeftBecause::NotAFile)),
            (Now::File(_), None) => return Ok(Some(LeftBecause::Appeared)),
            (Now::File(now), Some(before)) if now != before => {
                return Ok(Some(LeftBecause::Changed));
            }
            (Now::File(_), Some(_)) => {}
        }
        fs::remove_file(&full).map_err(RepoError::io("remove", &full))?;
        Ok(None)
    }
}

/// What stands at a path now.
enum Now {
    Nothing,
    File(ContentId),
    Other,
}

fn state_of(path: &Path) -> Result<Now, RepoError> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => Ok(Now::Other),
        Ok(_) => id_of_file(path)
            .map(Now::File)
            .map_err(RepoError::io("read", path)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Now::Nothing)
        }
        Err(error) => Err(RepoError::io("look at", path)(error)),
    }
}

/// Returns true if a file must go before another can be put: one that stands where a folder shall
/// be, or in the folder where a file shall be, or that differs only in case. All others go last, so
/// that a run that is cut off leaves a moved file twice and never not at all.
///
/// `folded` holds the paths of what is put in lower case.
fn makes_room(path: &str, changes: &Changes, folded: &HashSet<String>) -> bool {
    let below = format!("{path}/");
    let mut after = changes.put.range(below.clone()..);
    let is_folder = after
        .next()
        .is_some_and(|(next, _)| next.starts_with(&below));
    let mut slashes = path.match_indices('/');
    let is_below_a_file = slashes.any(|(at, _)| changes.put.contains_key(&path[..at]));
    is_folder || is_below_a_file || folded.contains(&path.to_lowercase())
}

/// Writes what will replace files, if it is not much, and flushes it.
fn flush_before(jobs: &[Job<'_>], temporary: &Temporary) -> Result<(), RepoError> {
    let replacing: Vec<&Job<'_>> = jobs.iter().filter(|job| job.before.is_some()).collect();
    if replacing.len() > FLUSHED_FILES {
        return Ok(());
    }
    let mut files = Vec::with_capacity(replacing.len());
    for job in replacing.into_iter().filter(|job| job.large().is_none()) {
        files.push((job.path, job.bytes()?));
    }
    temporary.flush(&files)
}

fn write_job(workdir: &Path, job: &Job<'_>, temporary: &Temporary) -> Result<Outcome, RepoError> {
    let full = workdir.join(job.path);
    let large = job.large();
    let bytes = match large {
        Some(_) => Arc::from([]),
        None => job.bytes()?,
    };
    let wanted = job.put.id();
    if job.is_in_place && large.is_none() {
        match write_new(&full, &bytes) {
            Ok(found) => return Ok(Outcome::Wrote(wanted, found)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(RepoError::io("write", full)(error)),
        }
    }
    match (state_of(&full)?, job.before) {
        (Now::Other, _) => return Ok(Outcome::Left(LeftBecause::NotAFile)),
        (Now::Nothing, Some(_)) => return Ok(Outcome::Left(LeftBecause::Gone)),
        (Now::File(now), _) if now == wanted => {
            let found = fs::symlink_metadata(&full).map_err(RepoError::io("look at", &full))?;
            return Ok(Outcome::WasSo(wanted, WrittenFile::of(&found)));
        }
        (Now::File(_), None) => return Ok(Outcome::Left(LeftBecause::Appeared)),
        (Now::File(now), Some(before)) if now != before => {
            return Ok(Outcome::Left(LeftBecause::Changed));
        }
        (Now::File(_), Some(_)) | (Now::Nothing, None) => {}
    }
    let is_over = job.before.is_some();
    let placed = match large {
        Some(id) => temporary.place_stored(&full, (job.blobs, id), is_over),
        None => temporary.place(job.path, &full, &bytes, is_over),
    };
    match placed {
        Ok(found) => Ok(Outcome::Wrote(wanted, found)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Ok(Outcome::Left(LeftBecause::Appeared))
        }
        Err(error) => Err(RepoError::io("write", full)(error)),
    }
}
