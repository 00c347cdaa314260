//! Tasks and their tags, as stored, as asked for and as answered.

use serde_json::{Map, Value, json};

use super::extract::{Extracted, Fields};
use super::refusal::Refusal;
use super::{Kanbanik, Release};

/// A task, embedded in the board that holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The description, verbatim.
    pub description: Option<String>,
    /// The id of the class of service.
    pub class: Option<String>,
    /// The number, such as `#12`; any text that somebody sent.
    pub ticket: String,
    /// The column.
    pub item: String,
    /// Counted up from the version that was sent.
    pub version: i64,
    /// The project's id, not checked.
    pub project: String,
    /// The login name of whom it is assigned to.
    pub assignee: Option<String>,
    /// The place in the column; `None` is written as null.
    pub order: Option<String>,
    /// When it is due: any text.
    pub due: Option<String>,
    /// The board that the task says it is on.
    pub board: String,
    /// The tags.
    pub tags: Vec<Tag>,
}

/// A tag of one task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// The id; made when it is stored without.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// A description.
    pub description: Option<String>,
    /// The address of a picture.
    pub picture_url: Option<String>,
    /// Where a click leads.
    pub click_url: Option<String>,
    /// 1 for a new window.
    pub click_target: Option<i64>,
    /// A color's name, or hexadecimal digits.
    pub color: Option<String>,
}

/// A task as a request gives it.
#[derive(Clone, Debug)]
pub struct TaskText {
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) description: Option<String>,
    class: Option<(Option<String>, Value)>,
    pub(super) ticket: Option<String>,
    pub(super) item: String,
    pub(super) version: i64,
    pub(super) project: String,
    assignee: Option<(String, Value)>,
    pub(super) order: Option<String>,
    due: Option<String>,
    pub(super) board: String,
    tags: Option<Vec<Tag>>,
}

/// Reads a task.
///
/// # Errors
/// A required member is not usable.
pub fn read_task(fields: Fields<'_>) -> Extracted<TaskText> {
    Ok(TaskText {
        id: fields.optional_text("id"),
        name: fields.text("name")?,
        description: fields.optional_text("description"),
        class: fields.optional("classOfService", read_class),
        ticket: fields.optional_text("ticketId"),
        item: fields.text("workflowitemId")?,
        version: fields.number("version")?,
        project: fields.text("projectId")?,
        assignee: fields.optional("assignee", read_assignee),
        order: fields.optional_text("order"),
        due: fields.optional_text("dueDate"),
        board: fields.text("boardId")?,
        tags: fields.optional_list("taskTags", read_tag),
    })
}

fn read_class(fields: Fields<'_>) -> Extracted<(Option<String>, Value)> {
    for key in ["name", "description", "colour"] {
        fields.text(key)?;
    }
    fields.number("version")?;
    Ok((fields.optional_text("id"), Value::Object(fields.0.clone())))
}

fn read_assignee(fields: Fields<'_>) -> Extracted<(String, Value)> {
    for key in ["realName", "pictureUrl", "sessionId"] {
        fields.text(key)?;
    }
    fields.number("version")?;
    Ok((fields.text("userName")?, Value::Object(fields.0.clone())))
}

fn read_tag(fields: Fields<'_>) -> Extracted<Tag> {
    Ok(Tag {
        id: fields.optional_text("id"),
        name: fields.text("name")?,
        description: fields.optional_text("description"),
        picture_url: fields.optional_text("pictureUrl"),
        click_url: fields.optional_text("onClickUrl"),
        click_target: fields.optional_number("onClickTarget"),
        color: fields.optional_text("colour"),
    })
}

impl TaskText {
    /// Returns the number that the task must have.
    ///
    /// # Errors
    /// It has none.
    pub fn ticket(&self) -> Result<&str, Refusal> {
        self.ticket
            .as_deref()
            .ok_or_else(|| Refusal::no_ticket(self.id.as_deref()))
    }

