//! For tests: accounts written as a few lines of text, and back.
//!
//! ```text
//! board 1 Roadmap; color ff0000; archived
//!  label 5 Bug ff7a66
//!  member alice edit share
//!  stack 10 To do; done column
//!   card 12 Fix login; #5; @alice; due 2026-12-01; done; body one\ntwo; needs 13; archived
//!   stack 11 Within
//! ```
//! New things have `+1` for an id. The indent says what is in what.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::board::{
    Account, Board, Card, Done, Id, Key, Label, Member, Permissions, Person, PersonKind, Stack,
};

/// Returns the account that the text sketches.
pub(crate) fn account(text: &str) -> Account {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| (line.len() - line.trim_start().len(), line.trim()))
        .collect();
    let mut at = 0;
    let mut boards = Vec::new();
    while at < lines.len() {
        boards.push(Arc::new(board(&lines, &mut at)));
    }
    boards.sort_by(|one, other| one.key.cmp(&other.key));
    Account::of(boards)
}

fn key<Of>(text: &str) -> Key<Of> {
    match text.strip_prefix('+') {
        Some(number) => Key::New(number.parse().expect("a sketch's new id is a number")),
        None => Key::Known(Id::new(text)),
    }
}

fn key_text<Of>(key: &Key<Of>) -> String {
    match key {
        Key::Known(id) => id.to_string(),
        Key::New(number) => format!("+{number}"),
    }
}

/// Splits `card 12 Title; more; more` into the id, the title and the rest.
fn parts(line: &str) -> (&str, &str, Vec<&str>) {
    let mut pieces = line.split("; ");
    let head = pieces.next().unwrap_or_default();
    let (_, head) = head.split_once(' ').expect("a sketch's line has an id");
    let (id, title) = head.split_once(' ').unwrap_or((head, ""));
    (id, title, pieces.collect())
}

fn board(lines: &[(usize, &str)], at: &mut usize) -> Board {
    let (indent, line) = lines[*at];
    let (id, title, more) = parts(line);
    let mut board = Board::new(key(id), title);
    for part in more {
        match part.split_once(' ') {
            Some(("color", color)) => board.color = color.to_owned(),
            _ => board.archived = part == "archived",
        }
    }
    *at += 1;
    while *at < lines.len() && lines[*at].0 > indent {
        let line = lines[*at].1;
        if line.starts_with("stack ") {
            board.stacks.push(Arc::new(stack(lines, at)));
            continue;
        }
        *at += 1;
        let words: Vec<&str> = line.split(' ').collect();
        if words[0] == "label" {
            board.labels.push(Label {
                key: key(words[1]),
                name: words[2].to_owned(),
                color: (*words.get(3).unwrap_or(&"")).to_owned(),
            });
        } else {
            board.members.push(Member {
                person: person(words[1]),
                permissions: Permissions {
                    edit: words.contains(&"edit"),
                    share: words.contains(&"share"),
                    manage: words.contains(&"manage"),
                },
            });
        }
    }
    board
}

fn stack(lines: &[(usize, &str)], at: &mut usize) -> Stack {
    let (indent, line) = lines[*at];
    let (id, title, more) = parts(line);
    let mut stack = Stack::new(key(id), title);
    stack.done_column = more.contains(&"done column");
    *at += 1;
    while *at < lines.len() && lines[*at].0 > indent {
        if lines[*at].1.starts_with("stack ") {
            stack.stacks.push(Arc::new(self::stack(lines, at)));
        } else {
            stack.cards.push(Arc::new(card(lines[*at].1)));
            *at += 1;
        }
    }
    stack.settle_archived();
    stack
}

fn card(line: &str) -> Card {
    let (id, title, more) = parts(line);
    let mut card = Card::new(key(id), title);
    for part in more {
        if let Some(label) = part.strip_prefix('#') {
            card.labels.insert(key(label));
        } else if let Some(who) = part.strip_prefix('@') {
            card.assignees.insert(person(who));
        } else {
            set(&mut card, part);
        }
    }
    card
}

