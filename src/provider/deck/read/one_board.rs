//! Everything of one board, in as few requests as Deck allows.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures_util::future::try_join3;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;

use super::attachments::{self, CardNote};
use super::comments::{self, Comments};
use super::stamp::{BoardNote, has_settled};
use crate::board::sharing::shared;
use crate::board::{Board, Card, CardKey, Rights};
use crate::provider::ProviderError;
use crate::provider::deck::api::Api;
use crate::provider::deck::decode::{self, ArchivedCards};
use crate::provider::deck::wire;

/// How many things are asked for at the same time, at most.
pub(super) const PARALLEL: usize = 4;

/// A board and the note on it.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) board: Arc<Board>,
    pub(super) note: BoardNote,
}

/// Reads a board: three requests, and one more for each archived card that `known` does not have
/// in its present state.
///
/// `listed_at` is the server's clock before the first of these requests. The answer holds
/// `known`'s board itself if nothing on it is different.
///
/// # Errors
/// As met; a board or card that vanished while it was read is `NotAllowed`.
pub(super) async fn read_board(
    api: Api<'_>,
    listed: &wire::Board,
    known: Option<&Reading>,
    listed_at: Option<Timestamp>,
) -> Result<Reading, ProviderError> {
    let id = listed.id.0.as_str();
    let (about, shown, archived) =
        try_join3(api.board(id), api.stacks(id), api.archived_stacks(id)).await?;
    let mut note = BoardNote::new(
        listed.last_modified,
        has_settled(listed.last_modified, listed_at),
        decode::rights(listed).unwrap_or(NO_RIGHTS),
    );
    note.shares = about.acl.iter().map(|acl| acl.id.0.clone()).collect();
    note.shares.sort();
    let listed_cards: Vec<&wire::Card> = archived
        .iter()
        .filter(|stack| stack.deleted_at == 0)
        .flat_map(|stack| &stack.cards)
        .filter(|card| card.archived && card.deleted_at == 0)
        .collect();
    for card in &listed_cards {
        if has_settled(card.last_modified, listed_at) {
            note.archived.insert(card.id.0.clone(), card.last_modified);
        }
    }
    let notes_before = known.map(|known| &known.note.attachments);
    let none = BTreeMap::new();
    note.attachments =
        attachments::of_shown_cards(api, &shown, notes_before.unwrap_or(&none), listed_at).await?;
    let (cards, of_archived) =
        archived_cards(api, id, &listed_cards, known, &mut note, listed_at).await?;
    let shown_cards = shown
        .iter()
        .filter(|stack| stack.deleted_at == 0)
        .flat_map(|stack| &stack.cards)
        .filter(|card| card.deleted_at == 0);
    let (comment_notes, mut written) =
        comments::of_cards(api, shown_cards, known, listed_at).await?;
    note.comments.extend(comment_notes);
    written.extend(of_archived);
    let mut board = decode::board(&about, &shown, &archived, &cards);
    if let Some(known) = known {
        take_over_attachments(&mut board, &known.board);
    }
    comments::put(&mut board, written);
    note.cards = board.count_cards();
    let board = match known {
        Some(known) => shared(board, &known.board),
        None => Arc::new(board),
    };
    Ok(Reading { board, note })
}

const NO_RIGHTS: Rights = Rights {
    edit: false,
    manage: false,
    share: false,
    owner: None,
};

/// Returns the archived cards, of which the list alone tells too little.
///
/// A card of the last reading is taken over if its `lastModified` is the same and had settled
/// then: everything on an archived card moves it, but for labels that were deleted (decoding
/// leaves those out) and for assignees that went with their share (then the shares differ).
async fn archived_cards(
    api: Api<'_>,
    board: &str,
    listed: &[&wire::Card],
    known: Option<&Reading>,
    note: &mut BoardNote,
    listed_at: Option<Timestamp>,
) -> Result<(ArchivedCards, Comments), ProviderError> {
    let known = known.filter(|known| known.note.shares == note.shares);
    let known_cards: HashMap<&CardKey, &Arc<Card>> = known
        .iter()
        .flat_map(|known| known.board.all_stacks())
        .flat_map(|stack| stack.archived())
        .map(|card| (&card.key, card))
        .collect();
    let mut cards = ArchivedCards::new();
    let mut asked = Vec::new();
    for card in listed {
        let was = known.and_then(|known| known.note.archived.get(&card.id.0));
        let key = CardKey::known(card.id.0.as_str());
        match known_cards.get(&key) {
            Some(kept) if was == Some(&card.last_modified) => {
                cards.insert(card.id.clone(), Arc::clone(kept));
                let attached = known.and_then(|known| known.note.attachments.get(&card.id.0));
                let attached = attached.cloned();
                note.attachments
                    .extend(attached.map(|attached| (card.id.0.clone(), attached)));
                let commented = known.and_then(|known| known.note.comments.get(&card.id.0));
                note.comments
                    .extend(commented.map(|commented| (card.id.0.clone(), *commented)));
            }
            _ => asked.push(*card),
        }
    }
    let mut requests = Vec::new();
    for card in asked {
        requests.push(api.card(board, &card.stack_id.0, &card.id));
    }
    let answers: Vec<wire::Card> = stream::iter(requests)
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await?;
    // The list of archived cards counts no comments.
    let (notes, written) = comments::of_cards(api, answers.iter(), known, listed_at).await?;
    note.comments.extend(notes);
    for card in answers {
        let attached = CardNote::of(&card, listed_at);
        note.attachments
            .extend(attached.map(|attached| (card.id.0.clone(), attached)));
        // Which labels the board has is known when it is put together.
        let decoded = decode::card(&card, |_| true);
        cards.insert(card.id, Arc::new(decoded));
    }
    Ok((cards, written))
}

/// Gives cards the attachments that the last reading knew: what became of them since is told by
/// the note, and is no difference of the card itself.
fn take_over_attachments(board: &mut Board, known: &Board) {
    let mut before: HashMap<&CardKey, &Arc<Card>> = HashMap::new();
    for stack in known.all_stacks() {
        let cards = stack.cards.iter();
        let cards = cards.filter(|card| !card.attachments.is_empty());
        before.extend(cards.map(|card| (&card.key, card)));
    }
    if before.is_empty() {
        return;
    }
    for stack in &mut board.stacks {
        for card in &mut Arc::make_mut(stack).cards {
            if let Some(before) = before.get(&card.key)
                && before.attachments != card.attachments
            {
                Arc::make_mut(card).attachments = before.attachments.clone();
            }
        }
    }
}
