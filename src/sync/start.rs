//! What a push starts from: all boards, or only those that somebody may have touched.
//!
//! A board that HEAD, the index and the working tree hold just as it was agreed, and that the server
//! has not changed either, is no part of a push. It is left aside, so that a push costs what its
//! boards cost, however many others there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{BoardId, BoardKey};
use crate::plan;
use crate::provider::{Stamp, Written};
use crate::repo::{Head, StateCommit, TreeId};
use crate::text::Known;
use crate::two_threads::both;

use super::aside::Aside;
use super::bases::Bases;
use super::error::SyncError;
use super::fetch::newest_state;
use super::kept::{keep, kept};
use super::rest::only_state;
use super::session::Session;
use super::sides::{
    LocalSide, StateSide, StoredSide, Whose, local_side, local_side_of, stored_side,
};
use super::stamps::{self, Noted};
use super::written_boards;

/// What a push starts from.
#[derive(Debug)]
pub(super) struct Start {
    /// The states that count as base.
    pub(super) bases: Bases,
    /// The newest state fetched.
    pub(super) newest: StateSide,
    pub(super) local: LocalSide,
    /// What is left aside.
    pub(super) aside: Option<Aside>,
}

impl Start {
    /// Reads what somebody may have touched here, or else everything.
    ///
    /// # Errors
    /// `Problems` and the like, of the whole tree.
    pub(super) fn of_what_is_touched(
        session: Session<'_>,
        head: &Head,
        ground: Option<&Ground>,
    ) -> Result<Self, SyncError> {
        let some = match ground {
            Some(ground) => Self::of_some(session, ground)?,
            None => None,
        };
        match some {
            Some(some) => Ok(some),
            None => Self::of_all(session, head),
        }
    }

    /// Reads everything.
    ///
    /// # Errors
    /// `Problems` and the like.
    pub(super) fn of_all(session: Session<'_>, head: &Head) -> Result<Self, SyncError> {
        let Session {
            repo,
            server,
            monitor,
            ..
        } = session;
        let bases = Bases::of(repo, server, head.commit(), monitor)?;
        let local = local_side(repo, server, &bases, monitor)?;
        let newest = newest_state(session, &bases)?;
        Ok(Self {
            bases,
            newest,
            local,
            aside: None,
        })
    }

    /// Reads only what somebody may have touched here, and what the server is asked for anyway; none
    /// where that is all.
    fn of_some(session: Session<'_>, ground: &Ground) -> Result<Option<Self>, SyncError> {
        let Session {
            repo,
            server,
            monitor,
            provider,
            ..
        } = session;
        let base = ground.base.clone();
        let at_rest = provider.at_rest(&ground.stamp);
        if at_rest.is_empty() {
            return Ok(None);
        }
        let untouched = repo.untouched_folders([base.tree, ground.head])?;
        if untouched.is_empty() {
            return Ok(None);
        }
        let Some(kept) = kept(repo, server.service) else {
            return Ok(None);
        };
        let (outlines, others) = kept.apart(&untouched, &at_rest);
        // Where most of what is kept is out of date, everything is read once, and kept anew.
        if outlines.len() * 2 < untouched.len() {
            return Ok(None);
        }
        let aside = Aside::of(repo, base.tree, outlines)?;
        let repo = Aside::session(Some(&aside), session).repo;
        let files = repo.board_files(base.tree)?;
        let ((known, is_all), scan) = both(|| others.known(), || repo.scan(&files));
        let side = if is_all && kept.tree() == base.state.tree {
            StoredSide {
                tree: base.tree,
                files,
                known: Arc::new(known),
            }
        } else {
            let tree = (base.tree, Whose::Ours);
            let side = stored_side(repo, server, tree, Some(&known), monitor)?;
            keep(repo, server.service, base.tree, &side.known, Some(&kept))?;
            side
        };
        let base = StateSide { commit: base, side };
        let bases = Bases::one(base.clone());
        // Whatever is wrong is told of the whole tree.
        let local = scan.map(|scan| local_side_of(repo, server, &bases, scan, monitor));
        let Ok(Ok(local)) = local else {
            return Ok(None);
        };
        let is_enough = knows_all(&base.side.known, &local.known);
        Ok(is_enough.then_some(Self {
            bases,
            newest: base,
            local,
            aside: Some(aside),
        }))
    }

    /// Returns the session of what is not left aside.
    pub(super) fn session<'a>(&'a self, session: Session<'a>) -> Session<'a> {
        Aside::session(self.aside.as_ref(), session)
    }

    /// Returns the boards on which a push will write something, and what.
    pub(super) fn boards_to_write(&self, now: Timestamp) -> BTreeMap<BoardId, Written> {
        let base = &self.bases.newest().side.known.account;
        let operations = plan::operations(base, &self.local.known.account, now);
        written_boards::before(&operations)
    }
}

/// What a push that reads less than everything stands on.
pub(super) struct Ground {
    /// The tree of HEAD.
    pub(super) head: TreeId,
    /// The one state that HEAD reaches.
    pub(super) base: StateCommit,
    /// What the reading left that the state came from.
    pub(super) stamp: Stamp,
}

/// Returns what such a push stands on; none where everything has to be read, or a push was cut off.
///
/// # Errors
/// The repository or the notes cannot be read.
pub(super) fn ground(
    session: Session<'_>,
    head: &Head,
    now: Timestamp,
) -> Result<Option<Ground>, SyncError> {
    let Some(head) = head.commit() else {
        return Ok(None);
    };
    let Some(base) = only_state(session, head)? else {
        return Ok(None);
    };
    let noted = stamps::noted(session.repo, session.server, base.commit, now)?
        .filter(|noted| noted.elsewhere.is_empty());
    let Some(Noted { stamp, .. }) = noted else {
        return Ok(None);
    };
    let head = session.repo.tree_of(head)?;
    Ok(Some(Ground { head, base, stamp }))
}

/// Returns true if the files here tell of the boards of base and of no others, and of nothing else
/// that has an id: what came from a board that is left aside would be new here.
pub(super) fn knows_all(base: &Known, local: &Known) -> bool {
    let boards = |known: &Known| -> BTreeSet<BoardKey> {
        let boards = known.account.boards.iter();
        boards.map(|board| board.key.clone()).collect()
    };
    let (there, here) = (&base.layout, &local.layout);
    let mut stacks = here.stacks.keys();
    let mut cards = here.cards.keys();
    boards(base) == boards(local)
        && stacks.all(|key| key.is_new() || there.stacks.contains_key(key))
        && cards.all(|key| key.is_new() || there.cards.contains_key(key))
}
