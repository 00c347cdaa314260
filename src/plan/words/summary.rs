//! What changed between two accounts, in words for a commit message.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::value::counted;
use super::{Described, Kind, TITLE_CHARACTERS, Titles, Verb, describe_one, past_line};
use crate::board::printable::printable;
use crate::board::{Account, Board, BoardKey, CreateBoard, Operation};
use crate::plan::diff::operations;

/// Longest subject of a commit, in characters.
const SUBJECT_CHARACTERS: usize = 72;
/// How many lines of a commit message name one thing each.
const MOST_LINES: usize = 200;
/// How many characters of a title stand in a subject.
const SUBJECT_TITLE_CHARACTERS: usize = 30;

/// What changed, in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// One part a board, in order of key: `Roadmap: moved "Fix login" to Doing; 2 new cards`.
    pub subject_parts: Vec<String>,
    /// The same in numbers: `3 boards: 12 cards changed, 2 new, 1 deleted`; empty if nothing changed.
    pub counts: String,
    /// One printable line a thing; things on a new board are counted in its line.
    pub lines: Vec<String>,
    /// The same, structured; of a new board only that it is there.
    pub described: Vec<Described>,
}

impl Summary {
    /// Returns a subject of at most 72 characters that begins with `prefix` (`pull: `): the parts
    /// if they fit, else the numbers.
    pub fn subject(&self, prefix: &str) -> String {
        let whole = format!("{prefix}{}", self.subject_parts.join("; "));
        if whole.chars().count() <= SUBJECT_CHARACTERS {
            return whole;
        }
        printable(&format!("{prefix}{}", self.counts), SUBJECT_CHARACTERS)
    }
}

/// Returns what changed from one account to another, in words.
pub fn summary(from: &Account, to: &Account) -> Summary {
    let titles = Titles::of(from, to);
    let (new_boards, others) = without_new_boards(from, to);
    let mut boards: BTreeMap<BoardKey, Vec<Described>> = new_boards
        .into_iter()
        .map(|board| (board.key.clone(), Vec::new()))
        .collect();
    let mut above = Vec::new();
    // Nothing is sent, and no time of being done is shown that was not there before.
    for operation in operations(from, &others, Timestamp::UNIX_EPOCH) {
        let described = describe_one(&operation, &titles);
        match board_of(&operation) {
            Some(board) => boards.entry(board).or_default().push(described),
            None => above.push(described),
        }
    }
    let mut subject_parts = Vec::new();
    let mut lines = Vec::new();
    let mut all = Vec::new();
    let mut described = Vec::new();
    let organization = organization_part(&above, from, to);
    let has_runs_alone = above.is_empty() && organization.is_some();
    if let Some(part) = organization {
        lines.extend(has_runs_alone.then(|| part.clone()));
        lines.extend(above.iter().map(past_line));
        subject_parts.push(part);
        all.push(above);
    }
    for (key, events) in boards {
        let is_new = from.board(&key).is_none();
        if is_new {
            let part = new_board(to, &key);
            lines.push(part.clone());
            subject_parts.push(part);
            described.extend(to.board(&key).map(|board| describe_new(board, &titles)));
            continue;
        }
        let title = printable(&titles.board(&key), SUBJECT_TITLE_CHARACTERS);
        subject_parts.push(board_part(&title, &events));
        lines.extend(events.iter().map(past_line));
        all.push(events);
    }
    let counts = in_numbers(subject_parts.len(), subject_parts.first(), &all);
    described.extend(all.into_iter().flatten());
    if lines.len() > MOST_LINES {
        let more = lines.len() - (MOST_LINES - 1);
        lines.truncate(MOST_LINES - 1);
        lines.push(format!("… and {} more", counted(more, "change")));
    }
    Summary {
        subject_parts,
        counts,
        lines,
        described,
    }
}

/// Returns the boards on which everything is new, of which only a count is told, and the account
/// without them: a clone would describe every card that there is.
fn without_new_boards<'a>(from: &Account, to: &'a Account) -> (Vec<&'a Arc<Board>>, Account) {
    let before = from.cards();
    let is_new = |board: &&Arc<Board>| {
        let stacks = board.all_stacks();
        let mut cards = stacks.iter().flat_map(|stack| &stack.cards);
        from.board(&board.key).is_none() && cards.all(|card| !before.contains_key(&card.key))
    };
    let (new, others): (Vec<_>, Vec<_>) = to.boards.iter().partition(is_new);
    let boards = others.into_iter().cloned().collect();
    let others = Account {
        boards,
        organization: Arc::clone(&to.organization),
    };
    (new, others)
}

/// Returns in words that there is a new board.
fn describe_new(board: &Board, titles: &Titles) -> Described {
    let create = CreateBoard {
        key: board.key.clone(),
        title: board.title.clone(),
        color: board.color.clone(),
        archived: board.archived,
        label_names: Vec::new(),
        projects: board.projects.clone(),
        classes: board.classes.clone(),
    };
    describe_one(&Operation::CreateBoard(create), titles)
}

/// Returns the board that an operation is about; of a move between boards, the old one; `None` for
/// what stands over all of them.
fn board_of(operation: &Operation) -> Option<BoardKey> {
    let key = match operation {
        Operation::CreateBoard(create) => &create.key,
        Operation::EditBoard(edit) => &edit.key,
        Operation::DeleteBoard(delete) => &delete.board.key,
        Operation::RestoreBoard(restore) => &restore.board.key,
        Operation::CreateLabel(create) => &create.board,
        Operation::EditLabel(edit) => &edit.board,
        Operation::DeleteLabel(delete) => &delete.board,
        Operation::EditMember(edit) => &edit.board,
        Operation::CreateStack(create) => &create.place.board,
        Operation::EditStack(edit) => &edit.board,
        Operation::DeleteStack(delete) => &delete.board,
        Operation::CreateCard(create) => &create.place.board,
        Operation::EditCard(edit) => &edit.board,
        Operation::DeleteCard(delete) => &delete.board,
        Operation::EditAttachment(edit) => &edit.board,
        Operation::EditComment(edit) => &edit.board,
        Operation::EditMilestone(_) => return None,
    };
    Some(key.clone())
}

