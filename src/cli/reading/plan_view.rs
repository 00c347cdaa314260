//! A plan on the screen: grouped by board and card, colored by meaning, as wide as the terminal.

use crate::board::CardKey;
use crate::board::printable::printable;
use crate::cli::printer::{ADDED, CHANGED, FAINT, Printer, REMOVED, STRONG};
use crate::plan::words::{Described, Kind, TITLE_CHARACTERS, Verb};

use super::width::{columns, width, wrapped};

/// How far operations stand in from their board.
const INDENT: usize = 2;
/// How far changes stand in that have lines of their own.
const DEEPER: usize = 6;

/// Prints operations, grouped by board and card: a line each where it fits.
pub fn print_plan(printer: &Printer, described: &[Described]) {
    let columns = columns();
    for (board, operations) in by_board(described) {
        let title = printable(board, TITLE_CHARACTERS);
        printer.out(format!("{STRONG}{title}{STRONG:#}"));
        for one in operations {
            print_operation(printer, one, columns);
        }
    }
}

/// Returns the operations on each board, in order of the first of each; those on one card, and on
/// what hangs on it, follow each other.
pub fn by_board(described: &[Described]) -> Vec<(&str, Vec<&Described>)> {
    let mut boards: Vec<(&str, Vec<&Described>)> = Vec::new();
    for one in described {
        let title = one.board.as_deref().unwrap_or(&one.title);
        match boards.iter_mut().find(|(board, _)| *board == title) {
            Some((_, operations)) => operations.push(one),
            None => boards.push((title, vec![one])),
        }
    }
    for (_, operations) in &mut boards {
        let mut cards: Vec<&CardKey> = Vec::new();
        for key in operations.iter().filter_map(|one| one.card.as_ref()) {
            if !cards.contains(&key) {
                cards.push(key);
            }
        }
        let first_of = |one: &Described| {
            let key = one.card.as_ref()?;
            cards.iter().position(|card| *card == key)
        };
        // What is about no card keeps its place before or behind the cards.
        let first_card = operations.iter().position(|one| one.card.is_some());
        let last_card = operations.iter().rposition(|one| one.card.is_some());
        if let (Some(first), Some(last)) = (first_card, last_card)
            && operations[first..=last]
                .iter()
                .all(|one| one.card.is_some())
        {
            // The card itself comes before what hangs on it.
            operations[first..=last].sort_by_key(|one| (first_of(one), one.kind != Kind::Card));
        }
    }
    boards
}

fn print_operation(printer: &Printer, one: &Described, columns: usize) {
    let head = format!("{:INDENT$}{}", "", headline(one));
    let changes: Vec<&str> = one.lines.iter().map(|line| line.words.as_str()).collect();
    if changes.is_empty() {
        printer.out(head);
        return;
    }
    let line = format!("{head}: {}", changes.join("; "));
    if width(&line) <= columns {
        printer.out(line);
        return;
    }
    printer.out(head);
    for change in changes {
        let change = wrapped(change, columns, DEEPER, DEEPER + INDENT);
        printer.out(format!("{:DEEPER$}{change}", ""));
    }
}

/// Returns sign, verb, thing and place.
fn headline(one: &Described) -> String {
    let (mark, style) = match one.verb {
        Verb::Create | Verb::Restore => ('+', ADDED),
        Verb::Edit => ('~', CHANGED),
        Verb::Move => ('>', CHANGED),
        Verb::Delete => ('-', REMOVED),
    };
    let kind = match one.kind {
        Kind::Card => String::new(),
        kind => format!("{kind} "),
    };
    let title = printable(&one.title, TITLE_CHARACTERS);
    let mut line = format!(
        "{style}{mark} {}{style:#} {kind}\"{title}\"",
        one.verb.word()
    );
    if let Some(stack) = one.stack.as_ref().filter(|_| one.new_stack.is_none()) {
        let stack = printable(stack, TITLE_CHARACTERS);
        line.push_str(&format!(" {FAINT}in {stack}{FAINT:#}"));
    }
    line
}

/// Returns how many operations there are, in words: `3 operations`.
pub fn count(operations: usize) -> String {
    match operations {
        1 => "1 operation".to_owned(),
        many => format!("{many} operations"),
    }
}
