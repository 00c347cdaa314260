//! `stack.yaml`: a stack's own values and its place.

use super::card_file::id_scalar;
use super::fields::{Fields, refused};
use super::front_matter::{BOM, Document, Editor, text_scalar};
use super::position::Position;
use super::problem::Problem;
use crate::board::{Lane, Service};

/// The name of a stack's file.
pub const STACK_FILE: &str = "stack.yaml";

const KEYS: [&str; 6] = [
    "id",
    "title",
    "position",
    "done_column",
    "wip_limit",
    "orientation",
];

/// What a `stack.yaml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackText {
    /// The id; `None` for a new stack.
    pub id: Option<String>,
    /// The title; `None` where there is none.
    pub title: Option<String>,
    /// The number.
    pub position: Option<Position>,
    /// Whether cards that come here become done.
    pub done_column: bool,
    /// Limit and orientation.
    pub lane: Lane,
}

/// A stack as its file is to say it.
#[derive(Clone, Copy, Debug)]
pub struct WantedStack<'a> {
    /// The id, if it has one.
    pub id: Option<&'a str>,
    /// The title.
    pub title: &'a str,
    /// The number; `None` keeps what is there.
    pub position: Option<Position>,
    /// Whether cards that come here become done.
    pub done_column: bool,
    /// Limit and orientation.
    pub lane: &'a Lane,
}

/// Returns what a `stack.yaml` says, and what is wrong with it.
pub fn read_stack(service: Service, path: &str, text: &str) -> (Option<StackText>, Vec<Problem>) {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(refusal) => return (None, vec![refused(path, 1, &refusal)]),
    };
    let mut fields = Fields::new(path, &document, 1);
    let stack = stack_text(service, &mut fields);
    fields.warn_of_unknown(&KEYS, "a stack");
    (Some(stack), fields.problems)
}

fn stack_text(service: Service, fields: &mut Fields<'_>) -> StackText {
    StackText {
        id: fields.id("id", service),
        title: fields.text("title"),
        position: fields.position("position"),
        done_column: fields.flag("done_column"),
        lane: Lane {
            wip_limit: fields.whole_number("wip_limit"),
            orientation: fields.text("orientation"),
        },
    }
}

/// Returns a `stack.yaml` that says what is wanted: `text` with only the values changed that differ.
///
/// # Errors
/// The text cannot be read, or the edited one would not say exactly what is wanted.
pub fn write_stack(
    service: Service,
    path: &str,
    text: &str,
    wanted: &WantedStack<'_>,
) -> Result<String, Problem> {
    let WantedStack {
        id,
        title,
        position,
        done_column,
        lane,
    } = *wanted;
    let (bom, bare) = match text.strip_prefix(BOM) {
        Some(bare) => (BOM, bare),
        None => ("", text),
    };
    let document = Document::parse(bare).map_err(|refusal| refused(path, 1, &refusal))?;
    let mut fields = Fields::new(path, &document, 1);
    let present = stack_text(service, &mut fields);
    if let Some(problem) = fields.problems.into_iter().find(Problem::is_error) {
        return Err(problem);
    }
    let mut editor = Editor::new(&document, "\n");
    if let Some(id) = id.filter(|id| present.id.as_deref() != Some(*id)) {
        editor.set("id", &id_scalar(id), &KEYS);
    }
    if present.title.as_deref() != Some(title) {
        editor.set("title", &text_scalar(title), &KEYS);
    }
    if let Some(position) = position.filter(|_| position != present.position) {
        editor.set("position", &position.to_string(), &KEYS);
    }
    if present.done_column != done_column {
        if done_column {
            editor.set("done_column", "true", &KEYS);
        } else {
            editor.remove("done_column");
        }
    }
    if present.lane.wip_limit != lane.wip_limit {
        match lane.wip_limit {
            Some(limit) => editor.set("wip_limit", &limit.to_string(), &KEYS),
            None => editor.remove("wip_limit"),
        }
    }
    if present.lane.orientation != lane.orientation {
        match &lane.orientation {
            Some(orientation) => editor.set("orientation", &text_scalar(orientation), &KEYS),
            None => editor.remove("orientation"),
        }
    }
    let edited = editor.finish();
    if edited != bare {
        let after =
            Document::parse_verified(&edited).map_err(|refusal| refused(path, 1, &refusal))?;
        let mut fields = Fields::new(path, &after, 1);
        let says = stack_text(service, &mut fields);
        let expected = StackText {
            id: id.map(str::to_owned),
            title: Some(title.to_owned()),
            position: position.or(present.position),
            done_column,
            lane: lane.clone(),
        };
        let is_kept = document
            .entries
            .iter()
            .filter(|entry| !KEYS.contains(&entry.key.as_str()))
            .all(|entry| {
                after.entry(&entry.key).map(|other| other.value.node()) == Some(entry.value.node())
            });
        if says != expected || !is_kept {
            let message = "cannot be changed without touching other lines; edit it by hand";
            return Err(Problem::error(path, message));
        }
    }
    Ok(format!("{bom}{edited}"))
}
