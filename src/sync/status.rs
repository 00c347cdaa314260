//! Status: what a push would do, told from the files and commits alone.

use jiff::Timestamp;

use crate::board::{Account, Operation};
use crate::monitor::Monitor;
use crate::plan::{self, Described, Summary};
use crate::repo::{CommitId, Head, Repo};
use crate::text::Problem;

use super::error::SyncError;
use super::journal;
use super::restoring::{as_restored, brought_back, restorable, with_restored};
use super::session::Server;
use super::sides::{Whose, base_sides, local_side, stored_side};

/// What a push would do, if the server is as it was at the base.
#[derive(Debug)]
pub struct Status {
    /// Where HEAD is.
    pub head: Head,
    /// When the base was agreed, by the server's clock.
    pub agreed_at: Timestamp,
    /// What a push would send, in order.
    pub operations: Vec<Operation>,
    /// The same in words, one for one.
    pub described: Vec<Described>,
    /// Warnings about the files.
    pub warnings: Vec<Problem>,
    /// What was fetched and is not merged yet; `None` if nothing.
    pub fetched: Option<Summary>,
    /// A push that was cut off: how many operations it had, and how many were done.
    pub cut_off: Option<(usize, usize)>,
    /// The account here, for what else a person may want to see of it.
    pub local: Account,
}

/// Compares the files with the base; asks nobody.
///
/// # Errors
/// `NoBase`, or what is wrong with the files, all of it.
pub fn status(
    repo: &Repo,
    server: &Server,
    monitor: &dyn Monitor,
    now: Timestamp,
) -> Result<Status, SyncError> {
    let head = repo.head()?;
    // What is being merged is in HEAD's history as soon as it is committed: theirs is not ours.
    let merging = repo.merge_head()?;
    let heads = head.commit().into_iter().chain(merging);
    let bases = base_sides(repo, server, heads, monitor)?;
    let Some(base) = bases.first() else {
        return Err(SyncError::bug("a base without a state"));
    };
    let local = local_side(repo, server, &bases, monitor)?;
    let before = &base.side.known.account;
    let here = &local.known.account;
    let agreed: Vec<&Account> = bases.iter().map(|base| &base.side.known.account).collect();
    let back = brought_back((repo, server, monitor), head.commit(), &agreed, here)?;
    // Whether the server still holds them is not asked here.
    let restored = restorable(&back, before, |_| true);
    let there = as_restored(before, &restored, here);
    let operations = plan::operations(&there, here, now);
    let operations = plan::without_orders(server.service, operations);
    let operations = with_restored(&restored, operations);
    let described = plan::describe(&operations, &there, here);
    let folder = repo.common_folder()?;
    let cut_off = journal::cut_off(&folder)
        .map_err(SyncError::notes("read the journal"))?
        .map(|cut_off| (cut_off.operations, cut_off.done));
    Ok(Status {
        agreed_at: base.commit.state.server_time,
        operations,
        described,
        warnings: local.warnings,
        fetched: fetched_ahead(repo, server, (&head, merging), before, monitor)?,
        cut_off,
        local: local.known.account,
        head,
    })
}

/// Returns what `board/main` holds more than the base.
fn fetched_ahead(
    repo: &Repo,
    server: &Server,
    (head, merging): (&Head, Option<CommitId>),
    base: &Account,
    monitor: &dyn Monitor,
) -> Result<Option<Summary>, SyncError> {
    let (Some(fetched), Some(head)) = (repo.fetched()?, head.commit()) else {
        return Ok(None);
    };
    for head in [Some(head), merging].into_iter().flatten() {
        if repo.contains(head, fetched)? {
            return Ok(None);
        }
    }
    let side = stored_side(
        repo,
        server,
        (repo.tree_of(fetched)?, Whose::Ours),
        None,
        monitor,
    )?;
    Ok(Some(plan::summary(base, &side.known.account)))
}
