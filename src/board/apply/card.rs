//! What operations on cards mean.

use std::sync::Arc;

use super::{ApplyError, Whose, board_mut, change, missing, present, stack_in, stack_mut, stale};
use crate::board::{
    Account, Board, Card, CardChanges, CardKey, Change, CreateCard, DeleteCard, EditCard, Place,
    Stack,
};

pub(super) fn create(account: &mut Account, create: &CreateCard) -> Result<(), ApplyError> {
    let CreateCard { place, card } = create;
    let board = board_mut(account, &place.board)?;
    check_labels(board, card)?;
    let stack =
        stack_in(&mut board.stacks, &place.stack).ok_or_else(|| missing("stack", &place.stack))?;
    if position(stack, &card.key).is_some() {
        return Err(present("card", &card.key));
    }
    insert(stack, place.after.as_ref(), Arc::clone(card))
}

pub(super) fn edit(account: &mut Account, edit: &EditCard) -> Result<(), ApplyError> {
    let EditCard {
        key,
        title: _,
        board: board_key,
        stack: stack_key,
        changes,
    } = edit;
    let stack = stack_mut(account, board_key, stack_key)?;
    let at = position(stack, key).ok_or_else(|| missing("card", key))?;
    let was_archived = stack.cards[at].archived;
    if !changes.are_of_place_only() {
        change_values(Arc::make_mut(&mut stack.cards[at]), changes)?;
    }
    let card = Arc::clone(&stack.cards[at]);
    if let Some(place) = &changes.place {
        if place.old.board != *board_key || place.old.stack != *stack_key {
            return Err(stale(&Whose("card", key, "place")));
        }
        stack.cards.remove(at);
        let Place {
            board,
            stack,
            after,
        } = &place.new;
        let target = board_mut(account, board)?;
        check_labels(target, &card)?;
        let target = stack_in(&mut target.stacks, stack).ok_or_else(|| missing("stack", stack))?;
        return insert(target, after.as_ref(), card);
    }
    if card.archived != was_archived {
        stack.settle_archived();
    }
    check_labels(board_mut(account, board_key)?, &card)
}

fn change_values(card: &mut Card, changes: &CardChanges) -> Result<(), ApplyError> {
    let CardChanges {
        title,
        body,
        labels,
        assignees,
        due,
        done,
        archived,
        color,
        start,
        card_type,
        depends_on,
        fields,
        tags,
        place: _,
    } = changes;
    let key = card.key.clone();
    let whose = |field| Whose("card", &key, field);
    change(&mut card.title, title.as_ref(), &whose("title"))?;
    change(&mut card.body, body.as_ref(), &whose("text"))?;
    change(&mut card.labels, labels.as_ref(), &whose("labels"))?;
    change(&mut card.assignees, assignees.as_ref(), &whose("assignees"))?;
    change(&mut card.due, due.as_ref(), &whose("due date"))?;
    change(&mut card.done, done.as_ref(), &whose("done date"))?;
    let archive_state = whose("archive state");
    change(&mut card.archived, archived.as_ref(), &archive_state)?;
    change(&mut card.color, color.as_ref(), &whose("color"))?;
    change(&mut card.start, start.as_ref(), &whose("start date"))?;
    change(&mut card.card_type, card_type.as_ref(), &whose("type"))?;
    let dependencies = whose("dependencies");
    change(&mut card.depends_on, depends_on.as_ref(), &dependencies)?;
    change(&mut card.tags, tags.as_ref(), &whose("tags"))?;
    for (field, Change { old, new }) in fields {
        if card.fields.get(field) != old.as_ref() {
            return Err(stale(&whose(field.in_words())));
        }
        card.set_field(*field, new.clone());
    }
    Ok(())
}

pub(super) fn delete(account: &mut Account, delete: &DeleteCard) -> Result<(), ApplyError> {
    let DeleteCard {
        card, board, stack, ..
    } = delete;
    let stack = stack_mut(account, board, stack)?;
    let at = position(stack, &card.key).ok_or_else(|| missing("card", &card.key))?;
    if stack.cards[at] != *card {
        return Err(stale(&Whose("card", &card.key, "content")));
    }
    stack.cards.remove(at);
    Ok(())
}

fn position(stack: &Stack, key: &CardKey) -> Option<usize> {
    stack.cards.iter().position(|card| card.key == *key)
}

fn check_labels(board: &Board, card: &Card) -> Result<(), ApplyError> {
    match card.labels.iter().find(|key| board.label(key).is_none()) {
        None => Ok(()),
        Some(label) => Err(ApplyError::ForeignLabel {
            key: card.key.to_string(),
            label: label.to_string(),
        }),
    }
}

/// Puts a card in its place: an archived one by its key, another behind `after`, or first.
fn insert(stack: &mut Stack, after: Option<&CardKey>, card: Arc<Card>) -> Result<(), ApplyError> {
    let shown = stack.shown().len();
    let at = if card.archived {
        shown + stack.cards[shown..].partition_point(|other| other.key < card.key)
    } else {
        match after {
            None => 0,
            Some(after) => stack.cards[..shown]
                .iter()
                .position(|other| other.key == *after)
                .map(|at| at + 1)
                .ok_or_else(|| ApplyError::NoNeighbor {
                    thing: "card",
                    key: card.key.to_string(),
                    after: after.to_string(),
                })?,
        }
    };
    stack.cards.insert(at, card);
    Ok(())
}
