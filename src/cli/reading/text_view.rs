//! A changed text on the screen: lines as in `git diff`, and words where a line changes in part.

use anstyle::Style;

use crate::board::printable::printable;
use crate::cli::printer::{ADDED, FAINT, Printer, REMOVED};
use crate::plan::words::{Piece, word_change};
use crate::repo::unified_diff;

/// How many lines around a change are shown.
const CONTEXT_LINES: u32 = 2;

/// Prints what changes about a text; control characters are made visible.
///
/// A line that begins with `~` stands in both, with `[-what goes-]` and `{+what comes+}`.
pub fn print_text(printer: &Printer, old: &str, new: &str, indent: usize) {
    let indent = " ".repeat(indent);
    let text = diff_of(old, new);
    let mut hunks = text
        .lines()
        .skip_while(|line| !line.starts_with("@@"))
        .peekable();
    while let Some(line) = hunks.next() {
        if !line.starts_with('-') {
            let style = match line.as_bytes().first() {
                Some(b'+') => ADDED,
                Some(b'@') => FAINT,
                _ => Style::new(),
            };
            let line = printable(line, usize::MAX);
            printer.out(format!("{indent}{style}{line}{style:#}"));
            continue;
        }
        let mut removed = vec![&line[1..]];
        let mut added = Vec::new();
        while let Some(line) = hunks.next_if(|line| line.starts_with('-')) {
            removed.push(&line[1..]);
        }
        while let Some(line) = hunks.next_if(|line| line.starts_with('+')) {
            added.push(&line[1..]);
        }
        print_block(printer, &removed, &added, &indent);
    }
}

fn diff_of(old: &str, new: &str) -> String {
    // A text's last line ends here, as it does in its file.
    let whole = |text: &str| match text {
        "" => String::new(),
        text => format!("{text}\n"),
    };
    let (old, new) = (whole(old), whole(new));
    let (old, new) = (Some(old.as_bytes()), Some(new.as_bytes()));
    let diff = unified_diff("text", old, new, CONTEXT_LINES).unwrap_or_default();
    String::from_utf8_lossy(&diff).into_owned()
}

/// Prints lines that others take the place of: in words where a line and the one in its place have
/// enough in common.
fn print_block(printer: &Printer, removed: &[&str], added: &[&str], indent: &str) {
    // Whole lines are held back, so that those that follow each other are shown as one change.
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for (old, new) in removed.iter().zip(added) {
        match word_change(old, new) {
            Some(pieces) => {
                print_lines(
                    printer,
                    &std::mem::take(&mut gone),
                    &std::mem::take(&mut come),
                    indent,
                );
                printer.out(format!("{indent}~{}", in_words(&pieces)));
            }
            None => {
                gone.push(*old);
                come.push(*new);
            }
        }
    }
    let both = removed.len().min(added.len());
    gone.extend(&removed[both..]);
    come.extend(&added[both..]);
    print_lines(printer, &gone, &come, indent);
}

fn print_lines(printer: &Printer, removed: &[&str], added: &[&str], indent: &str) {
    for (sign, style, lines) in [('-', REMOVED, removed), ('+', ADDED, added)] {
        for line in lines {
            let line = printable(line, usize::MAX);
            printer.out(format!("{indent}{style}{sign}{line}{style:#}"));
        }
    }
}

fn in_words(pieces: &[Piece<'_>]) -> String {
    let shown = |text: &str| printable(text, usize::MAX);
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Same(text) => shown(text),
            Piece::Removed(text) => format!("{REMOVED}[-{}-]{REMOVED:#}", shown(text)),
            Piece::Added(text) => format!("{ADDED}{{+{}+}}{ADDED:#}", shown(text)),
        })
        .collect()
}
