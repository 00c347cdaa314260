//! Operations on boards, labels, members and stacks in words.

use super::value::{counted, flag, has, plain, title};
use super::{ChangeLine, Described, Kind, TITLE_CHARACTERS, Titles, Verb, quoted};
use crate::board::printable::printable;
use crate::board::{
    Account, BoardChanges, BoardKey, Change, ClassOfService, CreateBoard, CreateLabel, CreateStack,
    DeleteBoard, DeleteLabel, DeleteStack, EditBoard, EditLabel, EditMember, EditStack, Key, Label,
    LabelChanges, Listed, Permissions, PersonKind, Project, RestoreBoard, StackChanges, StackPlace,
};

/// Returns the id for a person, where there is one.
fn id<Of>(key: &Key<Of>) -> Option<String> {
    key.id().map(ToString::to_string)
}

fn with_cards(cards: usize) -> Vec<ChangeLine> {
    if cards == 0 {
        return Vec::new();
    }
    vec![ChangeLine {
        field: "cards",
        old: Some(cards.to_string()),
        new: None,
        words: format!("with {}", counted(cards, "card")),
        text: None,
    }]
}

fn of_board(verb: Verb, id: Option<String>, title: &str, lines: Vec<ChangeLine>) -> Described {
    Described {
        verb,
        kind: Kind::Board,
        board: None,
        stack: None,
        new_stack: None,
        id,
        title: title.to_owned(),
        lines,
    }
}

pub(super) fn create_board(create: &CreateBoard) -> Described {
    let CreateBoard {
        key: _,
        title,
        color,
        archived,
        label_names: _,
        projects,
        classes,
    } = create;
    let mut lines = Vec::new();
    if !color.is_empty() {
        lines.push(has("color", color.clone()));
    }
    if *archived {
        lines.push(archived_line(&Change {
            old: false,
            new: true,
        }));
    }
    if !projects.is_empty() {
        lines.push(has("projects", names_of(projects)));
    }
    if !classes.is_empty() {
        lines.push(has("classes of service", names_of(classes)));
    }
    of_board(Verb::Create, None, title, lines)
}

pub(super) fn restore_board(restore: &RestoreBoard) -> Described {
    let RestoreBoard { board } = restore;
    let lines = with_cards(board.count_cards());
    of_board(Verb::Restore, id(&board.key), &board.title, lines)
}

fn names_of<T: Listed>(list: &[T]) -> String {
    let names: Vec<&str> = list.iter().map(T::name).collect();
    names.join(", ")
}

/// Returns what changes about classes of service: `new Urgent, changed Expedite, deleted Standard`.
fn class_changes(change: &Change<Vec<ClassOfService>>) -> ChangeLine {
    let mut parts = Vec::new();
    for class in &change.new {
        match class.find_in(&change.old) {
            None => parts.push(format!("new {}", class.name)),
            Some(old) if old == class => {}
            Some(old) if old.name != class.name => {
                parts.push(format!("{} renamed {}", old.name, class.name));
            }
            Some(_) => parts.push(format!("changed {}", class.name)),
        }
    }
    for class in &change.old {
        if class.find_in(&change.new).is_none() {
            parts.push(format!("deleted {}", class.name));
        }
    }
    let shown = |classes: &Vec<ClassOfService>| (!classes.is_empty()).then(|| names_of(classes));
    ChangeLine {
        words: format!(
            "classes of service of all boards: {}",
            printable(&parts.join(", "), TITLE_CHARACTERS)
        ),
        ..plain("classes of service", shown(&change.old), shown(&change.new))
    }
}

fn archived_line(change: &Change<bool>) -> ChangeLine {
    flag("archived", change, "archived", "back from archive")
}

/// Returns the line of a color; an empty one is none.
fn color_line(change: &Change<String>) -> ChangeLine {
    let shown = |color: &String| (!color.is_empty()).then(|| color.clone());
    plain("color", shown(&change.old), shown(&change.new))
}

