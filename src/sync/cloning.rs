//! Clone: a new repository with every board of an account.

use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, Service};
use crate::files::Files;
use crate::provider::Wanted;
use crate::repo::{BoardConfig, Changes, Put};

use super::error::SyncError;
use super::fetch::{Before, Fetched, record_files};
use super::remote::{HowToRead, read_remote};
use super::session::{Server, Session};
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
/// Boards that were asked for by title are kept by id: titles change. The server that the
/// repository belongs to from now on stands in the answer.
///
/// # Errors
/// As met; the branch is made last.
pub async fn clone_into(
    session: Session<'_>,
    first_files: &[FirstFile],
    now: Timestamp,
) -> Result<(Fetched, Server), SyncError> {
    let repo = session.repo;
    let head = repo.head()?;
    let Some(branch) = head.branch() else {
        return Err(SyncError::bug("a new repository without a branch"));
    };
    let remote = read_remote(session, None, &HowToRead::Full, now).await?;
    let server = Server {
        wanted: wanted_by_id(session.server, &remote.account),
        ..session.server.clone()
    };
    let session = Session {
        server: &server,
        ..session
    };
    let mut first = Changes::default();
    for file in first_files {
        let bytes = Put::Bytes(file.text.as_bytes().into());
        first.put.insert(file.path.to_owned(), bytes);
    }
    let config = Put::Bytes(config_of(&server).to_text().into_bytes().into());
    first.put.insert(".boardconfig".to_owned(), config);
    let tree = repo.edit_tree(None, &first)?;
    let before = Before {
        commit: None,
        side: StoredSide {
            tree,
            files: repo.board_files(tree)?,
            known: Arc::default(),
        },
        verb: "clone: ",
    };
    let (fetched, mut files) = record_files(session, before, remote)?;
    let commit = fetched.state.commit.commit;
    let scan = repo.scan(&Files::default())?;
    files.put.extend(first.put);
    let written = repo.write_worktree(&scan, &files, session.monitor)?;
    let entries = files
        .put
        .iter()
        .map(|(path, put)| (path.clone(), Some(put.id())))
        .collect();
    repo.write_index(&entries, &written)?;
    repo.move_branch(branch, None, commit, "board: clone")?;
    Ok((fetched, server))
}

fn wanted_by_id(server: &Server, account: &Account) -> Wanted {
    match &server.wanted {
        Wanted::All => Wanted::All,
        Wanted::Named(_) => Wanted::Named(
            account
                .boards
                .iter()
                .filter_map(|board| board.key.id().map(ToString::to_string))
                .collect(),
        ),
    }
}

/// Returns what `.boardconfig` says of a server.
fn config_of(server: &Server) -> BoardConfig {
    BoardConfig {
        url: Some(server.url.clone()),
        account: Some(server.account.clone()),
        service: (server.service != Service::Deck).then(|| server.service.word().to_owned()),
        include: match &server.wanted {
            Wanted::All => Vec::new(),
            Wanted::Named(names) => names.clone(),
        },
        ..BoardConfig::default()
    }
}
