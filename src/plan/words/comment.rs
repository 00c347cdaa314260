//! Operations on comments in words.

use std::sync::Arc;

use super::text_change::{new_text_line, text_line};
use super::{ChangeLine, Described, Kind, Titles, Verb, quoted};
use crate::board::{Change, Comment, EditComment, ThreadKind};
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
        (Some(old), Some(new)) if old.text == new.text => (Verb::Edit, None),
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
    lines.extend(thread_line(comment));
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

/// Returns what becomes of the thread that a comment begins.
fn thread_line(comment: &Change<Option<Comment>>) -> Option<ChangeLine> {
    let new = comment.new.as_ref()?;
    let is_closed = new.is_closed();
    let line = |field, new: &str, words: String| ChangeLine {
        field,
        old: None,
        new: Some(new.to_owned()),
        words,
        text: None,
    };
    match &comment.old {
        Some(old) if old.is_closed() == is_closed => None,
        Some(_) => {
            let words = if is_closed { "closed" } else { "opened again" };
            Some(line("closed", &is_closed.to_string(), words.to_owned()))
        }
        None => {
            let kind = new.thread.as_ref()?.kind;
            let closed = if is_closed { ", closed at once" } else { "" };
            let word = kind.word();
            let is_telling = kind != ThreadKind::Comment || is_closed;
            is_telling.then(|| line("kind", word, format!("begins a {word}{closed}")))
        }
    }
}
