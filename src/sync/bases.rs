//! The states that count as base of a merge.

use std::iter;

use crate::board::Account;
use crate::monitor::Monitor;
use crate::repo::{Base, CommitId, Repo, StateCommit};

use super::error::SyncError;
use super::session::Server;
use super::sides::{StateSide, Whose, stored_side};

/// The states that count as base, none of which contains another; there is one at least.
#[derive(Debug)]
pub struct Bases {
    newest: StateSide,
    older: Vec<StateSide>,
}

impl Bases {
    /// Reads the states that the heads reach, HEAD or with it the one that is being merged.
    ///
    /// # Errors
    /// `NoBase` if there is none, with the reason.
    pub fn of(
        repo: &Repo,
        server: &Server,
        heads: impl IntoIterator<Item = CommitId>,
        monitor: &dyn Monitor,
    ) -> Result<Self, SyncError> {
        let tips = match repo.base(&server.url, heads)? {
            Base::Tips(tips) => tips,
            Base::None(why) => {
                return Err(SyncError::NoBase {
                    url: server.url.clone(),
                    why,
                });
            }
        };
        let read = |commit: StateCommit, like| {
            let side = stored_side(repo, server, (commit.tree, Whose::Ours), like, monitor)?;
            Ok::<_, SyncError>(StateSide { commit, side })
        };
        let mut tips = tips.into_iter();
        let newest = tips
            .next()
            .ok_or_else(|| SyncError::bug("a base without a state"))?;
        let newest = read(newest, None)?;
        let like = Some(newest.side.known.as_ref());
        let older: Result<Vec<StateSide>, SyncError> = tips.map(|tip| read(tip, like)).collect();
        Ok(Self {
            older: older?,
            newest,
        })
    }

    /// Returns the one state that counts as base.
    pub(super) fn one(newest: StateSide) -> Self {
        Self {
            newest,
            older: Vec::new(),
        }
    }

    /// Returns the newest of them.
    pub fn newest(&self) -> &StateSide {
        &self.newest
    }

    /// Returns all but the newest.
    pub fn older(&self) -> &[StateSide] {
        &self.older
    }

    /// Returns all of them, newest first.
    pub fn all(&self) -> impl Iterator<Item = &StateSide> {
        iter::once(&self.newest).chain(&self.older)
    }

    /// Returns what they say, newest first, with `newest` in the place of what the newest says.
    pub fn accounts_with<'a>(&'a self, newest: &'a Account) -> Vec<&'a Account> {
        let older = self.older.iter().map(|base| &base.side.known.account);
        iter::once(newest).chain(older).collect()
    }
}
