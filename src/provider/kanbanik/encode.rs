//! From the model to Kanbanik's JSON: always whole, since what is left out is erased. Pure.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::decode::{NO_LIMIT, USUAL, VERTICAL, VERTICAL_WORD, tag};
use super::wire;
use crate::board::{Card, ClassOfService, Lane, Person, Tag};

/// The members of a task that is sent.
pub(super) type Fields = Map<String, Value>;

/// Returns a task as it was read, fit to be sent back.
///
/// The assignee's permissions are left out, which every task repeats; all that the server requires
/// of an assignee stays.
pub(super) fn task(read: &wire::Task) -> Fields {
    let mut fields = read.0.clone();
    if let Some(Value::Object(assignee)) = fields.get_mut("assignee") {
        assignee.remove("permissions");
        assignee.remove("unlogged");
        assignee.insert("sessionId".to_owned(), json!(""));
    }
    fields
}

/// Returns a new task.
pub(super) fn new_task(card: &Card, board: &str, item: &str, project: &str, order: &str) -> Fields {
    let Card {
        key: _,
        title,
        body,
        labels: _,
        assignees,
        due,
        done: _,
        archived: _,
        color: _,
        start: _,
        card_type: _,
        depends_on: _,
        attachments: _,
        comments: _,
        tags,
        fields: _,
        ticket: _,
        created: _,
        author: _,
    } = card;
    let mut fields = Fields::new();
    fields.insert("name".to_owned(), json!(title));
    if let Some(body) = body {
        fields.insert("description".to_owned(), json!(body.as_ref()));
    }
    fields.insert("workflowitemId".to_owned(), json!(item));
    fields.insert("version".to_owned(), json!(1));
    fields.insert("projectId".to_owned(), json!(project));
    set_assignee(&mut fields, assignees);
    fields.insert("order".to_owned(), json!(order));
    set_due(&mut fields, *due);
    fields.insert("boardId".to_owned(), json!(board));
    set_tags(&mut fields, tags);
    fields
}

/// Returns a class of service that is sent, over what was read of it.
pub(super) fn class(class: &ClassOfService, read: Option<&wire::Class>) -> Fields {
    let ClassOfService {
        id: _,
        name,
        description,
        color,
    } = class;
    let mut fields = read.map_or_else(Fields::new, |read| read.0.clone());
    fields.entry("version").or_insert(json!(1));
    for (key, text) in [
        ("name", name),
        ("description", description),
        ("colour", color),
    ] {
        fields.insert(key.to_owned(), json!(text));
    }
    fields
}

/// Makes a new task of one on another board: whatever it has that we do not know of goes along.
pub(super) fn anew(fields: &mut Fields, board: &str, item: &str, order: &str) {
    fields.remove("id");
    fields.remove("ticketId");
    fields.insert("version".to_owned(), json!(1));
    fields.insert("boardId".to_owned(), json!(board));
    fields.insert("workflowitemId".to_owned(), json!(item));
    fields.insert("order".to_owned(), json!(order));
    if let Some(Value::Array(tags)) = fields.get_mut("taskTags") {
        // Each gets an id of its own.
        for tag in tags.iter_mut().filter_map(Value::as_object_mut) {
            tag.remove("id");
        }
    }
}

/// Gives a task the ticket of another one.
pub(super) fn set_ticket(fields: &mut Fields, of: &wire::Task) {
    let ticket = of.text("ticketId").unwrap_or_default();
    fields.insert("ticketId".to_owned(), json!(ticket));
}

/// Replaces the assignee; one that stays keeps what was read of them.
pub(super) fn set_assignee(fields: &mut Fields, assignees: &BTreeSet<Person>) {
    match assignees.first() {
        None => {
            fields.remove("assignee");
        }
        Some(person) => {
            // All five are required; without one of them nobody is assigned, and nobody told.
            let assignee = json!({
                "userName": person.id, "realName": "", "pictureUrl": "", "sessionId": "", "version": 1,
            });
            fields.insert("assignee".to_owned(), assignee);
        }
    }
}

