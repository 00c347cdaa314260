//! A new card.

use super::place::place;
use super::values::{check, check_assignee, project, set_class};
use super::{Course, named};
use crate::board::{CardField, CreateCard};
use crate::provider::kanbanik::decode::{self, ProjectNames};
use crate::provider::kanbanik::encode;
use crate::provider::{ApplyError, ProviderError};

/// Makes a card where it is to stand, and gives it what the server lost on the way: the last state
/// of its source stores no description, and its answer shows no tags.
pub(super) async fn create(course: &mut Course<'_>, create: &CreateCard) -> Result<(), ApplyError> {
    let CreateCard { place: at, card } = create;
    let what = named("card", &card.title);
    check(course, card, &what)?;
    let board = course.id(&at.board)?;
    let item = course.id(&at.stack)?;
    let whole = course
        .whole_board(board, &format!("the board of {what}"))
        .await?;
    let project = project(
        course,
        whole.projects(),
        card.field(CardField::Project),
        &what,
    )?;
    let place = place(course, &whole.board, item, at.after.as_ref(), None, &what)?;
    let way = place.way();
    let mut fields = encode::new_task(card, board, item, project, &way.order.to_string());
    let class = card.field(CardField::ClassOfService);
    if class.is_some() {
        set_class(course, &mut fields, class, &what).await?;
    }
    check_assignee(course, &card.assignees, &what).await?;

    course.creating()?;
    let answer = course.api.create_task(&fields).await;
    let made = course.made(answer, &what)?;
    course.has_created(made.id())?;
    place.make_room(course, &way, &what).await?;

    // Never built on the answer: it hides tags, and sending none would erase them.
    let stored = course.read(course.api.task(made.id()).await)?;
    let names = ProjectNames::of(whole.projects());
    let present = decode::card(&stored, &names);
    if present.body != card.body {
        let mut fields = encode::task(&stored);
        fields.insert(
            "description".to_owned(),
            card.body.as_deref().unwrap_or_default().into(),
        );
        let answer = course.api.edit_task(&fields).await;
        let edited = course.wrote_to(answer, &what)?;
        if decode::card(&edited, &names).body != card.body {
            return Err(lost(course, "text", &what));
        }
    }
    if present.tags != card.tags {
        return Err(lost(course, "tags", &what));
    }
    Ok(())
}

fn lost(course: &Course<'_>, field: &str, what: &str) -> ApplyError {
    course.failed(ProviderError::Local(format!(
        "{what}: the server did not keep the {field}; versions before 0.2.9 know no tags"
    )))
}
