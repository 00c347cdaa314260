//! The lock that keeps two of us from one repository, and files in git's common directory.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::{Repo, RepoError};

/// Our lock on a repository, with all its linked worktrees; the system releases it when we end,
/// however we end.
#[derive(Debug)]
pub struct Lock {
    _file: File,
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
                let mut text = String::new();
                // Some systems do not let others read a locked file; the name is a comfort only.
                let holder = match file.read_to_string(&mut text) {
                    Ok(_) if text.trim().parse::<u32>().is_ok() => {
                        format!("process {}", text.trim())
                    }
                    _ => "another process".to_owned(),
                };
                return Err(RepoError::Locked { path, holder });
            }
            Err(TryLockError::Error(source)) => {
                return Err(RepoError::io("take the lock", path)(source));
            }
        }
        write_process_id(&mut file).map_err(RepoError::io("write the lock", &path))?;
        Ok(Lock { _file: file })
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

fn write_process_id(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())?;
    file.flush()
}