/// Replaces the due date.
pub(super) fn set_due(fields: &mut Fields, due: Option<Timestamp>) {
    match due {
        None => {
            fields.remove("dueDate");
        }
        Some(due) => {
            let day = due.strftime("%Y-%m-%d").to_string();
            fields.insert("dueDate".to_owned(), json!(day));
        }
    }
}

/// Replaces the tags: those that stay keep their place and their ids, others come last.
pub(super) fn set_tags(fields: &mut Fields, wanted: &BTreeSet<Tag>) {
    let present = match fields.get("taskTags") {
        Some(Value::Array(present)) => present.clone(),
        _ => Vec::new(),
    };
    let mut missing: BTreeSet<&Tag> = wanted.iter().collect();
    let mut tags = Vec::new();
    for value in present {
        if let Some(kept) = tag(&value).filter(|tag| wanted.contains(tag)) {
            missing.remove(&kept);
            tags.push(value);
        }
    }
    tags.extend(missing.into_iter().map(tag_value));
    fields.insert("taskTags".to_owned(), Value::Array(tags));
}

fn tag_value(tag: &Tag) -> Value {
    let Tag {
        name,
        color,
        description,
        picture,
        url,
        target,
    } = tag;
    let mut value = Fields::new();
    value.insert("name".to_owned(), json!(name));
    for (key, text) in [
        ("description", description),
        ("pictureUrl", picture),
        ("onClickUrl", url),
        ("colour", color),
    ] {
        if let Some(text) = text {
            value.insert(key.to_owned(), json!(text));
        }
    }
    if let Some(target) = target {
        value.insert("onClickTarget".to_owned(), json!(target));
    }
    Value::Object(value)
}

/// Returns the server's spelling of an orientation.
pub(super) fn orientation(lane: &Lane) -> &str {
    match lane.orientation.as_deref() {
        None => USUAL,
        Some(VERTICAL_WORD) => VERTICAL,
        Some(other) => other,
    }
}

/// Returns a board without columns, as columns name the board that they are on.
pub(super) fn board_stub(board: &wire::Board) -> Value {
    let mut stub = json!({
        "id": board.id, "version": board.version, "name": board.name, "workflowVerticalSizing": -1,
    });
    for (key, value) in &board.rest {
        stub[key] = value.clone();
    }
    if let Some(fixed) = board.fixed_size {
        stub["fixedSizeShortDescription"] = json!(fixed);
    }
    stub
}

/// Returns a board whole, with all columns.
pub(super) fn board(board: &wire::Board) -> Value {
    let stub = board_stub(board);
    let mut whole = stub.clone();
    let columns: Vec<Value> = board
        .items()
        .iter()
        .map(|item| column(item, &stub))
        .collect();
    let id = board
        .workflow
        .as_ref()
        .and_then(|workflow| workflow.id.as_deref());
    whole["workflow"] = json!({"id": id, "workflowitems": columns, "board": stub});
    whole
}

/// Returns a column whole, with those within.
pub(super) fn column(item: &wire::Item, stub: &Value) -> Value {
    let nested: Vec<Value> = item
        .items()
        .iter()
        .map(|inner| column(inner, stub))
        .collect();
    let mut value = json!({
        "name": item.name,
        "id": item.id,
        "wipLimit": item.wip_limit.unwrap_or(NO_LIMIT),
        "itemType": item.kind,
        "version": item.version.unwrap_or(1),
        "verticalSize": item.vertical_size.unwrap_or(-1),
    });
    if let Some(workflow) = &item.nested {
        value["nestedWorkflow"] =
            json!({"id": workflow.id, "workflowitems": nested, "board": stub});
    }
    value
}

/// Returns a new column.
pub(super) fn new_column(title: &str, lane: &Lane) -> Value {
    json!({
        "name": title,
        "wipLimit": lane.wip_limit.unwrap_or(NO_LIMIT),
        "itemType": orientation(lane),
        "version": 1,
        "verticalSize": -1,
    })
}
