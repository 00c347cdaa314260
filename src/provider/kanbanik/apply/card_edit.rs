//! Other values and places of a card.

use super::place::{Place, Way, place};
use super::values::{check, check_assignee, project, set_class};
use super::{Course, card_move, named, to_send};
use crate::board::{Card, CardChanges, CardField, EditCard};
use crate::provider::kanbanik::decode::{self, ProjectNames};
use crate::provider::kanbanik::encode::{self, Fields};
use crate::provider::kanbanik::wire::{BoardWithProjects, Project, Task};
use crate::provider::{ApplyError, ProviderError};

/// Edits a card: one `moveTask` for a place alone, one `editTask` for all the rest.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditCard) -> Result<(), ApplyError> {
    let EditCard {
        key,
        title,
        board,
        stack: _,
        changes,
    } = edit;
    let what = named("card", title);
    if let Some(place) = &changes.place
        && place.new.board != place.old.board
    {
        return card_move::go_to_board(course, edit, place).await;
    }
    let id = course.id(key)?;
    let board = course.id(board)?;
    let needs_board = changes.place.is_some() || changes.fields.contains_key(&CardField::Project);
    let whole = match needs_board {
        true => Some(course.whole_board(board, &what).await?),
        false => None,
    };
    let place = match &whole {
        Some(whole) => new_place(course, edit, whole, id, &what)?,
        None => None,
    };
    if changes.are_of_place_only() {
        let (Some((place, item)), Some(whole)) = (place, &whole) else {
            return Ok(());
        };
        let listed = whole.board.tasks.iter().find(|task| task.id() == id);
        let task = listed.ok_or_else(|| course.stale(what.clone()))?;
        return go(course, task, (&place, item), &what).await;
    }
    let answer = course.api.task(id).await;
    let present = course.read_to_change(answer, &what)?;
    let mut fields = encode::task(&present);
    let projects = whole.as_ref().map_or(&[][..], |whole| whole.projects());
    let projects = (projects, projects);
    let is_changed = set_values(course, changes, &present, projects, &mut fields, &what).await?;
    let way = place.as_ref().map(|(place, _)| place.way());
    if let (Some((_, item)), Some(way)) = (&place, &way) {
        fields.insert("workflowitemId".to_owned(), (*item).into());
        fields.insert("order".to_owned(), way.order.to_string().into());
    }
    if !is_changed && place.is_none() {
        return Ok(());
    }
    let answer = course.api.edit_task(&fields).await;
    let edited = course.wrote_to(answer, &what)?;
    check_answer(course, &fields, &edited, &what)?;
    match (place, way) {
        (Some((place, _)), Some(way)) => place.make_room(course, &way, &what).await,
        _ => Ok(()),
    }
}

/// Moves a task, and whatever stands in its way.
async fn go(
    course: &mut Course<'_>,
    task: &Task,
    (place, item): (&Place<'_>, &str),
    what: &str,
) -> Result<(), ApplyError> {
    let way: Way = place.way();
    let (before, after) = place.around(&way);
    let mut fields = encode::task(task);
    fields.insert("workflowitemId".to_owned(), item.into());
    let answer = course
        .api
        .move_task(&fields, before.as_deref(), after.as_deref())
        .await;
    course.wrote_to(answer, what)?;
    place.make_room(course, &way, what).await
}

/// Returns the place and column that the card is to come to; `None` if it stands there.
fn new_place<'b>(
    course: &Course<'_>,
    edit: &'b EditCard,
    whole: &'b BoardWithProjects,
    id: &str,
    what: &str,
) -> Result<Option<(Place<'b>, &'b str)>, ApplyError> {
    let Some(change) = &edit.changes.place else {
        return Ok(None);
    };
    let present = whole.board.tasks.iter().find(|task| task.id() == id);
    let present = present.ok_or_else(|| course.stale(what))?;
    let item = course.id(&change.new.stack)?;
    if present.item() != item && present.item() != course.id(&change.old.stack)? {
        return Err(course.stale(format!("the place of {what}")));
    }
    let place = place(
        course,
        &whole.board,
        item,
        change.new.after.as_ref(),
        Some(id),
        what,
    )?;
    if !place.is_there && !place.was_behind(course, change.old.after.as_ref())? {
        return Err(course.stale(format!("the place of {what}")));
    }
    Ok((!place.is_there).then_some((place, item)))
}

