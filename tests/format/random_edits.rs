//! Card files written in every way that people write YAML, edited value by value.

use std::collections::BTreeSet;
use std::sync::Arc;

use git_board::board::{Account, Card, CardKey, Done, LabelKey, Person, Service};
use git_board::files::Files;
use git_board::text::{Known, NamePolicy, Over, read, read_state, write};

use super::support::{Chance, applied, board, put, text_at};

const CARD: &str = "roadmap/todo/12-fix-login.md";

/// Returns a text as a YAML scalar in one of the ways in which people write it.
fn scalar(chance: &mut Chance, text: &str) -> String {
    match chance.below(3) {
        0 => format!("\"{text}\""),
        1 => format!("'{text}'"),
        _ => text.to_owned(),
    }
}

fn comment(chance: &mut Chance) -> &'static str {
    chance.of(&["", "", "", " # why", "   # it's \"so\"", "  "])
}

/// Returns a list in one of the ways in which people write it.
fn list(chance: &mut Chance, key: &str, items: &[&str]) -> String {
    let texts: Vec<String> = items.iter().map(|item| scalar(chance, item)).collect();
    if chance.once_in(4) {
        let blank = chance.of(&[" ", "  ", "\n  ", " # c\n  # d\n   "]);
        return format!(
            "{key}: [{}]{}\n",
            texts.join(&format!(",{blank}")),
            comment(chance)
        );
    }
    let indent = chance.of(&["", "  ", "    "]);
    let mut out = format!("{key}:{}\n", comment(chance));
    for text in texts {
        if chance.once_in(5) {
            out.push_str(chance.of(&["  # between\n", "# at the left\n", "\n"]));
        }
        out.push_str(&format!("{indent}- {text}{}\n", comment(chance)));
    }
    out
}