pub(super) fn edit_board(edit: &EditBoard) -> Described {
    let EditBoard {
        key,
        title: board,
        changes,
    } = edit;
    let BoardChanges {
        title: new_title,
        color,
        archived,
        projects,
        classes,
    } = changes;
    let mut lines = Vec::new();
    lines.extend(new_title.as_ref().map(|change| title("title", change)));
    lines.extend(color.as_ref().map(color_line));
    lines.extend(archived.as_ref().map(archived_line));
    lines.extend(projects.as_ref().map(|change| {
        let shown = |projects: &Vec<Project>| (!projects.is_empty()).then(|| names_of(projects));
        plain("projects", shown(&change.old), shown(&change.new))
    }));
    lines.extend(classes.as_ref().map(class_changes));
    of_board(Verb::Edit, id(key), board, lines)
}

pub(super) fn delete_board(delete: &DeleteBoard) -> Described {
    let DeleteBoard { board, .. } = delete;
    let lines = with_cards(board.count_cards());
    of_board(Verb::Delete, id(&board.key), &board.title, lines)
}

fn on_board(
    verb: Verb,
    kind: Kind,
    (board, titles): (&BoardKey, &Titles),
    id: Option<String>,
    title: &str,
    lines: Vec<ChangeLine>,
) -> Described {
    Described {
        verb,
        kind,
        board: Some(titles.board(board)),
        stack: None,
        new_stack: None,
        id,
        title: title.to_owned(),
        lines,
    }
}

pub(super) fn create_label(create: &CreateLabel, titles: &Titles) -> Described {
    let CreateLabel {
        board,
        key: _,
        name,
        color,
    } = create;
    let lines = if color.is_empty() {
        Vec::new()
    } else {
        vec![has("color", color.clone())]
    };
    on_board(
        Verb::Create,
        Kind::Label,
        (board, titles),
        None,
        name,
        lines,
    )
}

pub(super) fn edit_label(edit: &EditLabel, titles: &Titles) -> Described {
    let EditLabel {
        board,
        key,
        name,
        changes: LabelChanges {
            name: new_name,
            color,
        },
    } = edit;
    let mut lines = Vec::new();
    lines.extend(new_name.as_ref().map(|change| title("name", change)));
    lines.extend(color.as_ref().map(color_line));
    let place = (board, titles);
    on_board(Verb::Edit, Kind::Label, place, id(key), name, lines)
}

pub(super) fn delete_label(delete: &DeleteLabel, titles: &Titles) -> Described {
    let DeleteLabel {
        board,
        label: Label {
            key,
            name,
            color: _,
        },
        cards,
    } = delete;
    let mut lines = with_cards(cards.len());
    for line in &mut lines {
        line.words = format!("on {}", counted(cards.len(), "card"));
    }
    let place = (board, titles);
    on_board(Verb::Delete, Kind::Label, place, id(key), name, lines)
}

pub(super) fn edit_member(edit: &EditMember, titles: &Titles) -> Described {
    let EditMember {
        board,
        person,
        permissions,
    } = edit;
    let verb = match (permissions.old, permissions.new) {
        (None, _) => Verb::Create,
        (Some(_), Some(_)) => Verb::Edit,
        (Some(_), None) => Verb::Delete,
    };
    let (old, new) = (
        permissions.old.map(permission_words),
        permissions.new.map(permission_words),
    );
    let lines = match (verb, new) {
        (Verb::Delete, _) => Vec::new(),
        (Verb::Create, Some(new)) => vec![has("may", new)],
        (_, new) => vec![plain("may", old, new)],
    };
    let name = person.to_string();
    on_board(verb, Kind::Member, (board, titles), None, &name, lines)
}