/// Puts the new values of the operation into a task as it is, and returns whether there are any.
///
/// The projects are those of the board that it is on, and of the one that it comes to.
pub(super) async fn set_values(
    course: &Course<'_>,
    changes: &CardChanges,
    read: &Task,
    (projects_here, projects): (&[Project], &[Project]),
    fields: &mut Fields,
    what: &str,
) -> Result<bool, ApplyError> {
    let present = decode::card(read, &ProjectNames::of(projects_here));
    let of = |field: &'static str| move || format!("the {field} of {what}");
    let before = fields.clone();
    if let Some(title) = to_send(course, changes.title.as_ref(), &present.title, of("title"))? {
        fields.insert("name".to_owned(), title.as_str().into());
    }
    if let Some(body) = to_send(course, changes.body.as_ref(), &present.body, of("text"))? {
        match body {
            Some(body) => fields.insert("description".to_owned(), body.as_ref().into()),
            None => fields.remove("description"),
        };
    }
    if let Some(due) = to_send(course, changes.due.as_ref(), &present.due, of("due date"))? {
        if let Some(other) = read
            .text("dueDate")
            .filter(|text| decode::day(text).is_none())
        {
            return Err(course.refused(format!(
                "{what}: it is due `{other}` on the server, which is no date; mend it there"
            )));
        }
        let wanted = Card {
            due: *due,
            ..present.clone()
        };
        check(course, &wanted, what)?;
        encode::set_due(fields, *due);
    }
    let people = to_send(
        course,
        changes.assignees.as_ref(),
        &present.assignees,
        of("assignees"),
    )?;
    if let Some(people) = people {
        let wanted = Card {
            assignees: people.clone(),
            due: None,
            ..present.clone()
        };
        check(course, &wanted, what)?;
        check_assignee(course, people, what).await?;
        encode::set_assignee(fields, people);
    }
    if let Some(tags) = to_send(course, changes.tags.as_ref(), &present.tags, of("tags"))? {
        encode::set_tags(fields, tags);
    }
    let own = |field: CardField| {
        let held = present.fields.get(&field).cloned();
        to_send(
            course,
            changes.fields.get(&field),
            &held,
            of(field.in_words()),
        )
    };
    let class = own(CardField::ClassOfService)?;
    if let Some(class) = class {
        set_class(course, fields, class.as_deref(), what).await?;
    }
    if let Some(name) = own(CardField::Project)? {
        let id = project(course, projects, name.as_deref(), what)?;
        fields.insert("projectId".to_owned(), id.into());
    }
    Ok(*fields != before)
}

/// Holds the answer against what was sent: what the server cannot read it leaves out and says
/// nothing.
pub(super) fn check_answer(
    course: &Course<'_>,
    sent: &Fields,
    edited: &Task,
    what: &str,
) -> Result<(), ApplyError> {
    let none = ProjectNames::of(&[]);
    let (sent, held) = (
        decode::card(&Task(sent.clone()), &none),
        decode::card(edited, &none),
    );
    if sent == held {
        return Ok(());
    }
    let mut lost = Vec::new();
    for (field, is_lost) in [
        ("title", sent.title != held.title),
        ("text", sent.body != held.body),
        ("due date", sent.due != held.due),
        ("assignee", sent.assignees != held.assignees),
        ("tags (before 0.2.9 there are none)", sent.tags != held.tags),
        (
            "class of service",
            sent.field(CardField::ClassOfService) != held.field(CardField::ClassOfService),
        ),
    ] {
        if is_lost {
            lost.push(field);
        }
    }
    if lost.is_empty() {
        return Ok(());
    }
    Err(course.failed(ProviderError::Local(format!(
        "{what}: the server did not keep the {}",
        lost.join(", ")
    ))))
}
