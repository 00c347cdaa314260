//! Operations on labels.
//!
//! Names are unique within a board, so a name is given up before it is given anew.

use std::collections::BTreeSet;

use super::{ChangedBoard, Plan, color_change, is_same_color};
use crate::board::{
    Board, Change, CreateLabel, DeleteLabel, EditLabel, Label, LabelChanges, Operation,
};

/// Creates and edits labels. Those that go are deleted here only if their name is needed.
pub(super) fn change(plan: &mut Plan, boards: &[ChangedBoard<'_>]) {
    for board in boards {
        if let Some(remote) = board.remote {
            delete_where_the_name_is_needed(plan, remote, board.merged);
            edit(plan, remote, board.merged);
        }
        for label in &board.merged.labels {
            let is_there = board
                .remote
                .is_some_and(|remote| remote.label(&label.key).is_some());
            if !is_there {
                plan.push(create(board.merged, label));
            }
        }
    }
}

/// Returns the labels that the remote board has and the merged one has not.
pub(super) fn doomed(remote: &Board, merged: &Board) -> Vec<Label> {
    remote
        .labels
        .iter()
        .filter(|label| merged.label(&label.key).is_none())
        .cloned()
        .collect()
}

/// Returns the deletion of a label of a board that is as its turn will find it.
pub(super) fn delete(board: &Board, label: &Label) -> Operation {
    Operation::DeleteLabel(DeleteLabel {
        board: board.key.clone(),
        label: label.clone(),
        cards: board.cards_with(&label.key),
    })
}

fn delete_where_the_name_is_needed(plan: &mut Plan, remote: &Board, merged: &Board) {
    let needed: BTreeSet<&str> = merged
        .labels
        .iter()
        .filter(|label| {
            let there = remote.label(&label.key);
            there.is_none_or(|there| there.name != label.name)
        })
        .map(|label| label.name.as_str())
        .collect();
    for label in doomed(remote, merged) {
        if needed.contains(label.name.as_str()) {
            plan.push(delete(remote, &label));
        }
    }
}

fn create(board: &Board, label: &Label) -> Operation {
    let Label { key, name, color } = label.clone();
    Operation::CreateLabel(CreateLabel {
        board: board.key.clone(),
        key,
        name,
        color,
    })
}

fn edit(plan: &mut Plan, remote: &Board, merged: &Board) {
    let mut waiting: Vec<(Label, Label)> = remote
        .labels
        .iter()
        .filter_map(|old| merged.label(&old.key).map(|new| (old.clone(), new.clone())))
        .filter(|(old, new)| old.name != new.name || !is_same_color(&old.color, &new.color))
        .collect();
    while !waiting.is_empty() {
        let names: BTreeSet<&str> = waiting.iter().map(|(old, _)| old.name.as_str()).collect();
        let is_free = |(old, new): &(Label, Label)| {
            old.name == new.name || !names.contains(new.name.as_str())
        };
        if let Some(next) = waiting.iter().position(is_free) {
            let (old, new) = waiting.remove(next);
            plan.push(edit_one(merged, &old, &new));
        } else {
            // The names go round in a circle: the first gets a name in between.
            let mut between = waiting[0].0.clone();
            between.name = name_in_between(&waiting[0].1.name, remote, merged);
            plan.push(edit_one(merged, &waiting[0].0, &between));
            waiting[0].0 = between;
        }
    }
}

fn name_in_between(name: &str, remote: &Board, merged: &Board) -> String {
    let labels = || remote.labels.iter().chain(&merged.labels);
    (2..)
        .map(|number| format!("{name} ({number})"))
        .find(|name| labels().all(|label| label.name != *name))
        .expect("numbers do not end, and labels do")
}

fn edit_one(board: &Board, old: &Label, new: &Label) -> Operation {
    let Label { key, name, color } = old;
    Operation::EditLabel(EditLabel {
        board: board.key.clone(),
        key: key.clone(),
        name: name.clone(),
        changes: LabelChanges {
            name: Change::between(name, &new.name),
            color: color_change(color, &new.color),
        },
    })
}