/// Returns a board that was not there before, in words: `new board Roadmap (3 stacks, 12 cards)`.
pub fn new_board(to: &Account, key: &BoardKey) -> String {
    let Some(board) = to.board(key) else {
        return format!("new board `{key}`");
    };
    let stacks = board.all_stacks();
    let cards = stacks.iter().map(|stack| stack.cards.len()).sum();
    let title = printable(&board.title, TITLE_CHARACTERS);
    format!(
        "new board {title} ({}, {})",
        counted(stacks.len(), "stack"),
        counted(cards, "card")
    )
}

/// Returns what changed on a board that was there: cards by what happened to them, then the rest.
fn board_part(title: &str, events: &[Described]) -> String {
    if let [only] = events
        && only.kind == Kind::Board
        && only.verb == Verb::Delete
    {
        return format!("deleted board {title}");
    }
    let mut parts = Vec::new();
    for verb in [Verb::Move, Verb::Edit, Verb::Create, Verb::Delete] {
        let cards: Vec<&Described> = events
            .iter()
            .filter(|event| event.kind == Kind::Card && event.verb == verb)
            .collect();
        match cards.as_slice() {
            [] => {}
            [card] => parts.push(one_card(card)),
            cards if verb == Verb::Create => parts.push(format!("{} new cards", cards.len())),
            cards => parts.push(format!("{} cards {}", cards.len(), verb.past())),
        }
    }
    for kind in [
        Kind::Board,
        Kind::Stack,
        Kind::Label,
        Kind::Member,
        Kind::Attachment,
        Kind::Comment,
    ] {
        let others: Vec<&Described> = events.iter().filter(|event| event.kind == kind).collect();
        match others.as_slice() {
            [] => {}
            [_] if kind == Kind::Board => parts.push("changed board".to_owned()),
            [one] => parts.push(format!(
                "{} {kind} {}",
                adjective(one.verb),
                short(&one.title)
            )),
            others => parts.push(format!("{} {kind}s changed", others.len())),
        }
    }
    format!("{title}: {}", parts.join("; "))
}

/// Returns what changed over the boards, in words.
fn organization_part(milestones: &[Described], from: &Account, to: &Account) -> Option<String> {
    match milestones {
        [] if from.organization.runs == to.organization.runs => None,
        [] => Some("runs changed".to_owned()),
        [one] => Some(format!(
            "{} milestone {}",
            adjective(one.verb),
            short(&one.title)
        )),
        several => Some(format!("{} milestones changed", several.len())),
    }
}

fn adjective(verb: Verb) -> &'static str {
    match verb {
        Verb::Create => "new",
        Verb::Restore | Verb::Edit | Verb::Move | Verb::Delete => verb.past(),
    }
}

fn short(title: &str) -> String {
    format!("\"{}\"", printable(title, SUBJECT_TITLE_CHARACTERS))
}

fn one_card(card: &Described) -> String {
    let title = short(&card.title);
    match (card.verb, card.lines.as_slice()) {
        (Verb::Create, _) => format!("new card {title}"),
        (Verb::Move, _) => match &card.new_stack {
            Some(stack) => {
                let stack = printable(stack, SUBJECT_TITLE_CHARACTERS);
                format!("moved {title} to {stack}")
            }
            None => format!("moved {title}"),
        },
        (Verb::Edit, [only]) if only.field == "done" && only.new.is_some() => {
            format!("{title} is done")
        }
        (Verb::Edit, [only]) if only.field == "archived" => {
            format!("{title} {}", only.words)
        }
        (verb, _) => format!("{} {title}", verb.past()),
    }
}

fn in_numbers(boards: usize, first: Option<&String>, all: &[Vec<Described>]) -> String {
    let events = || all.iter().flatten();
    let cards = |is_it: &dyn Fn(Verb) -> bool| {
        events()
            .filter(|event| event.kind == Kind::Card && is_it(event.verb))
            .count()
    };
    let changed = cards(&|verb| matches!(verb, Verb::Edit | Verb::Move));
    let (created, deleted) = (
        cards(&|verb| verb == Verb::Create),
        cards(&|verb| verb == Verb::Delete),
    );
    let others = events().filter(|event| event.kind != Kind::Card).count();
    let mut parts = Vec::new();
    for (count, what) in [(changed, "changed"), (created, "new"), (deleted, "deleted")] {
        if count == 0 {
            continue;
        }
        parts.push(if parts.is_empty() {
            match what {
                "new" => format!("{count} new {}", if count == 1 { "card" } else { "cards" }),
                _ => format!("{} {what}", counted(count, "card")),
            }
        } else {
            format!("{count} {what}")
        });
    }
    if others > 0 {
        parts.push(counted(others, "other change"));
    }
    let new_boards = boards - all.len();
    if new_boards > 0 {
        parts.push(counted(new_boards, "new board"));
    }
    let whose = match (boards, first) {
        (0, _) => return String::new(),
        (1, Some(part)) if new_boards == 0 => {
            let title = part
                .split_once(": ")
                .map_or(part.as_str(), |(title, _)| title);
            title.to_owned()
        }
        (boards, _) if boards == new_boards => return counted(new_boards, "new board"),
        (boards, _) => counted(boards, "board"),
    };
    format!("{whose}: {}", parts.join(", "))
}
