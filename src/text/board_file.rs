//! `board.yaml`: a board's own values, its labels and members.

use super::card_file::id_scalar;
use super::fields::{Fields, refused};
use super::front_matter::{
    BOM, Document, Editor, Entry, MapEdit, Node, Value, flow_list, flow_text,
};
use super::problem::Problem;
use crate::board::{Label, LabelKey, Member, Permissions, Person, PersonKind};

/// The name of a board's file.
pub const BOARD_FILE: &str = "board.yaml";

const KEYS: [&str; 6] = ["id", "title", "color", "archived", "labels", "members"];
const LABEL_KEYS: [&str; 3] = ["name", "color", "id"];
const MEMBER_KEYS: [&str; 5] = ["user", "group", "team", "remote", "permissions"];
const KINDS: [PersonKind; 4] = [
    PersonKind::User,
    PersonKind::Group,
    PersonKind::Team,
    PersonKind::Remote,
];

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
}

/// Returns what a `board.yaml` says, and what is wrong with it.
pub fn read_board(path: &str, text: &str) -> (Option<BoardText>, Vec<Problem>) {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(refusal) => return (None, vec![refused(path, 1, &refusal)]),
    };
    let mut fields = Fields::new(path, &document, 1);
    let board = board_text(&mut fields);
    fields.warn_of_unknown(&KEYS, "a board");
    (Some(board), fields.problems)
}

fn board_text(fields: &mut Fields<'_>) -> BoardText {
    let board = BoardText {
        id: fields.digits("id"),
        title: fields.text("title"),
        color: fields.color("color").unwrap_or_default(),
        archived: fields.flag("archived"),
        labels: labels(fields),
        members: members(fields),
    };
    for (index, label) in board.labels.iter().enumerate() {
        let before = &board.labels[..index];
        let is_twice = |same: &dyn Fn(&LabelText) -> bool| before.iter().any(same);
        let at = fields.entry("labels").map_or(0, |entry| entry.at);
        if label.id.is_some() && is_twice(&|other| other.id == label.id) {
            let id = label.id.as_deref().unwrap_or_default();
            fields.error_at(at, format!("two labels have the id {id}"));
        } else if is_twice(&|other| other.name == label.name) {
            fields.error_at(at, format!("two labels have the name `{}`", label.name));
        }
    }
    board
}

/// Returns the entries of each item of a list of mappings.
fn maps(fields: &mut Fields<'_>, key: &str) -> Vec<Vec<Entry>> {
    let Some(entry) = fields.entry(key) else {
        return Vec::new();
    };
    let mut maps = Vec::new();
    let mut is_wrong = false;
    match &entry.value {
        Value::Items(items) => {
            for item in items {
                match &item.value {
                    Value::Map(entries) => maps.push(entries.clone()),
                    other => match entries_of(&other.node(), item.dash) {
                        Some(entries) => maps.push(entries),
                        None => is_wrong = true,
                    },
                }
            }
        }
        other => match other.node() {
            Node::Null => {}
            Node::List(nodes) => {
                for node in &nodes {
                    match entries_of(node, entry.at) {
                        Some(entries) => maps.push(entries),
                        None => is_wrong = true,
                    }
                }
            }
            Node::Scalar(_) | Node::Map(_) => is_wrong = true,
        },
    }
    if is_wrong {
        let message = format!("`{key}` must be a list whose items have keys of their own");
        fields.error_at(entry.at, message);
    }
    maps
}

/// Returns the entries of a mapping that is not in block form.
fn entries_of(node: &Node, at: usize) -> Option<Vec<Entry>> {
    let Node::Map(pairs) = node else { return None };
    let entries = pairs.iter().map(|(key, node)| Entry {
        key: key.clone(),
        at,
        after_colon: at,
        lines: at..at,
        value: Value::Other(node.clone()),
    });
    Some(entries.collect())
}

