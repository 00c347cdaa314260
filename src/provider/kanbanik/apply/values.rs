//! The values of cards that are names of other things: classes of service, projects, people.

use super::Course;
use crate::board::{Card, Person};
use crate::provider::ApplyError;
use crate::provider::kanbanik::decode::ProjectNames;
use crate::provider::kanbanik::encode::Fields;
use crate::provider::kanbanik::wire::Project;

/// Puts the class of service of that name into a task, whole: of one that lacks a part the server
/// keeps nothing.
///
/// # Errors
/// There is none of that name.
pub(super) async fn set_class(
    course: &Course<'_>,
    fields: &mut Fields,
    name: Option<&str>,
    what: &str,
) -> Result<(), ApplyError> {
    let Some(name) = name else {
        fields.remove("classOfService");
        return Ok(());
    };
    let classes = course.read(course.api.classes().await)?;
    let Some(class) = classes.iter().find(|class| class.name() == name) else {
        let names: Vec<&str> = classes.iter().map(|class| class.name()).collect();
        return Err(course.refused(format!(
            "{what}: there is no class of service `{name}`; there are: {}",
            names.join(", ")
        )));
    };
    fields.insert("classOfService".to_owned(), class.0.clone().into());
    Ok(())
}

/// Checks that somebody can be assigned: the server takes every name, and forgets unknown ones.
///
/// # Errors
/// There is nobody of that name.
pub(super) async fn check_assignee<'p>(
    course: &Course<'_>,
    people: impl IntoIterator<Item = &'p Person>,
    what: &str,
) -> Result<(), ApplyError> {
    let Some(person) = people.into_iter().next() else {
        return Ok(());
    };
    let users = course.read(course.api.users().await)?;
    if users.iter().any(|user| user.user_name == person.id) {
        return Ok(());
    }
    Err(course.refused(format!("{what}: there is no user `{}`", person.id)))
}

/// Returns the id of the project that a card belongs to; the only one of its board by itself.
///
/// # Errors
/// There is none of that name, or none is named and there are several.
pub(super) fn project<'p>(
    course: &Course<'_>,
    projects: &'p [Project],
    name: Option<&str>,
    what: &str,
) -> Result<&'p str, ApplyError> {
    let names = ProjectNames::of(projects);
    let known = names.all().join(", ");
    match (name, projects) {
        (None, []) => Err(course.refused(format!(
            "{what}: the board has no project, and Kanbanik shows no card without one; add one under `projects` in `board.yaml`"
        ))),
        (None, [only]) => Ok(&only.id),
        (None, _) => Err(course.refused(format!(
            "{what}: it names no `project`; there are: {known}"
        ))),
        (Some(name), _) => names.id(name).ok_or_else(|| {
            course.refused(format!("{what}: the board has no project `{name}`; there are: {known}"))
        }),
    }
}

/// Checks what Kanbanik has no place for.
///
/// # Errors
/// A due date within a day, or more than one assignee.
pub(super) fn check(course: &Course<'_>, card: &Card, what: &str) -> Result<(), ApplyError> {
    let is_within_a_day = |second: i64| second.rem_euclid(24 * 60 * 60) != 0;
    if card.due.is_some_and(|due| is_within_a_day(due.as_second())) {
        return Err(course.refused(format!(
            "{what}: Kanbanik knows days only; write `due` as a date like 2026-12-01"
        )));
    }
    if card.assignees.len() > 1 {
        return Err(course.refused(format!("{what}: Kanbanik knows one assignee a card")));
    }
    Ok(())
}
