//! Boards of which only cards are read: those that were just written to, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;

use super::Readings;
use super::attachments::CardNote;
use super::comments::{self, Comments};
use super::one_board::{PARALLEL, Reading};
use crate::board::{BoardId, Card, CardId, CardKey, LabelKey};
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
    let mut done = BTreeSet::new();
    let written = previous.into_iter().flat_map(|previous| &previous.written);
    for (id, written) in written {
        let Written::Values(cards) = written else {
            continue;
        };
        let mut boards = list.boards.iter();
        let listed = boards.find(|board| board.id.0 == id.as_str() && board.deleted_at == 0);
        let Some((listed, known)) = listed.zip(readings.get(id)) else {
            continue;
        };
        if let Some(mut reading) = read_cards(api, id, known, cards, list.date).await? {
            reading.note.modified = listed.last_modified;
            readings.insert(id.clone(), reading);
            done.insert(id.clone());
        }
    }
    Ok(done)
}

/// Reads these cards of a board, and takes the rest of it over; none where that would not do.
async fn read_cards(
    api: Api<'_>,
    board: &BoardId,
    known: &Reading,
    cards: &BTreeSet<CardId>,
    listed_at: Option<Timestamp>,
) -> Result<Option<Reading>, ProviderError> {
    let all = known.board.all_stacks();
    // The board may be known in part.
    if cards.len() > FEW_CARDS + known.note.cards / CARDS_PER_CARD {
        return Ok(None);
    }
    let mut requests = Vec::new();
    for stack in &all {
        for was in &stack.cards {
            let (Some(stack), Some(id)) = (stack.key.id(), was.key.id()) else {
                continue;
            };
            if !cards.contains(id) {
                continue;
            }
            requests.push(async move {
                let id = WireId(id.as_str().to_owned());
                let card = api.card(board.as_str(), stack.as_str(), &id).await?;
                let is_there = card.deleted_at == 0
                    && card.stack_id.0 == stack.as_str()
                    && card.archived == was.archived;
                Ok::<_, ProviderError>(is_there.then_some(card))
            });
        }
    }
    if requests.len() < cards.len() {
        return Ok(None);
    }
    let mut answers = stream::iter(requests).buffer_unordered(PARALLEL);
    let mut read: Vec<wire::Card> = Vec::new();
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(Some(card)) => read.push(card),
            Ok(None) | Err(ProviderError::NotAllowed { .. }) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let (notes, comments) = comments::of_cards(api, read.iter(), Some(known), listed_at).await?;
    let mut note = known.note.clone();
    for card in &read {
        let id = card.id.0.as_str();
        note.archived.remove(id);
        note.comments.remove(id);
        note.attachments.remove(id);
        let attached = CardNote::of(card, listed_at);
        note.attachments
            .extend(attached.map(|attached| (id.to_owned(), attached)));
    }
    note.comments.extend(notes);
    let reading = Reading {
        board: Arc::clone(&known.board),
        note,
    };
    Ok(Some(with_cards(reading, &read, comments)))
}

/// Puts cards as they were read in the place of those that a board has.
fn with_cards(mut reading: Reading, read: &[wire::Card], mut comments: Comments) -> Reading {
    let labels: BTreeSet<LabelKey> = reading
        .board
        .labels
        .iter()
        .map(|label| label.key.clone())
        .collect();
    let is_of_board = |label: &wire::Label| labels.contains(&LabelKey::known(label.id.0.as_str()));
    let mut decoded: BTreeMap<CardKey, Card> = BTreeMap::new();
    for card in read {
        let mut card = decode::card(card, is_of_board);
        card.comments = comments.remove(&card.key).unwrap_or_default();
        decoded.insert(card.key.clone(), card);
    }
    for stack in &mut Arc::make_mut(&mut reading.board).stacks {
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
    reading
}
