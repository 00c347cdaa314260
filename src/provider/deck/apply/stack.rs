//! Stacks: new, changed, gone.

use std::collections::BTreeSet;

use super::contents::{Found, read_stack, stack_as_told};
use super::place::find_stack;
use super::said::{cards_of_stack, is_as_said};
use super::{Course, named, quoted};
use crate::board::{CreateStack, DeleteStack, EditStack, StackId, StackPlace};
use crate::provider::compare::to_send;
use crate::provider::deck::api::CardAddress;
use crate::provider::deck::decode::{shown_in_order, stacks_in_order};
use crate::provider::deck::encode::order_between;
use crate::provider::deck::wire;
use crate::provider::{ApplyError, ProviderError};

/// Makes a stack where it is to stand.
pub(super) async fn create(
    course: &mut Course<'_>,
    create: &CreateStack,
) -> Result<(), ApplyError> {
    let CreateStack {
        key: _,
        place,
        title,
        done_column,
        lane: _,
    } = create;
    let what = named("stack", title);
    refuse_nesting(course, place)?;
    let board = course.id(&place.board)?;
    let answer = course.api.board(board).await;
    let present = course.read_to_change(answer, &format!("the board of {what}"))?;
    let slot = slot(course, &present.stacks, place, None, &what)?;

    course.creating()?;
    let order = slot.order.unwrap_or(slot.last);
    let answer = course.api.create_stack(board, title, order).await;
    let made = course.wrote(answer)?;
    course.has_created(&made.id.0)?;
    if slot.order.is_none() {
        let answer = course.api.reorder_stack(&made.id.0, slot.index).await;
        course.wrote(answer)?;
    }
    if *done_column {
        let answer = course.api.set_done_column(board, &made.id.0, true).await;
        course.wrote(answer)?;
    }
    Ok(())
}

/// Replaces what changes of title, place and being a done column.
///
/// A PUT comes first, since it moves to other boards and bears title and number at once; the call
/// for places follows where no number alone does it.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditStack) -> Result<(), ApplyError> {
    let EditStack {
        key,
        board: old_board,
        title: old_title,
        changes,
    } = edit;
    let what = named("stack", old_title);
    let stack = course.id(key)?;
    let old_board = course.id(old_board)?;
    let answer = course.api.board(old_board).await;
    let present_board = course.read_to_change(answer, &what)?;
    let Some(present) = find_stack(&present_board.stacks, stack) else {
        return Err(course.stale(what));
    };
    let is_done_column = present.is_done_column.unwrap_or(false);
    let stale = |_| course.stale(what.clone());
    let title = to_send(changes.title.as_ref(), &present.title).map_err(stale)?;
    let done_column = to_send(changes.done_column.as_ref(), &is_done_column).map_err(stale)?;
    if done_column.is_some() && present.is_done_column.is_none() {
        return Err(course.refused(format!("{what}: done columns need Deck 1.18")));
    }

    let (board, slot_to_take) = match &changes.place {
        None => (old_board, None),
        Some(place) => {
            let own = (stack, what.as_str());
            let (board, slot) =
                new_slot(course, &place.new, (old_board, &present_board), own).await?;
            if slot.is_some() && !is_behind(course, &present_board.stacks, stack, &place.old)? {
                return Err(course.stale(format!("the place of {what}")));
            }
            (board, slot)
        }
    };
    let order = slot_to_take.as_ref().and_then(|slot| slot.order);
    let is_put = title.is_some() || order.is_some() || board != old_board;
    if is_put {
        let mut tag = quoted(present.etag.as_ref());
        if board != old_board && take_labels_off(course, old_board, stack, &what).await? {
            let answer = course.api.board(old_board).await;
            let now = course.read(answer)?;
            tag = quoted(find_stack(&now.stacks, stack).and_then(|now| now.etag.as_ref()));
        }
        let answer = course
            .api
            .put_stack(
                board,
                stack,
                title.unwrap_or(&present.title),
                order.unwrap_or(present.order),
                tag.as_deref(),
            )
            .await;
        course.wrote_if(answer, &what)?;
    }
    if let Some(slot) = slot_to_take.filter(|slot| slot.order.is_none()) {
        let answer = course.api.reorder_stack(stack, slot.index).await;
        course.wrote(answer)?;
    }
    if let Some(done_column) = done_column {
        let answer = course.api.set_done_column(board, stack, *done_column).await;
        course.wrote(answer)?;
    }
    Ok(())
}

