//! What a person does to files, by an editor's and a file manager's means.

use std::collections::BTreeMap;

use super::card_text::{
    Front, LabelEntry, board_labels, joined, split, with_board_labels, with_items, with_value,
};
use super::chance::Chance;
use super::folder::Folder;
use super::ledger::Ledger;
use super::model::{Kind, Origin};
use super::there::{edited_lines, new_color, new_time};

type Texts = BTreeMap<String, String>;

fn cards(files: &Texts) -> Vec<&String> {
    files.keys().filter(|path| path.ends_with(".md")).collect()
}

fn stacks(files: &Texts) -> Vec<String> {
    let folders = files
        .keys()
        .filter_map(|path| path.strip_suffix("/stack.yaml"));
    folders.map(str::to_owned).collect()
}

fn boards(files: &Texts) -> Vec<String> {
    let folders = files
        .keys()
        .filter_map(|path| path.strip_suffix("/board.yaml"));
    folders.map(str::to_owned).collect()
}

/// Returns what a card's file is about.
fn origin_of(text: &str, ledger: &Ledger) -> Option<Origin> {
    let (front, body) = split(text);
    let front = Front::of(front);
    match front.value("id") {
        Some(id) => ledger.known_id(Kind::Card, &id),
        None => {
            let heading = || body.lines().find_map(|line| line.strip_prefix("# "));
            let title = front
                .value("title")
                .or_else(|| heading().map(str::to_owned));
            ledger.of_token(&title?)
        }
    }
}

/// Edits files by chance; returns what was done in words, `None` if it could not be done.
pub fn edit(desk: &Folder, chance: &mut Chance, ledger: &mut Ledger) -> Option<String> {
    let files = desk.files();
    match chance.below(26) {
        0..=12 => edit_card(desk, &files, chance, ledger),
        13..=15 => move_card(desk, &files, chance),
        16 | 17 => new_card(desk, &files, chance, ledger),
        18 | 19 => {
            let cards = cards(&files);
            let path = chance.pick(&cards)?;
            desk.remove(path);
            Some(format!("rm {path}"))
        }
        20..=22 => edit_stack(desk, &files, chance, ledger),
        23 => {
            let boards = boards(&files);
            let path = format!("{}/board.yaml", chance.pick(&boards)?);
            let title = ledger.word('b');
            let id = Front::of(&files[&path]).value("id")?;
            ledger.also(&title, ledger.known_id(Kind::Board, &id)?);
            desk.write(&path, &with_value(&files[&path], "title", &title));
            Some(format!("{path}: title: {title}"))
        }
        _ => edit_label(desk, &files, chance, ledger),
    }
}

fn edit_card(
    desk: &Folder,
    files: &Texts,
    chance: &mut Chance,
    ledger: &mut Ledger,
) -> Option<String> {
    let cards = cards(files);
    let path = (*chance.pick(&cards)?).clone();
    let text = &files[&path];
    let (front, body) = split(text);
    let set = |key: &str, value: &str| {
        desk.write(&path, &joined(&with_value(front, key, value), body));
        Some(format!("{path}: {key}: {value}"))
    };
    match chance.below(12) {
        0..=2 => {
            let title = ledger.word('t');
            ledger.also(&title, origin_of(text, ledger)?);
            set("title", &title)
        }
        3..=5 => {
            let old = body.strip_suffix('\n').unwrap_or(body);
            if old.lines().any(|line| line.starts_with('#')) {
                return None;
            }
            let new = edited_lines(old, chance, ledger);
            desk.write(&path, &joined(front, &format!("{new}\n")));
            Some(format!("{path}: text: {:?}", new))
        }
        6 | 7 => {
            let board = path.split('/').next()?;
            let labels = board_labels(&files[&format!("{board}/board.yaml")]);
            let name = &chance.pick(&labels)?.name;
            let label = ledger.of_token(name)?;
            let mut items = Front::of(front).items("labels");
            let had = items.len();
            items.retain(|item| ledger.of_token(item) != Some(label));
            let sign = if items.len() == had { '+' } else { '-' };
            if sign == '+' {
                items.push(name.clone());
            }
            desk.write(&path, &joined(&with_items(front, "labels", &items), body));
            Some(format!("{path}: labels: {sign}{name}"))
        }
        8 if chance.one_in(3) => set("due", ""),
        8 => set("due", &new_time(ledger).to_string()),
        9 if chance.one_in(3) => set("done", ""),
        9 => set("done", &new_time(ledger).to_string()),
        10 if Front::of(front).value("archived").is_some() => set("archived", ""),
        10 => set("archived", "true"),
        _ => set(
            "position",
            &format!("{}.{}", chance.below(60), 1 + chance.below(9)),
        ),
    }
}

