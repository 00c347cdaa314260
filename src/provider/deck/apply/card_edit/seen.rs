//! The card that is to be edited, and the stacks around it, as they are just before.

use super::decoded_on;
use crate::board::{Card, EditCard};
use crate::provider::ApplyError;
use crate::provider::deck::apply::Course;
use crate::provider::deck::wire::{self, WireId};

/// What was read just before the first write.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) card: wire::Card,
    /// The same in our words.
    pub(super) present: Card,
    /// The board that the card is on.
    pub(super) board: String,
    /// The stacks of the board that the card is to stand on, with their shown cards; empty where
    /// no place changes.
    pub(super) stacks: Vec<wire::Stack>,
}

/// Reads what is needed to edit a card: the card alone, or the stacks where its place changes,
/// which hold the card too if it is shown on that board.
///
/// # Errors
/// `Stale` for a card that is deleted or out of reach.
pub(super) async fn see(
    course: &Course<'_>,
    edit: &EditCard,
    what: &str,
) -> Result<Seen, ApplyError> {
    let id = WireId(course.id(&edit.key)?.to_owned());
    let board = course.id(&edit.board)?;
    let mut stacks = Vec::new();
    if let Some(place) = &edit.changes.place {
        let target = course.id(&place.new.board)?;
        let answer = course.api.stacks(target).await;
        stacks = course.read_to_change(answer, &format!("the board of {what}"))?;
        let found = stacks
            .iter()
            .flat_map(|stack| &stack.cards)
            .find(|card| card.id == id)
            .cloned();
        if let Some(card) = found {
            return Ok(Seen {
                present: decoded_on(&card, target),
                card,
                board: target.to_owned(),
                stacks,
            });
        }
    }
    let stack = course.id(&edit.stack)?;
    let answer = course.api.card(board, stack, &id).await;
    let card = course.read_to_change(answer, what)?;
    if card.deleted_at != 0 {
        return Err(course.stale(what));
    }
    Ok(Seen {
        present: decoded_on(&card, board),
        card,
        board: board.to_owned(),
        stacks,
    })
}
