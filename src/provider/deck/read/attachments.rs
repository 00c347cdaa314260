//! The attachments of a board's cards: listed only for cards that have some and changed.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::one_board::PARALLEL;
use super::stamp::has_settled;
use crate::board::RemoteAttachment;
use crate::provider::ProviderError;
use crate::provider::deck::api::Api;
use crate::provider::deck::decode;
use crate::provider::deck::wire;
use crate::provider::listed::AttachmentNote;

/// The attachments of a card, as they were listed last.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct CardNote {
    /// The card's `lastModified`, which everything but another program's change of a user's file
    /// moves.
    modified: i64,
    /// False if a change in the same second would show nowhere.
    settled: bool,
    list: Vec<AttachmentNote>,
}

impl CardNote {
    /// Returns the note on a card that was read alone.
    pub(super) fn of(card: &wire::Card, listed_at: Option<Timestamp>) -> Option<Self> {
        let list = decode::attachments(&card.attachments);
        Self::new(card.last_modified, list, listed_at)
    }

    /// Returns the note; `None` for a card without attachments.
    fn new(
        modified: i64,
        list: Vec<RemoteAttachment>,
        listed_at: Option<Timestamp>,
    ) -> Option<Self> {
        let list: Vec<AttachmentNote> = list.into_iter().map(AttachmentNote::of).collect();
        (!list.is_empty()).then(|| Self {
            modified,
            settled: has_settled(modified, listed_at),
            list,
        })
    }

    /// Returns the attachments.
    pub(super) fn attachments(&self) -> Vec<RemoteAttachment> {
        self.list.iter().map(AttachmentNote::attachment).collect()
    }
}

/// Returns the notes on the shown cards that have attachments: one request for each that `known`
/// does not have in its present state.
pub(super) async fn of_shown_cards(
    api: Api<'_>,
    shown: &[wire::Stack],
    known: &BTreeMap<String, CardNote>,
    listed_at: Option<Timestamp>,
) -> Result<BTreeMap<String, CardNote>, ProviderError> {
    let cards = shown
        .iter()
        .filter(|stack| stack.deleted_at == 0)
        .flat_map(|stack| &stack.cards)
        .filter(|card| card.deleted_at == 0 && card.attachment_count != Some(0));
    let mut notes = BTreeMap::new();
    let mut asked: BTreeMap<String, i64> = BTreeMap::new();
    for card in cards {
        let id = card.id.0.as_str();
        match known.get(id) {
            Some(note) if note.settled && note.modified == card.last_modified => {
                notes.insert(id.to_owned(), note.clone());
            }
            _ => {
                asked.insert(id.to_owned(), card.last_modified);
            }
        }
    }
    let mut requests = Vec::new();
    for (id, modified) in asked {
        requests.push(async move {
            let list = api.attachments(&id).await?;
            Ok::<_, ProviderError>((id, modified, decode::attachments(&list)))
        });
    }
    let answers: Vec<(String, i64, Vec<RemoteAttachment>)> = stream::iter(requests)
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await?;
    for (id, modified, list) in answers {
        if let Some(note) = CardNote::new(modified, list, listed_at) {
            notes.insert(id, note);
        }
    }
    Ok(notes)
}
