//! Boards: new, changed, gone.

use super::contents::{Found, board_as_told, read_board};
use super::said::{cards_of_board, is_as_said};
use super::{Course, named, quoted};
use crate::board::{CreateBoard, DeleteBoard, EditBoard, RestoreBoard};
use crate::provider::compare::to_send;
use crate::provider::deck::api::Listing;
use crate::provider::{ApplyError, ProviderError};

/// Nextcloud's own blue, for a board without a color, which Deck has not.
const OWN_COLOR: &str = "0082c9";

/// Makes a board and takes away the labels that the server added, but for those of names that are
/// wanted: making such a label finds it.
pub(super) async fn create(
    course: &mut Course<'_>,
    create: &CreateBoard,
) -> Result<(), ApplyError> {
    let CreateBoard {
        key: _,
        title,
        color,
        archived,
        label_names,
        projects: _,
        classes: _,
    } = create;
    let color = if color.is_empty() { OWN_COLOR } else { color };
    course.creating()?;
    let answer = course.api.create_board(title, color).await;
    let made = course.wrote(answer)?;
    course.has_created(&made.id.0)?;
    let board = made.id.0.as_str();
    for label in &made.labels {
        if !label_names.contains(&label.title) {
            let answer = course.api.delete_label(board, &label.id.0).await;
            course.wrote(answer)?;
        }
    }
    if *archived {
        let answer = course.api.put_board(board, title, color, true, None).await;
        course.wrote(answer)?;
    }
    Ok(())
}

/// Replaces what changes of title, color and archive state.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditBoard) -> Result<(), ApplyError> {
    let EditBoard {
        key,
        title: old_title,
        changes,
    } = edit;
    let what = named("board", old_title);
    let board = course.id(key)?;
    let answer = course.api.board(board).await;
    let present = course.read_to_change(answer, &what)?;
    let present_color = present.color.clone().unwrap_or_default();
    let stale = |_| course.stale(what.clone());
    let title = to_send(changes.title.as_ref(), &present.title).map_err(stale)?;
    let color = to_send(changes.color.as_ref(), &present_color).map_err(stale)?;
    let archived = to_send(changes.archived.as_ref(), &present.archived).map_err(stale)?;
    if title.is_none() && color.is_none() && archived.is_none() {
        return Ok(());
    }
    let answer = course
        .api
        .put_board(
            board,
            title.unwrap_or(&present.title),
            color.unwrap_or(&present_color),
            *archived.unwrap_or(&present.archived),
            quoted(present.etag.as_ref()).as_deref(),
        )
        .await;
    course.wrote_if(answer, &what)
}

/// Deletes a board that is still as the operation says, with all that is on it; one that is gone
/// already is fine.
pub(super) async fn delete(
    course: &mut Course<'_>,
    delete: &DeleteBoard,
) -> Result<(), ApplyError> {
    let DeleteBoard {
        board: expected,
        listed,
    } = delete;
    let what = named("board", &expected.title);
    let board = course.id(&expected.key)?;
    let is_as_said = course.read(is_as_said(course, cards_of_board(expected)).await)?;
    match read_board(course, board, listed).await {
        Ok(Found::Present(present)) if is_as_said && present == board_as_told(expected) => {}
        Ok(Found::Present(_) | Found::Moving | Found::Absent) => return Err(course.stale(what)),
        Err(error @ ProviderError::NotAllowed { .. }) => {
            return gone_or(course, board, error, &what).await;
        }
        Err(error) => return course.read(Err(error)),
    }
    let answer = course.api.delete_board(board).await;
    course.wrote(answer)
}

/// Takes a board out of the trash; one that is back already is fine.
pub(super) async fn restore(
    course: &mut Course<'_>,
    restore: &RestoreBoard,
) -> Result<(), ApplyError> {
    let RestoreBoard { board: expected } = restore;
    let board = course.id(&expected.key)?;
    let listing = course.read(course.api.boards(None).await)?;
    let listed = match &listing {
        Listing::Unchanged { .. } => None,
        Listing::Boards(list) => list.boards.iter().find(|listed| listed.id.0 == board),
    };
    match listed {
        None => Err(course
            .refused("the server has it in its trash no more; remove the ids to make it anew")),
        Some(present) if present.deleted_at == 0 => Ok(()),
        Some(_) => {
            let answer = course.api.restore_board(board).await;
            course.wrote(answer)
        }
    }
}

/// Returns success if the list of boards says that a board is deleted, or names it no more.
async fn gone_or(
    course: &Course<'_>,
    board: &str,
    error: ProviderError,
    what: &str,
) -> Result<(), ApplyError> {
    let listing = course.read(course.api.boards(None).await)?;
    let is_there = match listing {
        Listing::Unchanged { .. } => true,
        Listing::Boards(list) => list
            .boards
            .iter()
            .any(|listed| listed.id.0 == board && listed.deleted_at == 0),
    };
    if is_there {
        return course.read_to_change(Err(error), what);
    }
    Ok(())
}
