//! What operations on boards, their labels and their members mean.

use std::sync::Arc;

use super::{ApplyError, Whose, board_mut, change, missing, present, stale};
use crate::board::{
    Account, Board, BoardChanges, CreateBoard, CreateLabel, DeleteBoard, DeleteLabel, EditBoard,
    EditLabel, EditMember, Label, LabelChanges, LabelKey, Member, RestoreBoard, Stack,
};

pub(super) fn create(account: &mut Account, create: &CreateBoard) -> Result<(), ApplyError> {
    let CreateBoard {
        key,
        title,
        color,
        archived,
        label_names: _,
        projects,
        classes,
    } = create;
    if account.board(key).is_some() {
        return Err(present("board", key));
    }
    let mut board = Board::new(key.clone(), title.clone());
    board.color.clone_from(color);
    board.archived = *archived;
    board.projects.clone_from(projects);
    board.classes.clone_from(classes);
    let at = account.boards.partition_point(|other| other.key < *key);
    account.boards.insert(at, Arc::new(board));
    Ok(())
}

pub(super) fn edit(account: &mut Account, edit: &EditBoard) -> Result<(), ApplyError> {
    let EditBoard {
        key,
        title: _,
        changes,
    } = edit;
    let BoardChanges {
        title,
        color,
        archived,
        projects,
        classes,
    } = changes;
    let board = board_mut(account, key)?;
    change(
        &mut board.title,
        title.as_ref(),
        &Whose("board", key, "title"),
    )?;
    change(
        &mut board.color,
        color.as_ref(),
        &Whose("board", key, "color"),
    )?;
    let whose = Whose("board", key, "archive state");
    change(&mut board.archived, archived.as_ref(), &whose)?;
    let whose = Whose("board", key, "projects");
    change(&mut board.projects, projects.as_ref(), &whose)?;
    let whose = Whose("board", key, "classes of service");
    change(&mut board.classes, classes.as_ref(), &whose)?;
    if let Some(title) = title {
        let organization = &account.organization;
        let renamed = organization.with_renamed_board(&title.old, &title.new);
        if let Some(renamed) = renamed {
            account.organization = Arc::new(renamed);
        }
    }
    Ok(())
}

pub(super) fn delete(account: &mut Account, delete: &DeleteBoard) -> Result<(), ApplyError> {
    let key = &delete.board.key;
    let at = account
        .boards
        .iter()
        .position(|board| board.key == *key)
        .ok_or_else(|| missing("board", key))?;
    if account.boards[at] != delete.board {
        return Err(stale(&Whose("board", key, "content")));
    }
    account.boards.remove(at);
    Ok(())
}

pub(super) fn restore(account: &mut Account, restore: &RestoreBoard) -> Result<(), ApplyError> {
    let RestoreBoard { board } = restore;
    if account.board(&board.key).is_some() {
        return Err(present("board", &board.key));
    }
    let at = account
        .boards
        .partition_point(|other| other.key < board.key);
    account.boards.insert(at, Arc::clone(board));
    Ok(())
}

pub(super) fn create_label(account: &mut Account, create: &CreateLabel) -> Result<(), ApplyError> {
    let CreateLabel {
        board,
        key,
        name,
        color,
    } = create;
    let board = board_mut(account, board)?;
    if board.label(key).is_some() {
        return Err(present("label", key));
    }
    board.labels.push(Label {
        key: key.clone(),
        name: name.clone(),
        color: color.clone(),
    });
    Ok(())
}

pub(super) fn edit_label(account: &mut Account, edit: &EditLabel) -> Result<(), ApplyError> {
    let EditLabel {
        board,
        key,
        name: _,
        changes: LabelChanges { name, color },
    } = edit;
    let label = board_mut(account, board)?
        .labels
        .iter_mut()
        .find(|label| label.key == *key)
        .ok_or_else(|| missing("label", key))?;
    change(&mut label.name, name.as_ref(), &Whose("label", key, "name"))?;
    let whose = Whose("label", key, "color");
    change(&mut label.color, color.as_ref(), &whose)
}

pub(super) fn delete_label(account: &mut Account, delete: &DeleteLabel) -> Result<(), ApplyError> {
    let DeleteLabel {
        board,
        label,
        cards,
    } = delete;
    let key = &label.key;
    let board = board_mut(account, board)?;
    let present = board.label(key).ok_or_else(|| missing("label", key))?;
    if present != label {
        return Err(stale(&Whose("label", key, "content")));
    }
    if board.cards_with(key) != *cards {
        return Err(stale(&Whose("label", key, "set of cards")));
    }
    board.labels.retain(|label| label.key != *key);
    keep_labels(&mut board.stacks, &|label| label != key);
    Ok(())
}

/// Takes the labels that are not kept off all cards in the stacks; other cards stay shared.
pub(super) fn keep_labels(stacks: &mut [Arc<Stack>], is_kept: &dyn Fn(&LabelKey) -> bool) {
    for stack in stacks {
        if !has_other(stack, is_kept) {
            continue;
        }
        let stack = Arc::make_mut(stack);
        for card in &mut stack.cards {
            if !card.labels.iter().all(is_kept) {
                Arc::make_mut(card).labels.retain(is_kept);
            }
        }
        keep_labels(&mut stack.stacks, is_kept);
    }
}

fn has_other(stack: &Stack, is_kept: &dyn Fn(&LabelKey) -> bool) -> bool {
    let mut labels = stack.cards.iter().flat_map(|card| &card.labels);
    labels.any(|label| !is_kept(label))
        || stack.stacks.iter().any(|inner| has_other(inner, is_kept))
}

pub(super) fn edit_member(account: &mut Account, edit: &EditMember) -> Result<(), ApplyError> {
    let EditMember {
        board,
        person,
        permissions,
    } = edit;
    let members = &mut board_mut(account, board)?.members;
    let at = members.iter().position(|member| member.person == *person);
    let present = at.map(|at| members[at].permissions);
    if present != permissions.old {
        return Err(stale(&Whose("member", person, "permissions")));
    }
    match (at, permissions.new) {
        (Some(at), Some(new)) => members[at].permissions = new,
        (Some(at), None) => {
            members.remove(at);
        }
        (None, Some(new)) => {
            let at = members.partition_point(|other| other.person < *person);
            members.insert(
                at,
                Member {
                    person: person.clone(),
                    permissions: new,
                },
            );
        }
        (None, None) => {}
    }
    Ok(())
}
