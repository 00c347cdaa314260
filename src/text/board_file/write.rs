//! Writing `board.yaml`: only the values that differ, labels and members one by one.

use super::read::board_text;
use super::{
    BoardText, CLASS_KEYS, KEYS, LABEL_KEYS, LabelText, MEMBER_KEYS, PROJECT_KEYS, WantedBoard,
};
use crate::board::{ClassOfService, Label, Member, Permissions, Project, Service};
use crate::text::card_file::id_scalar;
use crate::text::fields::{Fields, refused};
use crate::text::front_matter::{
    BOM, Document, Editor, MapEdit, flow_list, flow_text, text_scalar,
};
use crate::text::problem::Problem;

/// Returns a `board.yaml` that says what is wanted: `text` with only the values changed that differ.
///
/// # Errors
/// The text cannot be read, or the edited one would not say exactly what is wanted.
pub fn write_board(
    service: Service,
    path: &str,
    text: &str,
    wanted: &WantedBoard<'_>,
) -> Result<String, Problem> {
    let WantedBoard {
        id,
        title,
        color,
        archived,
        labels,
        members,
        projects,
        classes,
    } = *wanted;
    let (bom, bare) = match text.strip_prefix(BOM) {
        Some(bare) => (BOM, bare),
        None => ("", text),
    };
    let document = Document::parse(bare).map_err(|refusal| refused(path, 1, &refusal))?;
    let mut fields = Fields::new(path, &document, 1);
    let present = board_text(service, &mut fields);
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
        editor.set("title", &text_scalar(title), &KEYS);
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
    edit_projects(&mut editor, &present.projects, projects);
    edit_classes(&mut editor, &present.classes, classes);
    let edited = editor.finish();
    if edited != bare {
        let after =
            Document::parse_verified(&edited).map_err(|refusal| refused(path, 1, &refusal))?;
        let mut fields = Fields::new(path, &after, 1);
        let says = board_text(service, &mut fields);
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
        && says.projects.len() == wanted.projects.len()
        && wanted
            .projects
            .iter()
            .all(|project| says.projects.contains(project))
        && says.classes.len() == wanted.classes.len()
        && wanted
            .classes
            .iter()
            .all(|class| says.classes.contains(class))
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
    if !edits.iter().filter_map(|edit| edit.existing).is_sorted() {
        // The file has an order of its own: who is new comes last.
        edits.sort_by_key(|edit| edit.existing.unwrap_or(usize::MAX));
    }
    if edits.is_empty() {
        editor.remove("members");
    } else {
        editor.set_maps("members", &edits, &KEYS, &MEMBER_KEYS);
    }
}

fn edit_projects(editor: &mut Editor<'_>, present: &[Project], wanted: &[Project]) {
    let mut edits = Vec::new();
    let mut is_same = present.len() == wanted.len();
    for project in wanted {
        let existing = present
            .iter()
            .position(|one| one.id.is_some() && one.id == project.id)
            .or_else(|| {
                let mut present = present.iter();
                present.position(|one| one.id.is_none() && one.name == project.name)
            });
        let mut values = vec![("name", flow_text(&project.name))];
        values.extend(project.id.as_deref().map(|id| ("id", id_scalar(id))));
        if let Some(one) = existing.map(|index| &present[index]) {
            values.retain(|(key, _)| match *key {
                "name" => one.name != project.name,
                _ => one.id != project.id,
            });
        }
        is_same &= existing.is_some() && values.is_empty();
        edits.push(MapEdit { existing, values });
    }
    if is_same {
        return;
    }
    if edits.is_empty() {
        editor.remove("projects");
    } else {
        editor.set_maps("projects", &edits, &KEYS, &PROJECT_KEYS);
    }
}

fn edit_classes(editor: &mut Editor<'_>, present: &[ClassOfService], wanted: &[ClassOfService]) {
    let mut edits = Vec::new();
    let mut is_same = present.len() == wanted.len();
    for class in wanted {
        let existing = present
            .iter()
            .position(|one| one.id.is_some() && one.id == class.id)
            .or_else(|| {
                let mut present = present.iter();
                present.position(|one| one.id.is_none() && one.name == class.name)
            });
        let mut values = vec![
            ("name", flow_text(&class.name)),
            ("description", flow_text(&class.description)),
            ("color", flow_text(&class.color)),
        ];
        values.extend(class.id.as_deref().map(|id| ("id", id_scalar(id))));
        match existing.map(|index| &present[index]) {
            Some(one) => values.retain(|(key, _)| match *key {
                "name" => one.name != class.name,
                "description" => one.description != class.description,
                "color" => one.color != class.color,
                _ => one.id != class.id,
            }),
            None if class.description.is_empty() => {
                values.retain(|(key, _)| *key != "description");
            }
            None => {}
        }
        is_same &= existing.is_some() && values.is_empty();
        edits.push(MapEdit { existing, values });
    }
    if is_same {
        return;
    }
    if edits.is_empty() {
        editor.remove("classes_of_service");
    } else {
        editor.set_maps("classes_of_service", &edits, &KEYS, &CLASS_KEYS);
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
