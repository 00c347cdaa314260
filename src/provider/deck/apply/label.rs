//! Labels: new, changed, gone.

use super::contents::{Found, read_label};
use super::{Course, named};
use crate::board::{CreateLabel, DeleteLabel, EditLabel, Label};
use crate::provider::compare::to_send;
use crate::provider::deck::wire;
use crate::provider::{ApplyError, ProviderError};

/// Makes a label. One of that name that is there already is taken, with the color asked for.
pub(super) async fn create(
    course: &mut Course<'_>,
    create: &CreateLabel,
) -> Result<(), ApplyError> {
    let CreateLabel {
        board,
        key: _,
        name,
        color,
    } = create;
    let board = course.id(board)?;
    course.creating()?;
    match course.api.create_label(board, name, color).await {
        Err(error) if says_name_is_taken(&error) => {
            let answer = course.api.board(board).await;
            let present = course.read(answer)?;
            let Some(taken) = present.labels.iter().find(|label| label.title == *name) else {
                return course.wrote(Err(error));
            };
            course.has_created(&taken.id.0)?;
            if taken.color.as_deref() == Some(color) {
                return Ok(());
            }
            let answer = course.api.put_label(board, &taken.id.0, name, color).await;
            course.wrote(answer)
        }
        answer => {
            let made = course.wrote(answer)?;
            course.has_created(&made.id.0)
        }
    }
}

/// Replaces what changes of name and color.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditLabel) -> Result<(), ApplyError> {
    let EditLabel {
        board,
        key,
        name: old_name,
        changes,
    } = edit;
    let what = named("label", old_name);
    let board = course.id(board)?;
    let label = course.id(key)?;
    let answer = course.api.board(board).await;
    let present = course.read_to_change(answer, &what)?;
    let Some(present) = find(&present, label) else {
        return Err(course.stale(what));
    };
    let present_color = present.color.clone().unwrap_or_default();
    let stale = |_| course.stale(what.clone());
    let name = to_send(changes.name.as_ref(), &present.title).map_err(stale)?;
    let color = to_send(changes.color.as_ref(), &present_color).map_err(stale)?;
    if name.is_none() && color.is_none() {
        return Ok(());
    }
    let answer = course
        .api
        .put_label(
            board,
            label,
            name.unwrap_or(&present.title),
            color.unwrap_or(&present_color),
        )
        .await;
    course.wrote(answer)
}

/// Deletes a label that is still as the operation says, and on the cards that it says; one that is
/// gone already is fine.
pub(super) async fn delete(
    course: &mut Course<'_>,
    delete: &DeleteLabel,
) -> Result<(), ApplyError> {
    let DeleteLabel {
        board,
        label: Label { key, name, color },
        cards: expected,
    } = delete;
    let what = named("label", name);
    let board = course.id(board)?;
    let label = course.id(key)?;
    let answer = read_label(course, board, label).await;
    match course.read_to_change(answer, &what)? {
        Found::Absent => return Ok(()),
        Found::Present((present, cards))
            if present.title == *name
                && present.color.as_deref().unwrap_or_default() == color
                && cards == *expected => {}
        Found::Present(_) | Found::Moving => return Err(course.stale(what)),
    }
    let answer = course.api.delete_label(board, label).await;
    course.wrote(answer)
}

fn find<'b>(board: &'b wire::Board, label: &str) -> Option<&'b wire::Label> {
    board.labels.iter().find(|present| present.id.0 == label)
}

fn says_name_is_taken(error: &ProviderError) -> bool {
    matches!(error, ProviderError::Refused { status: 400, message, .. } if message == "title must be unique")
}
