//! The end of a card.

use super::contents::{are_listed, card_as_told, told_card};
use super::said::is_as_said;
use super::{Course, named};
use crate::board::DeleteCard;
use crate::provider::deck::api::{CardAddress, says_card_is_deleted};
use crate::provider::deck::decode;
use crate::provider::deck::wire::WireId;
use crate::provider::{ApplyError, ProviderError};

/// Deletes a card that is still as the operation says; one that is gone already is fine.
pub(super) async fn delete(course: &mut Course<'_>, delete: &DeleteCard) -> Result<(), ApplyError> {
    let DeleteCard {
        card,
        board,
        stack,
        listed,
        // Only where cards do not keep their ids.
        moved_to: _,
    } = delete;
    let what = named("card", &card.title);
    let board = course.id(board)?;
    let stack = course.id(stack)?;
    let id = WireId(course.id(&card.key)?.to_owned());
    let is_as_said = course.read(is_as_said(course, [card.as_ref()]).await)?;
    let present = match course.api.card(board, stack, &id).await {
        Ok(present) => present,
        Err(error) if says_card_is_deleted(&error) => return Ok(()),
        Err(error @ ProviderError::NotAllowed { .. }) => {
            // Purged, or out of reach: on a board that we can read it must be purged.
            let answer = course.api.board(board).await;
            course.read(answer.map_err(|_| error))?;
            return Ok(());
        }
        Err(error) => return course.read(Err(error)),
    };
    if present.deleted_at != 0 {
        return Ok(());
    }
    let hung = [(card.key.clone(), decode::attachments(&present.attachments))];
    let is_same = told_card(&present, board) == card_as_told(card) && are_listed(hung, listed);
    if !is_as_said || !is_same || present.stack_id.0 != stack {
        return Err(course.stale(what));
    }
    let address = CardAddress {
        board,
        stack,
        card: &id,
    };
    let answer = course.api.delete_card(address).await;
    course.wrote(answer)
}

/// Returns true if a label is of a board, as far as the answer tells.
pub(super) fn is_of_board(label_board: Option<&WireId>, board: &str) -> bool {
    label_board.is_none_or(|label_board| label_board.0 == board)
}
