//! What the server holds now: asked, and made sense of with the newest state that is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, BoardId, CardId, Rights};
use crate::files::ContentId;
use crate::monitor::Event;
use crate::provider::{Previous, Read, Stamp, Wanted, Written};

use super::aside::Aside;
use super::attached;
use super::contents::{self, ByName};
use super::error::SyncError;
use super::half_member::without_half_member;
use super::identity::{check_identity, vanished_cards};
use super::session::Session;
use super::sides::StateSide;
use super::stamps::{self, Noted};
use super::unseen::{Unseen, has_more, in_sight, shown_part};
use super::what_may_be;

/// How to read the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HowToRead {
    /// Ask what changed since the last reading.
    Conditional,
    /// The same for a push, which writes to these boards.
    ForPush(BTreeMap<BoardId, Written>),
    /// The same for a push of cards that were edited in their files, and nothing else: it can wait
    /// for what shows nowhere yet.
    InPlace(BTreeMap<BoardId, Written>),
    /// Read everything.
    Full,
}

/// What the server holds now.
#[derive(Clone, Debug)]
pub struct Remote {
    /// The boards that the account sees.
    pub account: Account,
    /// Boards that the last state holds, that the account does not see, and that nobody says
    /// are deleted.
    pub out_of_sight: BTreeSet<BoardId>,
    /// Boards that were deleted, and that the service still holds.
    pub in_trash: BTreeSet<BoardId>,
    /// Cards that are on boards which are not read: asked for by id, the service shows them.
    pub elsewhere: BTreeSet<CardId>,
    /// The attachments as the service lists them, by the names of their files.
    pub attachments: ByName,
    /// What stands for all that the service lists, with what is left aside; none where not all of it
    /// is known to be as agreed.
    pub attached: Option<ContentId>,
    /// What the account may do with each board.
    pub rights: BTreeMap<BoardId, Rights>,
    /// The server's time.
    pub server_time: Timestamp,
    /// For the next reading.
    pub stamp: Stamp,
    /// When everything was read last, by the clock of this machine.
    pub full_at: Timestamp,
}

impl Remote {
    /// Returns what the server may hold and did not show.
    pub fn unseen(&self) -> Unseen<'_> {
        Unseen {
            boards: &self.out_of_sight,
            cards: &self.elsewhere,
        }
    }
}

/// What the server says, before anything is made of it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// When it was asked, by the clock of this machine.
    pub(super) at: Timestamp,
    pub(super) read: Read,
    pub(super) noted: Option<Noted>,
    /// The newest state, with stand-ins for what is left aside.
    pub(super) before: Option<Account>,
}

/// Asks the server what it holds; nothing is written but what attachments hold, into git's
/// storage.
///
/// # Errors
/// The provider's; `NoBoards` if an account that had boards sees none at all, and they are not
/// said to be deleted.
pub async fn read_remote(
    session: Session<'_>,
    state: Option<&StateSide>,
    how: &HowToRead,
    now: Timestamp,
) -> Result<Remote, SyncError> {
    let asked = ask(session, state, how, now).await?;
    understand(session, state, asked, &Account::default()).await
}

