//! A plan on the screen: grouped by board, a line an operation, colored by meaning.

use crate::board::printable::printable;
use crate::plan::words::{Described, Kind, TITLE_CHARACTERS, Verb};

use super::printer::{ADDED, CHANGED, FAINT, Printer, REMOVED, STRONG};

/// Prints operations, grouped by board.
pub fn print_plan(printer: &Printer, described: &[Described]) {
    let mut board = None;
    for one in described {
        let title = one.board.as_deref().unwrap_or(&one.title);
        if board != Some(title) {
            board = Some(title);
            let title = printable(title, TITLE_CHARACTERS);
            printer.out(format!("{STRONG}{title}{STRONG:#}"));
        }
        printer.out(format!("  {}", one_line(one)));
    }
}

fn one_line(one: &Described) -> String {
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
    let changes: Vec<&str> = one.lines.iter().map(|line| line.words.as_str()).collect();
    if !changes.is_empty() {
        line.push_str(": ");
        line.push_str(&changes.join("; "));
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
