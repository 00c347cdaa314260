//! The lock that keeps two of us from one repository, and files in git's common directory.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::commit::FETCHED;
use super::snapshot::BEFORE;
use super::{Repo, RepoError};

/// Our lock on a repository, with all its linked worktrees; the system releases it when we end,
/// however we end.
#[derive(Debug)]
pub struct Lock {
    file: File,
    /// Locks of git's that a run that was killed may have left.
    watched: Vec<PathBuf>,
    killed: Option<u32>,
}

impl Drop for Lock {
    /// Whoever finds a process in the file knows that it was killed; it is named as long as there
    /// are locks that it may have left.
    fn drop(&mut self) {
        let is_left = self.watched.iter().any(|path| path.exists());
        let text = match self.killed.filter(|_| is_left) {
            Some(killed) => format!("\n{killed}\n"),
            None => String::new(),
        };
        // The next run would name a process that is gone.
        let _ = write_lock(&mut self.file, &text);
        // A child that was just started may still hold a copy of the file.
        let _ = self.file.unlock();
    }
}

impl Repo {
    /// Returns `git-board/` in git's common directory, made if it was not there.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn common_folder(&self) -> Result<PathBuf, RepoError> {
        let folder = self.common_dir().join("git-board");
        fs::create_dir_all(&folder).map_err(RepoError::io("make the folder", &folder))?;
        Ok(folder)
    }

    /// Takes the lock.
    ///
    /// # Errors
    /// `Locked`, naming the process that holds it; nothing has changed then.
    pub fn lock(&self) -> Result<Lock, RepoError> {
        let path = self.common_folder()?.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(RepoError::io("open the lock", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                // Some systems do not let others read a locked file; the name is a comfort only.
                let holder = match processes_in(&mut file).0 {
                    Some(process) => format!("process {process}"),
                    None => "another process".to_owned(),
                };
                return Err(RepoError::Locked { path, holder });
            }
            Err(TryLockError::Error(source)) => {
                return Err(RepoError::io("take the lock", path)(source));
            }
        }
        let (last, before) = processes_in(&mut file);
        let killed = last.or(before);
        if let Some(killed) = killed {
            Self::remove_half_downloads(&self.common_folder()?, killed);
        }
        let mut text = format!("{}\n", std::process::id());
        if let Some(killed) = killed {
            text.push_str(&format!("{killed}\n"));
        }
        write_lock(&mut file, &text).map_err(RepoError::io("write the lock", &path))?;
        Ok(Lock {
            file,
            watched: self.locks_of_git(),
            killed,
        })
    }

    /// Returns the process of ours that was killed here before the one that holds the lock, if
    /// nothing was heard of it since.
    pub(super) fn killed_before(&self) -> Option<u32> {
        let path = self.common_dir().join("git-board/lock");
        processes_in(&mut File::open(path).ok()?).1
    }

    /// Returns where git's locks lie that a sync takes, there or not.
    pub(super) fn locks_of_git(&self) -> Vec<PathBuf> {
        let branch = self.head().ok();
        let branch = branch.and_then(|head| head.branch().map(|name| format!("refs/heads/{name}")));
        let names = branch
            .into_iter()
            .chain([FETCHED.to_owned(), BEFORE.to_owned()]);
        let refs = names.map(|name| self.common_dir().join(format!("{name}.lock")));
        let head = self.git_dir().join("HEAD.lock");
        std::iter::once(self.git_dir().join("index.lock"))
            .chain([head])
            .chain(refs)
            .collect()
    }

    /// Writes a file in [`Repo::common_folder`] so that it is there whole, or as it was before.
    ///
    /// `name` is a file's name, or a relative path whose folders are made.
    ///
    /// # Errors
    /// The name is hostile, or the system refuses; the old file stands then.
    pub fn write_file_atomically(&self, name: &str, bytes: &[u8]) -> Result<(), RepoError> {
        super::check_path(name).map_err(|problem| RepoError::Path {
            path: name.to_owned(),
            problem,
        })?;
        let path = self.common_folder()?.join(name);
        write_atomically(&path, bytes)
    }
}

/// Writes a file through a flushed temporary one beside it.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), RepoError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(RepoError::io("make the folder", folder))?;
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_data()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(RepoError::io("write", path))
}

/// Returns the process that holds the lock, and one that was killed before it.
fn processes_in(file: &mut File) -> (Option<u32>, Option<u32>) {
    let mut text = String::new();
    // A comfort only: what cannot be read names nobody.
    let _ = file.rewind().and_then(|()| file.read_to_string(&mut text));
    let mut lines = text.split('\n').map(|line| line.trim().parse().ok());
    (lines.next().flatten(), lines.next().flatten())
}

fn write_lock(file: &mut File, text: &str) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.flush()
}
