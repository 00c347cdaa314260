//! Stacks, which are columns: new, changed, gone.

use serde_json::{Value, json};

use super::card_delete::delete_task;
use super::place::find_item;
use super::{Course, named, to_send};
use crate::board::{CreateStack, DeleteStack, EditStack, StackPlace};
use crate::provider::ApplyError;
use crate::provider::kanbanik::read::whole_board;
use crate::provider::kanbanik::wire::{Board, Item, Task, Workflow};
use crate::provider::kanbanik::{decode, encode};

/// Makes a column where it is to stand.
pub(super) async fn create(
    course: &mut Course<'_>,
    create: &CreateStack,
) -> Result<(), ApplyError> {
    let CreateStack {
        key: _,
        place,
        title,
        done_column: _,
        lane,
    } = create;
    let what = named("stack", title);
    let id = course.id(&place.board)?;
    let board = course.board(id, &format!("the board of {what}")).await?;
    let slot = slot(course, &board, place, None, &what)?;
    let fields = request(&board, encode::new_column(title, lane), &slot);
    course.creating()?;
    let answer = course.api.edit_workflow(fields).await;
    let made = course.made(answer, &what)?;
    course.has_created(&made.id)
}

/// Replaces what changes of title, limit, orientation and place.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditStack) -> Result<(), ApplyError> {
    let EditStack {
        key,
        board,
        title: old_title,
        changes,
    } = edit;
    let what = named("stack", old_title);
    let id = course.id(key)?;
    let board_id = course.id(board)?;
    let board = course.board(board_id, &what).await?;
    let Some(item) = find_item(board.items(), id) else {
        return Err(course.stale(what));
    };
    let present = decode::lane(item);
    let title = to_send(course, changes.title.as_ref(), &item.name, || what.clone())?;
    let lane = to_send(course, changes.lane.as_ref(), &present, || what.clone())?;
    let is_edited = title.is_some() || lane.is_some();
    if is_edited {
        // Whole, with the columns within, or they would be gone.
        let stub = encode::board_stub(&board);
        let mut fields = encode::column(item, &stub);
        if let Some(title) = title {
            fields["name"] = title.as_str().into();
        }
        if let Some(lane) = lane {
            fields["itemType"] = encode::orientation(lane).into();
            fields["wipLimit"] = lane.wip_limit.unwrap_or(decode::NO_LIMIT).into();
        }
        fields["parentWorkflow"] = json!({"id": parent_of(&board, id), "board": stub});
        let answer = course.api.edit_item(fields).await;
        course.wrote_to(answer, &what)?;
    }
    let Some(place) = &changes.place else {
        return Ok(());
    };
    let board = if is_edited {
        course.board(board_id, &what).await?
    } else {
        board
    };
    let Some(item) = find_item(board.items(), id) else {
        return Err(course.stale(what));
    };
    let slot = slot(course, &board, &place.new, Some(id), &what)?;
    if slot.is_there {
        return Ok(());
    }
    if !stands_at(course, &board, &place.old, id, slot.list)? {
        return Err(course.stale(format!("the place of {what}")));
    }
    let column = encode::column(item, &encode::board_stub(&board));
    let answer = course
        .api
        .edit_workflow(request(&board, column, &slot))
        .await;
    course.wrote_to(answer, &what).map(drop)
}

/// Deletes a column that is still as the operation says, with all that is in it; one that is gone
/// already is fine.
pub(super) async fn delete(
    course: &mut Course<'_>,
    delete: &DeleteStack,
) -> Result<(), ApplyError> {
    let DeleteStack {
        stack: expected,
        board,
        ..
    } = delete;
    let what = named("stack", &expected.title);
    let id = course.id(&expected.key)?;
    let Some(whole) = course.read(whole_board(course.api, course.id(board)?).await)? else {
        return Err(course.stale(what));
    };
    let board = &whole.board;
    let Some(item) = find_item(board.items(), id) else {
        return Ok(());
    };
    let decoded = decode::board(&whole);
    let present = decoded
        .all_stacks()
        .into_iter()
        .find(|stack| stack.key == expected.key);
    if present != Some(expected) {
        return Err(course.stale(what));
    }
    let mut doomed = Vec::new();
    innermost_first(item, &mut doomed);
    let is_in = |task: &&Task| doomed.iter().any(|item| item.id == task.item());
    let tasks: Vec<&Task> = board.tasks.iter().filter(is_in).collect();
    for task in tasks {
        delete_task(course, task, &what).await?;
    }
    let stub = encode::board_stub(board);
    for item in doomed {
        let fields = json!({
            "id": item.id, "name": item.name, "itemType": item.kind,
            "parentWorkflow": {"id": parent_of(board, &item.id), "board": stub},
        });
        let answer = course.api.delete_item(fields).await;
        course.wrote_to(answer, &what)?;
    }
    Ok(())
}

