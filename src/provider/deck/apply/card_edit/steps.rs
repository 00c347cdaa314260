//! What has to be sent to edit a card, decided from what was read; sends nothing.

use super::seen::Seen;
use crate::board::{CardKey, Done, EditCard, LabelKey, Person};
use crate::provider::ApplyError;
use crate::provider::compare::{Difference, Differs, to_send};
use crate::provider::deck::apply::Course;
use crate::provider::deck::apply::place::{Position, find_stack, position};
use crate::provider::deck::decode::{PLAIN, shown_in_order};
use crate::provider::deck::encode::CardValues;
use crate::provider::deck::wire;

/// A position to move the card to at the end.
#[derive(Debug)]
pub(super) struct Reorder {
    pub(super) stack: String,
    pub(super) index: usize,
}

/// What has to be sent.
#[derive(Debug)]
pub(super) struct Steps {
    /// The values of the PUT, without the archive; `None`: no PUT is needed.
    pub(super) put: Option<CardValues>,
    pub(super) labels: Difference<LabelKey>,
    pub(super) assignees: Difference<Person>,
    pub(super) dependencies: Difference<CardKey>,
    pub(super) reorder: Option<Reorder>,
    /// Whether the card is in the archive when all is done.
    pub(super) archived_at_last: bool,
    /// Whether labels are changed before the PUT, which archives the card.
    pub(super) labels_come_first: bool,
    /// Whether the operation says anything of labels.
    pub(super) changes_labels: bool,
    /// Whether the card comes to another board.
    pub(super) crosses: bool,
    /// The board that the card is on when all is done.
    pub(super) board: String,
}

impl Steps {
    /// Returns the stack that the card is in once the PUT, if there is one, was sent.
    pub(super) fn stack_after_put<'s>(&'s self, seen: &'s Seen) -> &'s str {
        self.put
            .as_ref()
            .map_or(&seen.card.stack_id.0, |values| &values.stack)
    }
}

/// Where the card goes.
struct Move<'s> {
    stack: &'s wire::Stack,
    /// `None` for a card that ends in the archive, which has no position.
    position: Option<Position>,
}

/// Returns the steps, after comparing every value that changes with what was read.
///
/// # Errors
/// `Stale` if a value is neither the old nor the new one, `Failed` for what cannot be expressed.
pub(super) fn steps_for(
    course: &Course<'_>,
    edit: &EditCard,
    seen: &Seen,
    what: &str,
) -> Result<Steps, ApplyError> {
    let changes = &edit.changes;
    let present = &seen.present;
    let differs = |field: &str| {
        let what = format!("the {field} of {what}");
        move |_: Differs| course.stale(what.clone())
    };
    let archived = to_send(changes.archived.as_ref(), &present.archived)
        .map_err(differs("archive state"))?
        .copied();
    let archived_at_last = archived.unwrap_or(present.archived);
    let labels = to_send(changes.labels.as_ref(), &present.labels).map_err(differs("labels"))?;
    let assignees =
        to_send(changes.assignees.as_ref(), &present.assignees).map_err(differs("assignees"))?;
    let dependencies = to_send(changes.depends_on.as_ref(), &present.depends_on)
        .map_err(differs("dependencies"))?;
    if dependencies.is_some() && seen.card.color.is_none() {
        return Err(course.refused(format!("{what}: dependencies need Deck 1.18")));
    }
    let board = match &changes.place {
        Some(place) => course.id(&place.new.board)?,
        None => &seen.board,
    };
    let crosses = board != seen.board;
    let goes = moves(course, edit, seen, archived_at_last, what)?;
    let as_read = CardValues::of(&seen.card, course.api.user_name());
    let mut values = as_read.clone();
    set_values(course, edit, seen, &mut values, what)?;
    let changes_values = values != as_read;
    let sets_done = values.done != as_read.done;

    let mut steps = Steps {
        put: None,
        labels: Difference::to(&present.labels, labels),
        assignees: Difference::to(&present.assignees, assignees),
        dependencies: Difference::to(&present.depends_on, dependencies),
        reorder: None,
        archived_at_last,
        labels_come_first: false,
        changes_labels: changes.labels.is_some(),
        crosses,
        board: board.to_owned(),
    };
    let how = How {
        changes_values,
        sets_done,
        is_archived: present.archived,
    };
    place_card(&mut steps, seen, goes.as_ref(), values, how);
    steps.labels_come_first = !crosses
        && steps.put.is_some()
        && !present.archived
        && archived_at_last
        && !steps.labels.is_empty();
    Ok(steps)
}

/// What decides between a PUT and the call for places.
struct How {
    changes_values: bool,
    sets_done: bool,
    is_archived: bool,
}

