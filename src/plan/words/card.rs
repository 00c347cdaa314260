//! Operations on cards in words.

use std::collections::BTreeSet;

use super::text_change::{new_text_line, text_line};
use super::value::{done_words, flag, has, list, plain, set, short_time, title};
use super::{ChangeLine, Described, Kind, TITLE_CHARACTERS, Titles, Verb, quoted};
use crate::board::printable::printable;
use crate::board::{
    Card, CardChanges, CardKey, Change, CreateCard, DeleteCard, EditCard, LabelKey, Person, Place,
    Tag,
};

pub(super) fn create(create: &CreateCard, titles: &Titles) -> Described {
    let CreateCard { place, card } = create;
    Described {
        verb: Verb::Create,
        kind: Kind::Card,
        board: Some(titles.board(&place.board)),
        stack: Some(titles.stack(&place.stack)),
        new_stack: None,
        id: None,
        title: card.title.clone(),
        lines: what_it_has(card, titles),
    }
}

fn what_it_has(card: &Card, titles: &Titles) -> Vec<ChangeLine> {
    let Card {
        key: _,
        title: _,
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
        attachments: _,
        comments: _,
        tags,
        ticket: _,
        created: _,
        author: _,
    } = card;
    let label = |key: &LabelKey| titles.label(key);
    let dependency = |key: &CardKey| titles.card(key);
    let values = [
        ("labels", list(labels, &label)),
        ("assignees", list(assignees, &Person::to_string)),
        ("due", due.map(short_time)),
        ("done", done_words(*done)),
        ("color", color.clone()),
        ("start", start.map(short_time)),
        ("type", card_type.clone()),
        ("depends on", list(depends_on, &dependency)),
        ("tags", list(tags, &Tag::to_string)),
    ];
    let mut lines: Vec<ChangeLine> = values
        .into_iter()
        .filter_map(|(field, value)| value.map(|value| has(field, value)))
        .collect();
    let own = fields.iter();
    lines.extend(own.map(|(field, value)| has(field.in_words(), value.clone())));
    if *archived {
        lines.push(flag(
            "archived",
            &Change {
                old: false,
                new: true,
            },
            "archived",
            "",
        ));
    }
    lines.extend(body.as_ref().map(new_text_line));
    lines
}

pub(super) fn edit(edit: &EditCard, titles: &Titles) -> Described {
    let EditCard {
        key,
        title,
        board,
        stack,
        changes,
    } = edit;
    let lines = lines(changes, titles);
    let only_moves = lines.iter().all(|line| line.field == "place");
    Described {
        verb: if only_moves { Verb::Move } else { Verb::Edit },
        kind: Kind::Card,
        board: Some(titles.board(board)),
        stack: Some(titles.stack(stack)),
        new_stack: changes
            .place
            .as_ref()
            .filter(|place| place.old.stack != place.new.stack)
            .map(|place| titles.stack(&place.new.stack)),
        id: key.id().map(ToString::to_string),
        title: title.clone(),
        lines,
    }
}

fn lines(changes: &CardChanges, titles: &Titles) -> Vec<ChangeLine> {
    let CardChanges {
        title: new_title,
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
    let label = |key: &LabelKey| titles.label(key);
    let dependency = |key: &CardKey| titles.card(key);
    let mut lines = Vec::new();
    lines.extend(place.as_ref().map(|change| place_line(change, titles)));
    lines.extend(new_title.as_ref().map(|change| title("title", change)));
    lines.extend(labels.as_ref().and_then(|change| {
        let is_other_board = place
            .as_ref()
            .is_some_and(|place| place.old.board != place.new.board);
        if !is_other_board {
            return Some(set("labels", change, &label));
        }
        // Another board has other labels of the same names: the names are what a person sees.
        let names = change.map(|labels| labels.iter().map(label).collect::<BTreeSet<String>>());
        (names.old != names.new).then(|| set("labels", &names, &String::clone))
    }));
    let people = assignees.as_ref();
    lines.extend(people.map(|change| set("assignees", change, &Person::to_string)));
    for (field, change) in [("due", due), ("start", start)] {
        lines.extend(change.as_ref().map(|change| {
            plain(
                field,
                change.old.map(short_time),
                change.new.map(short_time),
            )
        }));
    }
    lines.extend(
        done.as_ref()
            .map(|change| plain("done", done_words(change.old), done_words(change.new))),
    );
    let archived = archived.as_ref();
    lines.extend(archived.map(|change| flag("archived", change, "archived", "back from archive")));
    for (field, change) in [("color", color), ("type", card_type)] {
        lines.extend(
            change
                .as_ref()
                .map(|change| plain(field, change.old.clone(), change.new.clone())),
        );
    }
    let needed = depends_on.as_ref();
    lines.extend(needed.map(|change| set("depends on", change, &dependency)));
    let tags = tags.as_ref();
    lines.extend(tags.map(|change| set("tags", change, &Tag::to_string)));
    lines.extend(
        fields
            .iter()
            .map(|(field, change)| plain(field.in_words(), change.old.clone(), change.new.clone())),
    );
    lines.extend(body.as_ref().map(text_line));
    lines
}

/// Returns the line of a move: `To do → Doing, after "X"`; `place after "X"` within a stack.
fn place_line(change: &Change<Place>, titles: &Titles) -> ChangeLine {
    let Change { old, new } = change;
    let neighbor = match &new.after {
        Some(after) => format!("after {}", quoted(&titles.card(after))),
        None => "first".to_owned(),
    };
    let whole = |place: &Place| {
        let shown = |title: String| printable(&title, TITLE_CHARACTERS);
        let (board, stack) = (titles.board(&place.board), titles.stack(&place.stack));
        (shown(board), shown(stack))
    };
    let ((old_board, old_stack), (new_board, new_stack)) = (whole(old), whole(new));
    let words = if old.board != new.board {
        format!("{old_board} / {old_stack} → {new_board} / {new_stack}, {neighbor}")
    } else if old.stack != new.stack {
        format!("{old_stack} → {new_stack}, {neighbor}")
    } else {
        format!("place {neighbor}")
    };
    ChangeLine {
        field: "place",
        old: Some(place_value(old, titles)),
        new: Some(place_value(new, titles)),
        words,
        text: None,
    }
}

fn place_value(place: &Place, titles: &Titles) -> String {
    let within = format!(
        "{} / {}",
        titles.board(&place.board),
        titles.stack(&place.stack)
    );
    match &place.after {
        Some(after) => format!("{within}, after {}", titles.card(after)),
        None => format!("{within}, first"),
    }
}

pub(super) fn delete(delete: &DeleteCard, titles: &Titles) -> Described {
    let DeleteCard {
        card,
        board,
        stack,
        listed: _,
        moved_to,
    } = delete;
    let rest = moved_to.as_ref().map(|_| ChangeLine {
        field: "place",
        old: Some(format!("{} / {}", titles.board(board), titles.stack(stack))),
        new: None,
        words: "the rest of a move that was cut off".to_owned(),
        text: None,
    });
    Described {
        verb: if rest.is_some() {
            Verb::Move
        } else {
            Verb::Delete
        },
        kind: Kind::Card,
        board: Some(titles.board(board)),
        stack: Some(titles.stack(stack)),
        new_stack: None,
        id: card.key.id().map(ToString::to_string),
        title: card.title.clone(),
        lines: rest.into_iter().collect(),
    }
}
