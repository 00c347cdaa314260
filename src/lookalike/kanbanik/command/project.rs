//! Projects, and which boards they are on.

use serde_json::{Value, json};

use super::{Answered, Call};
use crate::lookalike::kanbanik::Kanbanik;
use crate::lookalike::kanbanik::project::{Project, ProjectText, read_project};
use crate::lookalike::kanbanik::refusal::Refusal;

/// The rights that the maker of a project gets, in the order in which they are given.
const GRANTED: [i64; 7] = [26, 24, 4, 13, 12, 10, 11];

pub(super) fn all(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let mut shown: Vec<&Project> = server
        .projects
        .iter()
        .filter(|project| server.may(&call.who, 4, &project.id))
        .collect();
    shown.sort_by_key(|project| &project.name);
    let shown: Vec<Value> = shown.into_iter().map(Project::json).collect();
    Ok(json!({ "values": shown }))
}

pub(super) fn create(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_project(call.fields)?;
    server.check(&call.who, &[(25, "")])?;
    let project = Project {
        id: server.fresh_id(),
        name: sent.name.clone().unwrap_or_default(),
        boards: known_boards(server, &sent),
        version: sent.version,
    };
    server.projects.push(project.clone());
    server.grant(&call.who, &GRANTED, &project.id);
    Ok(project.json())
}

pub(super) fn edit(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_project(call.fields)?;
    server.check(&call.who, &[(24, sent.id.as_deref().unwrap_or_default())])?;
    let boards = known_boards(server, &sent);
    let known = found(server, &sent)?;
    known.name = sent.name.clone().unwrap_or_default();
    known.boards = boards;
    known.version += 1;
    Ok(known.json())
}

pub(super) fn delete(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_project(call.fields)?;
    let id = sent.id.clone().unwrap_or_default();
    server.check(&call.who, &[(26, &id)])?;
    refuse_tasks(server, &id, None)?;
    found(server, &sent)?;
    server.projects.retain(|project| project.id != id);
    Ok(json!({}))
}

pub(super) fn add(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let board = call.fields.text("boardId")?;
    let sent = call.fields.object("project", read_project)?;
    server.check(&call.who, &[(21, &board)])?;
    if server.board(&board).is_none() {
        return Err(Refusal::gone("board"));
    }
    let known = found(server, &sent)?;
    known.boards.push(board.clone());
    known.version += 1;
    Ok(json!({"project": known.json(), "boardId": board}))
}

pub(super) fn remove(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let board = call.fields.text("boardId")?;
    let sent = call.fields.object("project", read_project)?;
    server.check(&call.who, &[(21, &board)])?;
    let id = sent.id.clone().unwrap_or_default();
    if server.boards_of(&id).is_empty() {
        return Err(Refusal::message("Project is on no boards - nothing to do"));
    }
    refuse_tasks(server, &id, Some(&board))?;
    let known = found(server, &sent)?;
    known.boards.retain(|known| *known != board);
    known.version += 1;
    Ok(json!({"project": known.json(), "boardId": board}))
}

fn known_boards(server: &Kanbanik, sent: &ProjectText) -> Vec<String> {
    let boards = sent.boards.iter();
    boards
        .filter(|id| server.board(id).is_some())
        .cloned()
        .collect()
}

fn found<'s>(server: &'s mut Kanbanik, sent: &ProjectText) -> Result<&'s mut Project, Refusal> {
    let known = server
        .projects
        .iter_mut()
        .find(|project| Some(&project.id) == sent.id.as_ref());
    let known = known.ok_or_else(|| Refusal::gone("project"))?;
    if known.version != sent.version {
        return Err(Refusal::mid_air());
    }
    Ok(known)
}

fn refuse_tasks(server: &Kanbanik, project: &str, board: Option<&str>) -> Result<(), Refusal> {
    let tasks: Vec<String> = server
        .tasks()
        .filter(|(held, task)| {
            task.project == project && board.is_none_or(|board| held.id == board)
        })
        .map(|(held, task)| format!("{} on board: {}", task.ticket, held.name))
        .collect();
    match tasks.is_empty() {
        true => Ok(()),
        false => Err(Refusal::project_has_tasks(&tasks)),
    }
}