    /// Returns the request's own task, as `deleteTask` answers.
    pub fn echo(&self, release: Release) -> Value {
        let mut json = Map::new();
        put_text(&mut json, "id", self.id.as_deref());
        put_text(&mut json, "name", Some(&self.name));
        put_text(&mut json, "description", self.description.as_deref());
        if let Some((_, class)) = &self.class {
            json.insert("classOfService".into(), class.clone());
        }
        put_text(&mut json, "ticketId", self.ticket.as_deref());
        put_text(&mut json, "workflowitemId", Some(&self.item));
        json.insert("version".into(), json!(self.version));
        put_text(&mut json, "projectId", Some(&self.project));
        if let Some((_, assignee)) = &self.assignee {
            json.insert("assignee".into(), assignee.clone());
        }
        put_text(&mut json, "order", self.order.as_deref());
        put_text(&mut json, "dueDate", self.due.as_deref());
        put_text(&mut json, "boardId", Some(&self.board));
        if let Some(tags) = self.tags.as_ref().filter(|_| release >= Release::V1_0_0) {
            json.insert("taskTags".into(), tags_json(tags));
        }
        Value::Object(json)
    }
}

fn put_text(json: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        json.insert(key.into(), json!(text));
    }
}

fn tags_json(tags: &[Tag]) -> Value {
    let tag = |tag: &Tag| {
        let mut json = Map::new();
        put_text(&mut json, "id", tag.id.as_deref());
        put_text(&mut json, "name", Some(&tag.name));
        put_text(&mut json, "description", tag.description.as_deref());
        put_text(&mut json, "pictureUrl", tag.picture_url.as_deref());
        put_text(&mut json, "onClickUrl", tag.click_url.as_deref());
        if let Some(target) = tag.click_target {
            json.insert("onClickTarget".into(), json!(target));
        }
        put_text(&mut json, "colour", tag.color.as_deref());
        Value::Object(json)
    };
    Value::Array(tags.iter().map(tag).collect())
}

impl Kanbanik {
    /// Returns the task that a request asks to store: all that it leaves out is gone.
    pub fn stored(&mut self, text: &TaskText, id: String) -> Task {
        let has_tags = self.release >= Release::V1_0_0;
        let mut tags = text.tags.clone().filter(|_| has_tags).unwrap_or_default();
        for tag in &mut tags {
            if tag.id.is_none() {
                tag.id = Some(self.fresh_id());
            }
        }
        Task {
            id,
            name: text.name.clone(),
            description: text.description.clone(),
            class: text.class.as_ref().and_then(|(id, _)| id.clone()),
            ticket: text.ticket.clone().unwrap_or_default(),
            item: text.item.clone(),
            version: text.version,
            project: text.project.clone(),
            assignee: text.assignee.as_ref().map(|(name, _)| name.clone()),
            order: text.order.clone(),
            due: text.due.clone().filter(|due| !due.is_empty()),
            board: text.board.clone(),
            tags,
        }
    }

    /// Returns a stored task as JSON.
    pub fn task_json(&self, task: &Task, with_description: bool) -> Value {
        let mut json = Map::new();
        put_text(&mut json, "id", Some(&task.id));
        put_text(&mut json, "name", Some(&task.name));
        if with_description {
            put_text(&mut json, "description", task.description.as_deref());
        }
        let class = task.class.as_ref();
        if let Some(class) = class.and_then(|id| self.classes.iter().find(|one| one.id == *id)) {
            json.insert("classOfService".into(), class.json());
        }
        put_text(&mut json, "ticketId", Some(&task.ticket));
        put_text(&mut json, "workflowitemId", Some(&task.item));
        json.insert("version".into(), json!(task.version));
        put_text(&mut json, "projectId", Some(&task.project));
        let assignee = task.assignee.as_ref();
        if let Some(user) = assignee.and_then(|name| self.user(name)) {
            json.insert("assignee".into(), user.json(self.release, ""));
        }
        json.insert("order".into(), json!(task.order));
        put_text(&mut json, "dueDate", task.due.as_deref());
        put_text(&mut json, "boardId", Some(&task.board));
        if self.release >= Release::V1_0_0 {
            json.insert("taskTags".into(), tags_json(&task.tags));
        }
        Value::Object(json)
    }

    /// Returns where a task is stored: indexes of board and task.
    pub fn find_task(&self, id: &str) -> Option<(usize, usize)> {
        self.boards.iter().enumerate().find_map(|(board, held)| {
            let task = held.tasks.iter().position(|task| task.id == id)?;
            Some((board, task))
        })
    }
}
