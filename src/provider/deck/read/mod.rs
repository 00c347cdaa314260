//! A whole, consistent reading of the account in as few requests as Deck allows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;

use super::api::{Api, BoardList, Listing};
use super::wire;
use crate::board::{Account, BoardId, BoardKey, CardId, CardKey, RemoteAttachment, StackKey};
use crate::monitor::Event;
use crate::provider::{Previous, ProviderError, Read, Stamp, Wanted};

mod attachments;
mod comments;
mod known;
mod one_board;
mod stamp;
mod wanted;
mod written;

use known::{Known, can_wait, known_readings};
use one_board::{PARALLEL, Reading, read_board};
use stamp::{BoardNote, Note};
use wanted::choose;
use written::read_written;

/// How often what moved meanwhile is read again.
const ROUNDS_AGAIN: usize = 3;

/// The boards read so far, by id.
type Readings = BTreeMap<BoardId, Reading>;

/// The list of boards, asked for before the reading that uses it.
pub(super) struct Listed {
    /// The tag that it was asked for with.
    tag: String,
    listing: Listing,
}

impl Listed {
    /// Returns true if the server said "not modified".
    pub(super) fn is_unchanged(&self) -> bool {
        matches!(self.listing, Listing::Unchanged { .. })
    }
}

/// Asks for the list of boards if it changed since the reading that left `stamp`; none where
/// "not modified" could not be believed.
pub(super) async fn list(
    api: Api<'_>,
    wanted: &Wanted,
    stamp: &Stamp,
) -> Result<Option<Listed>, ProviderError> {
    let note = Note::parse(stamp);
    let Some(tag) = note.as_ref().and_then(|note| note.tag_for(wanted)) else {
        return Ok(None);
    };
    Ok(Some(Listed {
        tag: tag.to_owned(),
        listing: api.boards(Some(tag)).await?,
    }))
}

/// Returns the boards that had settled at the reading that left `stamp`.
pub(super) fn at_rest(stamp: &Stamp) -> BTreeSet<BoardId> {
    noted(stamp, |note| note.settled)
}

/// Returns the boards of the reading that left `stamp`.
pub(super) fn at_rest_for_now(stamp: &Stamp) -> BTreeSet<BoardId> {
    noted(stamp, |_| true)
}

fn noted(stamp: &Stamp, is_one: impl Fn(&BoardNote) -> bool) -> BTreeSet<BoardId> {
    let boards = Note::parse(stamp).map(|note| note.boards);
    let boards = boards.unwrap_or_default().into_iter();
    let such = boards.filter(|(_, note)| is_one(note));
    such.map(|(id, _)| BoardId::new(id)).collect()
}

/// Reads the boards that are wanted; see [`crate::provider::Provider::read`].
///
/// Where nothing changed, it is one conditional request. Otherwise only boards are read whose
/// `lastModified` moved or had not settled, and those that lost something to them.
pub(super) async fn read(
    api: Api<'_>,
    wanted: &Wanted,
    previous: Option<&Previous>,
    (listed, touched): (Option<Listed>, &BTreeSet<String>),
) -> Result<Read, ProviderError> {
    let known = previous.and_then(|previous| known_readings(previous, touched));
    let tag = known.as_ref().and_then(|known| known.note.tag_for(wanted));
    let listed = listed.filter(|listed| !listed.is_unchanged() || tag == Some(&listed.tag));
    let listing = match listed {
        Some(listed) => listed.listing,
        None => api.boards(tag).await?,
    };
    let list = match listing {
        Listing::Boards(list) => list,
        Listing::Unchanged { date } => return unchanged(api, previous.zip(known), date),
    };
    let (readings, last) = known.map_or_else(Default::default, |known| {
        (known.readings, Timestamp::from_second(known.note.time).ok())
    });
    let asked = Asked {
        wanted,
        previous,
        began: list.date.or(last),
    };
    read_until_it_rests(api, &asked, list, readings).await
}

/// What was asked for, and when.
struct Asked<'a> {
    wanted: &'a Wanted,
    previous: Option<&'a Previous>,
    /// The server's clock.
    began: Option<Timestamp>,
}

