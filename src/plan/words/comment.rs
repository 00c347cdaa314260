//! Operations on comments in words.

use std::sync::Arc;

use super::text_change::{new_text_line, text_line};
use super::{ChangeLine, Described, Kind, Titles, Verb, quoted};
use crate::board::{Change, Comment, EditComment};
use crate::plan::merge::title_of;

pub(super) fn edit(edit: &EditComment, titles: &Titles) -> Described {
    let EditComment {
        key,
        card,
        card_title,
        board,
        stack,
        comment,
    } = edit;
    let text = |comment: &Comment| Arc::clone(&comment.text);
    let (verb, line) = match (&comment.old, &comment.new) {
        (None, new) => {
            let line = new.as_ref().map(|new| new_text_line(&text(new)));
            (Verb::Create, line)
        }
        (Some(old), Some(new)) => {
            let change = Change {
                old: Some(text(old)),
                new: Some(text(new)),
            };
            (Verb::Edit, Some(text_line(&change)))
        }
        (Some(_), None) => (Verb::Delete, None),
    };
    let mut lines = vec![ChangeLine {
        field: "card",
        old: None,
        new: Some(card_title.clone()),
        words: format!("on {}", quoted(&titles.card(card))),
        text: None,
    }];
    lines.extend(line);
    let shown = comment.old.as_ref().or(comment.new.as_ref());
    Described {
        verb,
        kind: Kind::Comment,
        board: Some(titles.board(board)),
        stack: Some(titles.stack(stack)),
        new_stack: None,
        card: Some(card.clone()),
        id: key.id().map(ToString::to_string),
        title: shown.map(title_of).unwrap_or_default(),
        lines,
    }
}
