//! Reading `board.yaml`.

use super::{BoardText, CLASS_KEYS, KEYS, LABEL_KEYS, LabelText, MEMBER_KEYS, PROJECT_KEYS};
use crate::board::{
    ClassOfService, Listed, Member, Permissions, Person, PersonKind, Project, Service,
};
use crate::text::fields::{Fields, refused};
use crate::text::front_matter::{BOM, Document};
use crate::text::maps::maps;
use crate::text::problem::Problem;

const KINDS: [PersonKind; 4] = [
    PersonKind::User,
    PersonKind::Group,
    PersonKind::Team,
    PersonKind::Remote,
];

/// Returns what a `board.yaml` says, and what is wrong with it.
pub fn read_board(service: Service, path: &str, text: &str) -> (Option<BoardText>, Vec<Problem>) {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(refusal) => return (None, vec![refused(path, 1, &refusal)]),
    };
    let mut fields = Fields::new(path, &document, 1);
    let board = board_text(service, &mut fields);
    fields.warn_of_unknown(&KEYS, "a board");
    (Some(board), fields.problems)
}

/// Returns the values of a document.
pub(super) fn board_text(service: Service, fields: &mut Fields<'_>) -> BoardText {
    let board = BoardText {
        id: fields.id("id", service),
        title: fields.text("title"),
        color: fields.color("color").unwrap_or_default(),
        archived: fields.flag("archived"),
        labels: labels(service, fields),
        members: members(fields),
        projects: projects(service, fields),
        classes: classes(service, fields),
    };
    for (index, label) in board.labels.iter().enumerate() {
        let before = &board.labels[..index];
        let is_twice = |same: &dyn Fn(&LabelText) -> bool| before.iter().any(same);
        let at = fields.entry("labels").map_or(0, |entry| entry.at);
        if label.id.is_some() && is_twice(&|other| other.id == label.id) {
            let id = label.id.as_deref().unwrap_or_default();
            fields.error_at(at, format!("two labels have the id {id}"));
        } else if is_twice(&|other| {
            // A server may have two of one name; a person who adds one means something else.
            other.name == label.name && (other.id.is_none() || label.id.is_none())
        }) {
            fields.error_at(at, format!("two labels have the name `{}`", label.name));
        }
    }
    board
}

fn labels(service: Service, fields: &mut Fields<'_>) -> Vec<LabelText> {
    let maps = maps(fields, "labels");
    let mut labels = Vec::new();
    let mut problems = Vec::new();
    for entries in &maps {
        let mut item = fields.within(entries);
        let at = entries.first().map_or(0, |entry| entry.at);
        let label = LabelText {
            id: item.id("id", service),
            name: item.text("name").unwrap_or_default(),
            color: match service.has_hexadecimal_colors() {
                true => item.color("color"),
                // The service's own spelling, whatever it begins with.
                false => item.text("color"),
            }
            .unwrap_or_default(),
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

fn projects(service: Service, fields: &mut Fields<'_>) -> Vec<Project> {
    let maps = maps(fields, "projects");
    let mut projects: Vec<Project> = Vec::new();
    let mut problems = Vec::new();
    for entries in &maps {
        let mut item = fields.within(entries);
        let at = entries.first().map_or(0, |entry| entry.at);
        let project = Project {
            id: item.id("id", service),
            name: item.text("name").unwrap_or_default(),
        };
        if project.name.is_empty() {
            item.error_at(at, "a project has no `name`");
        } else if projects.contains(&project) {
            item.error_at(at, format!("two projects have the name `{}`", project.name));
        }
        item.warn_of_unknown(&PROJECT_KEYS, "a project");
        problems.append(&mut item.problems);
        projects.push(project);
    }
    fields.problems.append(&mut problems);
    projects
}

fn classes(service: Service, fields: &mut Fields<'_>) -> Vec<ClassOfService> {
    let maps = maps(fields, "classes_of_service");
    let mut classes: Vec<ClassOfService> = Vec::new();
    let mut problems = Vec::new();
    for entries in &maps {
        let mut item = fields.within(entries);
        let at = entries.first().map_or(0, |entry| entry.at);
        let class = ClassOfService {
            id: item.id("id", service),
            name: item.text("name").unwrap_or_default(),
            description: item.text("description").unwrap_or_default(),
            color: item.color("color").unwrap_or_default(),
        };
        if class.name.is_empty() {
            item.error_at(at, "a class of service has no `name`");
        } else if class.id.is_none() && class.color.is_empty() {
            let message = format!(
                "the class of service `{}` has no `color`; it takes six hexadecimal digits",
                class.name
            );
            item.error_at(at, message);
        } else if class.find_in(&classes).is_some() {
            // A server may have two of one name; a person who adds one means something else.
            let message = format!("the class of service `{}` is listed twice", class.name);
            item.error_at(at, message);
        }
        item.warn_of_unknown(&CLASS_KEYS, "a class of service");
        problems.append(&mut item.problems);
        classes.push(class);
    }
    fields.problems.append(&mut problems);
    classes
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