/// Returns the line of the cards that a user is taken off by losing a board: `off 3 cards`.
pub(super) fn off_cards(edit: &EditMember, merged: &Account) -> Option<ChangeLine> {
    let EditMember {
        board,
        person,
        permissions,
    } = edit;
    if permissions.new.is_some() || person.kind != PersonKind::User {
        return None;
    }
    let board = merged.board(board)?;
    let stacks = board.all_stacks().into_iter();
    let cards = stacks.flat_map(|stack| &stack.cards);
    let count = cards.filter(|card| card.assignees.contains(person)).count();
    (count > 0).then(|| ChangeLine {
        field: "cards",
        old: Some(count.to_string()),
        new: None,
        words: format!("off {}", counted(count, "card")),
        text: None,
    })
}

/// Returns what a member may do besides reading: `edit, share`; `read` for nothing.
pub(crate) fn permission_words(permissions: Permissions) -> String {
    let Permissions {
        edit,
        share,
        manage,
    } = permissions;
    let words: Vec<&str> = [(edit, "edit"), (share, "share"), (manage, "manage")]
        .into_iter()
        .filter_map(|(is_allowed, word)| is_allowed.then_some(word))
        .collect();
    if words.is_empty() {
        "read".to_owned()
    } else {
        words.join(", ")
    }
}

pub(super) fn create_stack(create: &CreateStack, titles: &Titles) -> Described {
    let CreateStack {
        key: _,
        place,
        title,
        done_column,
        lane,
    } = create;
    let mut lines = Vec::new();
    if *done_column {
        lines.push(done_column_line(&Change {
            old: false,
            new: true,
        }));
    }
    lines.extend(lane.words().map(|words| has("column", words)));
    let mut described = on_board(
        Verb::Create,
        Kind::Stack,
        (&place.board, titles),
        None,
        title,
        lines,
    );
    described.stack = place.parent.as_ref().map(|parent| titles.stack(parent));
    described
}

fn done_column_line(change: &Change<bool>) -> ChangeLine {
    let (when_true, when_false) = ("becomes a done column", "is no done column any more");
    flag("done column", change, when_true, when_false)
}

pub(super) fn edit_stack(edit: &EditStack, titles: &Titles) -> Described {
    let EditStack {
        key,
        board,
        title: name,
        changes,
    } = edit;
    let StackChanges {
        title: new_title,
        done_column,
        lane,
        place,
    } = changes;
    let mut lines = Vec::new();
    lines.extend(place.as_ref().map(|change| place_line(change, titles)));
    lines.extend(new_title.as_ref().map(|change| title("title", change)));
    lines.extend(done_column.as_ref().map(done_column_line));
    lines.extend(
        lane.as_ref()
            .map(|change| plain("column", change.old.words(), change.new.words())),
    );
    let only_moves = lines.iter().all(|line| line.field == "place");
    let verb = if only_moves { Verb::Move } else { Verb::Edit };
    on_board(verb, Kind::Stack, (board, titles), id(key), name, lines)
}

fn place_line(change: &Change<StackPlace>, titles: &Titles) -> ChangeLine {
    let Change { old, new } = change;
    let container = |place: &StackPlace| match &place.parent {
        Some(parent) => format!("{} / {}", titles.board(&place.board), titles.stack(parent)),
        None => titles.board(&place.board),
    };
    let neighbor = match &new.after {
        Some(after) => format!("after {}", quoted(&titles.stack(after))),
        None => "first".to_owned(),
    };
    let (from, to) = (container(old), container(new));
    let words = if (&old.board, &old.parent) == (&new.board, &new.parent) {
        format!("place {neighbor}")
    } else {
        let shown = |text: &str| printable(text, 2 * TITLE_CHARACTERS);
        format!("{} → {}, {neighbor}", shown(&from), shown(&to))
    };
    ChangeLine {
        field: "place",
        old: Some(from),
        new: Some(format!("{to}, {neighbor}")),
        words,
        text: None,
    }
}

pub(super) fn delete_stack(delete: &DeleteStack, titles: &Titles) -> Described {
    let DeleteStack { stack, board, .. } = delete;
    let lines = with_cards(stack.count_cards());
    let (place, id) = ((board, titles), id(&stack.key));
    on_board(Verb::Delete, Kind::Stack, place, id, &stack.title, lines)
}