fn set(card: &mut Card, part: &str) {
    match part.split_once(' ') {
        Some(("due", time)) => card.due = Some(self::time(time)),
        Some(("start", time)) => card.start = Some(self::time(time)),
        Some(("done", time)) => card.done = Some(Done::At(self::time(time))),
        Some(("body", body)) => card.body = Some(body.replace("\\n", "\n").into()),
        Some(("color", color)) => card.color = Some(color.to_owned()),
        Some(("type", word)) => card.card_type = Some(word.to_owned()),
        Some(("needs", other)) => {
            card.depends_on.insert(key(other));
        }
        _ if part == "done" => card.done = Some(Done::AnyTime),
        _ if part == "archived" => card.archived = true,
        _ => panic!("a sketch's card has `{part}`"),
    }
}

fn person(text: &str) -> Person {
    match text.split_once(':') {
        Some(("group", id)) => Person {
            kind: PersonKind::Group,
            id: id.to_owned(),
        },
        _ => Person::user(text),
    }
}

/// Returns the time that a date, or a date and time in RFC 3339, stands for.
pub(crate) fn time(text: &str) -> Timestamp {
    match text.parse::<Timestamp>() {
        Ok(time) => time,
        Err(_) => text
            .parse::<Date>()
            .and_then(|date| date.to_zoned(TimeZone::UTC))
            .expect("a sketch's date is a date")
            .timestamp(),
    }
}

/// Returns the account as a sketch.
pub(crate) fn sketch(account: &Account) -> String {
    let mut lines = Vec::new();
    for board in &account.boards {
        let mut line = format!("board {} {}", key_text(&board.key), board.title);
        if !board.color.is_empty() {
            line.push_str(&format!("; color {}", board.color));
        }
        if board.archived {
            line.push_str("; archived");
        }
        lines.push(line);
        for label in &board.labels {
            let line = format!(
                " label {} {} {}",
                key_text(&label.key),
                label.name,
                label.color
            );
            lines.push(line.trim_end().to_owned());
        }
        for member in &board.members {
            let mut line = format!(" member {}", member.person);
            let may = member.permissions;
            for (may, word) in [
                (may.edit, "edit"),
                (may.share, "share"),
                (may.manage, "manage"),
            ] {
                if may {
                    line.push_str(&format!(" {word}"));
                }
            }
            lines.push(line);
        }
        for stack in &board.stacks {
            sketch_stack(stack, 1, &mut lines);
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn sketch_stack(stack: &Stack, depth: usize, lines: &mut Vec<String>) {
    let indent = " ".repeat(depth);
    let done = if stack.done_column {
        "; done column"
    } else {
        ""
    };
    lines.push(format!(
        "{indent}stack {} {}{done}",
        key_text(&stack.key),
        stack.title
    ));
    for card in &stack.cards {
        lines.push(format!("{indent} {}", sketch_card(card)));
    }
    for inner in &stack.stacks {
        sketch_stack(inner, depth + 1, lines);
    }
}

fn sketch_card(card: &Card) -> String {
    let mut parts = vec![format!("card {} {}", key_text(&card.key), card.title)];
    parts.extend(card.labels.iter().map(|key| format!("#{}", key_text(key))));
    parts.extend(card.assignees.iter().map(|person| format!("@{person}")));
    parts.extend(card.due.map(|time| format!("due {time}")));
    parts.extend(card.done.map(|done| match done {
        Done::AnyTime => "done".to_owned(),
        Done::At(time) => format!("done {time}"),
    }));
    parts.extend(card.archived.then(|| "archived".to_owned()));
    parts.extend(card.color.iter().map(|color| format!("color {color}")));
    parts.extend(card.start.map(|time| format!("start {time}")));
    parts.extend(card.card_type.iter().map(|word| format!("type {word}")));
    parts.extend(
        card.depends_on
            .iter()
            .map(|key| format!("needs {}", key_text(key))),
    );
    parts.extend(
        card.body
            .iter()
            .map(|body| format!("body {}", body.replace('\n', "\\n"))),
    );
    parts.join("; ")
}
