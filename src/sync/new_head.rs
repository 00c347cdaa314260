//! What HEAD becomes by a pull: the state fetched, or a commit that merges what was committed with it.

use crate::board::{Account, Names};
use crate::files::Files;
use crate::plan::Merged;
use crate::repo::{CommitId, TreeId};
use crate::text::{self, Layout};

use super::changes::{stored_changes, stored_over};
use super::error::SyncError;
use super::session::Session;
use super::settle::settle;
use super::sides::{StateSide, StoredSide};

/// Where the branch goes.
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
}

/// What HEAD becomes.
pub(super) struct NewTree {
    pub(super) head: NewHead,
    pub(super) files: Files,
    pub(super) layout: Layout,
}

impl NewTree {
    /// Works out what HEAD becomes, which was at `head` and said what `head_side` says.
    ///
    /// `agreed` is what counts as base, as it was stored; `merge_with` merges a base and what is
    /// here with what is there.
    ///
    /// # Errors
    /// `CommittedConflicts`; as met.
    pub(super) fn of(
        session: Session<'_>,
        (head, head_side): (Option<CommitId>, &StoredSide),
        agreed: &Account,
        (theirs, is_here): (&StateSide, bool),
        merge_with: &dyn Fn(&Account, &Account) -> Result<Merged, SyncError>,
    ) -> Result<Self, SyncError> {
        let Session { repo, server, .. } = session;
        let is_forward = match head {
            Some(head) => !is_here && repo.contains(theirs.commit.commit, head)?,
            None => false,
        };
        if is_forward {
            return Ok(Self {
                head: NewHead::Forward(theirs.commit.commit),
                files: theirs.side.files.clone(),
                layout: theirs.side.known.layout.clone(),
            });
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
        if !merged.conflicts.is_empty() {
            return Err(SyncError::CommittedConflicts(merged.conflicts));
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
        Ok(Self {
            head,
            files: repo.board_files(tree)?,
            layout: written.layout,
        })
    }
}

fn resolved_side(side: &StoredSide, names: &Names) -> StoredSide {
    StoredSide {
        tree: side.tree,
        files: side.files.clone(),
        known: side.known.resolved(names),
    }
}