/// Asks the server what it holds, and nothing else.
///
/// # Errors
/// The provider's; `NoBoards` as for [`read_remote`].
pub(super) async fn ask(
    session: Session<'_>,
    state: Option<&StateSide>,
    how: &HowToRead,
    now: Timestamp,
) -> Result<Asked, SyncError> {
    let Session {
        repo,
        provider,
        server,
        monitor,
        aside,
    } = session;
    let noted = match state {
        Some(state) => stamps::noted(repo, server, state.commit.commit, now)?,
        None => None,
    };
    let noted = noted.filter(|_| *how != HowToRead::Full);
    let before = state.map(|state| {
        let mut boards = state.side.known.account.boards.clone();
        let aside = aside.into_iter().flat_map(Aside::stand_ins);
        boards.extend(aside.cloned());
        boards.sort_by(|one, other| one.key.cmp(&other.key));
        Account {
            boards,
            organization: Arc::clone(&state.side.known.account.organization),
        }
    });
    let previous = before
        .as_ref()
        .map(|before| previous(before, noted.as_ref(), how));
    monitor.report(Event::Phase {
        name: "reading boards",
        total: None,
    });
    let read = provider.read(&server.wanted, previous.as_ref(), monitor);
    let read = without_half_member(session, read.await?)?;
    let had_more = before
        .as_ref()
        .is_some_and(|before| has_more(before, &read.gone));
    if read.account.boards.is_empty() && had_more {
        return Err(SyncError::NoBoards {
            url: server.url.clone(),
            account: server.account.clone(),
        });
    }
    Ok(Asked {
        at: now,
        read,
        noted,
        before,
    })
}

/// Makes of what the server says what it holds, and downloads attachments.
///
/// `state` is the one that the server was asked with; `uploaded` is what the files here hold where
/// something was sent.
///
/// # Errors
/// As met.
pub(super) async fn understand(
    session: Session<'_>,
    state: Option<&StateSide>,
    mut asked: Asked,
    uploaded: &Account,
) -> Result<Remote, SyncError> {
    let Session {
        provider,
        server,
        monitor,
        ..
    } = session;
    let attached = attached::agreed(&asked.read.attachments, asked.read.server_time);
    asked.leave(session.aside);
    let Asked {
        at,
        read,
        noted,
        before,
    } = asked;
    let seen: BTreeSet<&BoardId> = read
        .account
        .boards
        .iter()
        .filter_map(|board| board.key.id())
        .collect();
    let out_of_sight: BTreeSet<BoardId> = before
        .iter()
        .flat_map(|account| &account.boards)
        .filter_map(|board| board.key.id())
        .filter(|id| !seen.contains(id) && !read.gone.contains(id))
        .cloned()
        .collect();
    if let Some(before) = &before {
        check_identity(session, before, &read.account)?;
    }
    let is_all = server.wanted == Wanted::All && out_of_sight.is_empty();
    let elsewhere = match before.filter(|_| !is_all && !read.unchanged) {
        Some(before) => {
            let vanished = vanished_cards(&in_sight(&before, &out_of_sight), &read.account);
            provider.still_there(&vanished, monitor).await?
        }
        None => noted
            .as_ref()
            .map(|noted| noted.elsewhere.clone())
            .unwrap_or_default(),
    };
    let before = contents::Before {
        state,
        uploaded,
        listed_at: read.server_time,
    };
    let resolved = contents::resolve(session, &read.account, &read.attachments, before).await?;
    // A comfort for `check`: what cannot be noted is told by the push.
    let _ = what_may_be::note_rights(session.repo, session.server, &read.rights);
    Ok(Remote {
        out_of_sight,
        in_trash: read.in_trash,
        elsewhere,
        full_at: noted.map_or(at, |noted| noted.full_at),
        account: resolved.account,
        attachments: resolved.by_name,
        attached,
        rights: read.rights,
        server_time: read.server_time,
        stamp: read.stamp,
    })
}

/// Returns what a reading is compared with; without a note of the last one, every board is read,
/// and only what is gone can be told.
fn previous(account: &Account, noted: Option<&Noted>, how: &HowToRead) -> Previous {
    let written = match how {
        HowToRead::ForPush(boards) | HowToRead::InPlace(boards) => boards.clone(),
        HowToRead::Conditional | HowToRead::Full => BTreeMap::new(),
    };
    match noted {
        Some(noted) => Previous {
            account: shown_part(account, &noted.out_of_sight, &noted.elsewhere),
            stamp: noted.stamp.clone(),
            written,
            can_wait: matches!(how, HowToRead::InPlace(_)),
        },
        None => Previous {
            account: account.clone(),
            stamp: Stamp::default(),
            written,
            can_wait: false,
        },
    }
}
