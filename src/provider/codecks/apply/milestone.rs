//! Milestones: made, changed, deleted; documented actions, all three (`@codecks/fetch` 2.0.1).

use serde_json::{Map, Value, json};

use super::{Course, named};
use crate::board::{Change, EditMilestone, Milestone};
use crate::provider::ApplyError;
use crate::provider::codecks::planning::Planning;
use crate::provider::codecks::query::Query;
use crate::provider::codecks::structure::Structure;
use crate::provider::compare::{Differs, to_send};

/// The color of a milestone for which nobody chose one: the action does not do without.
const COLOR: &str = "gray";

/// Makes, changes or deletes a milestone; one that is so already is left.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditMilestone) -> Result<(), ApplyError> {
    let what = named("milestone", edit.name());
    let structure = structure_now(course).await?;
    let planning = &structure.planning;
    match (&edit.milestone.old, &edit.milestone.new) {
        (None, None) => Ok(()),
        (None, Some(new)) => create(course, &structure, new, &what).await,
        (Some(old), new) => {
            let id = old.id.as_deref().unwrap_or_default();
            match (planning.milestone_of(id), new) {
                (None, None) => Ok(()),
                (None, Some(_)) => Err(course.stale(what)),
                (Some(present), None) if present == old => {
                    let params = Map::from_iter([("id".to_owned(), json!(id))]);
                    dispatch(course, "milestones/delete", params).await?;
                    Ok(())
                }
                (Some(_), None) => Err(course.stale(what)),
                (Some(present), Some(new)) => {
                    change(course, planning, present, (old, new), &what).await
                }
            }
        }
    }
}

/// Reads what there is now: nothing else says whether a milestone is still what it was.
async fn structure_now(course: &Course<'_>) -> Result<Structure, ApplyError> {
    let query = Query::default().with_user().with_structure();
    let answered = course.read(course.api().query(&query).await)?;
    let structure = Structure::of(&answered.tables).map_err(|error| answered.nonsense(&error));
    course.read(structure)
}

/// Makes a milestone; one of that name that is there already is taken.
async fn create(
    course: &mut Course<'_>,
    structure: &Structure,
    new: &Milestone,
    what: &str,
) -> Result<(), ApplyError> {
    course.creating()?;
    let there = structure.planning.milestone_named(&new.name);
    if let Some(id) = there.and_then(|there| there.id.clone()) {
        return course.has_created(&id);
    }
    let Milestone {
        id: _,
        name,
        color,
        date,
        start,
        global,
        projects,
    } = new;
    let Some(date) = date else {
        return Err(course.refused(format!("{what} has no date")));
    };
    let color = if color.is_empty() { COLOR } else { color };
    let mut params = Map::from_iter([
        ("accountId".to_owned(), json!(structure.organization)),
        ("name".to_owned(), json!(name)),
        ("color".to_owned(), json!(color)),
        ("date".to_owned(), json!(date.to_string())),
        ("isGlobal".to_owned(), json!(global)),
    ]);
    let ids = ids_of(course, &structure.planning, *global, projects)?;
    params.insert("projectIds".to_owned(), ids);
    if let Some(start) = start {
        params.insert("startDate".to_owned(), json!(start.to_string()));
    }
    let made = dispatch(course, "milestones/create", params).await?;
    match made {
        Some(id) => course.has_created(&id),
        None => Err(course.refused(format!(
            "the server made {what} and did not say which it is"
        ))),
    }
}

/// Sends the values that differ, in one call.
async fn change(
    course: &mut Course<'_>,
    planning: &Planning,
    present: &Milestone,
    (old, new): (&Milestone, &Milestone),
    what: &str,
) -> Result<(), ApplyError> {
    let params = changed(course, planning, present, (old, new));
    let mut params = match params {
        Ok(params) => params?,
        Err(Differs) => return Err(course.stale(what)),
    };
    if params.is_empty() {
        return Ok(());
    }
    params.insert("id".to_owned(), json!(present.id));
    dispatch(course, "milestones/update", params).await?;
    Ok(())
}

type Params = Map<String, Value>;

/// Returns the values to send.
///
/// # Errors
/// `Differs` if the server has a third value of one.
fn changed(
    course: &Course<'_>,
    planning: &Planning,
    present: &Milestone,
    (old, new): (&Milestone, &Milestone),
) -> Result<Result<Params, ApplyError>, Differs> {
    let mut params = Params::new();
    let mut put = |key: &str, value: Option<Value>| {
        params.extend(value.map(|value| (key.to_owned(), value)));
    };
    let name = Change::between(&old.name, &new.name);
    put(
        "name",
        to_send(name.as_ref(), &present.name)?.map(|name| json!(name)),
    );
    let color = Change::between(&old.color, &new.color);
    put(
        "color",
        to_send(color.as_ref(), &present.color)?.map(|color| json!(color)),
    );
    let day = |day: &Option<jiff::civil::Date>| json!(day.map(|day| day.to_string()));
    let date = Change::between(&old.date, &new.date);
    put("date", to_send(date.as_ref(), &present.date)?.map(day));
    let start = Change::between(&old.start, &new.start);
    put(
        "startDate",
        to_send(start.as_ref(), &present.start)?.map(day),
    );
    let reach = |one: &Milestone| (one.global, one.projects.clone());
    let reaches = Change::between(&reach(old), &reach(new));
    if let Some((global, projects)) = to_send(reaches.as_ref(), &reach(present))? {
        let ids = match ids_of(course, planning, *global, projects) {
            Ok(ids) => ids,
            Err(error) => return Ok(Err(error)),
        };
        put("isGlobal", Some(json!(global)));
        put("projectIds", Some(ids));
    }
    Ok(Ok(params))
}

/// Returns the ids of the projects that a milestone is for; null for all of them.
fn ids_of(
    course: &Course<'_>,
    planning: &Planning,
    global: bool,
    projects: &[String],
) -> Result<Value, ApplyError> {
    if global {
        return Ok(Value::Null);
    }
    let mut ids = Vec::new();
    for name in projects {
        let Some(id) = planning.projects.id(name) else {
            let known = planning.projects.listed();
            return Err(course.refused(format!("there is no project `{name}`; there are {known}")));
        };
        ids.push(id);
    }
    Ok(json!(ids))
}

/// Sends an action, after which what cards refer to is another; returns the id that it made.
async fn dispatch(
    course: &mut Course<'_>,
    action: &str,
    params: Params,
) -> Result<Option<String>, ApplyError> {
    // Whatever comes of it, what was known may be so no more.
    course.forget_shelf();
    let made = course.dispatch(action, params).await?;
    Ok(made.id().map(str::to_owned))
}
