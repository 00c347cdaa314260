//! What operations on comments mean.

use std::sync::Arc;

use super::{ApplyError, Whose, missing, stack_mut, stale};
use crate::board::{Account, EditComment};

pub(super) fn edit(account: &mut Account, edit: &EditComment) -> Result<(), ApplyError> {
    let EditComment {
        key,
        card: card_key,
        card_title: _,
        board,
        stack,
        comment,
    } = edit;
    let stack = stack_mut(account, board, stack)?;
    let card = stack.cards.iter_mut().find(|card| card.key == *card_key);
    let card = Arc::make_mut(card.ok_or_else(|| missing("card", card_key))?);
    let is_as_said = match (card.comments.get(key), &comment.old) {
        (Some(there), Some(old)) => there.says_the_same(old),
        (there, old) => there.is_none() && old.is_none(),
    };
    if !is_as_said {
        return Err(stale(&Whose("card", card_key, "comments")));
    }
    match &comment.new {
        Some(new) => {
            card.comments.insert(key.clone(), new.clone());
        }
        None => {
            card.comments.remove(key);
            // What answered it stays, and answers nothing any more.
            for other in card.comments.values_mut() {
                if other.reply_to.as_ref() == Some(key) {
                    other.reply_to = None;
                }
            }
        }
    }
    Ok(())
}
