//! The three-way merge, with git's text merge handed in and what is known of things that are gone.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::board::{Account, BoardId, Card, CardKey};
use crate::plan::{self, BodyMerge, Merged, Scope, ThingKey};
use crate::repo::{self, CommitId, ConflictStyle, Sides};
use crate::text::Known;

use super::error::SyncError;
use super::listed_names::as_named_there;
use super::session::Session;
use super::sides::{Whose, stored_side};
use super::unseen::Unseen;

/// Merges an account.
///
/// `bases` are the states that count as base, newest first; `head` is where earlier states are
/// looked for. What is `unseen` is left alone.
///
/// # Errors
/// `Bug` if a thing of the three sides would be lost.
pub fn merge(
    session: Session<'_>,
    head: Option<CommitId>,
    bases: &[&Account],
    local: &Account,
    remote: &Account,
    unseen: &Unseen<'_>,
) -> Result<Merged, SyncError> {
    let named = |account| as_named_there(account, bases, remote);
    let bases_named: Vec<_> = bases.iter().copied().map(named).collect();
    let local = &*named(local);
    let bases: &[&Account] = &bases_named.iter().map(|base| &**base).collect::<Vec<_>>();
    let gone_boards = gone_boards(bases, local, remote, unseen.boards);
    let earlier = Earlier {
        session,
        head,
        accounts: OnceCell::new(),
    };
    let scope = Scope {
        gone_boards: &gone_boards,
        // Every board was read, and where that is not all there is, the card was asked for.
        is_gone: &|card| !unseen.cards.contains(card),
        earlier: &|key| earlier.versions(key),
        was_agreed: &|key, title| earlier.has(key, title),
        user: Some(&session.server.account),
        merge_body: &merge_bodies,
    };
    Ok(plan::merge(bases, local, remote, &scope)?)
}

/// Returns the boards that are neither shown nor out of sight: the service said that they are
/// deleted.
fn gone_boards(
    bases: &[&Account],
    local: &Account,
    remote: &Account,
    out_of_sight: &BTreeSet<BoardId>,
) -> BTreeSet<BoardId> {
    let ids = |account: &Account| -> Vec<BoardId> {
        let keys = account.boards.iter().map(|board| board.key.id().cloned());
        keys.flatten().collect()
    };
    let shown: BTreeSet<BoardId> = ids(remote).into_iter().collect();
    bases
        .iter()
        .copied()
        .chain([local])
        .flat_map(ids)
        .filter(|id| !shown.contains(id) && !out_of_sight.contains(id))
        .collect()
}

/// Merges three texts by lines.
pub(super) fn merge_bodies(base: &str, ours: &str, theirs: &str) -> BodyMerge {
    let sides = Sides {
        base: "base",
        local: "here",
        remote: "there",
        marker_size: repo::MARKER_SIZE,
    };
    let merged = repo::merge_text(
        base.as_bytes(),
        ours.as_bytes(),
        theirs.as_bytes(),
        ConflictStyle::Diff3,
        sides,
    );
    match merged {
        Ok(repo::Merged::Clean(bytes)) => match String::from_utf8(bytes) {
            Ok(text) => BodyMerge::Merged(text),
            Err(_) => BodyMerge::Conflict,
        },
        Ok(repo::Merged::Conflict(_) | repo::Merged::NotText) | Err(_) => BodyMerge::Conflict,
    }
}

/// The states that HEAD reaches, read only when somebody asks.
struct Earlier<'a> {
    session: Session<'a>,
    head: Option<CommitId>,
    accounts: OnceCell<Vec<Account>>,
}

impl Earlier<'_> {
    /// Returns the card as each state had it.
    fn versions(&self, key: &CardKey) -> Vec<Arc<Card>> {
        self.accounts()
            .iter()
            .filter_map(|account| Some(Arc::clone(account.cards().get(key)?.card)))
            .collect()
    }

    /// Returns true if a state had the board or stack with this title.
    fn has(&self, key: &ThingKey, title: &str) -> bool {
        self.accounts().iter().any(|account| match key {
            ThingKey::Board(key) => account.board(key).is_some_and(|had| had.title == title),
            ThingKey::Stack(key) => {
                let stacks = account.stacks();
                stacks.get(key).is_some_and(|had| had.stack.title == title)
            }
            ThingKey::Label(_)
            | ThingKey::Member(_, _)
            | ThingKey::Card(_)
            | ThingKey::Comment(..)
            | ThingKey::Milestone(_) => false,
        })
    }

    /// Returns the states; a history that cannot be read says nothing, and what stands in it
    /// counts as never agreed.
    fn accounts(&self) -> &[Account] {
        self.accounts
            .get_or_init(|| self.read().unwrap_or_default())
    }

    fn read(&self) -> Result<Vec<Account>, SyncError> {
        let Session {
            repo,
            server,
            monitor,
            ..
        } = self.session;
        let Some(head) = self.head else {
            return Ok(Vec::new());
        };
        let mut accounts = Vec::new();
        let mut like: Option<Arc<Known>> = None;
        for state in repo.states(&server.url, head)? {
            let side = stored_side(
                repo,
                server,
                (state?.tree, Whose::Ours),
                like.as_deref(),
                monitor,
            )?;
            accounts.push(side.known.account.clone());
            like = Some(side.known);
        }
        Ok(accounts)
    }
}
