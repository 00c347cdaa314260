//! Boards and their columns, which nest.

use serde_json::{Map, Value, json};

use super::extract::{Extracted, Fields, Unusable};
use super::task::Task;
use super::{Kanbanik, Release};

/// A board with its columns and tasks, one document of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// The id.
    pub id: String,
    /// Counted up with every change of the board itself.
    pub version: i64,
    /// The name.
    pub name: String,
    /// How columns share the height: -1 balanced, 1 minimal.
    pub vertical_sizing: i64,
    /// Whether tasks show pictures of people.
    pub shows_pictures: bool,
    /// Whether descriptions have a fixed size.
    pub has_fixed_size: bool,
    /// The columns.
    pub workflow: Workflow,
    /// The tasks, in the order of their making.
    pub tasks: Vec<Task>,
}

/// A list of columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workflow {
    /// The id.
    pub id: String,
    /// The columns, in order.
    pub items: Vec<Item>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The most tasks it is to hold; -1 for none. Not enforced.
    pub wip_limit: i64,
    /// `H` or `V`, unchecked.
    pub kind: String,
    /// Never counted.
    pub version: i64,
    /// The share of the height.
    pub vertical_size: i64,
    /// The columns within.
    pub nested: Workflow,
}

/// A column as a request gives it.
#[derive(Clone, Debug)]
pub struct ItemText {
    pub(super) id: Option<String>,
    pub(super) name: String,
    wip_limit: i64,
    kind: String,
    version: i64,
    vertical_size: i64,
    nested: Option<WorkflowText>,
    /// The board that the column says it is on.
    pub(super) board: Option<BoardText>,
}

/// A list of columns as a request gives it.
#[derive(Clone, Debug)]
pub struct WorkflowText {
    pub(super) id: Option<String>,
    items: Vec<ItemText>,
    pub(super) board: BoardText,
}

/// A board as a request gives it.
#[derive(Clone, Debug)]
pub struct BoardText {
    pub(super) id: Option<String>,
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) vertical_sizing: i64,
    pub(super) workflow: Option<Box<WorkflowText>>,
    pub(super) shows_pictures: bool,
    pub(super) has_fixed_size: bool,
}

/// Reads a board.
///
/// # Errors
/// A required member is not usable.
pub fn read_board(fields: Fields<'_>) -> Extracted<BoardText> {
    Ok(BoardText {
        id: fields.optional_text("id"),
        version: fields.number("version")?,
        name: fields.text("name")?,
        vertical_sizing: fields.number("workflowVerticalSizing")?,
        workflow: fields.optional("workflow", read_workflow).map(Box::new),
        shows_pictures: fields
            .optional_flag("showUserPictureEnabled")
            .unwrap_or(false),
        has_fixed_size: fields
            .optional_flag("fixedSizeShortDescription")
            .unwrap_or(false),
    })
}

/// Reads a list of columns; the board is required.
///
/// # Errors
/// A required member is not usable.
pub fn read_workflow(fields: Fields<'_>) -> Extracted<WorkflowText> {
    Ok(WorkflowText {
        id: fields.optional_text("id"),
        items: fields
            .optional_list("workflowitems", read_item)
            .unwrap_or_default(),
        board: fields.object("board", read_board)?,
    })
}

/// Reads a column.
///
/// # Errors
/// A required member is not usable.
pub fn read_item(fields: Fields<'_>) -> Extracted<ItemText> {
    Ok(ItemText {
        name: fields.text("name")?,
        id: fields.optional_text("id"),
        wip_limit: fields.optional_number("wipLimit").unwrap_or(0),
        kind: fields.text("itemType")?,
        version: fields.optional_number("version").unwrap_or(0),
        vertical_size: fields.optional_number("verticalSize").unwrap_or(-1),
        nested: fields.optional("nestedWorkflow", read_workflow),
        board: fields
            .optional("parentWorkflow", read_workflow)
            .map(|parent| parent.board),
    })
}

impl BoardText {
    /// Returns the id.
    ///
    /// # Errors
    /// There is none.
    pub fn known_id(&self) -> Result<&str, Unusable> {
        self.id
            .as_deref()
            .ok_or_else(|| Unusable("None.get".to_owned()))
    }
}

impl WorkflowText {
    /// Returns whether the request names columns.
    pub fn has_items(&self) -> bool {
        !self.items.is_empty()
    }
}