/// Takes the labels off the shown cards of a stack that moves to another board, and returns whether
/// there were any.
///
/// They would come along, and can be taken off only as long as they are their board's. Those of
/// the new board are put on by the operations that follow. Archived cards would have to come out of
/// the archive for it, and stay out if we were cut off; what comes along with them is not shown.
async fn take_labels_off(
    course: &mut Course<'_>,
    board: &str,
    stack: &str,
    what: &str,
) -> Result<bool, ApplyError> {
    let answer = course.api.stacks(board).await;
    let shown = course.read_to_change(answer, what)?;
    let Some(present) = find_stack(&shown, stack) else {
        return Err(course.stale(what));
    };
    let mut has_any = false;
    for card in shown_in_order(present) {
        let address = CardAddress {
            board,
            stack,
            card: &card.id,
        };
        let labels: BTreeSet<&str> = card
            .labels
            .iter()
            .map(|label| label.id.0.as_str())
            .collect();
        for label in labels {
            has_any = true;
            let answer = course.api.remove_label(address, label).await;
            course.wrote(answer)?;
        }
    }
    Ok(has_any)
}

/// Returns the board that a stack is to stand on, and where there; no slot if it is there already.
async fn new_slot<'p>(
    course: &Course<'_>,
    place: &'p StackPlace,
    (old_board, present): (&str, &wire::Board),
    (stack, what): (&str, &str),
) -> Result<(&'p str, Option<Slot>), ApplyError> {
    refuse_nesting(course, place)?;
    let board = course.id(&place.board)?;
    let slot = if board == old_board {
        slot(course, &present.stacks, place, Some(stack), what)?
    } else {
        let answer = course.api.board(board).await;
        let target =
            course.read_to_change(answer, &format!("the board that {what} is to move to"))?;
        slot(course, &target.stacks, place, Some(stack), what)?
    };
    Ok((board, (!slot.is_there).then_some(slot)))
}

/// Deletes a stack that is still as the operation says, with all its cards; one that is gone
/// already is fine.
pub(super) async fn delete(
    course: &mut Course<'_>,
    delete: &DeleteStack,
) -> Result<(), ApplyError> {
    let DeleteStack {
        stack: expected,
        board,
        listed,
    } = delete;
    let what = named("stack", &expected.title);
    let stack = course.id(&expected.key)?;
    let board = course.id(board)?;
    let is_as_said = course.read(is_as_said(course, cards_of_stack(expected)).await)?;
    let answer = read_stack(course, (board, stack), listed).await;
    match course.read_to_change(answer, &what)? {
        Found::Present(present) if is_as_said && present == stack_as_told(expected) => {}
        Found::Present(_) | Found::Moving => return Err(course.stale(what)),
        Found::Absent => {
            return match course.api.stack(board, stack).await {
                Err(ProviderError::NotAllowed { .. }) => Ok(()),
                Ok(present) if present.deleted_at != 0 => Ok(()),
                // It is on another board by now.
                Ok(_) => Err(course.stale(what)),
                Err(error) => course.read(Err(error)),
            };
        }
    }
    let answer = course.api.delete_stack(board, stack).await;
    course.wrote(answer)
}

/// Returns true if a stack stands where the operation says that it stood.
fn is_behind(
    course: &Course<'_>,
    stacks: &[wire::Stack],
    stack: &str,
    place: &StackPlace,
) -> Result<bool, ApplyError> {
    let all = stacks_in_order(stacks);
    let before = all
        .iter()
        .take_while(|other| other.id.0 != stack)
        .last()
        .map(|other| other.id.0.as_str());
    let expected = place
        .after
        .as_ref()
        .map(|after| course.id(after))
        .transpose()?;
    Ok(before == expected)
}

/// Where a stack is to stand.
struct Slot {
    /// Counted from 0, the stack itself left out.
    index: usize,
    /// The number that puts it there without touching others, where there is one.
    order: Option<i64>,
    /// A number behind all others.
    last: i64,
    /// True if it stands there already.
    is_there: bool,
}

fn slot(
    course: &Course<'_>,
    stacks: &[wire::Stack],
    place: &StackPlace,
    own: Option<&str>,
    what: &str,
) -> Result<Slot, ApplyError> {
    let all = stacks_in_order(stacks);
    let present = own.and_then(|own| all.iter().position(|stack| stack.id.0 == own));
    let others: Vec<(i64, StackId)> = all
        .iter()
        .filter(|stack| own != Some(stack.id.0.as_str()))
        .map(|stack| (stack.order, StackId::new(stack.id.0.as_str())))
        .collect();
    let index = match &place.after {
        None => 0,
        Some(after) => {
            let after = course.id(after)?;
            let before = others.iter().position(|(_, id)| id.as_str() == after);
            before.ok_or_else(|| course.stale(format!("the stack before {what}")))? + 1
        }
    };
    let standing = |index: usize| others.get(index).map(|(order, id)| (*order, id));
    let before = index.checked_sub(1).and_then(standing);
    let own = own.map(StackId::new);
    Ok(Slot {
        index,
        order: order_between(before, standing(index), own.as_ref()),
        last: others
            .last()
            .map_or(0, |(order, _)| order.saturating_add(1)),
        is_there: present == Some(index),
    })
}

fn refuse_nesting(course: &Course<'_>, place: &StackPlace) -> Result<(), ApplyError> {
    match place.parent {
        None => Ok(()),
        Some(_) => Err(course.refused("stacks cannot stand in stacks on Deck")),
    }
}
