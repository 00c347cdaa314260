//! A pull that has nothing to do, told without reading what files say.

use jiff::Timestamp;

use crate::repo::{Base, CommitId, StateCommit};

use super::error::SyncError;
use super::journal::cut_off;
use super::session::{Session, branch_to_sync};
use super::stamps::{self, Noted};

/// Returns true if HEAD's boards, the files here and the server are all as they were agreed last.
///
/// False means only that a pull has to look closer.
///
/// # Errors
/// Boards may not be synced now, or the repository or the server cannot be asked.
pub async fn is_at_rest(session: Session<'_>, now: Timestamp) -> Result<bool, SyncError> {
    let Some((state, noted)) = agreed(session, now)? else {
        return Ok(false);
    };
    let Session {
        repo,
        provider,
        server,
        monitor,
        ..
    } = session;
    if !provider
        .is_unchanged(&server.wanted, &noted.stamp, monitor)
        .await?
    {
        return Ok(false);
    }
    Ok(repo.holds_just(state.state.tree)?)
}

/// Returns the one state that HEAD reaches, that is the newest known and of which HEAD has every
/// board just so, with the note of the reading that it came from. None where a push was cut off,
/// something is out of sight, or everything is due to be read again.
fn agreed(session: Session<'_>, now: Timestamp) -> Result<Option<(StateCommit, Noted)>, SyncError> {
    let Session { repo, server, .. } = session;
    let (_, head) = branch_to_sync(repo)?;
    let Some(head) = head.commit() else {
        return Ok(None);
    };
    let Some(state) = only_state(session, head)? else {
        return Ok(None);
    };
    if repo.boards_tree(repo.tree_of(head)?)? != state.state.tree {
        return Ok(None);
    }
    let noted = stamps::noted(repo, server, state.commit, now)?
        .filter(|noted| noted.out_of_sight.is_empty() && noted.elsewhere.is_empty());
    Ok(noted.map(|noted| (state, noted)))
}

/// Returns the one state that `head` reaches and that is the newest known; none where there are
/// several, or a push was cut off.
///
/// # Errors
/// The repository or the journal cannot be read.
pub(super) fn only_state(
    session: Session<'_>,
    head: CommitId,
) -> Result<Option<StateCommit>, SyncError> {
    let Session { repo, server, .. } = session;
    let folder = repo.common_folder()?;
    let cut_off = cut_off::cut_off(&folder).map_err(SyncError::notes("read the journal"))?;
    let Base::Tips(tips) = repo.base(&server.url, [head])? else {
        return Ok(None);
    };
    let [state] = tips.as_slice() else {
        return Ok(None);
    };
    let is_newest = repo.fetched()? == Some(state.commit);
    Ok((cut_off.is_none() && is_newest).then(|| state.clone()))
}
