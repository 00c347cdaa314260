//! Files made whole, and flushed where it matters, before they take their place.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::stat::{Stat, is_executable};
use super::{Blobs, RepoError};
use crate::files::ContentId;

/// What the system said of a file right after it was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrittenFile {
    pub(super) stat: Stat,
    pub(super) is_executable: bool,
}

impl WrittenFile {
    pub(super) fn of(found: &Metadata) -> Self {
        Self {
            stat: Stat::of(found),
            is_executable: is_executable(found),
        }
    }
}

/// Temporary files of one run; those that were not placed are removed at its end.
pub(super) struct Temporary {
    /// In git's folder, where a file that a crash leaves disturbs nobody.
    folder: PathBuf,
    count: AtomicU64,
    /// Files that wait to be placed, by the path of their place.
    flushed: Mutex<BTreeMap<String, PathBuf>>,
}

impl Temporary {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            count: AtomicU64::new(0),
            flushed: Mutex::new(BTreeMap::new()),
        }
    }

    /// Writes files ahead and flushes them all at once: together they wait for the disk once.
    pub(super) fn flush(&self, files: &[(&str, Arc<[u8]>)]) -> Result<(), RepoError> {
        let mut open = Vec::with_capacity(files.len());
        for (path, bytes) in files {
            let temporary = self.folder.join(self.name());
            let failed = RepoError::io("write", &temporary);
            open.push(write_to(&temporary, bytes).map_err(failed)?);
            let mut flushed = self.flushed.lock().unwrap_or_else(PoisonError::into_inner);
            flushed.insert((*path).to_owned(), temporary);
        }
        let synced = std::thread::scope(|scope| {
            let threads: Vec<_> = open
                .iter()
                .map(|file| scope.spawn(|| file.sync_data()))
                .collect();
            let mut synced = Ok(());
            for thread in threads {
                let one = thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                synced = synced.and(one);
            }
            synced
        });
        synced.map_err(RepoError::io("flush files in", &self.folder))
    }

    /// Puts a file over the one at `full`, or, if it shall be new, where none is.
    pub(super) fn place(
        &self,
        path: &str,
        full: &Path,
        bytes: &[u8],
        is_over: bool,
    ) -> std::io::Result<WrittenFile> {
        let flushed = {
            let mut flushed = self.flushed.lock().unwrap_or_else(PoisonError::into_inner);
            flushed.remove(path)
        };
        let temporary = match flushed {
            Some(temporary) => temporary,
            None => {
                let temporary = self.folder.join(self.name());
                write_to(&temporary, bytes)?;
                temporary
            }
        };
        let placed = match move_to(&temporary, full, bytes, is_over) {
            // Git's folder may lie on another disk, from which nothing can be moved here.
            Err(error) if error.kind() == ErrorKind::CrossesDevices => {
                let beside = full.with_file_name(self.name());
                let placed = write_to(&beside, bytes)
                    .and_then(|file| file.sync_data())
                    .and_then(|()| move_to(&beside, full, bytes, is_over));
                remove_if_there(&beside);
                placed
            }
            placed => placed,
        };
        remove_if_there(&temporary);
        placed?;
        Ok(WrittenFile::of(&fs::symlink_metadata(full)?))
    }

    /// Puts a stored file over the one at `full`, or, if it shall be new, where none is; its bytes
    /// never pass through memory as a whole.
    pub(super) fn place_stored(
        &self,
        full: &Path,
        (blobs, id): (&Blobs, ContentId),
        is_over: bool,
    ) -> std::io::Result<WrittenFile> {
        let mut placed = Err(std::io::Error::from(ErrorKind::CrossesDevices));
        for temporary in [
            self.folder.join(self.name()),
            full.with_file_name(self.name()),
        ] {
            placed = place_once(&temporary, full, (blobs, id), is_over);
            remove_if_there(&temporary);
            let crosses = placed
                .as_ref()
                .is_err_and(|error| error.kind() == ErrorKind::CrossesDevices);
            if !crosses {
                break;
            }
        }
        placed?;
        Ok(WrittenFile::of(&fs::symlink_metadata(full)?))
    }

    fn name(&self) -> String {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        format!(".git-board-{}-{number}.tmp", std::process::id())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let flushed = self.flushed.get_mut();
        let flushed = flushed.unwrap_or_else(PoisonError::into_inner);
        flushed.values().for_each(|path| remove_if_there(path));
    }
}

/// Writes a file that is not there yet, in its place.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<WrittenFile> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    Ok(WrittenFile::of(&file.metadata()?))
}

/// Writes a temporary file; one of its name that a crash has left is replaced.
fn write_to(temporary: &Path, bytes: &[u8]) -> std::io::Result<File> {
    remove_if_there(temporary);
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(temporary)?;
    file.write_all(bytes)?;
    Ok(file)
}

fn place_once(
    temporary: &Path,
    full: &Path,
    (blobs, id): (&Blobs, ContentId),
    is_over: bool,
) -> std::io::Result<()> {
    let mut file = write_to(temporary, &[])?;
    blobs
        .copy_to(id, &mut file)
        .map_err(|error| std::io::Error::other(error.to_string()))?;
    if is_over {
        file.sync_data()?;
        let permissions = fs::symlink_metadata(full)?.permissions();
        fs::set_permissions(temporary, permissions)?;
        return fs::rename(temporary, full);
    }
    drop(file);
    match fs::hard_link(temporary, full) {
        Ok(()) => fs::remove_file(temporary),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::AlreadyExists | ErrorKind::CrossesDevices
            ) =>
        {
            Err(error)
        }
        // A file system without links: a copy, made only where no file is.
        Err(_) => {
            let mut new = OpenOptions::new().write(true).create_new(true).open(full)?;
            let copied = std::io::copy(&mut File::open(temporary)?, &mut new);
            if copied.is_err() {
                remove_if_there(full);
            }
            copied.map(drop)
        }
    }
}

fn move_to(temporary: &Path, full: &Path, bytes: &[u8], is_over: bool) -> std::io::Result<()> {
    if is_over {
        let permissions = fs::symlink_metadata(full)?.permissions();
        fs::set_permissions(temporary, permissions)?;
        return fs::rename(temporary, full);
    }
    // A link, unlike a renaming, fails where a file has come meanwhile.
    match fs::hard_link(temporary, full) {
        // The file's time of change is that of the last name it loses.
        Ok(()) => fs::remove_file(temporary),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::AlreadyExists | ErrorKind::CrossesDevices
            ) =>
        {
            Err(error)
        }
        // A file system without links.
        Err(_) => write_new(full, bytes).map(drop),
    }
}

/// Removes a file that may be gone already; one that cannot be removed is no harm.
fn remove_if_there(path: &Path) {
    let _ = fs::remove_file(path);
}