/// Reads what is due, until the list of boards is the same afterwards as before.
async fn read_until_it_rests(
    api: Api<'_>,
    asked: &Asked<'_>,
    mut list: BoardList,
    mut readings: Readings,
) -> Result<Read, ProviderError> {
    let account = asked.previous.map(|previous| &previous.account);
    let mut trouble = None;
    let alone = read_written(api, &list, asked.previous, &mut readings).await?;
    let mut again: BTreeSet<BoardId> = readings
        .iter()
        .filter(|(id, reading)| !reading.note.settled && !alone.contains(*id))
        .map(|(id, _)| id.clone())
        .collect();
    again.retain(|id| !asked.previous.is_some_and(|before| can_wait(before, id)));
    for _round in 0..=ROUNDS_AGAIN {
        let chosen = choose(&list.boards, asked.wanted, account)?;
        readings.retain(|id, _| chosen.iter().any(|board| board.id.0 == id.as_str()));
        let due: Vec<&wire::Board> = chosen
            .into_iter()
            .filter(|board| !alone.contains(&BoardId::new(board.id.0.as_str())))
            .filter(|board| is_due(board, &readings, &again))
            .collect();
        again.clear();
        if due.is_empty() {
            return Ok(whole(asked, list, readings, alone));
        }
        trouble = read_due(api, &list, due, &mut readings).await?;
        match api.boards(list.etag.as_deref()).await? {
            Listing::Unchanged { .. } => {
                return match trouble {
                    Some(trouble) => Err(trouble),
                    None => Ok(whole(asked, list, readings, alone)),
                };
            }
            Listing::Boards(newer) => list = newer,
        }
    }
    Err(trouble.unwrap_or(ProviderError::Restless { url: api.address() }))
}

fn is_due(board: &wire::Board, readings: &Readings, again: &BTreeSet<BoardId>) -> bool {
    let id = BoardId::new(board.id.0.as_str());
    again.contains(&id)
        || readings
            .get(&id)
            .is_none_or(|reading| reading.note.modified != board.last_modified)
}

/// Reads boards, then those that hold a card or stack of another board.
///
/// A card that moves to another board leaves no trace on the board that it left, which would be
/// taken over with the card still on it.
///
/// Returns the trouble with a board that vanished while it was read, which has then no reading.
async fn read_due(
    api: Api<'_>,
    list: &BoardList,
    due: Vec<&wire::Board>,
    readings: &mut Readings,
) -> Result<Option<ProviderError>, ProviderError> {
    let mut fresh: BTreeSet<BoardId> = due
        .iter()
        .map(|board| BoardId::new(board.id.0.as_str()))
        .collect();
    let mut trouble = read_boards(api, list, due, readings).await?;
    for _again in 0..ROUNDS_AGAIN {
        let mut suspects = boards_that_share(readings);
        if suspects.is_empty() {
            return Ok(trouble);
        }
        if !suspects.is_subset(&fresh) {
            suspects.retain(|id| !fresh.contains(id));
        }
        let due: Vec<&wire::Board> = list
            .boards
            .iter()
            .filter(|board| suspects.contains(&BoardId::new(board.id.0.as_str())))
            .collect();
        trouble = read_boards(api, list, due, readings).await?.or(trouble);
        fresh.append(&mut suspects);
    }
    if boards_that_share(readings).is_empty() {
        return Ok(trouble);
    }
    Err(ProviderError::Restless { url: api.address() })
}

async fn read_boards(
    api: Api<'_>,
    list: &BoardList,
    due: Vec<&wire::Board>,
    readings: &mut Readings,
) -> Result<Option<ProviderError>, ProviderError> {
    api.monitor().report(Event::Phase {
        name: "reading boards",
        total: u64::try_from(due.len()).ok(),
    });
    let mut requests = Vec::new();
    for board in due {
        let id = BoardId::new(board.id.0.as_str());
        let known = readings.get(&id).cloned();
        let date = list.date;
        requests.push(async move {
            let reading = read_board(api, board, known.as_ref(), date).await;
            (id, reading)
        });
    }
    let mut answers = stream::iter(requests).buffer_unordered(PARALLEL);
    let mut read = Vec::new();
    let mut done = 0;
    while let Some((id, reading)) = answers.next().await {
        match reading {
            Ok(reading) => read.push((id, Ok(reading))),
            Err(error @ ProviderError::NotAllowed { .. }) => read.push((id, Err(error))),
            Err(error) => return Err(error),
        }
        done += 1;
        api.monitor().report(Event::Step { done });
    }
    let mut trouble = None;
    for (id, reading) in read {
        match reading {
            Ok(reading) => {
                readings.insert(id, reading);
            }
            Err(error) => {
                readings.remove(&id);
                trouble = Some(error);
            }
        }
    }
    Ok(trouble)
}

