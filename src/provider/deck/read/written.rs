//! Boards of which only cards are read: those that were just written to, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;

use super::Readings;
use super::attachments::CardNote;
use super::comments::{self, Comments};
use super::one_board::{PARALLEL, Reading};
use crate::board::{Board, BoardId, Card, CardId, CardKey, LabelKey, StackId};
use crate::provider::deck::api::{Api, BoardList};
use crate::provider::deck::decode;
use crate::provider::deck::wire::{self, WireId};
use crate::provider::{Previous, ProviderError, Written};

/// So many cards are read one by one on any board, and one more for each hundred that it holds: a
/// card takes a server a tenth of the time that a board of a thousand takes.
const FEW_CARDS: usize = 3;
const CARDS_PER_CARD: usize = 100;

/// Reads the cards that were written to where nothing else was, and returns the boards that are done
/// with it.
///
/// What others did to such a board is not seen. Its note is that of a board that has not settled, so
/// that the next reading reads all of it, unless it can wait.
pub(super) async fn read_written(
    api: Api<'_>,
    list: &BoardList,
    previous: Option<&Previous>,
    readings: &mut Readings,
) -> Result<BTreeSet<BoardId>, ProviderError> {
    let mut of_boards: BTreeMap<&BoardId, Vec<wire::Card>> = BTreeMap::new();
    let mut requests = Vec::new();
    let written = previous.into_iter().flat_map(|previous| &previous.written);
    for (id, written) in written {
        let Written::Values(cards) = written else {
            continue;
        };
        let known = readings.get(id).filter(|_| listed(list, id).is_some());
        let Some(cards) = known.and_then(|known| places(known, cards)) else {
            continue;
        };
        of_boards.insert(id, Vec::new());
        for (stack, was) in cards {
            requests.push(async move { (id, read_card(api, (id, &stack), &was).await) });
        }
    }
    let mut answers = stream::iter(requests).buffer_unordered(PARALLEL);
    while let Some((id, card)) = answers.next().await {
        match (card?, of_boards.get_mut(id)) {
            (Some(card), Some(read)) => read.push(card),
            (Some(_), None) => {}
            (None, _) => {
                of_boards.remove(id);
            }
        }
    }
    let mut done = BTreeSet::new();
    for (id, read) in of_boards {
        if let Some((listed, known)) = listed(list, id).zip(readings.get(id)) {
            let mut reading = with_cards(api, known, &read, list.date).await?;
            reading.note.modified = listed.last_modified;
            readings.insert(id.clone(), reading);
            done.insert(id.clone());
        }
    }
    Ok(done)
}

/// Returns a board that is listed and not deleted.
fn listed<'l>(list: &'l BoardList, id: &BoardId) -> Option<&'l wire::Board> {
    let mut boards = list.boards.iter();
    boards.find(|board| board.id.0 == id.as_str() && board.deleted_at == 0)
}

/// Returns these cards of a board with their stacks; none where one of them is not known, or where
/// so many are better read with all others.
fn places(known: &Reading, cards: &BTreeSet<CardId>) -> Option<Vec<(StackId, Arc<Card>)>> {
    // The board may be known in part.
    if cards.len() > FEW_CARDS + known.note.cards / CARDS_PER_CARD {
        return None;
    }
    let mut places = Vec::new();
    for stack in known.board.all_stacks() {
        let of_these = |card: &&Arc<Card>| card.key.id().is_some_and(|id| cards.contains(id));
        for card in stack.cards.iter().filter(of_these) {
            places.push((stack.key.id()?.clone(), Arc::clone(card)));
        }
    }
    (places.len() == cards.len()).then_some(places)
}

/// Reads a card; none where it is not any more where it was.
async fn read_card(
    api: Api<'_>,
    (board, stack): (&BoardId, &StackId),
    was: &Card,
) -> Result<Option<wire::Card>, ProviderError> {
    let Some(id) = was.key.id() else {
        return Ok(None);
    };
    let id = WireId(id.as_str().to_owned());
    match api.card(board.as_str(), stack.as_str(), &id).await {
        Ok(card) => {
            let is_there = card.deleted_at == 0
                && card.stack_id.0 == stack.as_str()
                && card.archived == was.archived;
            Ok(is_there.then_some(card))
        }
        Err(ProviderError::NotAllowed { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns a board as it was known, but for cards as they were read, and for what hangs on them.
async fn with_cards(
    api: Api<'_>,
    known: &Reading,
    read: &[wire::Card],
    listed_at: Option<Timestamp>,
) -> Result<Reading, ProviderError> {
    let (notes, comments) = comments::of_cards(api, read.iter(), Some(known), listed_at).await?;
    let mut note = known.note.clone();
    for card in read {
        let id = card.id.0.as_str();
        note.archived.remove(id);
        note.comments.remove(id);
        note.attachments.remove(id);
        let attached = CardNote::of(card, listed_at);
        note.attachments
            .extend(attached.map(|attached| (id.to_owned(), attached)));
    }
    note.comments.extend(notes);
    let mut board = Arc::clone(&known.board);
    put(&mut board, read, comments);
    Ok(Reading { board, note })
}

/// Puts cards as they were read in the place of those that a board has.
fn put(board: &mut Arc<Board>, read: &[wire::Card], mut comments: Comments) {
    let labels: BTreeSet<LabelKey> = board.labels.iter().map(|label| label.key.clone()).collect();
    let is_of_board = |label: &wire::Label| labels.contains(&LabelKey::known(label.id.0.as_str()));
    let mut decoded: BTreeMap<CardKey, Card> = BTreeMap::new();
    for card in read {
        let mut card = decode::card(card, is_of_board);
        card.comments = comments.remove(&card.key).unwrap_or_default();
        decoded.insert(card.key.clone(), card);
    }
    for stack in &mut Arc::make_mut(board).stacks {
        if !stack
            .cards
            .iter()
            .any(|card| decoded.contains_key(&card.key))
        {
            continue;
        }
        for card in &mut Arc::make_mut(stack).cards {
            if let Some(mut now) = decoded.remove(&card.key) {
                // What became of them is told by the note.
                now.attachments.clone_from(&card.attachments);
                *card = Arc::new(now);
            }
        }
    }
}