impl Workflow {
    /// Returns the column of that id, at any depth.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find_map(|item| {
            (item.id == id)
                .then_some(item)
                .or_else(|| item.nested.item(id))
        })
    }

    /// Returns the list of columns that holds this one.
    pub fn holder(&mut self, id: &str) -> Option<&mut Workflow> {
        if self.items.iter().any(|item| item.id == id) {
            return Some(self);
        }
        self.items
            .iter_mut()
            .find_map(|item| item.nested.holder(id))
    }

    /// Returns the list of columns of that id.
    pub fn list(&mut self, id: &str) -> Option<&mut Workflow> {
        if self.id == id {
            return Some(self);
        }
        self.items.iter_mut().find_map(|item| item.nested.list(id))
    }

    /// Returns the column whose inner list has that id.
    pub fn owner(&self, list: &str) -> Option<&Item> {
        self.items.iter().find_map(|item| {
            (item.nested.id == list)
                .then_some(item)
                .or_else(|| item.nested.owner(list))
        })
    }

    fn json(&self, board: &Value) -> Value {
        let items: Vec<Value> = self
            .items
            .iter()
            .map(|item| item.json(&json!({"id": self.id, "board": board}), board))
            .collect();
        json!({"id": self.id, "workflowitems": items, "board": board})
    }
}

impl Item {
    fn json(&self, parent: &Value, board: &Value) -> Value {
        json!({
            "name": self.name,
            "id": self.id,
            "wipLimit": self.wip_limit,
            "itemType": self.kind,
            "version": self.version,
            "nestedWorkflow": self.nested.json(board),
            "parentWorkflow": parent,
            "verticalSize": self.vertical_size,
        })
    }
}

impl Board {
    /// Returns the board without columns and tasks, as columns repeat it.
    pub fn stub(&self, release: Release) -> Value {
        let mut json = Map::new();
        self.begin(&mut json);
        self.end(&mut json, release);
        Value::Object(json)
    }

    /// Returns the board with its columns; `without_items` as `createBoard` answers.
    pub fn json(&self, release: Release, without_items: bool) -> Map<String, Value> {
        let stub = self.stub(release);
        let mut json = Map::new();
        self.begin(&mut json);
        let workflow = match without_items {
            true => json!({"id": self.workflow.id, "workflowitems": [], "board": stub}),
            false => self.workflow.json(&stub),
        };
        json.insert("workflow".into(), workflow);
        self.end(&mut json, release);
        json
    }

    /// Returns a column as the calls that change one answer: with its neighbors.
    pub fn item_json(&mut self, id: &str, release: Release) -> Value {
        let stub = self.stub(release);
        let board = self.id.clone();
        let Some(holder) = self.workflow.holder(id) else {
            return Value::Null;
        };
        let parent = holder.json(&stub);
        let found = holder.items.iter().find(|item| item.id == id);
        let mut json = found.map_or(Value::Null, |item| item.json(&parent, &stub));
        if release >= Release::V1_0_0
            && let Some(json) = json.as_object_mut()
        {
            json.insert("boardId".into(), json!(board));
        }
        json
    }

    fn begin(&self, json: &mut Map<String, Value>) {
        json.insert("id".into(), json!(self.id));
        json.insert("version".into(), json!(self.version));
        json.insert("name".into(), json!(self.name));
        let sizing = if self.vertical_sizing == 0 {
            -1
        } else {
            self.vertical_sizing
        };
        json.insert("workflowVerticalSizing".into(), json!(sizing));
    }

    fn end(&self, json: &mut Map<String, Value>, release: Release) {
        json.insert("showUserPictureEnabled".into(), json!(self.shows_pictures));
        if release >= Release::V1_0_0 {
            json.insert(
                "fixedSizeShortDescription".into(),
                json!(self.has_fixed_size),
            );
        }
    }
}

impl Kanbanik {
    /// Makes the columns that a request describes; those without an id get one.
    pub fn workflow(&mut self, text: Option<&WorkflowText>) -> Workflow {
        Workflow {
            id: text
                .and_then(|text| text.id.clone())
                .unwrap_or_else(|| self.fresh_id()),
            items: text
                .map(|text| text.items.as_slice())
                .unwrap_or_default()
                .iter()
                .map(|item| self.item(item))
                .collect(),
        }
    }

    /// Makes the column that a request describes.
    pub fn item(&mut self, text: &ItemText) -> Item {
        let id = text.id.clone().unwrap_or_else(|| self.fresh_id());
        Item {
            id,
            name: text.name.clone(),
            wip_limit: text.wip_limit,
            kind: text.kind.clone(),
            version: text.version,
            vertical_size: text.vertical_size,
            nested: self.workflow(text.nested.as_ref()),
        }
    }
}
