//! Operations on boards themselves and on their members.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ChangedBoard, Plan, color_change};
use crate::board::listed::by_name;
use crate::board::{
    Board, BoardChanges, Change, CreateBoard, EditBoard, EditMember, Listed, Operation,
    Permissions, Person,
};

/// Creates boards, and edits those that do not become archived by it; what their lists lose goes at
/// the end, when no card names it any more.
pub(super) fn open(plan: &mut Plan, boards: &[ChangedBoard<'_>]) {
    for board in boards {
        match board.remote {
            None => plan.push(create(board.merged)),
            Some(remote) => {
                if let Some(edit) = edit(remote, board.merged)
                    && !archives(&edit)
                    && let Some(edit) = without_losses(edit)
                {
                    plan.push(Operation::EditBoard(edit));
                }
            }
        }
    }
}

/// Takes projects and classes of service away, and archives boards: nothing on them can be changed
/// afterwards.
pub(super) fn close(plan: &mut Plan, boards: &[ChangedBoard<'_>]) {
    for board in boards {
        let edit = match board.remote {
            Some(remote) => edit(remote, board.merged),
            None if board.merged.archived && has_content(board.merged) => Some(EditBoard {
                key: board.merged.key.clone(),
                title: board.merged.title.clone(),
                changes: BoardChanges {
                    archived: Change::between(&false, &true),
                    ..BoardChanges::default()
                },
            }),
            None => None,
        };
        let Some(edit) = edit else { continue };
        let last = if archives(&edit) {
            Some(edit)
        } else {
            losses(edit)
        };
        plan.operations.extend(last.map(Operation::EditBoard));
    }
}

/// Returns the edit with all that it takes off the board's lists still on them.
fn without_losses(mut edit: EditBoard) -> Option<EditBoard> {
    let changes = &mut edit.changes;
    changes.projects = changes.projects.take().and_then(|change| {
        let all = with_losses(&change);
        Change::between(&change.old, &all)
    });
    changes.classes = changes.classes.take().and_then(|change| {
        let all = with_losses(&change);
        Change::between(&change.old, &all)
    });
    (!changes.is_empty()).then_some(edit)
}

/// Returns what of an edit takes things off the board's lists, after all else of it.
fn losses(mut edit: EditBoard) -> Option<EditBoard> {
    let changes = std::mem::take(&mut edit.changes);
    if let Some(title) = changes.title {
        edit.title = title.new;
    }
    let projects = changes.projects.as_ref();
    let classes = changes.classes.as_ref();
    edit.changes = BoardChanges {
        projects: projects.and_then(|change| Change::between(&with_losses(change), &change.new)),
        classes: classes.and_then(|change| Change::between(&with_losses(change), &change.new)),
        ..BoardChanges::default()
    };
    (!edit.changes.is_empty()).then_some(edit)
}

/// Returns the new list with all that it lost.
fn with_losses<T: Listed>(change: &Change<Vec<T>>) -> Vec<T> {
    let mut all = change.new.clone();
    let lost = change
        .old
        .iter()
        .filter(|one| one.find_in(&change.new).is_none());
    all.extend(lost.cloned());
    by_name(all)
}

fn archives(edit: &EditBoard) -> bool {
    let archived = edit.changes.archived.as_ref();
    archived.is_some_and(|change| change.new)
}

fn create(board: &Board) -> Operation {
    let Board {
        key,
        title,
        color,
        archived,
        labels,
        members: _,
        projects,
        classes,
        stacks: _,
    } = board;
    Operation::CreateBoard(CreateBoard {
        key: key.clone(),
        title: title.clone(),
        color: color.clone(),
        archived: *archived && !has_content(board),
        label_names: labels.iter().map(|label| label.name.clone()).collect(),
        projects: projects.clone(),
        classes: classes.clone(),
    })
}

fn has_content(board: &Board) -> bool {
    !(board.labels.is_empty() && board.members.is_empty() && board.stacks.is_empty())
}

fn edit(remote: &Board, merged: &Board) -> Option<EditBoard> {
    let Board {
        key,
        title,
        color,
        archived,
        labels: _,
        members: _,
        projects,
        classes,
        stacks: _,
    } = merged;
    let changes = BoardChanges {
        title: Change::between(&remote.title, title),
        color: color_change(&remote.color, color),
        archived: Change::between(&remote.archived, archived),
        projects: Change::between(&remote.projects, projects),
        classes: Change::between(&remote.classes, classes),
    };
    (!changes.is_empty()).then(|| EditBoard {
        key: key.clone(),
        title: remote.title.clone(),
        changes,
    })
}

/// Adds members and changes what they may do, where that gives them more.
pub(super) fn change_members(plan: &mut Plan, boards: &[ChangedBoard<'_>]) {
    for board in boards {
        let remote = board.remote.map(AsRef::as_ref);
        for edit in member_edits(remote, board.merged).filter(|edit| !only_takes(edit)) {
            plan.push(Operation::EditMember(edit));
        }
    }
}

/// Takes members away, and permissions from those who get none for them.
pub(super) fn take_from_members(plan: &mut Plan, remote: Option<&Arc<Board>>, merged: &Board) {
    let remote = remote.map(AsRef::as_ref);
    for edit in member_edits(remote, merged).filter(only_takes) {
        plan.push_last(Operation::EditMember(edit));
    }
}

fn only_takes(edit: &EditMember) -> bool {
    let gains = |old: bool, new: bool| new && !old;
    match (edit.permissions.old, edit.permissions.new) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(old), Some(new)) => {
            !gains(old.edit, new.edit)
                && !gains(old.share, new.share)
                && !gains(old.manage, new.manage)
        }
    }
}

fn member_edits(remote: Option<&Board>, merged: &Board) -> impl Iterator<Item = EditMember> {
    let board = merged.key.clone();
    let changes = member_changes(remote, merged).into_iter();
    changes.map(move |(person, permissions)| EditMember {
        board: board.clone(),
        person,
        permissions,
    })
}

/// Returns the changes of members, in order of person.
fn member_changes(
    remote: Option<&Board>,
    merged: &Board,
) -> Vec<(Person, Change<Option<Permissions>>)> {
    let mut people: BTreeMap<&Person, (Option<Permissions>, Option<Permissions>)> = BTreeMap::new();
    for member in remote.iter().flat_map(|board| &board.members) {
        people.entry(&member.person).or_default().0 = Some(member.permissions);
    }
    for member in &merged.members {
        people.entry(&member.person).or_default().1 = Some(member.permissions);
    }
    people
        .into_iter()
        .filter_map(|(person, (old, new))| {
            Change::between(&old, &new).map(|change| (person.clone(), change))
        })
        .collect()
}
