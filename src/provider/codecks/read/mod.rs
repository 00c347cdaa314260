//! A whole, consistent reading of the organization in as few queries as it takes.
//!
//! The first time all cards are read, page after page, and then what changed meanwhile; later on
//! only what changed since. Where something changed that cards do not show (a name that they refer
//! to, a deck that moved to another project, a card that is gone without a trace), all are read
//! again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::api::Api;
use super::page::Pages;
use super::query::{ATTACHMENTS_COUNT, Query, changed_since, count_key};
use super::stamp::{Note, spelled};
use super::structure::{Names, PRIVATE, Structure};
use crate::board::{Account, BoardId, Rights};
use crate::monitor::Event;
use crate::provider::{Previous, ProviderError, Read, Wanted};

mod assemble;
mod collect;
mod hung;
mod wanted;

use assemble::{assemble, decks_of};
pub(super) use collect::{Collected, logged_out, names_of_users};
use hung::Hung;
use wanted::{choose, gone};

/// How many cards a page has.
const PAGE: usize = 1000;
/// How far a reading looks back behind the latest change that the last one saw, in seconds.
const OVERLAP_S: i64 = 120;
/// The same before something is written.
const LONG_OVERLAP_S: i64 = 3600;
/// The same while one reading goes on.
const SHORT_OVERLAP_S: i64 = 10;
/// What is older than this when it is read changed before: much more than clocks of one service
/// differ, so that a great many cards that came at once are not listed for ever.
const SETTLED_S: i64 = 600;
/// How often what changed while it was read is read again.
const ROUNDS: usize = 3;

/// What a reading leaves for operations that follow.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    pub(super) structure: Arc<Structure>,
    /// Users as the files name them.
    pub(super) users: Names,
    /// Users by id, by the names that they have.
    pub(super) user_names: BTreeMap<String, String>,
}

/// Reads the boards that are wanted; see [`crate::provider::Provider::read`].
pub(super) async fn read(
    api: Api<'_>,
    wanted: &Wanted,
    previous: Option<&Previous>,
) -> Result<(Read, Shelf), ProviderError> {
    if let Some(previous) = previous
        && let Some(note) = Note::parse(&previous.stamp, wanted)
        && let Some(read) = read_changes(api, wanted, previous, &note).await?
    {
        return Ok(read);
    }
    read_all(api, wanted, previous).await
}

/// Reads what changed since the last reading; `None` if that does not tell everything.
async fn read_changes(
    api: Api<'_>,
    wanted: &Wanted,
    previous: &Previous,
    note: &Note,
) -> Result<Option<(Read, Shelf)>, ProviderError> {
    let overlap_s = if previous.written.is_empty() {
        OVERLAP_S
    } else {
        LONG_OVERLAP_S
    };
    let Some(since) = note.since_with_overlap(overlap_s) else {
        return Ok(None);
    };
    let mut collected = Collected::new(note.users.clone());
    let asked = Asked {
        filter: changed_since(&since),
        late_since: Some(&since),
    };
    let Some(_) = collect(api, &mut collected, asked).await? else {
        return Ok(None);
    };
    let structure = &collected.structure;
    let users = collected.names_of_users();
    let before = Collected::new(note.users.clone()).names_of_users();
    let is_otherwise = structure.planning.milestones.differs_from(&note.milestones)
        || structure.planning.runs.differs_from(&note.runs)
        || users.differs_from(before.by_id())
        || structure.has_moved_decks(&decks_of(&previous.account))
        || has_other_labels(structure, &previous.account);
    if is_otherwise {
        return Ok(None);
    }
    let chosen = choose(structure, wanted, Some(&previous.account))?;
    let account = assemble(&collected, &chosen, Some(&previous.account), true);
    let hung = hung::of_account(&collected, &account, Some(&note.hung));
    let is_complete = collected.counted_elsewhere(&account) == note.elsewhere
        && collected.files.elsewhere(&hung) == note.files_elsewhere
        && collected.files.is_known(&hung, &account);
    if !is_complete {
        return Ok(None);
    }
    let gone = gone(api, structure, &previous.account).await?;
    let seen = Seen {
        account,
        hung,
        gone,
    };
    Ok(Some(whole(
        wanted,
        Some(previous),
        collected,
        seen,
        Some(note),
    )))
}

/// Reads everything, and then what changed meanwhile until nothing does.
async fn read_all(
    api: Api<'_>,
    wanted: &Wanted,
    previous: Option<&Previous>,
) -> Result<(Read, Shelf), ProviderError> {
    let mut collected = Collected::new(BTreeMap::new());
    let all = Asked {
        filter: Map::new(),
        late_since: None,
    };
    let queries = collect(api, &mut collected, all).await?;
    let mut rounds = 0;
    let mut is_settled = queries == Some(1);
    while !is_settled {
        if rounds == ROUNDS {
            return Err(ProviderError::Restless { url: api.address() });
        }
        rounds += 1;
        let Some(began) = collected.date else { break };
        let since = Timestamp::from_second(began.as_second() - SHORT_OVERLAP_S);
        let since = spelled(since.unwrap_or(began));
        let before = collected.fingerprint();
        let asked = Asked {
            filter: changed_since(&since),
            late_since: Some(&since),
        };
        collect(api, &mut collected, asked).await?;
        collected.settle_late_threads();
        is_settled = collected.fingerprint() == before;
    }
    let before = previous.map(|previous| &previous.account);
    let chosen = choose(&collected.structure, wanted, before)?;
    let account = assemble(&collected, &chosen, before, false);
    let gone = match before {
        Some(before) => gone(api, &collected.structure, before).await?,
        None => BTreeSet::new(),
    };
    let hung = hung::of_account(&collected, &account, None);
    let seen = Seen {
        account,
        hung,
        gone,
    };
    Ok(whole(wanted, previous, collected, seen, None))
}

