//! Boards: new, changed, gone; and the projects on them.

use super::card_delete::delete_task;
use super::{Course, class, named, to_send};
use crate::board::{Board, CreateBoard, DeleteBoard, EditBoard, Project};
use crate::provider::ApplyError;
use crate::provider::kanbanik::read::whole_board;
use crate::provider::kanbanik::{decode, encode, wire};

/// Makes a board with its projects.
pub(super) async fn create(
    course: &mut Course<'_>,
    create: &CreateBoard,
) -> Result<(), ApplyError> {
    let CreateBoard {
        key: _,
        title,
        color: _,
        archived: _,
        label_names: _,
        projects,
        classes,
    } = create;
    let what = named("board", title);
    course.creating()?;
    let answer = course.api.create_board(title).await;
    let made = course.made(answer, &what)?;
    let id = made.id().to_owned();
    course.has_created(&id)?;
    for project in projects {
        add_project(course, project, &id).await?;
    }
    if !classes.is_empty() {
        class::put(course, None, classes).await?;
    }
    Ok(())
}

/// Replaces the title, the projects and the classes of service.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditBoard) -> Result<(), ApplyError> {
    let EditBoard {
        key,
        title: old_title,
        changes,
    } = edit;
    let what = named("board", old_title);
    let id = course.id(key)?;
    let present = course.board(id, &what).await?;
    let title = to_send(course, changes.title.as_ref(), &present.name, || {
        what.clone()
    })?;
    if let Some(title) = title {
        // Whole, columns too, or they would be gone.
        let mut whole = encode::board(&present);
        whole["name"] = title.as_str().into();
        let answer = course.api.edit_board(whole).await;
        course.wrote_to(answer, &what)?;
    }
    if let Some(change) = &changes.projects {
        change_projects(course, id, &change.old, &change.new, &what).await?;
    }
    if let Some(change) = &changes.classes {
        class::put(course, Some(&change.old), &change.new).await?;
    }
    Ok(())
}

/// Brings the projects on a board to a list: new ones are made, others renamed, and those that go
/// are deleted if they are on no other board.
async fn change_projects(
    course: &mut Course<'_>,
    board: &str,
    old: &[Project],
    new: &[Project],
    what: &str,
) -> Result<(), ApplyError> {
    let all = course.read(course.api.projects().await)?;
    let is_on = |project: &&wire::Project| project.boards.iter().any(|id| id == board);
    let present: Vec<&wire::Project> = all.iter().filter(is_on).collect();
    let names_it = |list: &[Project], project: &wire::Project| {
        list.iter().any(|one| match &one.id {
            Some(id) => *id == project.id,
            None => one.name == project.name,
        })
    };
    for project in &present {
        if !names_it(old, project) && !names_it(new, project) {
            return Err(course.stale(format!("the projects of {what}")));
        }
    }
    for wanted in new {
        let known = present.iter().find(|project| match &wanted.id {
            Some(id) => *id == project.id,
            None => wanted.name == project.name,
        });
        match known {
            None => add_project(course, wanted, board).await?,
            Some(project) if project.name != wanted.name => {
                let renamed = wire::Project {
                    name: wanted.name.clone(),
                    ..(*project).clone()
                };
                let answer = course.api.edit_project(&renamed).await;
                course.wrote_to(answer, &named("project", &wanted.name))?;
            }
            Some(_) => {}
        }
    }
    for project in present {
        if !names_it(new, project) {
            remove_project(course, project, board, true).await?;
        }
    }
    Ok(())
}

/// Puts a project on a board: a known one, or a new one.
async fn add_project(
    course: &mut Course<'_>,
    project: &Project,
    board: &str,
) -> Result<(), ApplyError> {
    let what = named("project", &project.name);
    let Some(id) = &project.id else {
        let answer = course.api.create_project(&project.name, board).await;
        course.made(answer, &what)?;
        return Ok(());
    };
    let all = course.read(course.api.projects().await)?;
    let known = all.iter().find(|known| known.id == *id);
    let known = known.ok_or_else(|| course.stale(what.clone()))?;
    // A second time it would be on the board twice.
    if !known.boards.iter().any(|on| on == board) {
        let answer = course.api.set_project_on_board(known, board, true).await;
        course.wrote_to(answer, &what)?;
    }
    Ok(())
}

async fn remove_project(
    course: &mut Course<'_>,
    project: &wire::Project,
    board: &str,
    deletes: bool,
) -> Result<(), ApplyError> {
    let what = named("project", &project.name);
    let is_elsewhere = project.boards.iter().any(|on| on != board);
    // One call, so that none is left on no board, where nobody would see it again.
    let answer = if deletes && !is_elsewhere {
        course.api.delete_project(project).await
    } else {
        course.api.set_project_on_board(project, board, false).await
    };
    course.wrote_to(answer, &what)
}

/// Deletes a board that is still as the operation says: first its cards, then its projects leave
/// it. The server would believe a request that names no columns. One that is gone is fine.
pub(super) async fn delete(
    course: &mut Course<'_>,
    delete: &DeleteBoard,
) -> Result<(), ApplyError> {
    let DeleteBoard {
        board: expected, ..
    } = delete;
    let what = named("board", &expected.title);
    let id = course.id(&expected.key)?;
    let Some(whole) = course.read(whole_board(course.api, id).await)? else {
        // What is hidden is still there.
        return match course.read(course.api.board(id).await)? {
            Some(_) => Err(course.stale(what)),
            None => Ok(()),
        };
    };
    // The classes of service are no part of it.
    let present = Board {
        classes: expected.classes.clone(),
        ..decode::board(&whole)
    };
    if present != **expected {
        return Err(course.stale(what));
    }
    for task in &whole.board.tasks {
        delete_task(course, task, &what).await?;
    }
    for project in whole.projects() {
        remove_project(course, project, id, false).await?;
    }
    let rest = course.whole_board(id, &what).await?;
    if !rest.board.tasks.is_empty() {
        return Err(course.stale(what));
    }
    let answer = course.api.delete_board(&rest.board).await;
    course.wrote_to(answer, &what)
}
