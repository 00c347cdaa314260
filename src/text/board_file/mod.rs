//! `board.yaml`: a board's own values, its labels and members.

mod read;
mod write;

pub use read::read_board;
pub use write::write_board;

use crate::board::{ClassOfService, Label, LabelKey, Member, Project};

/// The name of a board's file.
pub const BOARD_FILE: &str = "board.yaml";

const KEYS: [&str; 8] = [
    "id",
    "title",
    "color",
    "archived",
    "labels",
    "members",
    "projects",
    "classes_of_service",
];
const LABEL_KEYS: [&str; 3] = ["name", "color", "id"];
const PROJECT_KEYS: [&str; 2] = ["name", "id"];
const CLASS_KEYS: [&str; 4] = ["name", "description", "color", "id"];
const MEMBER_KEYS: [&str; 5] = ["user", "group", "team", "remote", "permissions"];

/// A label as `board.yaml` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelText {
    /// The id; `None` for a new one.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// The color.
    pub color: String,
}

/// What a `board.yaml` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoardText {
    /// The id; `None` for a new board.
    pub id: Option<String>,
    /// The title; `None` where there is none.
    pub title: Option<String>,
    /// The color; empty where there is none.
    pub color: String,
    /// Whether it is archived.
    pub archived: bool,
    /// The labels, in order.
    pub labels: Vec<LabelText>,
    /// The members, in order.
    pub members: Vec<Member>,
    /// The projects, in order.
    pub projects: Vec<Project>,
    /// The classes of service, in order.
    pub classes: Vec<ClassOfService>,
}

/// A board as its file is to say it.
#[derive(Clone, Copy, Debug)]
pub struct WantedBoard<'a> {
    /// The id, if it has one.
    pub id: Option<&'a str>,
    /// The title.
    pub title: &'a str,
    /// The color; empty for none.
    pub color: &'a str,
    /// Whether it is archived.
    pub archived: bool,
    /// The labels, in order.
    pub labels: &'a [Label],
    /// The members, in order.
    pub members: &'a [Member],
    /// The projects, in order.
    pub projects: &'a [Project],
    /// The classes of service, in order.
    pub classes: &'a [ClassOfService],
}

impl LabelText {
    /// Returns the label's key; `new` numbers those without an id.
    pub fn key(&self, new: &mut impl FnMut() -> u32) -> LabelKey {
        match &self.id {
            Some(id) => LabelKey::known(id.as_str()),
            None => LabelKey::New(new()),
        }
    }
}
