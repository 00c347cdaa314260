//! What can go wrong between files, git and the disk.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::path::HostilePath;

/// Why something could not be done in the repository; each reads well after "failed to".
#[derive(Debug, Error)]
pub enum RepoError {
    /// There is no repository around the folder.
    #[error("find a git repository in `{folder}` or above it", folder = folder.display())]
    NoRepository {
        /// Where the search began.
        folder: PathBuf,
    },
    /// The repository has no working tree.
    #[error("use `{folder}`: it is a bare repository and has no files to edit", folder = folder.display())]
    Bare {
        /// The repository's folder.
        folder: PathBuf,
    },
    /// The repository uses another hash than SHA-1.
    #[error(
        "use `{folder}`: its object format is not SHA-1; make one with `git init --object-format=sha1`",
        folder = folder.display()
    )]
    ObjectFormat {
        /// The repository's folder.
        folder: PathBuf,
    },
    /// A git remote has the name that the fetched state lives under.
    #[error(
        "use `{folder}`: a git remote is named `board`, and `board/main` is the fetched state of the boards; `git remote rename board NEW` helps",
        folder = folder.display()
    )]
    RemoteNamedBoard {
        /// The repository's folder.
        folder: PathBuf,
    },
    /// Another process holds our lock.
    #[error("lock `{lock}`: {holder} is using the boards of this repository", lock = path.display())]
    Locked {
        /// The lock's file.
        path: PathBuf,
        /// Who holds it, in words: `process 4711`.
        holder: String,
    },
    /// git's own lock on the index exists.
    #[error(
        "write the index: `{path}` exists; {whose}",
        path = path.display()
    )]
    IndexLocked {
        /// The lock's file.
        path: PathBuf,
        /// Whose it is, and what to do.
        whose: String,
    },
    /// git's own lock on a ref exists.
    #[error(
        "{doing}: `{path}` exists; {whose}",
        path = path.display()
    )]
    RefLocked {
        /// What was being done, with the ref.
        doing: String,
        /// The lock's file.
        path: PathBuf,
        /// Whose it is, and what to do.
        whose: String,
    },
    /// The index cannot be read.
    #[error("read the index `{path}`: {reason}", path = path.display())]
    Index {
        /// The index file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A path would leave the working tree or hit git's own files.
    #[error("use the path `{path}`: {problem}")]
    Path {
        /// The path as given.
        path: String,
        /// What is wrong with it.
        #[source]
        problem: HostilePath,
    },
    /// A ref is not what it was when it was read.
    #[error("move `{name}`: it changed meanwhile; another git command is at work")]
    RefMoved {
        /// The full name of the ref.
        name: String,
    },
    /// A commit message would not keep its last line to us.
    #[error("write a commit message: {reason}")]
    Message {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A place that will be written to cannot be.
    #[error("write to `{path}`: {reason}", path = path.display())]
    NotWritable {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// The disk is too full for what is planned.
    #[error("write to `{path}`: {needed_bytes} bytes are needed and {free_bytes} are free", path = path.display())]
    NoSpace {
        /// A folder on that disk.
        path: PathBuf,
        /// What will be written, in bytes.
        needed_bytes: u64,
        /// What is left, in bytes.
        free_bytes: u64,
    },
    /// The `git` program failed or could not be started.
    #[error("{doing}: {reason}")]
    Program {
        /// What was asked of it.
        doing: String,
        /// Its own words, or the system's.
        reason: String,
    },
    /// libgit2 refused.
    #[error("{doing}: {source}")]
    Git {
        /// What was being done, with path or ref.
        doing: String,
        /// libgit2's words.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The system refused.
    #[error("{doing} `{path}`: {source}", path = path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which path.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
}

/// Returns whose a lock of git's is, as far as that is known, and what to do; the system keeps no
/// owner of it.
fn whose(path: &Path, killed: Option<u32>) -> String {
    match killed {
        Some(process) => format!(
            "`git-board` (process {process}) was killed and is gone, so the lock is stale unless \
             another git is at work right now: rm '{}'",
            path.display()
        ),
        None => {
            "another git process is running, or one died and left it (then remove it)".to_owned()
        }
    }
}

impl RepoError {
    /// Returns that the index is locked; `killed` is a process of ours that may have left the lock.
    pub(super) fn index_locked(path: PathBuf, killed: Option<u32>) -> Self {
        let whose = whose(&path, killed);
        Self::IndexLocked { path, whose }
    }

    /// Returns that a ref is locked.
    pub(super) fn ref_locked(doing: String, path: PathBuf, killed: Option<u32>) -> Self {
        let whose = whose(&path, killed);
        Self::RefLocked { doing, path, whose }
    }

    /// Wraps libgit2's refusal of what was being done.
    pub(super) fn git(doing: impl Into<String>) -> impl FnOnce(git2::Error) -> Self {
        let doing = doing.into();
        move |source| match locked_file(&source) {
            Some(path) => Self::ref_locked(doing, path, None),
            None => Self::Git {
                doing,
                source: source.message().trim().to_owned().into(),
            },
        }
    }

    /// Wraps the system's refusal of what was being done to a path.
    pub(super) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}

/// Returns the lock that libgit2 could not take, which it names in quotes.
fn locked_file(error: &git2::Error) -> Option<PathBuf> {
    if error.code() != git2::ErrorCode::Locked {
        return None;
    }
    let (_, behind) = error.message().split_once('\'')?;
    let (path, _) = behind.rsplit_once('\'')?;
    Some(PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use git2::{Error, ErrorClass, ErrorCode};

    use super::RepoError;

    #[test]
    fn a_lock_that_somebody_holds_is_named_with_the_way_out() {
        let words = "failed to lock file '/a/it's/main.lock' for writing: ";
        let error = Error::new(ErrorCode::Locked, ErrorClass::Os, words);
        let error = RepoError::git("move `refs/heads/main`")(error);
        assert_eq!(
            error.to_string(),
            "move `refs/heads/main`: `/a/it's/main.lock` exists; another git process is running, \
             or one died and left it (then remove it)"
        );
    }

    #[test]
    fn the_words_of_libgit2_come_without_its_codes() {
        let error = Error::new(ErrorCode::NotFound, ErrorClass::Odb, "object not found");
        let error = RepoError::git("read commit 1")(error);
        assert_eq!(error.to_string(), "read commit 1: object not found");
    }
}
