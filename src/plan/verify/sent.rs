//! Which fields of which things an operation sends.

use foldhash::HashSet;

use crate::board::{
    BoardChanges, CardChanges, Change, LabelChanges, Operation, StackChanges, StackPlace,
};
use crate::plan::conflict::{Field, ThingKey};

/// Adds the fields that an operation sends.
pub(super) fn fields_of(operation: &Operation, sent: &mut HashSet<(ThingKey, Field)>) {
    match operation {
        Operation::CreateBoard(create) => whole(ThingKey::Board(create.key.clone()), sent),
        Operation::DeleteBoard(delete) => whole(ThingKey::Board(delete.board.key.clone()), sent),
        // What came back is as it was there, whatever was expected.
        Operation::RestoreBoard(_) => {}
        Operation::CreateLabel(create) => whole(ThingKey::Label(create.key.clone()), sent),
        Operation::DeleteLabel(delete) => whole(ThingKey::Label(delete.label.key.clone()), sent),
        Operation::DeleteStack(delete) => whole(ThingKey::Stack(delete.stack.key.clone()), sent),
        Operation::DeleteCard(delete) => whole(ThingKey::Card(delete.card.key.clone()), sent),
        Operation::EditAttachment(edit) => {
            sent.insert((ThingKey::Card(edit.card.clone()), Field::Attachments));
        }
        Operation::EditComment(edit) => {
            let key = ThingKey::Comment(edit.card.clone(), edit.key.clone());
            whole(key, sent);
        }
        Operation::EditMilestone(edit) => {
            let Change { old, new } = &edit.milestone;
            for milestone in [old, new].into_iter().flatten() {
                whole(ThingKey::Milestone(milestone.name.clone()), sent);
            }
        }
        Operation::EditMember(edit) => {
            whole(
                ThingKey::Member(edit.board.clone(), edit.person.clone()),
                sent,
            );
        }
        Operation::CreateStack(create) => {
            whole(ThingKey::Stack(create.key.clone()), sent);
            let place = &create.place;
            sent.insert((container(place), Field::Order));
        }
        Operation::CreateCard(create) => {
            whole(ThingKey::Card(create.card.key.clone()), sent);
            let stack = ThingKey::Stack(create.place.stack.clone());
            sent.insert((stack, Field::Order));
        }
        Operation::EditBoard(edit) => {
            let BoardChanges {
                title,
                color,
                archived,
                projects,
                classes,
            } = &edit.changes;
            let key = ThingKey::Board(edit.key.clone());
            add(&key, Field::Title, title.is_some(), sent);
            add(&key, Field::Color, color.is_some(), sent);
            add(&key, Field::Archived, archived.is_some(), sent);
            add(&key, Field::Projects, projects.is_some(), sent);
            add(&key, Field::Classes, classes.is_some(), sent);
        }
        Operation::EditLabel(edit) => {
            let LabelChanges { name, color } = &edit.changes;
            let key = ThingKey::Label(edit.key.clone());
            add(&key, Field::Name, name.is_some(), sent);
            add(&key, Field::Color, color.is_some(), sent);
        }
        Operation::EditStack(edit) => {
            let StackChanges {
                title,
                done_column,
                lane,
                place,
            } = &edit.changes;
            let key = ThingKey::Stack(edit.key.clone());
            add(&key, Field::Title, title.is_some(), sent);
            add(&key, Field::DoneColumn, done_column.is_some(), sent);
            add(&key, Field::Lane, lane.is_some(), sent);
            if let Some(place) = place {
                add(&key, Field::Place, true, sent);
                sent.insert((container(&place.new), Field::Order));
            }
        }
        Operation::EditCard(edit) => {
            fields_of_card(ThingKey::Card(edit.key.clone()), &edit.changes, sent)
        }
    }
}

fn container(place: &StackPlace) -> ThingKey {
    match &place.parent {
        Some(parent) => ThingKey::Stack(parent.clone()),
        None => ThingKey::Board(place.board.clone()),
    }
}

fn whole(key: ThingKey, sent: &mut HashSet<(ThingKey, Field)>) {
    for field in Field::ALL {
        sent.insert((key.clone(), field));
    }
}

fn add(key: &ThingKey, field: Field, is_sent: bool, sent: &mut HashSet<(ThingKey, Field)>) {
    if is_sent {
        sent.insert((key.clone(), field));
    }
}

fn fields_of_card(key: ThingKey, changes: &CardChanges, sent: &mut HashSet<(ThingKey, Field)>) {
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
        place,
    } = changes;
    add(&key, Field::Title, title.is_some(), sent);
    add(&key, Field::Text, body.is_some(), sent);
    add(&key, Field::Labels, labels.is_some(), sent);
    add(&key, Field::Assignees, assignees.is_some(), sent);
    add(&key, Field::Due, due.is_some(), sent);
    add(&key, Field::Done, done.is_some(), sent);
    add(&key, Field::Archived, archived.is_some(), sent);
    add(&key, Field::Color, color.is_some(), sent);
    add(&key, Field::Start, start.is_some(), sent);
    add(&key, Field::Type, card_type.is_some(), sent);
    add(&key, Field::DependsOn, depends_on.is_some(), sent);
    for field in fields.keys() {
        add(&key, Field::Own(*field), true, sent);
    }
    add(&key, Field::Tags, tags.is_some(), sent);
    if let Some(place) = place {
        add(&key, Field::Place, true, sent);
        let stack = ThingKey::Stack(place.new.stack.clone());
        sent.insert((stack, Field::Order));
    }
}
