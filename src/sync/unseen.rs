//! What the server may hold and did not show: left alone on every side.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::board::apply::apply;
use crate::board::{Account, Board, BoardId, CardId, CardKey, CreateCard, Operation, Place, Stack};
use crate::plan::Note;

/// What the server may hold and did not show.
#[derive(Clone, Copy, Debug)]
pub struct Unseen<'a> {
    /// Boards that are out of sight.
    pub boards: &'a BTreeSet<BoardId>,
    /// Cards that are on boards which are not read.
    pub cards: &'a BTreeSet<CardId>,
}

impl Unseen<'static> {
    /// Returns that everything was shown.
    pub fn nothing() -> Self {
        Self {
            boards: const { &BTreeSet::new() },
            cards: const { &BTreeSet::new() },
        }
    }
}

/// Returns true if an account has boards of which the service does not say that they are deleted.
pub fn has_more(account: &Account, gone: &BTreeSet<BoardId>) -> bool {
    let mut ids = account.boards.iter().filter_map(|board| board.key.id());
    ids.any(|id| !gone.contains(id))
}

/// Returns the account without the boards that are out of sight.
pub fn in_sight(account: &Account, out_of_sight: &BTreeSet<BoardId>) -> Account {
    let is_in_sight = |id: Option<&BoardId>| id.is_none_or(|id| !out_of_sight.contains(id));
    Account {
        boards: account
            .boards
            .iter()
            .filter(|board| is_in_sight(board.key.id()))
            .cloned()
            .collect(),
        organization: Arc::clone(&account.organization),
    }
}

/// Returns the account without all that the server did not show.
pub fn shown_part(
    account: &Account,
    out_of_sight: &BTreeSet<BoardId>,
    elsewhere: &BTreeSet<CardId>,
) -> Account {
    let mut shown = in_sight(account, out_of_sight);
    if elsewhere.is_empty() {
        return shown;
    }
    for board in &mut shown.boards {
        if has_some_of(board, elsewhere) {
            remove_cards(&mut Arc::make_mut(board).stacks, elsewhere);
        }
    }
    shown
}

fn has_some_of(board: &Board, cards: &BTreeSet<CardId>) -> bool {
    let stacks = board.all_stacks().into_iter();
    let mut all = stacks.flat_map(|stack| &stack.cards);
    all.any(|card| is_among(&card.key, cards))
}

fn remove_cards(stacks: &mut [Arc<Stack>], cards: &BTreeSet<CardId>) {
    for stack in stacks {
        let stack = Arc::make_mut(stack);
        stack.cards.retain(|card| !is_among(&card.key, cards));
        remove_cards(&mut stack.stacks, cards);
    }
}

fn is_among(key: &CardKey, cards: &BTreeSet<CardId>) -> bool {
    key.id().is_some_and(|id| cards.contains(id))
}

/// Returns `account` with what is unseen, as `from` has it.
pub fn with_unseen(account: &Account, from: &Account, unseen: Unseen<'_>) -> Account {
    let is_hidden = |board: &&Arc<Board>| {
        let id = board.key.id();
        id.is_some_and(|id| unseen.boards.contains(id))
    };
    let mut hidden: Vec<Arc<Board>> = from.boards.iter().filter(is_hidden).cloned().collect();
    if !hidden.is_empty() {
        // A card that came from there to where it is shown is no longer there.
        let shown = account
            .cards()
            .into_keys()
            .filter_map(|key| key.id())
            .cloned();
        let shown: BTreeSet<CardId> = shown.collect();
        for board in &mut hidden {
            if has_some_of(board, &shown) {
                remove_cards(&mut Arc::make_mut(board).stacks, &shown);
            }
        }
    }
    let mut boards = account.boards.clone();
    boards.extend(hidden);
    boards.sort_by(|one, other| one.key.cmp(&other.key));
    let mut whole = Account {
        boards,
        organization: Arc::clone(&account.organization),
    };
    if unseen.cards.is_empty() {
        return whole;
    }
    let places = from.cards();
    for id in unseen.cards {
        let Some(located) = places.get(&CardKey::Known(id.clone())) else {
            continue;
        };
        let place = |after| {
            Operation::CreateCard(CreateCard {
                place: Place {
                    board: located.board.key.clone(),
                    stack: located.stack.key.clone(),
                    after,
                },
                card: Arc::clone(located.card),
            })
        };
        // Its neighbor may have gone; where its stack is gone, its file goes too.
        let kept =
            apply(&whole, &place(located.after.cloned())).or_else(|_| apply(&whole, &place(None)));
        if let Ok(kept) = kept {
            whole = kept;
        }
    }
    whole
}

/// Returns a note for each board here that the account does not see.
pub(super) fn out_of_sight_notes(folder: &Account, out_of_sight: &BTreeSet<BoardId>) -> Vec<Note> {
    let boards = folder.boards.iter();
    boards
        .filter(|board| board.key.id().is_some_and(|id| out_of_sight.contains(id)))
        .map(|board| Note::OutOfSight {
            board: board.key.clone(),
            title: board.title.clone(),
        })
        .collect()
}
