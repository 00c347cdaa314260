//! Writing tasks.

use serde_json::{Value, json};

use super::{Answered, Call, Release};
use crate::lookalike::kanbanik::Kanbanik;
use crate::lookalike::kanbanik::extract::object_id;
use crate::lookalike::kanbanik::order;
use crate::lookalike::kanbanik::refusal::Refusal;
use crate::lookalike::kanbanik::task::{Task, TaskText, read_task};

pub(super) fn create(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_task(call.fields)?;
    server.check(&call.who, &[(15, &sent.board), (11, &sent.project)])?;
    if let Some(id) = &sent.id {
        return Err(Refusal::failure(format!(
            "No such task with id: {}",
            object_id(id)?
        )));
    }
    let board = board_with_item(server, &sent)?;
    let id = server.fresh_id();
    let mut task = server.stored(&sent, id);
    server.last_ticket += 1;
    task.ticket = format!("#{}", server.last_ticket);
    task.order.get_or_insert_with(|| "0".to_owned());
    let answer = stored_anew(server, board, task);
    Ok(answer)
}

/// Stores a task on a board and answers: the last state of the source loses descriptions, and
/// tells of no tags though it has them.
fn stored_anew(server: &mut Kanbanik, board: usize, mut task: Task) -> Value {
    if server.release == Release::Master {
        task.description = None;
    }
    server.boards[board].tasks.push(task.clone());
    if server.release == Release::Master {
        task.tags.clear();
    }
    server.task_json(&task, true)
}

pub(super) fn edit(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_task(call.fields)?;
    sent.ticket()?;
    let id = object_id(sent.id.as_deref().unwrap_or_default())?;
    let Some((board, place)) = server.find_task(&id) else {
        return Err(Refusal::failure(format!("No such task with id: {id}")));
    };
    server.check(&call.who, &[(16, &sent.board), (12, &sent.project)])?;
    board_with_item(server, &sent)?;
    let held = &server.boards[board];
    // Any task of the board will do.
    if !held.tasks.iter().any(|task| task.version == sent.version) {
        return Err(Refusal::mid_air());
    }
    let mut task = server.stored(&sent, id);
    task.version += 1;
    server.boards[board].tasks[place] = task.clone();
    Ok(server.task_json(&task, true))
}

pub(super) fn go(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = call.fields.object("task", read_task)?;
    sent.ticket()?;
    let before = call.fields.optional_text("prevOrder");
    let after = call.fields.optional_text("nextOrder");
    let id = object_id(sent.id.as_deref().unwrap_or_default())?;
    let target = server
        .boards
        .iter()
        .position(|board| board.id == sent.board);
    let has_item = |board: &usize| server.boards[*board].workflow.item(&sent.item).is_some();
    let has_project = server.projects.iter().any(|known| known.id == sent.project);
    let Some(target) = target.filter(has_item).filter(|_| has_project) else {
        return Err(Refusal::no_target());
    };
    let Some((board, place)) = server.find_task(&id) else {
        return Err(Refusal::gone("task"));
    };
    let held = &server.boards[board].tasks[place];
    let mut needed = vec![(14, sent.board.as_str()), (10, sent.project.as_str())];
    if board != target {
        needed.push((14, &server.boards[board].id));
    }
    if held.project != sent.project {
        needed.push((10, &held.project));
    }
    server.check(&call.who, &needed)?;
    let order = order::between(before.as_deref(), after.as_deref()).map_err(Refusal::failure)?;
    let mut task = held.clone();
    task.item = sent.item.clone();
    task.project = sent.project.clone();
    task.order = Some(order);
    if board == target || server.release < Release::V1_0_0 {
        task.version += 1;
        server.boards[board].tasks[place] = task.clone();
        return Ok(server.task_json(&task, true));
    }
    task.board = sent.board.clone();
    task.id = server.fresh_id();
    server.boards[board].tasks.remove(place);
    let answer = stored_anew(server, target, task);
    Ok(answer)
}

/// Deletes what can be deleted; one that cannot does not keep the others.
pub(super) fn delete(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = call.fields.list("values", read_task)?;
    for task in &sent {
        task.ticket()?;
    }
    for task in &sent {
        server.check(&call.who, &[(17, &task.board), (13, &task.project)])?;
    }
    let mut refused = None;
    for task in &sent {
        let id = object_id(task.id.as_deref().unwrap_or_default())?;
        let Some(board) = server
            .boards
            .iter_mut()
            .find(|board| board.id == task.board)
        else {
            let text = format!("No such board with id: {}", task.board);
            refused = refused.or(Some(Refusal::failure(text)));
            continue;
        };
        if board.workflow.item(&task.item).is_none() {
            refused = refused.or(Some(Refusal::message(
                "ErrorDto(The workflowitem on which this task is defined does not exist. Possibly it has been deleted by a different user. Please refresh your browser to get the current data.)",
            )));
            continue;
        }
        board
            .tasks
            .retain(|held| held.id != id || held.version != task.version);
    }
    if let Some(refused) = refused {
        return Err(refused);
    }
    if server.release < Release::V1_0_0 {
        return Ok(json!({}));
    }
    let echo: Vec<Value> = sent.iter().map(|task| task.echo(server.release)).collect();
    Ok(json!({ "values": echo }))
}

/// Returns the place of the board that the request names, which must have the column.
fn board_with_item(server: &Kanbanik, sent: &TaskText) -> Result<usize, Refusal> {
    object_id(&sent.item)?;
    let found = server
        .boards
        .iter()
        .position(|board| board.id == sent.board);
    found
        .filter(|board| server.boards[*board].workflow.item(&sent.item).is_some())
        .ok_or_else(Refusal::no_item)
}
