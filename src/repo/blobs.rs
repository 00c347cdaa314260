//! Blobs by id: read one by one, or many at once.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::files::{Content, ContentId, File, ReadContent, Unreadable};
use crate::two_threads::in_two_threads;

use super::object_id::content_oid;
use super::{Repo, RepoError};

/// Reads blobs of a repository; may be shared between threads.
pub struct Blobs {
    pub(super) git_dir: PathBuf,
    pub(super) objects: PathBuf,
    // libgit2's handle must not be used by two threads at once. It is opened when first needed.
    git: Mutex<Option<git2::Repository>>,
}

impl std::fmt::Debug for Blobs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Blobs").finish_non_exhaustive()
    }
}

impl Repo {
    /// Returns a reader of blobs with a handle of its own.
    ///
    /// # Errors
    /// The repository cannot be opened a second time.
    pub fn blobs(&self) -> Result<Blobs, RepoError> {
        let blobs = self.blobs_when_needed();
        let git = open(&blobs.git_dir)?;
        Ok(Blobs {
            git: Mutex::new(Some(git)),
            ..blobs
        })
    }

    /// Returns a reader of blobs that opens its handle when the first is asked for.
    pub(super) fn blobs_when_needed(&self) -> Blobs {
        Blobs {
            git_dir: self.git_dir().to_path_buf(),
            objects: self.common_dir().join("objects"),
            git: Mutex::new(None),
        }
    }

    /// Returns a blob's bytes.
    ///
    /// # Errors
    /// The repository has no such blob.
    pub fn read_blob(&self, id: ContentId) -> Result<Arc<[u8]>, RepoError> {
        read(&self.git, id)
    }

    /// Returns the bytes of many blobs, in order.
    ///
    /// # Errors
    /// The repository lacks one of them.
    pub fn read_blobs(&self, ids: &[ContentId]) -> Result<Vec<Arc<[u8]>>, RepoError> {
        let handles = [self.blobs()?, self.blobs()?];
        let numbered: Vec<(usize, ContentId)> = ids.iter().copied().enumerate().collect();
        let read = in_two_threads(&numbered, |(number, id)| {
            handles[number * 2 / ids.len()].read_blob(*id)
        });
        read.into_iter().collect()
    }

    /// Stores a blob and returns its id.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_blob(&self, bytes: &[u8]) -> Result<ContentId, RepoError> {
        self.git
            .blob(bytes)
            .map(|id| ContentId::from_raw(super::object_id::raw_bytes(id)))
            .map_err(not_stored)
    }
}

/// Returns the error that a blob could not be stored.
fn not_stored(error: git2::Error) -> RepoError {
    let failed = RepoError::git("store a file in the repository");
    match error.code() {
        // Where it cannot write, libgit2 tells what it looked for last.
        git2::ErrorCode::NotFound => failed(git2::Error::from_str(
            "it could not be written; the disk may be full",
        )),
        _ => failed(error),
    }
}

impl Blobs {
    /// Returns a blob's bytes.
    ///
    /// # Errors
    /// The repository has no such blob.
    pub fn read_blob(&self, id: ContentId) -> Result<Arc<[u8]>, RepoError> {
        self.with(|git| read(git, id))?
    }

    /// Does something with the handle, which is opened when it is first needed.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&git2::Repository) -> T,
    ) -> Result<T, RepoError> {
        // Reading changes nothing that a panic elsewhere could have left half done.
        let mut git = self.git.lock().unwrap_or_else(PoisonError::into_inner);
        let git = match &mut *git {
            Some(git) => git,
            none => none.insert(open(&self.git_dir)?),
        };
        Ok(work(git))
    }
}

impl ReadContent for Blobs {
    fn read(&self, path: &str, file: &File) -> Result<Arc<[u8]>, Unreadable> {
        let reason = match &file.content {
            Content::Bytes(bytes) => return Ok(Arc::clone(bytes)),
            Content::Elsewhere => match self.read_blob(file.id) {
                Ok(bytes) => return Ok(bytes),
                Err(error) => error.to_string(),
            },
            Content::Link => "it is a symbolic link".to_owned(),
            Content::Special => "it is not a regular file".to_owned(),
            Content::Unreadable(reason) => reason.clone(),
        };
        Err(Unreadable {
            path: path.to_owned(),
            reason,
        })
    }
}

fn open(git_dir: &Path) -> Result<git2::Repository, RepoError> {
    let doing = format!("open the repository `{}`", git_dir.display());
    git2::Repository::open(git_dir).map_err(RepoError::git(doing))
}

fn read(git: &git2::Repository, id: ContentId) -> Result<Arc<[u8]>, RepoError> {
    let failed = || RepoError::git(format!("read blob {id}"));
    let odb = git.odb().map_err(failed())?;
    let object = odb.read(content_oid(id)?).map_err(failed())?;
    if object.kind() != git2::ObjectType::Blob {
        return Err(failed()(git2::Error::from_str("it is no file's content")));
    }
    Ok(object.data().into())
}
