//! Which cards a reading does not show any more, and whether ids still name the same cards.

use crate::board::{Account, CardId};
use crate::plan;

use super::error::SyncError;
use super::session::Session;

/// Returns the cards that a reading does not show any more.
pub(super) fn vanished_cards(before: &Account, now: &Account) -> Vec<CardId> {
    let shown = now.cards();
    let mut vanished: Vec<CardId> = before
        .cards()
        .into_keys()
        .filter(|key| !shown.contains_key(key))
        .filter_map(|key| key.id().cloned())
        .collect();
    vanished.sort();
    vanished
}

/// Checks that ids still name the cards that they named: a card never changes when it was made.
///
/// # Errors
/// `OtherServer`, with the cards whose ids name others now.
pub(super) fn check_identity(
    session: Session<'_>,
    before: &Account,
    now: &Account,
) -> Result<(), SyncError> {
    let cards: Vec<String> = plan::strangers(before, now)
        .iter()
        .map(|card| format!("{card} has the id {} of another card", card.key))
        .collect();
    if cards.is_empty() {
        return Ok(());
    }
    Err(SyncError::OtherServer {
        url: session.server.url.clone(),
        cards,
    })
}
