//! What a push starts from: all boards, or only those that somebody may have touched.
//!
//! A board that HEAD, the index and the working tree hold just as it was agreed, and that the server
//! has not changed either, is no part of a push. It is left aside, so that a push costs what its
//! boards cost, however many others there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Board, BoardId, BoardKey, Operation, Service};
use crate::plan;
use crate::repo::{Head, Repo};
use crate::text::Known;

use super::error::SyncError;
use super::fetch::newest_state;
use super::kept::kept;
use super::remote::Remote;
use super::rest::only_state;
use super::session::Session;
use super::sides::{LocalSide, StateSide, StoredSide, Whose, base_sides, local_side, stored_side};

/// What a push starts from.
#[derive(Debug)]
pub(super) struct Start {
    /// The states that count as base, newest first; there is one at least.
    pub(super) bases: Vec<StateSide>,
    /// The newest state fetched.
    pub(super) newest: StateSide,
    pub(super) local: LocalSide,
    /// What is left aside.
    pub(super) aside: Option<Aside>,
}

/// Boards that are left aside.
#[derive(Debug)]
pub(super) struct Aside {
    /// The repository as it is without them.
    repo: Repo,
    /// What they hold, on every side.
    boards: Vec<Arc<Board>>,
}

impl Start {
    /// Reads what somebody may have touched here, or else everything.
    ///
    /// # Errors
    /// `Problems` and the like, of the whole tree.
    pub(super) fn of_what_is_touched(session: Session<'_>, head: &Head) -> Result<Self, SyncError> {
        match Self::of_some(session, head)? {
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
        let bases = base_sides(repo, server, head.commit(), monitor)?;
        let Some(base) = bases.first() else {
            return Err(SyncError::bug("a base without a state"));
        };
        let local = local_side(repo, server, &bases, monitor)?;
        let newest = newest_state(session, &bases)?.unwrap_or_else(|| base.clone());
        Ok(Self {
            bases,
            newest,
            local,
            aside: None,
        })
    }

    /// Reads only what somebody may have touched here; none where that is all, where an earlier push
    /// was cut off, or where the others may have to do with it.
    fn of_some(session: Session<'_>, head: &Head) -> Result<Option<Self>, SyncError> {
        let Session {
            repo,
            server,
            monitor,
            ..
        } = session;
        // On the other services, things of one board know of things of another.
        let Some(head) = head.commit().filter(|_| server.service == Service::Deck) else {
            return Ok(None);
        };
        let Some(base) = only_state(session, head)? else {
            return Ok(None);
        };
        let untouched = repo.untouched_folders([base.tree, repo.tree_of(head)?])?;
        if untouched.is_empty() {
            return Ok(None);
        }
        let kept = kept(repo, server.service);
        let Some((kept_tree, apart)) =
            kept.and_then(|kept| Some((kept.tree, kept.apart(&untouched)?)))
        else {
            return Ok(None);
        };
        // Where most of what is kept is out of date, everything is read once, and kept anew.
        if apart.aside.len() * 2 < untouched.len() {
            return Ok(None);
        }
        let folders = apart.aside.keys().cloned().collect();
        let aside = Aside {
            repo: repo.leaving_aside(folders)?,
            boards: apart.aside.into_values().collect(),
        };
        let side = if kept_tree == base.state.tree {
            StoredSide {
                tree: base.tree,
                files: aside.repo.board_files(base.tree)?,
                known: Arc::new(apart.known),
            }
        } else {
            let tree = (base.tree, Whose::Ours);
            stored_side(&aside.repo, server, tree, Some(&apart.known), monitor)?
        };
        let base = StateSide { commit: base, side };
        let bases = vec![base.clone()];
        // Whatever is wrong is told of the whole tree.
        let Ok(local) = local_side(&aside.repo, server, &bases, monitor) else {
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

    /// Returns the boards on which a push will write something: no stamp is trusted for them.
    ///
    /// # Errors
    /// As for [`Start::base`].
    pub(super) fn boards_to_write(&self, now: Timestamp) -> Result<BTreeSet<BoardId>, SyncError> {
        let base = &self.base()?.side.known.account;
        let operations = plan::operations(base, &self.local.known.account, now);
        let boards = operations.iter().flat_map(Operation::boards);
        Ok(boards.filter_map(|key| key.id().cloned()).collect())
    }

    /// Returns the newest of the states that count as base.
    ///
    /// # Errors
    /// `Bug` if there is none.
    pub(super) fn base(&self) -> Result<&StateSide, SyncError> {
        let first = self.bases.first();
        first.ok_or_else(|| SyncError::bug("a base without a state"))
    }
}

impl Aside {
    /// Returns what the server holds with what is left aside.
    pub(super) fn with_all(&self, remote: &Remote) -> Remote {
        let mut whole = remote.clone();
        let boards = &mut whole.account.boards;
        boards.extend(self.boards.iter().cloned());
        boards.sort_by(|one, other| one.key.cmp(&other.key));
        whole
    }

    /// Returns the session of the boards that are not left aside.
    pub(super) fn session<'a>(aside: Option<&'a Self>, session: Session<'a>) -> Session<'a> {
        match aside {
            Some(aside) => Session {
                repo: &aside.repo,
                aside: &aside.boards,
                ..session
            },
            None => session,
        }
    }
}

/// Returns true if the files here tell of the boards of base and of no others, and of nothing else
/// that has an id: what came from a board that is left aside would be new here.
fn knows_all(base: &Known, local: &Known) -> bool {
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
