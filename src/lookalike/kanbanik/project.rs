//! Projects, which tasks belong to, and which are on boards.

use serde_json::{Map, Value, json};

use super::extract::{Extracted, Fields};

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The boards that it is on; one may stand here twice.
    pub boards: Vec<String>,
    /// Counted up with every change.
    pub version: i64,
}

/// A project as a request gives it.
#[derive(Clone, Debug)]
pub struct ProjectText {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) boards: Vec<String>,
    pub(super) version: i64,
}

/// Reads a project.
///
/// # Errors
/// The version is not usable.
pub fn read_project(fields: Fields<'_>) -> Extracted<ProjectText> {
    Ok(ProjectText {
        id: fields.optional_text("id"),
        name: fields.optional_text("name"),
        boards: fields.optional_texts("boardIds").unwrap_or_default(),
        version: fields.number("version")?,
    })
}

impl Project {
    /// Returns the project as JSON.
    pub fn json(&self) -> Value {
        let mut json = Map::new();
        json.insert("id".into(), json!(self.id));
        json.insert("name".into(), json!(self.name));
        if !self.boards.is_empty() {
            json.insert("boardIds".into(), json!(self.boards));
        }
        json.insert("version".into(), json!(self.version));
        Value::Object(json)
    }
}
