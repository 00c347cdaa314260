//! Where a card is to stand, looked up in the stacks as they are.

use super::Course;
use crate::board::{CardId, CardKey};
use crate::provider::ApplyError;
use crate::provider::deck::decode::shown_in_order;
use crate::provider::deck::encode::order_between;
use crate::provider::deck::wire;

/// A position among the cards that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// Counted from 0, the card itself left out.
    pub(super) index: usize,
    /// The number that puts the card there without touching others, where there is one.
    pub(super) order: Option<i64>,
    /// True if the card stands there already.
    pub(super) is_there: bool,
}

/// Returns the stack of that id, if it is not deleted.
pub(super) fn find_stack<'s>(stacks: &'s [wire::Stack], id: &str) -> Option<&'s wire::Stack> {
    stacks
        .iter()
        .find(|stack| stack.id.0 == id && stack.deleted_at == 0)
}

/// Returns the position right behind `after` (`None`: the first) in a stack.
///
/// `own` is the card that is to stand there; `None` for a new one. `what` names it for a person.
///
/// # Errors
/// `Stale` if `after` is not shown in the stack.
pub(super) fn position(
    course: &Course<'_>,
    stack: &wire::Stack,
    after: Option<&CardKey>,
    own: Option<&str>,
    what: &str,
) -> Result<Position, ApplyError> {
    let shown = shown_in_order(stack);
    let present = own.and_then(|own| shown.iter().position(|card| card.id.0 == own));
    let others: Vec<(i64, CardId)> = shown
        .iter()
        .filter(|card| own != Some(card.id.0.as_str()))
        .map(|card| (card.order, CardId::new(card.id.0.as_str())))
        .collect();
    let index = match after {
        None => 0,
        Some(after) => {
            let after = course.id(after)?;
            let before = others.iter().position(|(_, id)| id.as_str() == after);
            before.ok_or_else(|| course.stale(format!("the card before {what}")))? + 1
        }
    };
    let standing = |index: usize| others.get(index).map(|(order, id)| (*order, id));
    let before = index.checked_sub(1).and_then(standing);
    let own = own.map(CardId::new);
    Ok(Position {
        index,
        order: order_between(before, standing(index), own.as_ref()),
        is_there: present == Some(index),
    })
}
