//! A card to another board, where it becomes another one.
//!
//! The server's own way there is not taken: before 0.2.9 it leaves the task on the old board, with a
//! column that is none of that board's, and in its last state it loses the description on the way.
//! So the card is made anew, made whole, and only then deleted where it was. Until that is done both
//! are there, and a push that is cut off in between loses nothing.

use super::card_delete::delete_task;
use super::card_edit::{check_answer, set_values};
use super::place::place;
use super::values::project;
use super::{Course, named};
use crate::board::{CardField, Change, EditCard, Place};
use crate::provider::ApplyError;
use crate::provider::kanbanik::decode::ProjectNames;
use crate::provider::kanbanik::encode::{self, Fields};
use crate::provider::kanbanik::wire::{BoardWithProjects, Task};

/// Moves a card to another board, with its other changes.
pub(super) async fn go_to_board(
    course: &mut Course<'_>,
    edit: &EditCard,
    change: &Change<Place>,
) -> Result<(), ApplyError> {
    let what = named("card", &edit.title);
    let (old, new) = (&change.old, &change.new);
    let id = course.id(&edit.key)?;
    let all = course.read(course.api.boards(false).await)?.boards;
    let find = |id: &str| all.iter().find(|whole| whole.board.id() == id);
    let source = find(course.id(&old.board)?).ok_or_else(|| course.stale(what.as_str()))?;
    let board = course.id(&new.board)?;
    let gone = || course.stale(format!("the board of {what}"));
    let target = find(board).ok_or_else(gone)?;
    let item = course.id(&new.stack)?;
    let place = place(course, &target.board, item, new.after.as_ref(), None, &what)?;
    let way = place.way();

    let answer = course.api.task(id).await;
    let present = course.read_to_change(answer, &what)?;
    if present.item() != course.id(&old.stack)?
        || present.text("boardId") != Some(source.board.id())
    {
        return Err(course.stale(format!("the place of {what}")));
    }
    let mut fields = encode::task(&present);
    let projects = (source.projects(), target.projects());
    set_values(
        course,
        &edit.changes,
        &present,
        projects,
        &mut fields,
        &what,
    )
    .await?;
    let project = project_there(course, edit, &present, (source, target), &what)?;
    fields.insert("projectId".to_owned(), project.into());
    encode::anew(&mut fields, board, item, &way.order.to_string());

    course.creating()?;
    let answer = course.api.create_task(&fields).await;
    let made = course.made(answer, &what)?;
    course.has_created(made.id())?;
    place.make_room(course, &way, &what).await?;
    make_whole(course, made.id(), &fields, &present, &what).await?;
    delete_task(course, &present, &what).await
}

/// Returns the id of the project that the card belongs to on its new board.
fn project_there<'t>(
    course: &Course<'_>,
    edit: &EditCard,
    present: &Task,
    (source, target): (&BoardWithProjects, &'t BoardWithProjects),
    what: &str,
) -> Result<&'t str, ApplyError> {
    let names = ProjectNames::of(source.projects());
    let is_now = present.text("projectId").and_then(|id| names.name(id));
    let named = match edit.changes.fields.get(&CardField::Project) {
        Some(change) => change.new.as_deref(),
        None => is_now,
    };
    project(course, target.projects(), named, what)
}

/// Gives a new card what creating drops or does not take, the description and the ticket, and makes
/// sure that it has all that was sent.
async fn make_whole(
    course: &mut Course<'_>,
    made: &str,
    sent: &Fields,
    was: &Task,
    what: &str,
) -> Result<(), ApplyError> {
    // Never built on the answer: it hides tags, and sending none would erase them.
    let stored = course.read(course.api.task(made).await)?;
    let has = |task: &Task, key: &str| task.text(key).unwrap_or_default().to_owned();
    let description = has(&Task(sent.clone()), "description");
    let is_whole = has(&stored, "description") == description
        && has(&stored, "ticketId") == has(was, "ticketId");
    if is_whole {
        return check_answer(course, sent, &stored, what);
    }
    let mut fields = encode::task(&stored);
    if !description.is_empty() {
        fields.insert("description".to_owned(), description.into());
    }
    encode::set_ticket(&mut fields, was);
    let answer = course.api.edit_task(&fields).await;
    let edited = course.wrote_to(answer, what)?;
    check_answer(course, sent, &edited, what)
}
