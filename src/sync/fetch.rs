//! Fetch: the server's state becomes `board/main`; no file and no branch is touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, BoardId, CardId, Rights};
use crate::monitor::Event;
use crate::plan::{self, Summary};
use crate::provider::{Previous, Stamp, Wanted};
use crate::repo::{Base, Changes, CommitId, NoBase, StateCommit, TreeId};
use crate::text::{self, Known};

use super::changes::{stored_changes, stored_over};
use super::contents::{self, ByName};
use super::error::SyncError;
use super::identity::{check_identity, vanished_cards};
use super::kept::keep;
use super::session::Session;
use super::sides::{StateSide, StoredSide, Whose, stored_side};
use super::stamps::{self, Noted};
use super::unseen::{Unseen, has_more, in_sight, shown_part, with_unseen};

/// How to read the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HowToRead {
    /// Ask what changed since the last reading.
    Conditional,
    /// The same, but read these boards whatever the stamps say.
    ButFresh(BTreeSet<BoardId>),
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
    /// What the account may do with each board.
    pub rights: BTreeMap<BoardId, Rights>,
    /// The server's time.
    pub server_time: Timestamp,
    /// For the next reading.
    pub stamp: Stamp,
    /// When everything was read last.
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

/// What a fetch did.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The newest state, which `board/main` is now.
    pub state: StateSide,
    /// What the server holds.
    pub remote: Remote,
    /// What changed since the state before, in words; `None` where nothing did.
    pub summary: Option<Summary>,
    /// The state before; `None` for the first, and where nothing changed.
    pub before: Option<CommitId>,
}

/// Returns the newest state that is known: `board/main`, or one that came to HEAD through git and
/// is newer.
///
/// `read` are states that were read already.
///
/// # Errors
/// A commit or its files cannot be read.
pub fn newest_state(
    session: Session<'_>,
    read: &[StateSide],
) -> Result<Option<StateSide>, SyncError> {
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
    let fetched = match repo.fetched()? {
        Some(commit) => repo.believed_state(commit)?,
        None => None,
    };
    let fetched = fetched.filter(|state| state.state.url == server.url);
    let reached = match repo.base(&server.url, repo.head()?.commit())? {
        Base::Tips(tips) => tips.into_iter().next(),
        Base::None(_) => None,
    };
    let newest = match (fetched, reached) {
        (Some(fetched), Some(reached)) => {
            let is_newer = reached.state.server_time > fetched.state.server_time
                || repo.contains(reached.commit, fetched.commit)?;
            Some(if is_newer { reached } else { fetched })
        }
        (fetched, reached) => fetched.or(reached),
    };
    let Some(commit) = newest else {
        return Ok(None);
    };
    let same = read.iter().find(|state| state.commit.tree == commit.tree);
    let side = match same {
        Some(state) => state.side.clone(),
        None => {
            let like = read.first().map(|state| state.side.known.as_ref());
            stored_side(repo, server, (commit.tree, Whose::Ours), like, monitor)?
        }
    };
    Ok(Some(StateSide { commit, side }))
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
    read_after_sending(session, state, how, now, &Account::default()).await
}

/// The same after something was sent: `uploaded` is what the files here hold.
///
/// # Errors
/// As for [`read_remote`].
pub async fn read_after_sending(
    session: Session<'_>,
    state: Option<&StateSide>,
    how: &HowToRead,
    now: Timestamp,
    uploaded: &Account,
) -> Result<Remote, SyncError> {
    let Session {
        repo,
        provider,
        server,
        monitor,
    } = session;
    let noted = match state {
        Some(state) => stamps::noted(repo, server, state.commit.commit)?,
        None => None,
    };
    let noted = noted.filter(|noted| *how != HowToRead::Full && !stamps::is_full_due(noted, now));
    let previous = state.map(|state| previous(&state.side.known.account, noted.as_ref(), how));
    monitor.report(Event::Phase {
        name: "reading boards",
        total: None,
    });
    let read = provider
        .read(&server.wanted, previous.as_ref(), monitor)
        .await?;
    let before = state.map(|state| &state.side.known.account);
    if read.account.boards.is_empty() && before.is_some_and(|account| has_more(account, &read.gone))
    {
        return Err(SyncError::NoBoards {
            url: server.url.clone(),
            account: server.account.clone(),
        });
    }
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
    if let Some(before) = before {
        check_identity(session, before, &read.account)?;
    }
    let is_all = server.wanted == Wanted::All && out_of_sight.is_empty();
    let elsewhere = match before.filter(|_| !is_all && !read.unchanged) {
        Some(before) => {
            let vanished = vanished_cards(&in_sight(before, &out_of_sight), &read.account);
            provider.still_there(&vanished, monitor).await?
        }
        None => noted
            .as_ref()
            .map(|noted| noted.elsewhere.clone())
            .unwrap_or_default(),
    };
    let before = contents::Before { state, uploaded };
    let resolved = contents::resolve(session, &read.account, &read.attachments, before).await?;
    Ok(Remote {
        out_of_sight,
        in_trash: read.in_trash,
        elsewhere,
        full_at: noted.map_or(read.server_time, |noted| noted.full_at),
        account: resolved.account,
        attachments: resolved.by_name,
        rights: read.rights,
        server_time: read.server_time,
        stamp: read.stamp,
    })
}

