//! Writing boards.

use serde_json::{Value, json};

use super::{Answered, Call};
use crate::lookalike::kanbanik::Kanbanik;
use crate::lookalike::kanbanik::board::{Board, read_board};
use crate::lookalike::kanbanik::refusal::Refusal;

/// The rights that the maker of a board gets, in the order in which they are given.
const GRANTED: [i64; 7] = [23, 21, 3, 17, 16, 14, 15];

pub(super) fn create(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_board(call.fields)?;
    server.check(&call.who, &[(22, "")])?;
    let workflow = server.workflow(sent.workflow.as_deref());
    let board = Board {
        id: server.fresh_id(),
        version: sent.version,
        name: sent.name,
        vertical_sizing: sent.vertical_sizing,
        shows_pictures: sent.shows_pictures,
        has_fixed_size: sent.has_fixed_size,
        workflow,
        tasks: Vec::new(),
    };
    let answer = board.json(server.release, true);
    server.grant(&call.who, &GRANTED, &board.id);
    server.boards.push(board);
    Ok(Value::Object(answer))
}

/// Replaces the board whole, its columns too.
pub(super) fn edit(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_board(call.fields)?;
    let id = sent.known_id()?.to_owned();
    server.check(&call.who, &[(21, &id)])?;
    let Some(place) = server.boards.iter().position(|board| board.id == id) else {
        return Err(Refusal::gone("board"));
    };
    if server.boards[place].version != sent.version {
        return Err(Refusal::mid_air());
    }
    let workflow = server.workflow(sent.workflow.as_deref());
    let release = server.release;
    let board = &mut server.boards[place];
    board.name = sent.name;
    board.vertical_sizing = sent.vertical_sizing;
    board.shows_pictures = sent.shows_pictures;
    board.has_fixed_size = sent.has_fixed_size;
    board.workflow = workflow;
    board.version += 1;
    Ok(Value::Object(board.json(release, false)))
}

/// Believes the request about columns.
pub(super) fn delete(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read_board(call.fields)?;
    let id = sent.known_id()?.to_owned();
    server.check(&call.who, &[(23, &id)])?;
    if server
        .projects
        .iter()
        .any(|project| project.boards.contains(&id))
    {
        return Err(Refusal::message(
            "There are projects on this board. Please remove them from the board first and then delete this board.",
        ));
    }
    if sent.workflow.is_some_and(|workflow| workflow.has_items()) {
        return Err(Refusal::message(
            "There are workflowitems on this board. Please delete them first and then delete this board.",
        ));
    }
    let Some(place) = server.boards.iter().position(|board| board.id == id) else {
        return Err(Refusal::gone("board"));
    };
    if server.boards[place].version != sent.version {
        return Err(Refusal::mid_air());
    }
    server.boards.remove(place);
    Ok(json!({}))
}