fn innermost_first<'b>(item: &'b Item, into: &mut Vec<&'b Item>) {
    for inner in item.items() {
        innermost_first(inner, into);
    }
    into.push(item);
}

/// Where a column is to stand.
struct Slot<'b> {
    /// The id of the list that it is to stand in.
    list: &'b str,
    /// The column that comes after it.
    next: Option<&'b Item>,
    /// True if it stands there already.
    is_there: bool,
}

fn slot<'b>(
    course: &Course<'_>,
    board: &'b Board,
    place: &StackPlace,
    own: Option<&str>,
    what: &str,
) -> Result<Slot<'b>, ApplyError> {
    let workflow = match &place.parent {
        None => board.workflow.as_ref(),
        Some(parent) => {
            let parent = course.id(parent)?;
            find_item(board.items(), parent).and_then(|item| item.nested.as_ref())
        }
    };
    let gone = || course.stale(format!("what {what} is to stand in"));
    let Workflow { id, items } = workflow.ok_or_else(gone)?;
    let list = id.as_deref().ok_or_else(gone)?;
    let others: Vec<&Item> = items
        .iter()
        .filter(|item| Some(item.id.as_str()) != own)
        .collect();
    let index = match &place.after {
        None => 0,
        Some(after) => {
            let after = course.id(after)?;
            let before = others.iter().position(|item| item.id == after);
            before.ok_or_else(|| course.stale(format!("the stack before {what}")))? + 1
        }
    };
    let present = items.iter().position(|item| Some(item.id.as_str()) == own);
    Ok(Slot {
        list,
        next: others.get(index).copied(),
        is_there: present == Some(index),
    })
}

/// Returns true if a column stands where the operation says that it stood. In another list than the
/// one that it goes to, its old neighbor means nothing.
fn stands_at(
    course: &Course<'_>,
    board: &Board,
    old: &StackPlace,
    id: &str,
    target: &str,
) -> Result<bool, ApplyError> {
    let parent = old.parent.as_ref().map(|key| course.id(key)).transpose()?;
    let list = match parent {
        None => board.workflow.as_ref(),
        Some(parent) => find_item(board.items(), parent).and_then(|item| item.nested.as_ref()),
    };
    let Some(Workflow { id: list, items }) = list else {
        return Ok(false);
    };
    let Some(at) = items.iter().position(|item| item.id == id) else {
        return Ok(false);
    };
    if list.as_deref() != Some(target) {
        return Ok(true);
    }
    let before = at.checked_sub(1).map(|at| items[at].id.as_str());
    let expected = old.after.as_ref().map(|key| course.id(key)).transpose()?;
    Ok(before == expected)
}

/// Returns the request that makes a column or moves one.
fn request(board: &Board, mut column: Value, slot: &Slot<'_>) -> Value {
    let stub = encode::board_stub(board);
    let parent = json!({"id": slot.list, "board": stub});
    column["parentWorkflow"] = parent.clone();
    let mut fields = json!({"current": column, "destinationWorkflow": parent, "board": stub});
    if let Some(next) = slot.next {
        let mut next = encode::column(next, &stub);
        next["parentWorkflow"] = parent;
        fields["next"] = next;
    }
    fields
}

/// Returns the id of the list that holds a column.
fn parent_of<'b>(board: &'b Board, id: &str) -> Option<&'b str> {
    fn within<'b>(workflow: &'b Workflow, id: &str) -> Option<&'b str> {
        if workflow.items.iter().any(|item| item.id == id) {
            return workflow.id.as_deref();
        }
        let mut inner = workflow
            .items
            .iter()
            .filter_map(|item| item.nested.as_ref());
        inner.find_map(|workflow| within(workflow, id))
    }
    within(board.workflow.as_ref()?, id)
}
