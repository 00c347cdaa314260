//! Files that only save time, and the thread that writes them beside all else.

use std::cell::RefCell;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use super::{Repo, RepoError};

impl Repo {
    /// Returns the place of a file below [`Repo::common_folder`] that is a cache and no more.
    ///
    /// # Errors
    /// Its folder cannot be made.
    pub fn cache(&self, name: &str) -> Result<CacheFile, RepoError> {
        CacheFile::at(self.common_folder()?.join(name))
    }

    /// Runs work on a thread of its own, one after another; the repository waits for it when it
    /// goes away.
    ///
    /// Only what saves time later belongs there: nobody learns how it ended.
    pub fn beside(&self, work: impl FnOnce() + Send + 'static) {
        self.beside.run(work);
    }
}

/// A file of which nothing is lost if it is.
#[derive(Clone, Debug)]
pub struct CacheFile {
    folder: PathBuf,
    path: PathBuf,
}

impl CacheFile {
    /// Returns the one at a path, whose folder is made.
    ///
    /// # Errors
    /// It cannot be.
    pub fn at(path: PathBuf) -> Result<Self, RepoError> {
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        fs::create_dir_all(&folder).map_err(RepoError::io("make the folder", &folder))?;
        Ok(Self { folder, path })
    }

    /// Returns another one in the same folder.
    pub fn beside(&self, name: &str) -> Self {
        Self {
            path: self.folder.join(name),
            folder: self.folder.clone(),
        }
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes it as a whole, but does not wait for the disk: after a power cut it may hold anything,
    /// and whoever reads it has to check.
    ///
    /// # Errors
    /// The system refuses, or `content` does; the old file stands then.
    pub fn write(
        &self,
        content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), RepoError> {
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            content(&mut file)?;
            file.persist(&self.path).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(RepoError::io("write", &self.path))
    }
}

/// Work on a thread of its own.
#[derive(Debug, Default)]
pub(super) struct Beside {
    last: RefCell<Option<JoinHandle<()>>>,
}

impl Beside {
    fn run(&self, work: impl FnOnce() + Send + 'static) {
        let before = self.last.take();
        let thread = std::thread::Builder::new().spawn(move || {
            wait_for(before);
            work();
        });
        // Without a thread it is left undone.
        self.last.replace(thread.ok());
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        wait_for(self.last.take());
    }
}

fn wait_for(thread: Option<JoinHandle<()>>) {
    if let Some(thread) = thread {
        // A panic there has told of itself, and what it was to save is only time.
        let _ = thread.join();
    }
}
