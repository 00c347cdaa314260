//! What every sync works with: the repository, the provider, the account.

use crate::board::Service;
use crate::monitor::Monitor;
use crate::provider::{Provider, Wanted};
use crate::repo::{Changes, Head, Repo, State};
use crate::text::NamePolicy;

use super::aside::Aside;
use super::error::{Command, SyncError};

/// The setting that says which attachments are too large to be downloaded.
pub const LARGEST_ATTACHMENT_SETTING: &str = "board.maxattachmentsize";

/// What it is where nobody says.
pub const USUAL_LARGEST_ATTACHMENT_BYTES: u64 = 50 << 20;

/// The setting that names the branch that boards are synced on.
pub const BRANCH_SETTING: &str = "board.branch";

/// How much room on the disk one file may need, with its object, at a guess that is large.
const NEEDED_BYTES_A_FILE: u64 = 8 << 10;

/// The account that a repository belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The server's address; the trailer of state commits bears it.
    pub url: String,
    /// The account's user on it.
    pub account: String,
    /// The service.
    pub service: Service,
    /// Which boards are synced.
    pub wanted: Wanted,
    /// Larger attachments are not downloaded; 0: none is.
    pub largest_attachment_bytes: u64,
    /// How new cards' files are named.
    pub names: NamePolicy,
}

/// One run of a sync.
#[derive(Clone, Copy)]
pub struct Session<'a> {
    /// The repository.
    pub repo: &'a Repo,
    /// The service.
    pub provider: &'a dyn Provider,
    /// The account.
    pub server: &'a Server,
    /// Who watches.
    pub monitor: &'a dyn Monitor,
    /// Boards that are left aside.
    pub aside: Option<&'a Aside>,
}

/// Remembers the branch of the first sync as that of the boards.
///
/// # Errors
/// git's configuration cannot be read or written.
pub fn remember_branch(repo: &mut Repo, branch: &str) -> Result<(), SyncError> {
    if repo.setting(BRANCH_SETTING)?.is_none() {
        repo.set_setting(BRANCH_SETTING, branch)?;
    }
    Ok(())
}

/// Returns the branch that HEAD is on, if boards may be synced there now.
///
/// # Errors
/// `Busy` in the middle of a merge or the like; `OtherBranch` elsewhere or on no branch.
pub fn branch_to_sync(repo: &Repo) -> Result<(String, Head), SyncError> {
    let state = repo.state();
    if state != State::Clean {
        return Err(SyncError::Busy(state));
    }
    let head = repo.head()?;
    let expected = repo.setting(BRANCH_SETTING)?.map(|setting| setting.value);
    let actual = head.branch().map(str::to_owned);
    match (actual, expected) {
        (Some(actual), None) => Ok((actual, head)),
        (Some(actual), Some(expected)) if actual == expected => Ok((actual, head)),
        (actual, expected) => Err(SyncError::OtherBranch {
            expected: expected.unwrap_or_else(|| "main".to_owned()),
            actual,
        }),
    }
}

/// Tries everything here that could keep a command from writing these paths and moving `branch`.
///
/// # Errors
/// `Obstacles`, all of them; nothing has changed.
pub(super) fn check_obstacles<'a>(
    repo: &Repo,
    command: Command,
    paths: impl IntoIterator<Item = &'a str>,
    branch: &str,
    needed_bytes: u64,
) -> Result<(), SyncError> {
    let obstacles = repo.obstacles(paths, branch, needed_bytes);
    if obstacles.is_empty() {
        return Ok(());
    }
    Err(SyncError::Obstacles {
        command,
        words: obstacles
            .iter()
            .map(|one| format!("cannot {one}"))
            .collect(),
    })
}

/// Tries everything here that could keep a pull from writing these changes and moving `branch`.
///
/// # Errors
/// As for [`check_obstacles`].
pub(super) fn check_pull(repo: &Repo, branch: &str, changes: &Changes) -> Result<(), SyncError> {
    let paths = changes.put.keys().chain(&changes.remove);
    let needed_bytes = NEEDED_BYTES_A_FILE * changes.put.len() as u64;
    check_obstacles(
        repo,
        Command::Pull,
        paths.map(String::as_str),
        branch,
        needed_bytes,
    )
}