fn labels(fields: &mut Fields<'_>) -> Vec<LabelText> {
    let maps = maps(fields, "labels");
    let mut labels = Vec::new();
    let mut problems = Vec::new();
    for entries in &maps {
        let mut item = fields.within(entries);
        let at = entries.first().map_or(0, |entry| entry.at);
        let label = LabelText {
            id: item.digits("id"),
            name: item.text("name").unwrap_or_default(),
            color: item.color("color").unwrap_or_default(),
        };
        if label.name.is_empty() {
            item.error_at(at, "a label has no `name`");
        }
        item.warn_of_unknown(&LABEL_KEYS, "a label");
        problems.append(&mut item.problems);
        labels.push(label);
    }
    fields.problems.append(&mut problems);
    labels
}

fn members(fields: &mut Fields<'_>) -> Vec<Member> {
    let maps = maps(fields, "members");
    let mut members: Vec<Member> = Vec::new();
    let mut problems = Vec::new();
    for entries in &maps {
        let mut item = fields.within(entries);
        let at = entries.first().map_or(0, |entry| entry.at);
        item.warn_of_unknown(&MEMBER_KEYS, "a member");
        let person = KINDS
            .into_iter()
            .find_map(|kind| item.text(kind.word()).map(|id| Person { kind, id }));
        let mut permissions = Permissions::default();
        for spelled in item.list("permissions") {
            match spelled.text.as_str() {
                "edit" => permissions.edit = true,
                "share" => permissions.share = true,
                "manage" => permissions.manage = true,
                word => {
                    let message = format!(
                        "unknown permission `{word}`: there are `edit`, `share` and `manage`"
                    );
                    item.error_in_list(spelled.place, message);
                }
            }
        }
        match person {
            Some(person) if members.iter().any(|member| member.person == person) => {
                item.error_at(at, format!("`{person}` is listed twice"));
            }
            Some(person) => members.push(Member {
                person,
                permissions,
            }),
            None => item.error_at(at, "a member has no `user`, `group`, `team` or `remote`"),
        }
        problems.append(&mut item.problems);
    }
    fields.problems.append(&mut problems);
    members
}

/// Returns a `board.yaml` that says what is wanted: `text` with only the values changed that differ.
///
/// # Errors
/// The text cannot be read, or the edited one would not say exactly what is wanted.
pub fn write_board(path: &str, text: &str, wanted: &WantedBoard<'_>) -> Result<String, Problem> {
    let WantedBoard {
        id,
        title,
        color,
        archived,
        labels,
        members,
    } = *wanted;
    let (bom, bare) = match text.strip_prefix(BOM) {
        Some(bare) => (BOM, bare),
        None => ("", text),
    };
    let document = Document::parse(bare).map_err(|refusal| refused(path, 1, &refusal))?;
    let mut fields = Fields::new(path, &document, 1);
    let present = board_text(&mut fields);
    if let Some(problem) = fields.problems.into_iter().find(Problem::is_error) {
        return Err(problem);
    }
    let mut editor = Editor::new(&document, "\n");
    if present.id.as_deref() != id
        && let Some(id) = id
    {
        editor.set("id", &id_scalar(id), &KEYS);
    }
    if present.title.as_deref() != Some(title) {
        editor.set("title", &super::front_matter::text_scalar(title), &KEYS);
    }
    if present.color != color {
        set_or_remove(
            &mut editor,
            "color",
            (!color.is_empty()).then(|| flow_text(color)),
        );
    }
    if present.archived != archived {
        set_or_remove(&mut editor, "archived", archived.then(|| "true".to_owned()));
    }
    edit_labels(&mut editor, &present.labels, labels);
    edit_members(&mut editor, &present.members, members);
    let edited = editor.finish();
    if edited != bare {
        let after =
            Document::parse_verified(&edited).map_err(|refusal| refused(path, 1, &refusal))?;
        let mut fields = Fields::new(path, &after, 1);
        let says = board_text(&mut fields);
        let is_kept = document
            .entries
            .iter()
            .filter(|entry| !KEYS.contains(&entry.key.as_str()))
            .all(|entry| {
                after.entry(&entry.key).map(|other| other.value.node()) == Some(entry.value.node())
            });
        if !says_wanted(&says, wanted) || !is_kept {
            let message = "cannot be changed without touching other lines; edit it by hand";
            return Err(Problem::error(path, message));
        }
    }
    Ok(format!("{bom}{edited}"))
}