/// One random card file: its entries in random order among comments, unknown keys and blanks.
fn card_file(chance: &mut Chance) -> String {
    let title = match chance.below(4) {
        0 => "title: >-\n  Fix\n  login\n".to_owned(),
        1 => "title: |-\n  Fix login\n".to_owned(),
        _ => format!(
            "title: {}{}\n",
            scalar(chance, "Fix login"),
            comment(chance)
        ),
    };
    let mut entries = vec![
        format!(
            "id: {}{}\n",
            chance.of(&["12", "\"12\"", "'12'"]),
            comment(chance)
        ),
        title,
    ];
    if !chance.once_in(3) {
        entries.push(list(chance, "labels", &["Bug", "Urgent"]));
    }
    if !chance.once_in(3) {
        entries.push(list(chance, "assignees", &["alice", "group:staff"]));
    }
    if chance.once_in(2) {
        entries.push(format!("due: 2026-12-01{}\n", comment(chance)));
    }
    if chance.once_in(3) {
        entries.push(
            chance
                .of(&[
                    "done: true\n",
                    "done:\n",
                    "done: ~ # no\n",
                    "archived: no\n",
                ])
                .to_owned(),
        );
    }
    for unknown in [
        "mine: {a: [1, 2], b: \"x # y\"}\n",
        "note: |+\n  text\n  # no comment\n\n",
        "deep:\n  a:\n    - b\n  # c\n  c: 0x10\n",
        "\"quoted key\": 1e3\n",
        "priority:   high   # mine\n",
        "long: 'over\n  two lines'\n",
    ] {
        if chance.once_in(4) {
            entries.push(unknown.to_owned());
        }
    }
    let mut text = String::new();
    while !entries.is_empty() {
        if chance.once_in(4) {
            text.push_str(chance.of(&["# a comment\n", "\n", "# it's: [odd\n"]));
        }
        text.push_str(&entries.remove(chance.below(entries.len())));
    }
    let body = chance.of(&["", "\n", "Text.\n", "Text", "a\n---\nb\n"]);
    let text = format!("---\n{text}---\n{body}");
    if chance.once_in(4) {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

/// The key that an edit touches, and the edit.
type Edit = (&'static str, fn(&mut Card, &mut Chance));

fn edits() -> Vec<Edit> {
    vec![
        ("title", |card, chance| {
            card.title = chance
                .of(&["Other", "Fix: login #2", "yes", "日本"])
                .to_owned();
        }),
        ("labels", |card, chance| {
            card.labels = [LabelKey::known("39"), LabelKey::known("40")]
                .into_iter()
                .filter(|_| !chance.once_in(2))
                .collect();
        }),
        ("assignees", |card, chance| {
            card.assignees = ["alice", "bob", "yes", "12"]
                .into_iter()
                .filter(|_| !chance.once_in(2))
                .map(Person::user)
                .collect::<BTreeSet<_>>();
        }),
        ("due", |card, chance| {
            card.due = (!chance.once_in(3)).then(|| "2027-01-02T03:04:05Z".parse().unwrap());
        }),
        ("done", |card, chance| {
            let time = "2027-01-02T03:04:05Z".parse().unwrap();
            card.done = (!chance.once_in(3)).then_some(Done::At(time));
        }),
        ("archived", |card, _| card.archived = true),
        ("color", |card, chance| {
            card.color = Some(chance.of(&["ff0000", "001000", "1e1000"]).to_owned());
        }),
    ]
}

/// Returns the lines of a file that do not belong to an entry of that key.
fn lines_outside(text: &str, key: &str) -> Vec<String> {
    let mut outside = Vec::new();
    let mut is_inside = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        let continues = bare.starts_with([' ', '\t', '-', ']']) && bare != "---";
        if bare.starts_with(&format!("{key}:")) {
            is_inside = true;
        } else if !continues && !bare.is_empty() && !bare.starts_with('#') {
            is_inside = false;
        }
        let is_nobodys = bare.is_empty() || bare.starts_with('#');
        if !is_inside && !is_nobodys {
            outside.push(line.to_owned());
        }
    }
    outside
}

/// Returns the comments in a text, sorted.
fn comments(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(str::trim_end)
        .collect();
    found.sort_unstable();
    found
}

fn edited(account: &Account, edit: impl Fn(&mut Card)) -> Account {
    let mut account = account.clone();
    let board = Arc::make_mut(&mut account.boards[0]);
    for stack in &mut board.stacks {
        let stack = Arc::make_mut(stack);
        for card in &mut stack.cards {
            if card.key == CardKey::known("12") {
                edit(Arc::make_mut(card));
            }
        }
        stack.settle_archived();
    }
    account
}

fn read_ok(files: &Files, base: Option<&Known>, text: &str) -> Known {
    let read = read(Service::Deck, files, files, base);
    let errors: Vec<String> = read
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .map(ToString::to_string)
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{text}");
    read.known
}

#[test]
fn the_first_thousand_files_times_seven_edits_change_only_what_is_edited() {
    thousand_files(6);
}

#[test]
fn the_second_thousand_files_times_seven_edits_change_only_what_is_edited() {
    thousand_files(60);
}

fn thousand_files(seed: u64) {
    let mut chance = Chance(seed);
    let mut frame = board();
    frame
        .entries
        .retain(|path, _| path.ends_with("board.yaml") || path.ends_with("todo/stack.yaml"));
    for _ in 0..1_000 {
        let text = card_file(&mut chance);
        let mut files = frame.clone();
        put(&mut files, CARD, &text);
        let now = read_ok(&files, None, &text);
        for (key, edit) in edits() {
            let seed = chance.below(1 << 30) as u64;
            let wanted = edited(&now.account, |card| edit(card, &mut Chance(seed)));
            let over = Over {
                files: &files,
                contents: &files,
                known: &now,
            };
            let written = write(Service::Deck, &wanted, &over, NamePolicy::AsPulled)
                .unwrap_or_else(|problem| panic!("{problem}\n{text}"));
            let after = applied(&files, &written.changes);
            let new_text = text_at(&after, CARD);
            assert_eq!(
                lines_outside(&text, key),
                lines_outside(&new_text, key),
                "{key}\n{text}\n{new_text}"
            );
            let left = comments(&text);
            for comment in left {
                assert!(
                    comments(&new_text).contains(&comment),
                    "{key}\n{text}\n{new_text}"
                );
            }
            let again = read_state(Service::Deck, &after, &after, Some(&now));
            assert!(!again.has_errors(), "{:?}\n{new_text}", again.problems);
            assert_eq!(again.known.account, wanted, "{key}\n{text}\n{new_text}");
            // `done: true` equals the time that it becomes, and is replaced by it.
            let gets_time = key == "done" && text.lines().any(|line| line == "done: true");
            if wanted == now.account && !gets_time {
                assert_eq!(text, new_text, "{key}");
            }
        }
    }
}
