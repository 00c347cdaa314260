//! Why a sync ended early; the command line puts it into words for a person.

use thiserror::Error;

use crate::files::Unreadable;
use crate::plan::{Bug, Conflict};
use crate::provider::ProviderError;
use crate::repo::{NoBase, RepoError, State};
use crate::text::Problem;

use super::unmerged::UnmergedFile;

/// What a person asked for that writes files here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `git board pull`
    Pull,
    /// `git board push`
    Push,
}

/// Why a sync ended early. Unless a variant says otherwise, nothing was changed.
#[derive(Debug, Error)]
pub enum SyncError {
    /// The service.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// git or the disk.
    #[error(transparent)]
    Repo(#[from] RepoError),
    /// A stored file cannot be read back.
    #[error(transparent)]
    Content(#[from] Unreadable),
    /// Files that cannot be read as boards; every one of them.
    #[error("{} of the files cannot be read", .0.len())]
    Problems(Vec<Problem>),
    /// Files that cannot be trusted as they are, each in words.
    #[error("{} files cannot be trusted as they are", .0.len())]
    Scan(Vec<String>),
    /// What would keep the outcome of a command from being written here.
    #[error("{} obstacles", words.len())]
    Obstacles {
        /// The command.
        command: Command,
        /// What stands in the way, one a line.
        words: Vec<String>,
    },
    /// Files of a board that are in conflict.
    #[error("{} files are in conflict", .0.len())]
    Unmerged(Vec<UnmergedFile>),
    /// A stored state cannot be read as boards.
    #[error("the stored state of the boards cannot be read")]
    BrokenState(Vec<Problem>),
    /// A file cannot be changed as it has to be.
    #[error(transparent)]
    Unwritable(#[from] Problem),
    /// Edits here and there contradict each other.
    #[error("{} conflicts", .0.len())]
    Conflicts(Vec<Conflict>),
    /// The same of committed edits alone: the files here say otherwise than HEAD.
    #[error("{} conflicts of committed edits", .0.len())]
    CommittedConflicts(Vec<Conflict>),
    /// There is nothing agreed with the server to compare with.
    #[error("nothing is known that was agreed with {url}")]
    NoBase {
        /// The server.
        url: String,
        /// Why.
        why: NoBase,
    },
    /// The boards live on another branch.
    #[error("the boards are on branch `{expected}`")]
    OtherBranch {
        /// `board.branch`.
        expected: String,
        /// Where HEAD is; `None` where it is on no branch.
        actual: Option<String>,
    },
    /// git is in the middle of something.
    #[error("git is in the middle of something")]
    Busy(State),
    /// The account suddenly sees no boards.
    #[error("{url} shows no boards to {account}")]
    NoBoards {
        /// The server.
        url: String,
        /// The account.
        account: String,
    },
    /// The credentials are somebody else's.
    #[error("{url} knows these credentials as `{actual}`, not as `{expected}`")]
    OtherAccount {
        /// The server.
        url: String,
        /// The account of this repository.
        expected: String,
        /// Whose they are.
        actual: String,
    },
    /// Ids came back as other things: a server that was restored, or another one.
    #[error("{url} is not the server that this repository knows")]
    OtherServer {
        /// The server.
        url: String,
        /// What does not fit, one a line.
        cards: Vec<String>,
    },
    /// A push that was cut off may have created things that cannot be told from others.
    #[error("a push was cut off, and what it created cannot be told for sure")]
    Unsettled {
        /// What it may be, one a line.
        candidates: Vec<String>,
    },
    /// Files that are not as HEAD has them, where only what is committed may be changed.
    #[error("{} files are not committed", paths.len())]
    Uncommitted {
        /// Their paths, in order.
        paths: Vec<String>,
    },
    /// Files that somebody saved while they were about to be written.
    #[error("{} files were saved meanwhile", paths.len())]
    Saved {
        /// Their paths.
        paths: Vec<String>,
    },
    /// The notes in `git-board/` cannot be read or written.
    #[error("cannot {doing}: {source}")]
    Notes {
        /// What was being done.
        doing: String,
        /// The system's words.
        #[source]
        source: std::io::Error,
    },
    /// A mistake of this program, found before anything was sent.
    #[error(transparent)]
    Bug(#[from] Bug),
    /// A mistake of this program.
    #[error("{0}")]
    Inner(String),
}

impl SyncError {
    /// Returns the error for what cannot happen.
    pub fn bug(what: impl Into<String>) -> Self {
        Self::Inner(what.into())
    }

    /// Returns a maker of `Notes` errors.
    pub fn notes(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Notes { doing, source }
    }
}
