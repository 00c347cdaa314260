//! The end of a card.

use super::{Course, named};
use crate::board::{CardField, DeleteCard};
use crate::provider::kanbanik::call::is_gone;
use crate::provider::kanbanik::decode::{self, ProjectNames};
use crate::provider::kanbanik::encode;
use crate::provider::kanbanik::wire::Task;
use crate::provider::{ApplyError, ProviderError};

/// Deletes a card that is still as the operation says; one that is gone already is fine. Of one that
/// became another on another board, that one gets the ticket.
pub(super) async fn delete(course: &mut Course<'_>, delete: &DeleteCard) -> Result<(), ApplyError> {
    let DeleteCard {
        card,
        board,
        stack,
        listed: _,
        moved_to,
    } = delete;
    let what = named("card", &card.title);
    let id = course.id(&card.key)?;
    let present = match course.api.task(id).await {
        Ok(present) => present,
        Err(error) if is_gone(&error) => return Ok(()),
        Err(error) => return course.read(Err(error)),
    };
    let is_there =
        present.item() == course.id(stack)? && present.text("boardId") == Some(course.id(board)?);
    let mut decoded = decode::card(&present, &ProjectNames::of(&[]));
    // The task names it by id alone.
    let project = CardField::Project;
    decoded.set_field(project, card.fields.get(&project).cloned());
    if decoded != **card || !is_there {
        return Err(course.stale(what));
    }
    if let Some(moved_to) = moved_to {
        let made = course.api.task(course.id(moved_to)?).await;
        let made = course.read_to_change(made, &what)?;
        if made.text("ticketId") != present.text("ticketId") {
            let mut fields = encode::task(&made);
            encode::set_ticket(&mut fields, &present);
            let answer = course.api.edit_task(&fields).await;
            course.wrote_to(answer, &what)?;
        }
    }
    delete_task(course, &present, &what).await
}

/// Deletes a task as it was read just before, and asks whether it went: with another version the
/// server says yes and does nothing.
pub(super) async fn delete_task(
    course: &mut Course<'_>,
    task: &Task,
    what: &str,
) -> Result<(), ApplyError> {
    let answer = course.api.delete_task(&encode::task(task)).await;
    match answer {
        Err(error) if error.may_have_taken_effect() => {
            return Err(ApplyError::Unknown {
                error: Box::new(error),
                created: course.created.clone(),
            });
        }
        answer => answer.map_err(|error| course.failed(error))?,
    }
    match course.api.task(task.id()).await {
        Err(error) if is_gone(&error) => {
            course.has_written = true;
            Ok(())
        }
        Ok(present) if present.0.get("version") != task.0.get("version") => Err(course.stale(what)),
        Ok(_) => Err(course.failed(ProviderError::Local(format!(
            "{what}: the server says that it is deleted, and it is still there"
        )))),
        Err(error) => course.read(Err(error)),
    }
}
