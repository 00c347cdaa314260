//! A whole reading of the account: boards with their tasks are one call, classes of service another one
//! beside it, and where lists hold no texts there is one more a task.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;

use super::api::{Api, Boards};
use super::call::is_gone;
use super::versions::{lists_descriptions, rights};
use super::wire::{BoardWithProjects, Task};
use super::{decode, wire};
use crate::board::listed::by_name;
use crate::board::{Account, Board, BoardId, BoardKey, Rights};
use crate::monitor::Event;
use crate::provider::http::on_one_line;
use crate::provider::{Previous, ProviderError, Read, Stamp, Wanted};

/// How many tasks are asked for at the same time.
const PARALLEL: usize = 4;

/// Reads the boards that are wanted; see [`crate::provider::Provider::read`].
///
/// The server knows no conditional requests: everything is read, and boards that are as before are
/// the very ones of `previous`.
pub(super) async fn read(
    api: Api<'_>,
    wanted: &Wanted,
    previous: Option<&Previous>,
) -> Result<Read, ProviderError> {
    // One login serves both.
    api.session().await?;
    let (Boards { boards, date }, classes) =
        future::try_join(api.boards(true), api.classes()).await?;
    let classes = by_name(classes.iter().map(decode::class).collect());
    let before = previous.map(|previous| &previous.account);
    let chosen = choose(&boards, wanted, before)?;
    let total = u64::try_from(chosen.len()).ok();
    api.monitor().report(Event::Phase {
        name: "reading boards",
        total,
    });
    let mut read = Vec::new();
    for (done, whole) in (1..).zip(chosen) {
        let mut board = if lists_descriptions(&whole.board) {
            decode::board(whole)
        } else {
            decode::board(&with_texts(api, whole).await?)
        };
        board.classes.clone_from(&classes);
        read.push(same_or_new(board, before));
        api.monitor().report(Event::Step { done });
    }
    let rights = rights_of(api, &read).await?;
    read.sort_by(|one, other| one.key.cmp(&other.key));
    let gone = gone(api, &read, before).await?;
    let is_as_before = before.is_some_and(|account| {
        let mut pairs = account.boards.iter().zip(&read);
        account.boards.len() == read.len() && pairs.all(|(one, other)| Arc::ptr_eq(one, other))
    });
    Ok(Read {
        alone: BTreeSet::new(),
        account: Account::of(read),
        unchanged: is_as_before,
        gone,
        in_trash: BTreeSet::new(),
        attachments: BTreeMap::new(),
        rights,
        stamp: Stamp::default(),
        server_time: whole_second(date.unwrap_or_default()),
    })
}

fn whole_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

fn same_or_new(board: Board, before: Option<&Account>) -> Arc<Board> {
    let same = before
        .and_then(|account| account.board(&board.key))
        .filter(|known| ***known == board);
    same.map_or_else(|| Arc::new(board), Arc::clone)
}

/// Returns the board with each task as `getTask` gives it; one that went meanwhile is left out.
async fn with_texts(
    api: Api<'_>,
    whole: &BoardWithProjects,
) -> Result<BoardWithProjects, ProviderError> {
    let board = wire::Board {
        tasks: texts(api, &whole.board.tasks).await?,
        ..whole.board.clone()
    };
    Ok(whole.with_board(board))
}

/// Reads one board with all texts; `None` if it is not there, or not for this user.
pub(super) async fn whole_board(
    api: Api<'_>,
    id: &str,
) -> Result<Option<BoardWithProjects>, ProviderError> {
    let all = api.boards(true).await?.boards;
    let Some(whole) = all.into_iter().find(|whole| whole.board.id() == id) else {
        return Ok(None);
    };
    if lists_descriptions(&whole.board) {
        return Ok(Some(whole));
    }
    with_texts(api, &whole).await.map(Some)
}

async fn texts(api: Api<'_>, tasks: &[Task]) -> Result<Vec<Task>, ProviderError> {
    let ids: Vec<String> = tasks.iter().map(|task| task.id().to_owned()).collect();
    let requests = ids.into_iter().map(|id| async move {
        match api.task(&id).await {
            Ok(task) => Ok(Some(task)),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(error),
        }
    });
    let found: Vec<Option<Task>> = stream::iter(requests)
        .buffered(PARALLEL)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// Returns what the user may do; asked anew if the login did not know of a board.
async fn rights_of(
    api: Api<'_>,
    boards: &[Arc<Board>],
) -> Result<BTreeMap<BoardId, Rights>, ProviderError> {
    let of_all = |session: &super::session::Session| -> BTreeMap<BoardId, Rights> {
        let ids = boards.iter().filter_map(|board| board.key.id());
        ids.map(|id| {
            (
                id.clone(),
                rights(session.permissions.as_deref(), id.as_str()),
            )
        })
        .collect()
    };
    let known = of_all(&api.session().await?);
    if known.values().all(|rights| rights.edit || rights.manage) {
        return Ok(known);
    }
    api.refresh_permissions().await?;
    Ok(of_all(&api.session().await?))
}

/// Returns the boards of before that the server says are not there.
async fn gone(
    api: Api<'_>,
    read: &[Arc<Board>],
    before: Option<&Account>,
) -> Result<BTreeSet<BoardId>, ProviderError> {
    let mut gone = BTreeSet::new();
    for board in before.iter().flat_map(|account| &account.boards) {
        let Some(id) = board.key.id() else { continue };
        let is_here = read.iter().any(|other| other.key == board.key);
        // Asks for no permission, so that a board out of sight answers too.
        if !is_here && api.board(id.as_str()).await?.is_none() {
            gone.insert(id.clone());
        }
    }
    Ok(gone)
}

fn choose<'b>(
    boards: &'b [BoardWithProjects],
    wanted: &Wanted,
    before: Option<&Account>,
) -> Result<Vec<&'b BoardWithProjects>, ProviderError> {
    let Wanted::Named(names) = wanted else {
        return Ok(boards.iter().collect());
    };
    let is_called = |id: &str, title: &str, name: &str| {
        id == name || title.to_lowercase() == name.to_lowercase()
    };
    for name in names {
        let here = boards
            .iter()
            .any(|whole| is_called(whole.board.id(), &whole.board.name, name));
        let known = before.is_some_and(|account| {
            account.boards.iter().any(|board| {
                board.key == BoardKey::known(name.as_str()) || is_called("", &board.title, name)
            })
        });
        if !here && !known {
            return Err(ProviderError::NoSuchBoard {
                name: on_one_line(name),
                present: titles(boards),
            });
        }
    }
    let is_wanted = |whole: &&BoardWithProjects| {
        let mut names = names.iter();
        names.any(|name| is_called(whole.board.id(), &whole.board.name, name))
    };
    Ok(boards.iter().filter(is_wanted).collect())
}

fn titles(boards: &[BoardWithProjects]) -> String {
    if boards.is_empty() {
        return "none that this user may read".to_owned();
    }
    let titles: Vec<String> = boards
        .iter()
        .map(|whole| {
            format!(
                "`{}` ({})",
                on_one_line(&whole.board.name),
                whole.board.id()
            )
        })
        .collect();
    titles.join(", ")
}