/// Returns the boards that hold a card or a stack which another board holds too.
fn boards_that_share(readings: &Readings) -> BTreeSet<BoardId> {
    let mut cards: HashMap<&CardKey, &BoardId> = HashMap::new();
    let mut stacks: HashMap<&StackKey, &BoardId> = HashMap::new();
    let mut sharing = BTreeSet::new();
    let mut note = |first: Option<&BoardId>, id: &BoardId| {
        if let Some(first) = first.filter(|first| *first != id) {
            sharing.insert(first.clone());
            sharing.insert(id.clone());
        }
    };
    for (id, reading) in readings {
        for stack in reading.board.all_stacks() {
            note(stacks.insert(&stack.key, id), id);
            for card in &stack.cards {
                note(cards.insert(&card.key, id), id);
            }
        }
    }
    sharing
}

/// Returns the reading of an account of which the server says that it is as before.
fn unchanged(
    api: Api<'_>,
    before: Option<(&Previous, Known)>,
    date: Option<Timestamp>,
) -> Result<Read, ProviderError> {
    let Some((previous, known)) = before else {
        return Err(ProviderError::Local(format!(
            "{} says `not modified` although it was not asked",
            api.address()
        )));
    };
    let time = Timestamp::from_second(known.note.time).unwrap_or_default();
    Ok(Read {
        alone: BTreeSet::new(),
        account: Account::of(in_order(&known.readings)),
        unchanged: true,
        gone: BTreeSet::new(),
        in_trash: known.note.in_trash(),
        rights: known
            .readings
            .iter()
            .map(|(id, reading)| (id.clone(), reading.note.rights()))
            .collect(),
        attachments: attachments_of(&known.readings),
        stamp: previous.stamp.clone(),
        server_time: date.unwrap_or(time),
    })
}

fn whole(
    asked: &Asked<'_>,
    list: BoardList,
    mut readings: Readings,
    alone: BTreeSet<BoardId>,
) -> Read {
    let server_time = asked.began.unwrap_or_else(|| newest(&list));
    let mut note = Note::new(asked.wanted, list.etag, server_time);
    let mut rights = BTreeMap::new();
    for board in &list.boards {
        let id = BoardId::new(board.id.0.as_str());
        if let Some(reading) = readings.get_mut(&id) {
            let may = super::decode::rights(board).unwrap_or(reading.note.rights());
            reading.note.set_rights(may.clone());
            rights.insert(id, may);
        }
    }
    for board in list.boards.iter().filter(|board| board.deleted_at != 0) {
        note.trash.insert(board.id.0.clone());
        let may = super::decode::rights(board);
        rights.extend(may.map(|may| (BoardId::new(board.id.0.as_str()), may)));
    }
    for (id, reading) in &readings {
        note.boards
            .insert(id.as_str().to_owned(), reading.note.clone());
    }
    let was_known = |id: &BoardId| {
        asked.previous.is_some_and(|previous| {
            previous
                .account
                .board(&BoardKey::Known(id.clone()))
                .is_some()
        })
    };
    Read {
        alone,
        account: Account::of(in_order(&readings)),
        unchanged: false,
        gone: list
            .boards
            .iter()
            .filter(|board| board.deleted_at != 0)
            .map(|board| BoardId::new(board.id.0.as_str()))
            .filter(was_known)
            .collect(),
        in_trash: note.in_trash(),
        attachments: attachments_of(&readings),
        rights,
        stamp: note.stamp(),
        server_time,
    }
}

fn attachments_of(readings: &Readings) -> BTreeMap<CardId, Vec<RemoteAttachment>> {
    let notes = readings.values().map(|reading| &reading.note);
    notes.flat_map(|note| note.all_attachments()).collect()
}

fn in_order(readings: &Readings) -> Vec<Arc<crate::board::Board>> {
    readings
        .values()
        .map(|reading| Arc::clone(&reading.board))
        .collect()
}

/// Returns the latest time that the server names, for one that hides its clock.
fn newest(list: &BoardList) -> Timestamp {
    let newest = list.boards.iter().map(|board| board.last_modified).max();
    newest
        .and_then(|second| Timestamp::from_second(second).ok())
        .unwrap_or_default()
}