fn move_card(desk: &Folder, files: &Texts, chance: &mut Chance) -> Option<String> {
    let cards = cards(files);
    let path = *chance.pick(&cards)?;
    let (folder, name) = path.rsplit_once('/')?;
    let stacks = stacks(files);
    let target = chance.pick(&stacks)?;
    let name = if chance.one_in(5) {
        format!("re-{name}")
    } else {
        name.to_owned()
    };
    let to = format!("{target}/{name}");
    if to == *path || files.contains_key(&to) {
        return None;
    }
    let mut text = files[path].clone();
    if folder.split('/').next() != target.split('/').next() {
        let (front, body) = split(&files[path]);
        text = joined(&with_items(front, "labels", &[]), body);
    }
    desk.remove(path);
    desk.write(&to, &text);
    Some(format!("mv {path} {to}"))
}

fn new_card(
    desk: &Folder,
    files: &Texts,
    chance: &mut Chance,
    ledger: &mut Ledger,
) -> Option<String> {
    let stacks = stacks(files);
    let stack = chance.pick(&stacks)?.clone();
    let title = ledger.word('t');
    let board = stack.split('/').next()?.to_owned();
    let stack = if chance.one_in(8) {
        format!("{board}/{}", ledger.word('s'))
    } else {
        stack
    };
    let path = format!("{stack}/new-{title}.md");
    let line = ledger.word('x');
    let labels = board_labels(&files[&format!("{board}/board.yaml")]);
    let text = match (chance.below(3), chance.pick(&labels)) {
        (0, _) => format!("# {title}\n\n{line}\n"),
        (1, Some(label)) => {
            let name = &label.name;
            format!("---\ntitle: {title}\nlabels:\n  - {name}\n---\n{line}\n")
        }
        _ => format!("---\ntitle: {title}\n---\n{line}\n"),
    };
    desk.write(&path, &text);
    Some(format!("new {path}: {text:?}"))
}

fn edit_stack(
    desk: &Folder,
    files: &Texts,
    chance: &mut Chance,
    ledger: &mut Ledger,
) -> Option<String> {
    let stacks = stacks(files);
    let stack = chance.pick(&stacks)?;
    let board = stack.split('/').next()?;
    let path = format!("{stack}/stack.yaml");
    let text = &files[&path];
    match chance.below(6) {
        0 => {
            let title = ledger.word('s');
            let path = format!("{board}/{title}/stack.yaml");
            desk.write(&path, &format!("title: {title}\n"));
            Some(format!("new {path}"))
        }
        1 if stacks.len() > 1 => {
            let within: Vec<&String> = files
                .keys()
                .filter(|path| path.starts_with(&format!("{stack}/")))
                .collect();
            for path in within {
                desk.remove(path);
            }
            Some(format!("rm -r {stack}"))
        }
        2 => {
            let number = format!("{}.{}", chance.below(60), 1 + chance.below(9));
            desk.write(&path, &with_value(text, "position", &number));
            Some(format!("{path}: position: {number}"))
        }
        _ => {
            let title = ledger.word('s');
            let front = Front::of(text);
            let origin = match front.value("id") {
                Some(id) => ledger.known_id(Kind::Stack, &id)?,
                None => ledger.of_token(&front.value("title")?)?,
            };
            ledger.also(&title, origin);
            desk.write(&path, &with_value(text, "title", &title));
            Some(format!("{path}: title: {title}"))
        }
    }
}

fn edit_label(
    desk: &Folder,
    files: &Texts,
    chance: &mut Chance,
    ledger: &mut Ledger,
) -> Option<String> {
    let boards = boards(files);
    let board = chance.pick(&boards)?;
    let path = format!("{board}/board.yaml");
    let mut labels = board_labels(&files[&path]);
    let at = chance.below(labels.len().max(1));
    let done = match chance.below(5) {
        1 if !labels.is_empty() => {
            let label = ledger.of_token(&labels[at].name)?;
            for (card, text) in files.iter().filter(|(path, _)| path.ends_with(".md")) {
                let (front, body) = split(text);
                let mut items = Front::of(front).items("labels");
                let had = items.len();
                items.retain(|item| ledger.of_token(item) != Some(label));
                if items.len() < had && card.starts_with(&format!("{board}/")) {
                    desk.write(card, &joined(&with_items(front, "labels", &items), body));
                }
            }
            format!("label {} is removed", labels.remove(at).name)
        }
        2 if !labels.is_empty() => {
            labels[at].color = new_color(ledger);
            format!("label {} has color {}", labels[at].name, labels[at].color)
        }
        3 | 4 if !labels.is_empty() => {
            let name = ledger.word('l');
            ledger.also(&name, ledger.of_token(&labels[at].name)?);
            let done = format!("label {} is renamed to {name}", labels[at].name);
            labels[at].name = name;
            done
        }
        _ => {
            let name = ledger.word('l');
            let color = new_color(ledger);
            let done = format!("new label {name}");
            labels.push(LabelEntry {
                name,
                color,
                id: None,
            });
            done
        }
    };
    desk.write(&path, &with_board_labels(&files[&path], &labels));
    Some(format!("{path}: {done}"))
}
