//! Other values or another place of a card.

use super::card_delete::is_of_board;
use super::card_steps::{change_assignees, change_dependencies, change_labels, set_archived};
use super::{Course, named, quoted};
use crate::board::{Card, EditCard, LabelKey};
use crate::provider::ApplyError;
use crate::provider::compare::Difference;
use crate::provider::deck::api::CardAddress;
use crate::provider::deck::decode;
use crate::provider::deck::wire;

mod seen;
mod steps;

use seen::{Seen, see};
use steps::{Steps, steps_for};

/// Edits a card: reads it, compares, and sends what differs in as few calls as are right.
///
/// The PUT that replaces all values is the documented way for every field; the calls for single
/// fields of Deck's own pages would not keep a given time of being done, and know no conditions.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditCard) -> Result<(), ApplyError> {
    let what = named("card", &edit.title);
    let seen = see(course, edit, &what).await?;
    let steps = steps_for(course, edit, &seen, &what)?;
    let mut is_archived = seen.card.archived;
    let mut tag = quoted(seen.card.etag.as_ref());

    let leaving = labels_to_leave_behind(course, edit, &seen, &steps).await?;
    if steps.crosses && is_archived && !seen.card.labels.is_empty() {
        // The server maps the labels by assigning new ones, which it refuses in the archive.
        open(course, address(&seen), &mut is_archived).await?;
    }
    change_labels(course, address(&seen), &leaving).await?;
    if steps.labels_come_first {
        change_labels(course, address(&seen), &steps.labels).await?;
    }
    if course.has_written && steps.put.is_some() {
        tag = reread(course, &seen, is_archived, &what).await?;
    }
    if let Some(values) = &steps.put {
        let mut values = values.clone();
        values.archived = archived_in_put(&steps, &seen, is_archived);
        let answer = course
            .api
            .put_card(address(&seen), values.body(), tag.as_deref())
            .await;
        course.wrote_if(answer, &what)?;
        is_archived = values.archived.unwrap_or(is_archived);
    }

    finish(course, edit, &seen, &steps, is_archived).await
}

/// Sends what follows the PUT: labels, assignees, dependencies, the place, the archive.
async fn finish(
    course: &mut Course<'_>,
    edit: &EditCard,
    seen: &Seen,
    steps: &Steps,
    mut is_archived: bool,
) -> Result<(), ApplyError> {
    let address = CardAddress {
        board: &steps.board,
        stack: steps.stack_after_put(seen),
        card: &seen.card.id,
    };
    let labels = if steps.crosses {
        labels_on_arrival(course, edit, address).await?
    } else if steps.labels_come_first {
        Difference::between(&Default::default(), &Default::default())
    } else {
        steps.labels.clone()
    };
    if !labels.is_empty() {
        open(course, address, &mut is_archived).await?;
        change_labels(course, address, &labels).await?;
    }
    change_assignees(course, address, &steps.assignees).await?;
    change_dependencies(course, address, &steps.dependencies).await?;
    if !steps.archived_at_last {
        open(course, address, &mut is_archived).await?;
    }
    if let Some(reorder) = &steps.reorder {
        let answer = course
            .api
            .reorder_card(address, &reorder.stack, reorder.index)
            .await;
        course.wrote(answer)?;
    }
    if steps.archived_at_last && !is_archived {
        set_archived(course, address, true).await?;
    }
    Ok(())
}

fn address(seen: &Seen) -> CardAddress<'_> {
    CardAddress {
        board: &seen.board,
        stack: &seen.card.stack_id.0,
        card: &seen.card.id,
    }
}

/// Takes a card out of the archive, where labels cannot be changed, if it is in there.
async fn open(
    course: &mut Course<'_>,
    address: CardAddress<'_>,
    is_archived: &mut bool,
) -> Result<(), ApplyError> {
    if *is_archived {
        set_archived(course, address, false).await?;
        *is_archived = false;
    }
    Ok(())
}

/// Returns what the PUT says of the archive, for a card that is in there or not by now.
fn archived_in_put(steps: &Steps, seen: &Seen, is_archived: bool) -> Option<bool> {
    let may_follow = steps.crosses && (steps.changes_labels || !seen.card.labels.is_empty());
    let follow = !steps.crosses && !steps.labels_come_first && !steps.labels.is_empty();
    match (is_archived, steps.archived_at_last) {
        (true, false) => Some(false),
        (true, true) => follow.then_some(false),
        (false, true) => (!follow && !may_follow).then_some(true),
        (false, false) => None,
    }
}

/// Returns the labels that have to go before a card moves to another board, where the server would
/// make labels of their names otherwise.
async fn labels_to_leave_behind(
    course: &Course<'_>,
    edit: &EditCard,
    seen: &Seen,
    steps: &Steps,
) -> Result<Difference<LabelKey>, ApplyError> {
    let mut difference = Difference::between(&Default::default(), &Default::default());
    let Some(labels) = edit.changes.labels.as_ref().filter(|_| steps.crosses) else {
        return Ok(difference);
    };
    if seen.present.labels.is_empty() {
        return Ok(difference);
    }
    let answer = course.api.board(&steps.board).await;
    let target = course.read(answer)?;
    let is_wanted = |title: &str| {
        target.labels.iter().any(|label| {
            label.title == title && labels.new.contains(&LabelKey::known(label.id.0.as_str()))
        })
    };
    for label in &seen.card.labels {
        let key = LabelKey::known(label.id.0.as_str());
        let is_on_it = seen.present.labels.contains(&key) && !difference.remove.contains(&key);
        if is_on_it && !is_wanted(&label.title) {
            difference.remove.push(key);
        }
    }
    Ok(difference)
}

/// Returns what to do about the labels of a card that came to another board, where the server gave
/// it labels of the same names.
async fn labels_on_arrival(
    course: &Course<'_>,
    edit: &EditCard,
    address: CardAddress<'_>,
) -> Result<Difference<LabelKey>, ApplyError> {
    let Some(labels) = &edit.changes.labels else {
        return Ok(Difference::between(
            &Default::default(),
            &Default::default(),
        ));
    };
    let answer = course
        .api
        .card(address.board, address.stack, address.card)
        .await;
    let arrived = course.read(answer)?;
    let arrived = decode::card(&arrived, |_| true);
    Ok(Difference::between(&arrived.labels, &labels.new))
}

/// Reads the card once more after calls of our own, and returns its new tag: somebody else may have
/// changed it meanwhile.
async fn reread(
    course: &Course<'_>,
    seen: &Seen,
    is_archived: bool,
    what: &str,
) -> Result<Option<String>, ApplyError> {
    let answer = course
        .api
        .card(&seen.board, &seen.card.stack_id.0, &seen.card.id)
        .await;
    let card = course.read_to_change(answer, what)?;
    let mut expected = seen.present.clone();
    expected.archived = is_archived;
    let present = decoded_on(&card, &seen.board);
    // The PUT that follows leaves labels as they are.
    expected.labels.clone_from(&present.labels);
    if present != expected || card.stack_id != seen.card.stack_id {
        return Err(course.stale(what));
    }
    Ok(quoted(card.etag.as_ref()))
}

fn decoded_on(card: &wire::Card, board: &str) -> Card {
    decode::card(card, |label| is_of_board(label.board_id.as_ref(), board))
}
