//! Writing columns one by one.

use serde_json::json;

use super::{Answered, Call};
use crate::lookalike::kanbanik::Kanbanik;
use crate::lookalike::kanbanik::board::{BoardText, read_board, read_item, read_workflow};
use crate::lookalike::kanbanik::refusal::Refusal;

/// Adds a column, or moves one.
pub(super) fn edit(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let current = call.fields.object("current", read_item)?;
    let next = call.fields.optional("next", read_item);
    let target = call.fields.object("destinationWorkflow", read_workflow)?;
    let sent = call.fields.object("board", read_board)?;
    let target = target.id.unwrap_or_default();
    let place = checked_board(server, call, &sent)?;
    let board = &server.boards[place];
    if let Some(owner) = board.workflow.owner(&target)
        && board.tasks.iter().any(|task| task.item == owner.id)
    {
        return Err(Refusal::message(
            "The workflowitem into which you are about to drop this item already has some tasks in it which would effectively hide them. Please move this tasks first out.",
        ));
    }
    check_version(server, place, &sent)?;
    let moved = current.id.as_ref().and_then(|id| {
        let holder = server.boards[place].workflow.holder(id)?;
        let at = holder.items.iter().position(|item| item.id == *id)?;
        Some(holder.items.remove(at))
    });
    let item = moved.unwrap_or_else(|| server.item(&current));
    let id = item.id.clone();
    let release = server.release;
    let board = &mut server.boards[place];
    let Some(list) = board.workflow.list(&target) else {
        return Err(Refusal::failure("None.get"));
    };
    let next = next.and_then(|next| next.id);
    let at = list
        .items
        .iter()
        .position(|item| Some(&item.id) == next.as_ref());
    list.items.insert(at.unwrap_or(list.items.len()), item);
    board.version += 1;
    Ok(board.item_json(&id, release))
}

/// Replaces a column whole, those within it too.
pub(super) fn edit_item(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_item(call.fields)?;
    let board = sent
        .board
        .clone()
        .ok_or_else(|| Refusal::failure("None.get"))?;
    let place = checked_board(server, call, &board)?;
    check_version(server, place, &board)?;
    server.boards[place].version += 1;
    let item = server.item(&sent);
    let release = server.release;
    let board = &mut server.boards[place];
    let id = item.id.clone();
    let held = board
        .workflow
        .holder(&id)
        .and_then(|holder| holder.items.iter_mut().find(|held| held.id == id));
    let Some(held) = held else {
        return Err(Refusal::failure("None.get"));
    };
    *held = item;
    Ok(board.item_json(&id, release))
}

/// Deletes a column; the board's version is not checked.
pub(super) fn delete(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = call.fields.object("workflowitem", read_item)?;
    let with_tasks = server.release == super::Release::Master
        && call.fields.optional_flag("includingTasks").unwrap_or(false);
    let board = sent
        .board
        .clone()
        .ok_or_else(|| Refusal::failure("None.get"))?;
    let place = checked_board(server, call, &board)?;
    let id = sent.id.unwrap_or_default();
    let board = &mut server.boards[place];
    let Some(item) = board.workflow.item(&id) else {
        return Err(Refusal::message(
            "This workflowitem has been deleted by a different user. Please refresh your browser to get the current data",
        ));
    };
    let tasks = board.tasks.iter().filter(|task| task.item == id);
    let tasks: Vec<&str> = tasks.map(|task| task.ticket.as_str()).collect();
    if !tasks.is_empty() && !with_tasks {
        return Err(Refusal::message(format!(
            "This workflowitem can not be deleted, because there are tasks associated with this workflowitem. Tasks: [{}]",
            tasks.join(", ")
        )));
    }
    if !item.nested.items.is_empty() {
        return Err(Refusal::message(
            "This workflowitem can not be deleted, because it has nested workflowitems.",
        ));
    }
    board.tasks.retain(|task| task.item != id);
    if let Some(holder) = board.workflow.holder(&id) {
        holder.items.retain(|item| item.id != id);
    }
    board.version += 1;
    Ok(json!({}))
}

fn checked_board(server: &Kanbanik, call: &Call<'_>, sent: &BoardText) -> Result<usize, Refusal> {
    let id = sent.known_id()?;
    server.check(&call.who, &[(21, id)])?;
    let place = server.boards.iter().position(|board| board.id == id);
    place.ok_or_else(|| Refusal::gone("board"))
}

fn check_version(server: &Kanbanik, place: usize, sent: &BoardText) -> Result<(), Refusal> {
    match server.boards[place].version == sent.version {
        true => Ok(()),
        false => Err(Refusal::mid_air()),
    }
}