/// Chooses PUT, the call for places, or both.
///
/// That call touches nothing but the place, and is what a drag in the browser sends: it marks a
/// card as done on the way into a done column. A PUT does not, but it can set a free number, and
/// moves to other boards and in the archive.
fn place_card(
    steps: &mut Steps,
    seen: &Seen,
    goes: Option<&Move<'_>>,
    mut values: CardValues,
    how: How,
) {
    let Some(Move { stack, position }) = goes else {
        steps.put = how.changes_values.then_some(values);
        return;
    };
    let comes_out = how.is_archived && !steps.archived_at_last;
    let changes_stack = stack.id != seen.card.stack_id;
    let Some(position) = position else {
        // It ends in the archive, where only its stack counts.
        values.stack.clone_from(&stack.id.0);
        steps.put = (how.changes_values || changes_stack).then_some(values);
        return;
    };
    let was_in = find_stack(&seen.stacks, &seen.card.stack_id.0);
    let is_done_column = |stack: &wire::Stack| stack.is_done_column == Some(true);
    let marks_done = changes_stack
        && !steps.crosses
        && !how.sets_done
        && (is_done_column(stack) || was_in.is_some_and(is_done_column));
    let is_put = steps.crosses
        || how.changes_values
        || (comes_out && position.order.is_some() && !marks_done);
    let by_number = position.order.filter(|_| is_put && !marks_done);
    if is_put {
        if !marks_done {
            values.stack.clone_from(&stack.id.0);
        }
        values.order = by_number.unwrap_or(values.order);
        steps.put = Some(values);
    }
    if by_number.is_none() {
        steps.reorder = Some(Reorder {
            stack: stack.id.0.clone(),
            index: position.index,
        });
    }
}

/// Returns where the card goes; `None` if it stays, or stands there already.
fn moves<'s>(
    course: &Course<'_>,
    edit: &EditCard,
    seen: &'s Seen,
    archived_at_last: bool,
    what: &str,
) -> Result<Option<Move<'s>>, ApplyError> {
    let Some(place) = &edit.changes.place else {
        return Ok(None);
    };
    let is_in = seen.card.stack_id.0.as_str();
    let target = course.id(&place.new.stack)?;
    if is_in != target && is_in != course.id(&place.old.stack)? {
        return Err(course.stale(format!("the place of {what}")));
    }
    let Some(stack) = find_stack(&seen.stacks, target) else {
        return Err(course.stale(format!("the stack that {what} is to move to")));
    };
    if archived_at_last {
        return Ok((is_in != target).then_some(Move {
            stack,
            position: None,
        }));
    }
    let own = Some(seen.card.id.0.as_str());
    let position = position(course, stack, place.new.after.as_ref(), own, what)?;
    // In another stack the old neighbor means nothing, and neither does it in the archive.
    let counts = is_in == target && !seen.present.archived && !position.is_there;
    if counts && !is_behind(course, stack, &seen.card, place.old.after.as_ref())? {
        return Err(course.stale(format!("the place of {what}")));
    }
    Ok((!position.is_there).then_some(Move {
        stack,
        position: Some(position),
    }))
}

/// Returns true if a card stands where the operation says that it stood.
fn is_behind(
    course: &Course<'_>,
    stack: &wire::Stack,
    card: &wire::Card,
    after: Option<&CardKey>,
) -> Result<bool, ApplyError> {
    let before = shown_in_order(stack)
        .into_iter()
        .take_while(|other| other.id != card.id)
        .last()
        .map(|other| other.id.0.as_str());
    let expected = after.map(|after| course.id(after)).transpose()?;
    Ok(before == expected)
}

/// Puts the new values of the operation into those that were read.
fn set_values(
    course: &Course<'_>,
    edit: &EditCard,
    seen: &Seen,
    values: &mut CardValues,
    what: &str,
) -> Result<(), ApplyError> {
    let changes = &edit.changes;
    let present = &seen.present;
    let differs = |field: &str| {
        let what = format!("the {field} of {what}");
        move |_: Differs| course.stale(what.clone())
    };
    if let Some(title) =
        to_send(changes.title.as_ref(), &present.title).map_err(differs("title"))?
    {
        values.title.clone_from(title);
    }
    if let Some(body) = to_send(changes.body.as_ref(), &present.body).map_err(differs("text"))? {
        values.description = body.as_deref().unwrap_or_default().to_owned();
    }
    if let Some(due) = to_send(changes.due.as_ref(), &present.due).map_err(differs("due date"))? {
        values.due = *due;
    }
    if matches!(&changes.done, Some(done) if matches!(done.new, Some(Done::AnyTime))) {
        return Err(course.refused(format!("the plan gives no time at which {what} was done")));
    }
    if let Some(done) =
        to_send(changes.done.as_ref(), &present.done).map_err(differs("done state"))?
    {
        values.done = match done {
            Some(Done::At(time)) => Some(*time),
            Some(Done::AnyTime) | None => None,
        };
    }
    let too_old = || course.refused(format!("{what}: colors and start dates need Deck 1.18"));
    if let Some(color) =
        to_send(changes.color.as_ref(), &present.color).map_err(differs("color"))?
    {
        values.color.as_ref().ok_or_else(too_old)?;
        values.color = Some(color.clone());
    }
    if let Some(start) =
        to_send(changes.start.as_ref(), &present.start).map_err(differs("start date"))?
    {
        values.start.ok_or_else(too_old)?;
        values.start = Some(*start);
    }
    if let Some(kind) =
        to_send(changes.card_type.as_ref(), &present.card_type).map_err(differs("type"))?
    {
        values.kind = kind.clone().unwrap_or_else(|| PLAIN.to_owned());
    }
    Ok(())
}
