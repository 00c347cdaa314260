//! Everything that can fail in writing, tried before anything is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::commit::FETCHED;
use super::snapshot::BEFORE;
use super::{Repo, RepoError};

impl Repo {
    /// Returns everything that would stop a run that writes these paths, moves `branch` and adds
    /// about `needed_bytes` to the disk; empty if nothing does. Nothing is changed.
    pub fn obstacles<'a>(
        &self,
        paths: impl IntoIterator<Item = &'a str>,
        branch: &str,
        needed_bytes: u64,
    ) -> Vec<RepoError> {
        let mut found = Vec::new();
        let index_lock = self.git_dir().join("index.lock");
        if index_lock.exists() {
            let killed = self.killed_before();
            found.push(RepoError::index_locked(index_lock, killed));
        }
        for name in [&format!("refs/heads/{branch}"), FETCHED, BEFORE] {
            let path = self.common_dir().join(format!("{name}.lock"));
            if path.exists() {
                let doing = format!("move `{name}`");
                found.push(RepoError::ref_locked(doing, path, self.killed_before()));
            }
        }
        if let Err(error) = self.identity() {
            found.push(error);
        }
        let mut folders: Vec<PathBuf> = ["refs", "refs/heads", "objects", "logs", "git-board"]
            .iter()
            .map(|name| self.common_dir().join(name))
            .filter(|folder| folder.is_dir())
            .collect();
        folders.push(self.git_dir().to_path_buf());
        let parents: BTreeSet<&str> = paths
            .into_iter()
            .map(|path| path.rsplit_once('/').map_or("", |(parent, _)| parent))
            .collect();
        folders.extend(
            parents
                .into_iter()
                .map(|parent| self.nearest_folder(parent)),
        );
        folders.sort();
        folders.dedup();
        for folder in folders {
            if let Err(error) = writable(&folder) {
                let reason = error.to_string();
                found.push(RepoError::NotWritable {
                    path: folder,
                    reason,
                });
            }
        }
        for folder in [self.workdir(), self.common_dir()] {
            if let Some(free_bytes) = free_bytes(folder)
                && free_bytes < needed_bytes
            {
                found.push(RepoError::NoSpace {
                    path: folder.to_path_buf(),
                    needed_bytes,
                    free_bytes,
                });
                break;
            }
        }
        found
    }

    /// Returns the folder that is there of those that lead to `parent`: a name in it would be made
    /// there.
    fn nearest_folder(&self, parent: &str) -> PathBuf {
        let full = self.workdir().join(parent);
        let mut folder = full.as_path();
        while !folder.is_dir() && folder != self.workdir() {
            folder = folder.parent().unwrap_or(self.workdir());
        }
        folder.to_path_buf()
    }
}

#[cfg(unix)]
fn writable(folder: &Path) -> std::io::Result<()> {
    use rustix::fs::Access;
    Ok(rustix::fs::access(
        folder,
        Access::WRITE_OK | Access::EXEC_OK,
    )?)
}

#[cfg(not(unix))]
fn writable(folder: &Path) -> std::io::Result<()> {
    std::fs::metadata(folder).map(drop)
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}
