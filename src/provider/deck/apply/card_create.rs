//! A new card.

use super::card_steps::{change_assignees, change_dependencies, change_labels, set_archived};
use super::place::{find_stack, position};
use super::{Course, named, quoted};
use crate::board::{Card, CreateCard, Done};
use crate::provider::ApplyError;
use crate::provider::compare::Difference;
use crate::provider::deck::api::CardAddress;
use crate::provider::deck::decode::shown_in_order;
use crate::provider::deck::encode::{CardValues, new_card};
use crate::provider::deck::wire;

/// Makes a card where it is to stand; then whether it is done, which takes a PUT, and that replaces
/// all values: it has to come before anybody else can have given the card others. Then labels,
/// assignees and dependencies; the archive comes last, since it closes a card for labels.
pub(super) async fn create(course: &mut Course<'_>, create: &CreateCard) -> Result<(), ApplyError> {
    let CreateCard { place, card } = create;
    let what = named("card", &card.title);
    let board = course.id(&place.board)?;
    let stack_id = course.id(&place.stack)?;
    let done = match card.done {
        Some(Done::AnyTime) => {
            return Err(course.refused(format!("the plan gives no time at which {what} was done")));
        }
        Some(Done::At(time)) => Some(time),
        None => None,
    };
    let answer = course.api.stacks(board).await;
    let stacks = course.read_to_change(answer, &format!("the board of {what}"))?;
    refuse_what_is_too_new(course, card, &stacks)?;
    let Some(stack) = find_stack(&stacks, stack_id) else {
        return Err(course.stale(format!("the stack of {what}")));
    };
    let (order, index) = order_in(course, stack, create, &what)?;

    course.creating()?;
    let answer = course
        .api
        .create_card(board, stack_id, new_card(card, order))
        .await;
    let made = course.wrote(answer)?;
    course.has_created(&made.id.0)?;

    let address = CardAddress {
        board,
        stack: stack_id,
        card: &made.id,
    };
    let mut is_archived = false;
    if let Some(done) = done {
        let mut values = CardValues::of(&made, course.api.user_name());
        values.done = Some(done);
        is_archived = card.archived && !has_links(card);
        values.archived = is_archived.then_some(true);
        let tag = quoted(made.etag.as_ref());
        let answer = course
            .api
            .put_card(address, values.body(), tag.as_deref())
            .await;
        course.wrote_if(answer, &what)?;
    }
    if let Some(index) = index {
        let answer = course.api.reorder_card(address, stack_id, index).await;
        course.wrote(answer)?;
    }
    let labels = Difference::between(&Default::default(), &card.labels);
    change_labels(course, address, &labels).await?;
    let assignees = Difference::between(&Default::default(), &card.assignees);
    change_assignees(course, address, &assignees).await?;
    let dependencies = Difference::between(&Default::default(), &card.depends_on);
    change_dependencies(course, address, &dependencies).await?;
    if card.archived && !is_archived {
        set_archived(course, address, true).await?;
    }
    Ok(())
}

/// Returns true if labels, assignees or dependencies have calls of their own.
fn has_links(card: &Card) -> bool {
    !(card.labels.is_empty() && card.assignees.is_empty() && card.depends_on.is_empty())
}

/// Returns the number to create the card with, and the position to move it to afterwards where no
/// number alone puts it there.
fn order_in(
    course: &Course<'_>,
    stack: &wire::Stack,
    create: &CreateCard,
    what: &str,
) -> Result<(i64, Option<usize>), ApplyError> {
    let shown = shown_in_order(stack);
    let last = shown.last().map_or(0, |card| card.order.saturating_add(1));
    if create.card.archived {
        return Ok((last, None));
    }
    let position = position(course, stack, create.place.after.as_ref(), None, what)?;
    Ok(match position.order {
        Some(order) => (order, None),
        None => (last, Some(position.index)),
    })
}

/// Refuses what servers before 1.18 would drop without a word.
fn refuse_what_is_too_new(
    course: &Course<'_>,
    card: &Card,
    stacks: &[wire::Stack],
) -> Result<(), ApplyError> {
    let is_new = stacks.iter().any(|stack| stack.is_done_column.is_some());
    let is_plain = card.color.is_none() && card.start.is_none() && card.depends_on.is_empty();
    if is_new || is_plain {
        return Ok(());
    }
    Err(course.refused("colors, start dates and dependencies of cards need Deck 1.18"))
}