/// Returns what a reading is compared with; without a note of the last one, every board is read,
/// and only what is gone can be told.
fn previous(account: &Account, noted: Option<&Noted>, how: &HowToRead) -> Previous {
    let distrusted = match how {
        HowToRead::ButFresh(boards) => boards.clone(),
        HowToRead::Conditional | HowToRead::Full => BTreeSet::new(),
    };
    match noted {
        Some(noted) => Previous {
            account: shown_part(account, &noted.out_of_sight, &noted.elsewhere),
            stamp: noted.stamp.clone(),
            distrusted,
        },
        None => Previous {
            account: account.clone(),
            stamp: Stamp::default(),
            distrusted,
        },
    }
}

/// Fetches: reads the server and brings its state to `board/main`.
///
/// `read` are states that were read already.
///
/// # Errors
/// `NoBase` where no state is known at all; else as met. `board/main` has moved only if all went
/// well.
pub async fn fetch(
    session: Session<'_>,
    read: &[StateSide],
    how: &HowToRead,
    now: Timestamp,
) -> Result<Fetched, SyncError> {
    let Some(state) = newest_state(session, read)? else {
        let why = match session
            .repo
            .base(&session.server.url, session.repo.head()?.commit())?
        {
            Base::None(why) => why,
            Base::Tips(_) => NoBase::NoneReachable { altered: None },
        };
        return Err(SyncError::NoBase {
            url: session.server.url.clone(),
            why,
        });
    };
    let remote = read_remote(session, Some(&state), how, now).await?;
    let before = Before {
        commit: Some(state.commit),
        side: state.side,
        verb: "pull: ",
    };
    record(session, before, remote)
}

/// What a new state follows.
#[derive(Clone, Debug)]
pub struct Before {
    /// The state before; `None` for the first one.
    pub commit: Option<StateCommit>,
    /// Its tree; for the first state the files beside the boards.
    pub side: StoredSide,
    /// How the commit's subject begins: `pull: `.
    pub verb: &'static str,
}

/// Writes the server's state as a commit on `board/main`, if it differs from the one before.
///
/// # Errors
/// As met; `board/main` has moved only if all went well.
pub fn record(session: Session<'_>, before: Before, remote: Remote) -> Result<Fetched, SyncError> {
    Ok(record_files(session, before, remote)?.0)
}

/// Does the same, and returns the files that the state has otherwise than the one before, too.
///
/// # Errors
/// As for [`record`].
pub fn record_files(
    session: Session<'_>,
    before: Before,
    remote: Remote,
) -> Result<(Fetched, Changes), SyncError> {
    let Session { repo, server, .. } = session;
    let mut files = Changes::default();
    let Before { commit, side, verb } = before;
    let wanted = with_unseen(&remote.account, &side.known.account, remote.unseen());
    let written = text::write(
        server.service,
        &wanted,
        &stored_over(&side, &repo.blobs()?),
        server.names,
    )?;
    let fetched = match commit {
        Some(commit) if written.changes.is_empty() => Fetched {
            state: StateSide { commit, side },
            remote,
            summary: None,
            before: None,
        },
        commit => {
            let summary = plan::summary(&side.known.account, &wanted);
            let changes = stored_changes(written.changes, &side.files)?;
            let tree = repo.edit_tree(Some(side.tree), &changes)?;
            let before = commit.map(|commit| commit.commit);
            let parents: Vec<CommitId> = before.into_iter().collect();
            let commit = commit_state(session, tree, &parents, verb, &summary, &remote)?;
            let side = StoredSide {
                tree,
                files: repo.board_files(tree)?,
                known: Arc::new(Known {
                    account: wanted,
                    layout: written.layout,
                }),
            };
            keep(repo, server.service, commit.state.tree, &side.known);
            files = changes;
            Fetched {
                state: StateSide { commit, side },
                remote,
                summary: Some(summary),
                before,
            }
        }
    };
    let now_at = fetched.state.commit.commit;
    let was_at = repo.fetched()?;
    if was_at != Some(now_at) {
        repo.set_fetched(was_at, now_at, "board: fetch")?;
    }
    stamps::keep_stamp(session, now_at, &fetched.remote)?;
    Ok((fetched, files))
}

/// Stores a state commit whose subject says what changed, in words.
///
/// # Errors
/// The commit cannot be written or read back.
pub fn commit_state(
    session: Session<'_>,
    tree: TreeId,
    parents: &[CommitId],
    verb: &str,
    summary: &Summary,
    remote: &Remote,
) -> Result<StateCommit, SyncError> {
    let Session { repo, server, .. } = session;
    let commit = repo.commit_state(
        tree,
        parents,
        &summary.subject(verb),
        &summary.lines.join("\n"),
        (&server.url, &server.account, remote.server_time),
    )?;
    repo.believed_state(commit)?
        .ok_or_else(|| SyncError::NoBase {
            url: server.url.clone(),
            why: NoBase::NoneReachable {
                altered: Some(commit),
            },
        })
}
