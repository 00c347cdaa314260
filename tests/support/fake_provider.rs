//! A provider without HTTP: the way of a user to a server in memory, with faults on demand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use git_board::board::apply::apply;
use git_board::board::{
    Account, Board, BoardId, BoardKey, CardId, CardKey, Limits, Me, Operation, RemoteAttachment,
    Rights, Service, Support,
};
use git_board::monitor::Monitor;
use git_board::provider::{
    Applied, ApplyError, Contents, Previous, Provider, ProviderError, Read, Record, Sink, Stamp,
    Wanted, Written,
};

use super::fake_server::{FakeServer, Fault, URL, with_id};

/// The way of one user to a server.
pub struct FakeProvider {
    server: Arc<FakeServer>,
    user: String,
}

impl FakeProvider {
    /// Returns the provider of a user.
    pub fn new(server: Arc<FakeServer>, user: &str) -> Self {
        Self {
            server,
            user: user.to_owned(),
        }
    }
}

#[async_trait]
impl Provider for FakeProvider {
    async fn who_am_i(&self, _monitor: &dyn Monitor) -> Result<Me, ProviderError> {
        Ok(Me {
            user: self.user.clone(),
            groups: Vec::new(),
            support: Support {
                service: Service::Deck,
                version: "1.18.3".to_owned(),
                card_color_and_start: true,
                done_column: true,
                members: true,
                whole_days: false,
                one_assignee: false,
                new_boards: true,
                restored_boards: true,
                label_deletions: true,
                comment_deletions: true,
                nested_stacks: false,
                limits: Limits {
                    board_title: 100,
                    stack_title: 100,
                    label_name: 100,
                    card_title: 255,
                    comment: 1000,
                },
            },
        })
    }

    async fn read(
        &self,
        wanted: &Wanted,
        previous: Option<&Previous>,
        _monitor: &dyn Monitor,
    ) -> Result<Read, ProviderError> {
        assert_eq!(*wanted, Wanted::All, "the fake server knows no selection");
        let shelf = self.server.shelf();
        let noted = previous.map(|previous| versions_of(&previous.stamp));
        let taken_over = |board: &Arc<Board>| {
            let (previous, noted) = (previous?, noted.as_ref()?);
            let id = board.key.id()?;
            let is_same = noted.get(id.as_str()) == shelf.versions.get(id)
                && matches!(previous.written.get(id), None | Some(Written::ValuesSoon));
            previous.account.board(&board.key).filter(|_| is_same)
        };
        let mut unchanged = previous.is_some();
        let mut boards = Vec::new();
        let seen = shelf.seen();
        for board in &seen.boards {
            let old = taken_over(board);
            unchanged &= old.is_some();
            boards.push(Arc::clone(old.unwrap_or(board)));
        }
        let was_known = |id: &&BoardId| {
            let key = BoardKey::Known((*id).clone());
            previous.is_some_and(|previous| previous.account.board(&key).is_some())
        };
        let gone: BTreeSet<BoardId> = shelf.deleted.iter().filter(was_known).cloned().collect();
        let all = Rights {
            edit: true,
            manage: true,
            share: true,
            owner: None,
        };
        let ids = || seen.boards.iter().filter_map(|board| board.key.id());
        let lines = ids().map(|id| format!("{id} {}\n", shelf.versions[id]));
        Ok(Read {
            alone: BTreeSet::new(),
            unchanged: unchanged && gone.is_empty(),
            gone,
            in_trash: BTreeSet::new(),
            attachments: BTreeMap::new(),
            rights: ids().map(|id| (id.clone(), all.clone())).collect(),
            stamp: Stamp(lines.collect()),
            server_time: shelf.time(),
            account: Account::of(boards),
        })
    }

    async fn still_there(
        &self,
        cards: &[CardId],
        _monitor: &dyn Monitor,
    ) -> Result<BTreeSet<CardId>, ProviderError> {
        let shelf = self.server.shelf();
        let seen = shelf.seen();
        let present = seen.cards();
        let is_there = |id: &&CardId| present.contains_key(&CardKey::Known((*id).clone()));
        Ok(cards.iter().filter(is_there).cloned().collect())
    }

    async fn read_attachment(
        &self,
        card: &CardId,
        which: &RemoteAttachment,
        _into: &mut dyn Sink,
        _monitor: &dyn Monitor,
    ) -> Result<u64, ProviderError> {
        Err(ProviderError::Local(format!(
            "the fake server has no attachment {} on card {card}",
            which.id
        )))
    }

    fn announce(&self, _operations: &[Operation]) {}

    async fn apply(
        &self,
        operation: &Operation,
        _contents: &dyn Contents,
        record: &dyn Record,
    ) -> Result<Applied, ApplyError> {
        let shelf = &mut *self.server.shelf();
        if let Some((_, others)) = counted_down(&mut shelf.between) {
            // It may not fit any more; then nobody did it.
            let _ = shelf.take(&others, false);
        }
        let fault = counted_down(&mut shelf.fault).map(|(_, fault)| fault);
        assert!(
            !shelf.is_out_of_sight(operation),
            "sent to a board out of sight: {operation:?}"
        );
        if shelf.is_done_already(operation) {
            return Ok(Applied::default());
        }
        if fault == Some(Fault::Refuses) {
            return Err(refused());
        }
        let before = shelf.account.clone();
        // What does not fit is found before anything is sent.
        let trial = with_id(operation, Some("trial"), shelf.clock);
        if apply(&before, &trial).is_err() {
            return Err(stale(operation));
        }
        if operation.is_create() {
            record.creating().map_err(not_kept)?;
        }
        if fault == Some(Fault::LostBefore) {
            return Err(unknown());
        }
        let created = shelf.take(operation, true).map_err(|_| stale(operation))?;
        if fault == Some(Fault::LostAfter) {
            return Err(unknown());
        }
        if let Some(id) = &created {
            record.created(id).map_err(not_kept)?;
        }
        Ok(Applied { created })
    }
}

/// Takes what is due now; counts down what is due later.
fn counted_down<T>(slot: &mut Option<(usize, T)>) -> Option<(usize, T)> {
    match slot {
        Some((0, _)) => slot.take(),
        Some((left, _)) => {
            *left -= 1;
            None
        }
        None => None,
    }
}

fn versions_of(stamp: &Stamp) -> BTreeMap<String, u64> {
    let lines = stamp.0.lines().filter_map(|line| line.split_once(' '));
    lines
        .filter_map(|(id, version)| Some((id.to_owned(), version.parse().ok()?)))
        .collect()
}

fn stale(operation: &Operation) -> ApplyError {
    ApplyError::Stale {
        what: format!("{operation:?}").chars().take(60).collect(),
    }
}

fn refused() -> ApplyError {
    ApplyError::Failed {
        error: Box::new(ProviderError::Refused {
            method: "PUT".to_owned(),
            url: URL.to_owned(),
            status: 400,
            message: "not today".to_owned(),
        }),
        created: None,
        partly: false,
    }
}

fn unknown() -> ApplyError {
    ApplyError::Unknown {
        error: Box::new(ProviderError::Unreachable {
            method: "PUT".to_owned(),
            url: URL.to_owned(),
            message: "the connection was cut".to_owned(),
            may_have_taken_effect: true,
        }),
        created: None,
    }
}

fn not_kept(error: std::io::Error) -> ApplyError {
    ApplyError::Failed {
        error: Box::new(ProviderError::Local(error.to_string())),
        created: None,
        partly: false,
    }
}