/// What is asked of the organization beside its structure.
struct Asked<'a> {
    /// Which cards.
    filter: Map<String, Value>,
    /// From which time on what came to cards that did not change otherwise.
    late_since: Option<&'a str>,
}

/// Reads what is asked for, and the structure with the first of it; returns how many queries it
/// took, `None` if that does not tell everything.
async fn collect(
    api: Api<'_>,
    collected: &mut Collected,
    asked: Asked<'_>,
) -> Result<Option<usize>, ProviderError> {
    let shown = Map::from_iter([("visibility".to_owned(), json!(["default", "archived"]))]);
    let shown_key = count_key(&shown);
    let mut pages = Pages::new(asked.filter, PAGE);
    let mut queries = 0;
    let mut tells_all = true;
    let mut refuses_late_comers = false;
    loop {
        let (key, count) = (pages.key(), pages.count_key());
        let mut query = Query::default().with_cards(&key, Some(&count));
        if queries == 0 {
            query = query.with_user().with_structure().with_roles();
            query = query.with_count(&shown_key);
            query = query.with_count(ATTACHMENTS_COUNT);
        }
        let late_since = asked.late_since.filter(|_| queries == 0);
        let answered = match late_since {
            None => api.query(&query).await?,
            Some(since) => match api.query(&query.clone().with_late_comers(since)).await {
                // What nobody documents may be refused; then nobody can tell without reading all.
                Err(ProviderError::Refused { .. }) => {
                    refuses_late_comers = true;
                    api.query(&query).await?
                }
                answered => answered?,
            },
        };
        if queries == 0 {
            collected.take_structure(&answered, &shown_key, &api.address())?;
            let since = late_since.filter(|_| !refuses_late_comers);
            tells_all = collected.take_late_comers(&answered, since)? && !refuses_late_comers;
            api.monitor().report(Event::Phase {
                name: "reading cards",
                total: collected
                    .counted_at(&answered, &count)
                    .map(|count| count as u64),
            });
        }
        queries += 1;
        let page = collected.take_cards(&answered, &key, &count)?;
        api.monitor().report(Event::Step {
            done: collected.cards.len() as u64,
        });
        if !pages.go_on(page) {
            return Ok(tells_all.then_some(queries));
        }
    }
}

/// Returns true if a project has other tags than its board had labels: cards do not show that.
fn has_other_labels(structure: &Structure, before: &Account) -> bool {
    structure.projects.values().any(|project| {
        let board = super::decode::board(project);
        before
            .board(&board.key)
            .is_some_and(|known| known.labels != board.labels)
    })
}

/// What was seen.
struct Seen {
    account: Account,
    hung: Hung,
    gone: BTreeSet<BoardId>,
}

fn whole(
    wanted: &Wanted,
    previous: Option<&Previous>,
    collected: Collected,
    seen: Seen,
    last: Option<&Note>,
) -> (Read, Shelf) {
    let Seen {
        account,
        hung,
        gone,
    } = seen;
    let unchanged = previous.is_some_and(|previous| {
        last.is_some_and(|last| last.hung == hung)
            && gone.is_empty()
            && previous.account.has_same_organization(&account)
            && previous.account.boards.len() == account.boards.len()
            && previous
                .account
                .boards
                .iter()
                .zip(&account.boards)
                .all(|(one, other)| Arc::ptr_eq(one, other))
    });
    let mut note = Note::new(wanted);
    let newest = super::decode::moment(&collected.newest).unwrap_or_default();
    let server_time = collected.date.unwrap_or(newest);
    let settled = Timestamp::from_second(server_time.as_second() - SETTLED_S);
    let since = [
        Some(collected.newest.clone()),
        last.map(|last| last.since.clone()),
        settled.ok().map(spelled),
    ];
    note.since = since.into_iter().flatten().max().unwrap_or_default();
    note.time = server_time.as_second();
    note.elsewhere = collected.counted_elsewhere(&account);
    note.files_elsewhere = collected.files.elsewhere(&hung);
    let users = collected.names_of_users();
    let user_names = collected.users.clone();
    note.users = collected.users;
    note.milestones = collected.structure.planning.milestones.by_id().clone();
    note.runs = collected.structure.planning.runs.by_id().clone();
    let rights = account
        .boards
        .iter()
        .filter_map(|board| board.key.id())
        .map(|id| (id.clone(), rights(id)))
        .collect();
    let attachments = hung::listed(&hung);
    note.hung = hung;
    let stamp = match previous {
        Some(previous) if unchanged => previous.stamp.clone(),
        _ => note.stamp(),
    };
    let read = Read {
        alone: BTreeSet::new(),
        account,
        unchanged,
        gone,
        in_trash: BTreeSet::new(),
        attachments,
        rights,
        stamp,
        server_time,
    };
    let shelf = Shelf {
        structure: Arc::new(collected.structure),
        users,
        user_names,
    };
    (read, shelf)
}

/// What a token may do is told by refusals alone; the board of private cards is nobody's to change.
fn rights(board: &BoardId) -> Rights {
    Rights {
        edit: true,
        manage: board.as_str() != PRIVATE,
        share: false,
        owner: None,
    }
}
