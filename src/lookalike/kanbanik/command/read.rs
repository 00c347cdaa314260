//! Reading boards and tasks.

use serde_json::{Value, json};

use super::{Answered, Call, Release};
use crate::lookalike::kanbanik::Kanbanik;
use crate::lookalike::kanbanik::board::{Board, read_board};
use crate::lookalike::kanbanik::extract::object_id;
use crate::lookalike::kanbanik::refusal::Refusal;
use crate::lookalike::kanbanik::task::read_task;

/// Asks for no permission at all.
pub(super) fn task(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_task(call.fields)?;
    let id = object_id(&sent.id.unwrap_or_default())?;
    let task = server.task(&id);
    let task = task.ok_or_else(|| Refusal::failure(format!("No such task with id: {id}")))?;
    Ok(server.task_json(task, true))
}

pub(super) fn tasks(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let with_description = call.fields.flag("includeDescription")?;
    let shown: Vec<Value> = server
        .tasks()
        .filter(|(board, _)| server.may(&call.who, 3, &board.id))
        .map(|(_, task)| server.task_json(task, with_description))
        .collect();
    Ok(json!({ "values": shown }))
}

pub(super) fn boards(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let fields = call.fields;
    let with_tasks = fields.optional_flag("includeTasks").unwrap_or(false);
    let with_description = server.release >= Release::V1_0_0
        && fields
            .optional_flag("includeTaskDescription")
            .unwrap_or(false);
    let mut shown: Vec<&Board> = server
        .boards
        .iter()
        .filter(|board| server.may(&call.who, 3, &board.id))
        .collect();
    shown.sort_by_key(|board| &board.name);
    let mut values = Vec::new();
    for board in shown {
        let mut json = board.json(server.release, false);
        let tasks: Vec<Value> = board
            .tasks
            .iter()
            .filter(|_| with_tasks)
            .filter(|task| is_shown(server, call, &task.project))
            .map(|task| server.task_json(task, with_description))
            .collect();
        json.insert("tasks".into(), Value::Array(tasks));
        let projects: Vec<Value> = server
            .projects
            .iter()
            .filter(|project| project.boards.contains(&board.id))
            .filter(|project| server.may(&call.who, 4, &project.id))
            .map(|project| project.json())
            .collect();
        let mut value = json!({ "board": json });
        if !projects.is_empty() {
            value["projectsOnBoard"] = json!({ "values": projects });
        }
        values.push(value);
    }
    Ok(json!({ "values": values }))
}

/// Tasks of projects that are gone, or that the user may not read, are left out.
fn is_shown(server: &Kanbanik, call: &Call<'_>, project: &str) -> bool {
    server.release < Release::V1_0_0
        || (server.projects.iter().any(|known| known.id == project)
            && server.may(&call.who, 4, project))
}

/// Asks for no permission; an unknown board is answered as one without id.
pub(super) fn board(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_board(call.fields)?;
    let Some(id) = &sent.id else {
        return Err(Refusal::message("The board has to have the ID set"));
    };
    if let Some(board) = server.board(&object_id(id)?) {
        return Ok(Value::Object(board.json(server.release, false)));
    }
    let mut json = json!({
        "version": 1,
        "name": "",
        "workflowVerticalSizing": 1,
        "showUserPictureEnabled": false,
    });
    if server.release >= Release::V1_0_0 {
        json["fixedSizeShortDescription"] = json!(false);
    }
    Ok(json)
}
