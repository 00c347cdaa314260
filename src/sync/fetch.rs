//! Fetch: the server's state becomes `board/main`; no file and no branch is touched.

use std::sync::Arc;

use jiff::Timestamp;

use crate::plan::{self, Summary};
use crate::repo::{Base, Changes, CommitId, NoBase, StateCommit, TreeId};
use crate::text::{self, Known};

use super::bases::Bases;
use super::changes::{stored_changes, stored_over};
use super::error::SyncError;
use super::kept::keep;
use super::remote::{HowToRead, Remote, read_remote};
use super::session::Session;
use super::sides::{StateSide, StoredSide, Whose, stored_side};
use super::stamps;
use super::unseen::with_unseen;

/// What a fetch did.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The newest state, which `board/main` is now.
    pub state: StateSide,
    /// What the server holds.
    pub remote: Remote,
    /// What changed since the state before, in words; `None` where nothing did.
    pub summary: Option<Summary>,
    /// The state before; `None` for the first, and where nothing changed.
    pub before: Option<CommitId>,
}

/// Returns the newest state that is known: `board/main`, or one that came to HEAD through git and
/// is newer.
///
/// `bases` are those of HEAD.
///
/// # Errors
/// A commit or its files cannot be read.
pub fn newest_state(session: Session<'_>, bases: &Bases) -> Result<StateSide, SyncError> {
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
    let commit = newer(session, &bases.newest().commit)?;
    let same = bases.all().find(|state| state.commit.tree == commit.tree);
    let side = match same {
        Some(state) => state.side.clone(),
        None => {
            let like = Some(bases.newest().side.known.as_ref());
            stored_side(repo, server, (commit.tree, Whose::Ours), like, monitor)?
        }
    };
    Ok(StateSide { commit, side })
}

/// Returns the same where nothing was read yet, and HEAD may have no base.
///
/// # Errors
/// `NoBase` where no state is known at all.
fn newest_known(session: Session<'_>) -> Result<StateSide, SyncError> {
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
    let reached = match repo.base(&server.url, repo.head()?.commit())? {
        Base::Tips(tips) => tips
            .into_iter()
            .next()
            .ok_or(NoBase::NoneReachable { altered: None }),
        Base::None(why) => Err(why),
    };
    let commit = match reached {
        Ok(reached) => newer(session, &reached)?,
        Err(why) => fetched(session)?.ok_or_else(|| SyncError::NoBase {
            url: server.url.clone(),
            why,
        })?,
    };
    let tree = (commit.tree, Whose::Ours);
    let side = stored_side(repo, server, tree, None, monitor)?;
    Ok(StateSide { commit, side })
}

/// Returns what was fetched last, or the state that HEAD reaches if that is newer.
fn newer(session: Session<'_>, reached: &StateCommit) -> Result<StateCommit, SyncError> {
    let Some(fetched) = fetched(session)? else {
        return Ok(reached.clone());
    };
    let is_newer = reached.state.server_time > fetched.state.server_time
        || session.repo.contains(reached.commit, fetched.commit)?;
    Ok(if is_newer { reached.clone() } else { fetched })
}

/// Returns what was fetched last from this server.
fn fetched(session: Session<'_>) -> Result<Option<StateCommit>, SyncError> {
    let Session { repo, server, .. } = session;
    let fetched = match repo.fetched()? {
        Some(commit) => repo.believed_state(commit)?,
        None => None,
    };
    Ok(fetched.filter(|state| state.state.url == server.url))
}

/// Fetches: reads the server and brings its state to `board/main`.
///
/// `bases` are those of HEAD, where they were read.
///
/// # Errors
/// `NoBase` where no state is known at all; else as met. `board/main` has moved only if all went
/// well.
pub async fn fetch(
    session: Session<'_>,
    bases: Option<&Bases>,
    how: &HowToRead,
    now: Timestamp,
) -> Result<Fetched, SyncError> {
    let state = match bases {
        Some(bases) => newest_state(session, bases)?,
        None => newest_known(session)?,
    };
    let remote = read_remote(session, Some(&state), how, now).await?;
    let before = Before {
        commit: Some(state.commit),
        side: state.side,
        verb: "pull: ",
    };
    record(session, before, remote)
}

/// What a new state follows.
#[derive(Clone, Debug)]
pub struct Before {
    /// The state before; `None` for the first one.
    pub commit: Option<StateCommit>,
    /// Its tree; for the first state the files beside the boards.
    pub side: StoredSide,
    /// How the commit's subject begins: `pull: `.
    pub verb: &'static str,
}

/// Writes the server's state as a commit on `board/main`, if it differs from the one before.
///
/// # Errors
/// As met; `board/main` has moved only if all went well.
pub fn record(session: Session<'_>, before: Before, remote: Remote) -> Result<Fetched, SyncError> {
    Ok(record_files(session, before, remote)?.0)
}

/// Does the same, and returns the files that the state has otherwise than the one before, too.
///
/// # Errors
/// As for [`record`].
pub fn record_files(
    session: Session<'_>,
    before: Before,
    remote: Remote,
) -> Result<(Fetched, Changes), SyncError> {
    let Session { repo, server, .. } = session;
    let mut files = Changes::default();
    let Before { commit, side, verb } = before;
    let wanted = with_unseen(&remote.account, &side.known.account, remote.unseen());
    let written = text::write(
        server.service,
        &wanted,
        &stored_over(&side, &repo.blobs()?),
        server.names,
    )?;
    let fetched = match commit {
        Some(commit) if written.changes.is_empty() => Fetched {
            state: StateSide { commit, side },
            remote,
            summary: None,
            before: None,
        },
        commit => {
            let summary = plan::summary(&side.known.account, &wanted);
            let changes = stored_changes(written.changes, &side.files)?;
            let tree = repo.edit_tree(Some(side.tree), &changes)?;
            let before = commit.map(|commit| commit.commit);
            let parents: Vec<CommitId> = before.into_iter().collect();
            let commit = commit_state(session, tree, &parents, verb, &summary, &remote)?;
            let side = StoredSide {
                tree,
                files: repo.board_files(tree)?,
                known: Arc::new(Known {
                    account: wanted,
                    layout: written.layout,
                }),
            };
            keep(repo, server.service, side.tree, &side.known, None)?;
            files = changes;
            Fetched {
                state: StateSide { commit, side },
                remote,
                summary: Some(summary),
                before,
            }
        }
    };
    let now_at = fetched.state.commit.commit;
    let was_at = repo.fetched()?;
    if was_at != Some(now_at) {
        repo.set_fetched(was_at, now_at, "board: fetch")?;
    }
    stamps::keep_stamp(session, now_at, &fetched.remote)?;
    Ok((fetched, files))
}

/// Stores a state commit whose subject says what changed, in words.
///
/// # Errors
/// The commit cannot be written or read back.
pub fn commit_state(
    session: Session<'_>,
    tree: TreeId,
    parents: &[CommitId],
    verb: &str,
    summary: &Summary,
    remote: &Remote,
) -> Result<StateCommit, SyncError> {
    let Session { repo, server, .. } = session;
    let commit = repo.commit_state(
        tree,
        parents,
        &summary.subject(verb),
        &summary.lines.join("\n"),
        (&server.url, &server.account, remote.server_time),
    )?;
    repo.believed_state(commit)?
        .ok_or_else(|| SyncError::NoBase {
            url: server.url.clone(),
            why: NoBase::NoneReachable {
                altered: Some(commit),
            },
        })
}
