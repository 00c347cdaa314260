//! What operations on attachments mean.

use std::sync::Arc;

use super::{ApplyError, Whose, missing, stack_mut, stale};
use crate::board::{Account, EditAttachment};

pub(super) fn edit(account: &mut Account, edit: &EditAttachment) -> Result<(), ApplyError> {
    let EditAttachment {
        card: key,
        card_title: _,
        board,
        stack,
        name,
        content,
        size: _,
        listed: _,
    } = edit;
    let stack = stack_mut(account, board, stack)?;
    let card = stack.cards.iter_mut().find(|card| card.key == *key);
    let card = Arc::make_mut(card.ok_or_else(|| missing("card", key))?);
    if card.attachments.get(name).copied() != content.old {
        return Err(stale(&Whose("card", key, "attachments")));
    }
    match content.new {
        Some(new) => card.attachments.insert(name.clone(), new),
        None => card.attachments.remove(name),
    };
    Ok(())
}
