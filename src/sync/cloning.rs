//! Clone: a new repository with every board of an account.

use jiff::Timestamp;

use crate::board::Account;
use crate::files::Files;
use crate::repo::{BoardConfig, Changes, Put};
use crate::text::{Known, Layout};

use super::changes::tree_changes;
use super::error::SyncError;
use super::fetch::{Before, Fetched, HowToRead, read_remote, record};
use super::session::Session;
use super::sides::StoredSide;

/// A file that a new repository begins with.
#[derive(Clone, Debug)]
pub struct FirstFile {
    /// Its path, at the top.
    pub path: &'static str,
    /// Its text.
    pub text: String,
}

/// Reads the account and fills a new repository: first state, branch, index and files.
///
/// # Errors
/// As met; the branch is made last.
pub async fn clone_into(
    session: Session<'_>,
    first_files: &[FirstFile],
    config: &BoardConfig,
    now: Timestamp,
) -> Result<Fetched, SyncError> {
    let repo = session.repo;
    let head = repo.head()?;
    let Some(branch) = head.branch() else {
        return Err(SyncError::bug("a new repository without a branch"));
    };
    let remote = read_remote(session, None, &HowToRead::Full, now).await?;
    let mut first = Changes::default();
    for file in first_files {
        let bytes = Put::Bytes(file.text.as_bytes().into());
        first.put.insert(file.path.to_owned(), bytes);
    }
    let config = Put::Bytes(config.to_text().into_bytes().into());
    first.put.insert(".boardconfig".to_owned(), config);
    let tree = repo.edit_tree(None, &first)?;
    let before = Before {
        commit: None,
        side: StoredSide {
            tree,
            files: repo.board_files(tree)?,
            known: Known {
                account: Account::default(),
                layout: Layout::default(),
            },
        },
        verb: "clone: ",
    };
    let fetched = record(session, before, remote)?;
    let commit = fetched.state.commit.commit;
    let scan = repo.scan(&Files::default())?;
    let mut files = tree_changes(&Files::default(), &fetched.state.side.files);
    files.put.extend(first.put);
    let written = repo.write_worktree(&scan, &files, session.monitor)?;
    let entries = files
        .put
        .iter()
        .map(|(path, put)| (path.clone(), Some(put.id())))
        .collect();
    repo.write_index(&entries, &written)?;
    repo.move_branch(branch, None, commit, "board: clone")?;
    Ok(fetched)
}
