//! What HEAD becomes by a pull: the merge of what is committed with what was fetched.

use std::sync::Arc;

use crate::board::{Account, Names};
use crate::files::Files;
use crate::plan::{Conflict, Merged};
use crate::repo::{CommitId, TreeId};
use crate::text::{self, Layout};

use super::changes::{stored_changes, stored_over};
use super::error::SyncError;
use super::marking::is_local;
use super::session::Session;
use super::settle::settle;
use super::sides::{StateSide, StoredSide};

/// Where HEAD goes.
#[derive(Debug)]
pub(super) enum NewHead {
    /// The same as before; only the working tree lacks something.
    Stay,
    /// The state fetched, which contains the old one.
    Forward(CommitId),
    /// A commit on the old one, that joins the state fetched where HEAD lacks it.
    Commit {
        tree: TreeId,
        joins: Option<CommitId>,
    },
    /// The same as before, with a merge of the state fetched in progress.
    Merging(CommitId),
}

/// What HEAD becomes.
pub(super) struct NewTree {
    pub(super) head: NewHead,
    /// The boards' files of its tree.
    pub(super) files: Arc<Files>,
    pub(super) layout: Layout,
}

/// What is committed, and a commit to merge into it.
pub(super) struct ToMerge<'a> {
    pub(super) head: CommitId,
    pub(super) side: &'a StoredSide,
    /// What counts as base, as it was stored.
    pub(super) agreed: &'a Account,
    pub(super) theirs: &'a StateSide,
    /// True if HEAD contains it already.
    pub(super) is_here: bool,
}

/// What comes of merging what is committed with what was fetched.
pub(super) enum Ahead {
    /// It can be committed.
    Ready(NewTree),
    /// They contradict each other.
    InConflict(Vec<Conflict>),
}

impl NewTree {
    pub(super) fn of(
        session: Session<'_>,
        to_merge: &ToMerge<'_>,
        merge_with: &dyn Fn(&Account, &Account) -> Result<Merged, SyncError>,
    ) -> Result<Ahead, SyncError> {
        let Session { repo, server, .. } = session;
        let ToMerge {
            head,
            side: head_side,
            agreed,
            theirs,
            is_here,
        } = *to_merge;
        if !is_here && repo.contains(theirs.commit.commit, head)? {
            return Ok(Ahead::Ready(Self {
                head: NewHead::Forward(theirs.commit.commit),
                files: Arc::clone(&theirs.side.files),
                layout: theirs.side.known.layout.clone(),
            }));
        }
        // What a push that was cut off created, HEAD may name otherwise than the files, or not have.
        let settled = settle(
            session,
            agreed,
            &head_side.known,
            &theirs.side.known.account,
        )?;
        let head_account = head_side.known.account.resolved(&settled.names);
        let merged = merge_with(&settled.base, &head_account)?;
        if !merged.conflicts.iter().all(is_local) {
            return Ok(Ahead::InConflict(merged.conflicts));
        }
        let resolved = resolved_side(head_side, &settled.names.and(&merged.names));
        let written = text::write(
            server.service,
            &merged.folder,
            &stored_over(&resolved, &repo.blobs()?),
            server.names,
        )?;
        let changes = stored_changes(written.changes, &head_side.files)?;
        let tree = repo.edit_tree(Some(head_side.tree), &changes)?;
        let head = match is_here {
            true if tree == head_side.tree => NewHead::Stay,
            _ => NewHead::Commit {
                tree,
                joins: (!is_here).then_some(theirs.commit.commit),
            },
        };
        Ok(Ahead::Ready(Self {
            head,
            files: Arc::new(repo.board_files(tree)?),
            layout: written.layout,
        }))
    }
}

fn resolved_side(side: &StoredSide, names: &Names) -> StoredSide {
    StoredSide {
        tree: side.tree,
        files: Arc::clone(&side.files),
        known: Arc::new(side.known.resolved(names)),
    }
}

/// Returns whether HEAD contains a commit.
pub(super) fn reaches(
    session: Session<'_>,
    head: Option<CommitId>,
    commit: CommitId,
) -> Result<bool, SyncError> {
    match head {
        Some(head) => Ok(session.repo.contains(head, commit)?),
        None => Ok(false),
    }
}