fn set_or_remove(editor: &mut Editor<'_>, key: &str, scalar: Option<String>) {
    match scalar {
        Some(scalar) => editor.set(key, &scalar, &KEYS),
        None => editor.remove(key),
    }
}

fn says_wanted(says: &BoardText, wanted: &WantedBoard<'_>) -> bool {
    let same_label = |one: &LabelText, label: &Label| {
        one.id.as_deref() == label.key.id().map(|id| id.as_str())
            && one.name == label.name
            && one.color == label.color
    };
    let is_there = |label: &Label| says.labels.iter().any(|one| same_label(one, label));
    says.id.as_deref() == wanted.id
        && says.title.as_deref() == Some(wanted.title)
        && says.color == wanted.color
        && says.archived == wanted.archived
        && says.labels.len() == wanted.labels.len()
        && wanted.labels.iter().all(is_there)
        && says.members.len() == wanted.members.len()
        && wanted
            .members
            .iter()
            .all(|member| says.members.contains(member))
}

fn edit_labels(editor: &mut Editor<'_>, present: &[LabelText], wanted: &[Label]) {
    let mut edits = Vec::new();
    let mut is_same = present.len() == wanted.len();
    for label in wanted {
        let id = label.key.id().map(|id| id.as_str());
        let by_id = present
            .iter()
            .position(|one| one.id.is_some() && one.id.as_deref() == id);
        // A label that got its id stands in the file without one.
        let existing = by_id.or_else(|| {
            present
                .iter()
                .position(|one| one.id.is_none() && one.name == label.name)
        });
        let mut values = vec![
            ("name", flow_text(&label.name)),
            ("color", flow_text(&label.color)),
        ];
        values.extend(id.map(|id| ("id", id_scalar(id))));
        if let Some(one) = existing.map(|index| &present[index]) {
            values.retain(|(key, _)| match *key {
                "name" => one.name != label.name,
                "color" => one.color != label.color,
                _ => one.id.as_deref() != id,
            });
        }
        is_same &= existing.is_some() && values.is_empty();
        edits.push(MapEdit { existing, values });
    }
    if is_same {
        return;
    }
    if edits.is_empty() {
        editor.remove("labels");
    } else {
        editor.set_maps("labels", &edits, &KEYS, &LABEL_KEYS);
    }
}

fn edit_members(editor: &mut Editor<'_>, present: &[Member], wanted: &[Member]) {
    let mut edits = Vec::new();
    let mut is_same = present.len() == wanted.len();
    for member in wanted {
        let existing = present.iter().position(|one| one.person == member.person);
        let permissions = permission_list(member.permissions);
        let values = match existing.map(|index| present[index].permissions) {
            Some(now) if now == member.permissions => Vec::new(),
            Some(_) => vec![("permissions", permissions)],
            None => {
                let mut values = vec![(member.person.kind.word(), flow_text(&member.person.id))];
                if member.permissions != Permissions::default() {
                    values.push(("permissions", permissions));
                }
                values
            }
        };
        is_same &= existing.is_some() && values.is_empty();
        edits.push(MapEdit { existing, values });
    }
    if is_same {
        return;
    }
    if edits.is_empty() {
        editor.remove("members");
    } else {
        editor.set_maps("members", &edits, &KEYS, &MEMBER_KEYS);
    }
}

fn permission_list(permissions: Permissions) -> String {
    let Permissions {
        edit,
        share,
        manage,
    } = permissions;
    let words = [(edit, "edit"), (share, "share"), (manage, "manage")];
    flow_list(
        words
            .into_iter()
            .filter(|(may, _)| *may)
            .map(|(_, word)| word.to_owned()),
    )
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
