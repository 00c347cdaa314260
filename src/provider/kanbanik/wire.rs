//! Kanbanik's JSON; each struct names the entity it is, as the server's own source does.
//!
//! Unknown members are passed over. Sessions and lists of permissions are not taken up, but for
//! those of the user who logs in.

use serde::Deserialize;
use serde_json::{Map, Value};

/// `{"values": […]}`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Values<T> {
    #[serde(default = "Vec::new")]
    pub(super) values: Vec<T>,
}

/// `UserDto`, as `login` and `getCurrentUser` answer it.
#[derive(Debug, Deserialize)]
pub(super) struct Login {
    #[serde(rename = "userName")]
    pub(super) user_name: String,
    #[serde(rename = "sessionId", default)]
    pub(super) session_id: String,
    /// Missing before 1.0.0, where everybody may do everything.
    pub(super) permissions: Option<Vec<Permission>>,
}

/// `PermissionDto`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Permission {
    #[serde(rename = "permissionType")]
    pub(super) kind: i64,
    #[serde(default)]
    pub(super) args: Vec<String>,
}

/// `UserDto`, of which a name is all that is kept.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    #[serde(rename = "userName")]
    pub(super) user_name: String,
}

/// `BoardWithProjectsDto`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct BoardWithProjects {
    pub(super) board: Board,
    #[serde(rename = "projectsOnBoard")]
    projects: Option<Values<Project>>,
}

impl BoardWithProjects {
    /// Returns the same projects with another reading of the board.
    pub(super) fn with_board(&self, board: Board) -> Self {
        Self {
            board,
            projects: self.projects.clone(),
        }
    }

    /// Returns the projects on the board.
    pub(super) fn projects(&self) -> &[Project] {
        self.projects
            .as_ref()
            .map_or(&[], |projects| &projects.values)
    }
}

/// `BoardDto`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Board {
    /// Missing in the answer to `getBoard` for a board that is not there.
    pub(super) id: Option<String>,
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) workflow: Option<Workflow>,
    /// Missing before 0.2.8, which gives no descriptions in lists.
    #[serde(rename = "fixedSizeShortDescription")]
    pub(super) fixed_size: Option<bool>,
    #[serde(default)]
    pub(super) tasks: Vec<Task>,
    /// All the rest.
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

impl Board {
    /// Returns the id; the empty text where there is none.
    pub(super) fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// Returns the columns.
    pub(super) fn items(&self) -> &[Item] {
        self.workflow
            .as_ref()
            .map_or(&[], |workflow| &workflow.items)
    }
}

/// `WorkflowDto`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Workflow {
    pub(super) id: Option<String>,
    #[serde(rename = "workflowitems", default)]
    pub(super) items: Vec<Item>,
}

/// `WorkflowitemDto`: a column.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(rename = "wipLimit")]
    pub(super) wip_limit: Option<i64>,
    #[serde(rename = "itemType", default)]
    pub(super) kind: String,
    pub(super) version: Option<i64>,
    #[serde(rename = "verticalSize")]
    pub(super) vertical_size: Option<i64>,
    #[serde(rename = "nestedWorkflow")]
    pub(super) nested: Option<Workflow>,
}

impl Item {
    /// Returns the columns within.
    pub(super) fn items(&self) -> &[Item] {
        self.nested.as_ref().map_or(&[], |nested| &nested.items)
    }
}

/// `TaskDto`, whole: what is not sent back is erased.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(transparent)]
pub(super) struct Task(pub(super) Map<String, Value>);

impl Task {
    /// Returns a text of the task.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }

    /// Returns a text of an entity within the task.
    pub(super) fn inner(&self, entity: &str, key: &str) -> Option<&str> {
        self.0.get(entity)?.get(key)?.as_str()
    }

    /// Returns the id; the empty text where there is none.
    pub(super) fn id(&self) -> &str {
        self.text("id").unwrap_or_default()
    }

    /// Returns the column's id.
    pub(super) fn item(&self) -> &str {
        self.text("workflowitemId").unwrap_or_default()
    }

    /// Returns the order as it is spelled.
    pub(super) fn order(&self) -> Option<&str> {
        self.text("order")
    }
}

/// `TaskTag`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tag {
    #[serde(default)]
    pub(super) name: String,
    pub(super) description: Option<String>,
    #[serde(rename = "pictureUrl")]
    pub(super) picture: Option<String>,
    #[serde(rename = "onClickUrl")]
    pub(super) url: Option<String>,
    #[serde(rename = "onClickTarget")]
    pub(super) target: Option<i64>,
    #[serde(rename = "colour")]
    pub(super) color: Option<String>,
}

/// `ProjectDto`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Project {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(rename = "boardIds", default)]
    pub(super) boards: Vec<String>,
    pub(super) version: i64,
}

/// `ClassOfServiceDto`, whole.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Class(pub(super) Map<String, Value>);

impl Class {
    /// Returns the name.
    pub(super) fn name(&self) -> &str {
        self.text("name")
    }

    /// Returns a text of the class; the empty one where there is none.
    pub(super) fn text(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}
