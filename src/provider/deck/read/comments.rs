//! The comments on a board's cards: listed only for cards that have some and changed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::one_board::{PARALLEL, Reading};
use super::stamp::has_settled;
use crate::board::{Board, CardKey, Comment, CommentKey};
use crate::provider::ProviderError;
use crate::provider::deck::api::Api;
use crate::provider::deck::decode;
use crate::provider::deck::wire;

/// When the comments of a card were listed last; the account has them.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(super) struct CommentNote {
    /// The card's `lastModified`, which writing, editing and deleting a comment moves.
    modified: i64,
    /// False if a change in the same second would show nowhere.
    settled: bool,
}

/// The comments of cards that have any.
pub(super) type Comments = HashMap<CardKey, BTreeMap<CommentKey, Comment>>;

/// Returns the comments of these cards, with notes on them: one request for each card that has some
/// and that `known` does not have in its present state, and one more for every further 200.
pub(super) async fn of_cards<'c>(
    api: Api<'_>,
    cards: impl Iterator<Item = &'c wire::Card>,
    known: Option<&Reading>,
    listed_at: Option<Timestamp>,
) -> Result<(BTreeMap<String, CommentNote>, Comments), ProviderError> {
    let before = known.map(|known| before(known)).unwrap_or_default();
    let mut notes = BTreeMap::new();
    let mut comments = Comments::new();
    let mut asked: BTreeMap<String, i64> = BTreeMap::new();
    for card in cards.filter(|card| card.comments_count != Some(0)) {
        let id = card.id.0.as_str();
        let key = CardKey::known(id);
        let note = known.and_then(|known| known.note.comments.get(id));
        let note = note.filter(|note| note.settled && note.modified == card.last_modified);
        match (note, before.get(&key)) {
            (Some(note), Some(kept)) => {
                notes.insert(id.to_owned(), *note);
                comments.insert(key, (*kept).clone());
            }
            _ => {
                asked.insert(id.to_owned(), card.last_modified);
            }
        }
    }
    let mut requests = Vec::new();
    for (id, modified) in asked {
        requests.push(async move {
            let list = api.comments(&id).await?;
            Ok::<_, ProviderError>((id, modified, decode::comments(&list)))
        });
    }
    let answers: Vec<_> = stream::iter(requests)
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await?;
    for (id, modified, list) in answers {
        if list.is_empty() {
            continue;
        }
        comments.insert(CardKey::known(id.as_str()), list);
        let settled = has_settled(modified, listed_at);
        notes.insert(id, CommentNote { modified, settled });
    }
    Ok((notes, comments))
}

fn before(known: &Reading) -> HashMap<&CardKey, &BTreeMap<CommentKey, Comment>> {
    let stacks = known.board.all_stacks().into_iter();
    let cards = stacks.flat_map(|stack| &stack.cards);
    let cards = cards.filter(|card| !card.comments.is_empty());
    cards.map(|card| (&card.key, &card.comments)).collect()
}

/// Gives the cards of a board their comments.
pub(super) fn put(board: &mut Board, mut comments: Comments) {
    if comments.is_empty() {
        return;
    }
    for stack in &mut board.stacks {
        for card in &mut Arc::make_mut(stack).cards {
            if let Some(of_card) = comments.remove(&card.key)
                && of_card != card.comments
            {
                Arc::make_mut(card).comments = of_card;
            }
        }
    }
}
