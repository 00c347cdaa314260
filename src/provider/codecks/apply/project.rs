//! Projects and their tags: changed; tags made.
//!
//! None of these actions is documented; they are as clients saw the app send them.

use serde_json::{Map, json};

use super::{Course, named};
use crate::board::{CreateLabel, EditBoard, EditLabel};
use crate::provider::ApplyError;
use crate::provider::codecks::encode;
use crate::provider::codecks::query::Query;
use crate::provider::codecks::structure::PRIVATE;
use crate::provider::codecks::wire::{Project, Tag};
use crate::provider::compare::to_send;

/// Changes the title of a project, and whether it is archived.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditBoard) -> Result<(), ApplyError> {
    let EditBoard {
        key,
        title: old_title,
        changes,
    } = edit;
    let what = named("project", old_title);
    let id = course.id(key)?;
    if id == PRIVATE {
        return Err(course.refused("the board of private cards cannot be changed"));
    }
    if changes.color.is_some() {
        return Err(course.refused(format!("{what}: projects have no color")));
    }
    let query = Query::default().with_record("project", id, json!(["id", "name", "visibility"]));
    let answered = course.read(course.api().query(&query).await)?;
    let Some(project) = course.read(answered.get::<Project>("project", id))? else {
        return Err(course.stale(what));
    };
    let stale = |_| course.stale(what.clone());
    let title = project.name.unwrap_or_default();
    let archived = project.visibility.as_deref() == Some("archived");
    let title = to_send(changes.title.as_ref(), &title).map_err(stale)?;
    let archived = to_send(changes.archived.as_ref(), &archived).map_err(stale)?;
    let with_id = |name: &str, value| {
        Map::from_iter([("id".to_owned(), json!(id)), (name.to_owned(), value)])
    };
    if let Some(title) = title {
        course
            .dispatch("projects/update", with_id("name", json!(title)))
            .await?;
    }
    if let Some(archived) = archived {
        let visibility = json!(encode::visibility(*archived));
        course
            .dispatch("projects/setVisibility", with_id("visibility", visibility))
            .await?;
    }
    course.forget_shelf();
    Ok(())
}

/// Makes a tag. One of that name that is there already is taken.
pub(super) async fn create_tag(
    course: &mut Course<'_>,
    create: &CreateLabel,
) -> Result<(), ApplyError> {
    let CreateLabel {
        board,
        key: _,
        name,
        color,
    } = create;
    let project = course.id(board)?;
    if project == PRIVATE {
        return Err(course.refused("private cards have no tags of a project"));
    }
    course.creating()?;
    if let Some(tag) = find(course, project, name).await? {
        return course.has_created(&tag.id);
    }
    let mut params = Map::from_iter([
        ("projectId".to_owned(), json!(project)),
        ("tag".to_owned(), json!(name)),
    ]);
    if !color.is_empty() {
        params.insert("color".into(), json!(color));
    }
    let made = course.dispatch("projects/addTag", params).await?;
    course.forget_shelf();
    let id = match made.id() {
        Some(id) => id.to_owned(),
        None => match find(course, project, name).await? {
            Some(tag) => tag.id,
            None => {
                let what = named("tag", name);
                return Err(course.refused(format!("the server made {what} and does not show it")));
            }
        },
    };
    course.has_created(&id)
}

async fn find(course: &Course<'_>, project: &str, name: &str) -> Result<Option<Tag>, ApplyError> {
    let selection = json!(["id", {"tags": ["id", "tag", "color"]}]);
    let query = Query::default().with_record("project", project, selection);
    let answered = course.read(course.api().query(&query).await)?;
    for id in answered.tables.ids("projectTag") {
        let tag = course.read(answered.get::<Tag>("projectTag", id))?;
        if let Some(tag) = tag.filter(|tag| tag.tag == name) {
            return Ok(Some(tag));
        }
    }
    Ok(None)
}

/// Changes name and color of a tag.
pub(super) async fn edit_tag(course: &mut Course<'_>, edit: &EditLabel) -> Result<(), ApplyError> {
    let EditLabel {
        board: _,
        key,
        name: old_name,
        changes,
    } = edit;
    let what = named("tag", old_name);
    let id = course.id(key)?;
    let selection = json!(["id", "tag", "color"]);
    let query = Query::default().with_record("projectTag", id, selection);
    let answered = course.read(course.api().query(&query).await)?;
    let Some(tag) = course.read(answered.get::<Tag>("projectTag", id))? else {
        return Err(course.stale(what));
    };
    let stale = |_| course.stale(what.clone());
    let color = tag.color.unwrap_or_default();
    let name = to_send(changes.name.as_ref(), &tag.tag).map_err(stale)?;
    let color = to_send(changes.color.as_ref(), &color).map_err(stale)?;
    let mut params = Map::new();
    params.extend(name.map(|name| ("tag".to_owned(), json!(name))));
    params.extend(color.map(|color| {
        let color = (!color.is_empty()).then_some(color);
        ("color".to_owned(), json!(color))
    }));
    if params.is_empty() {
        return Ok(());
    }
    params.insert("id".into(), json!(id));
    course.dispatch("projects/updateTag", params).await?;
    course.forget_shelf();
    Ok(())
}
