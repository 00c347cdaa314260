//! `git board diff`.

use crate::board::printable::printable;
use crate::plan::words::{Described, TITLE_CHARACTERS};
use crate::repo::unified_diff;
use crate::sync::diff::remote_changes;

use super::args::{CommonOptions, DiffOptions};
use super::error::Failure;
use super::exit_code::Exit;
use super::printer::{ADDED, FAINT, Printer, REMOVED, STRONG};
use super::running::{Opened, now};
use super::status::offline;

/// Shows edits card by card: old and new values, texts as a diff by lines.
///
/// # Errors
/// In words for a person.
pub fn diff(
    common: &CommonOptions,
    options: &DiffOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let described = if options.remote {
        let opened = Opened::new(common, printer)?;
        let described = opened.run(remote_changes(opened.session(), now()))?;
        opened.progress.finish();
        described
    } else {
        offline(common, printer)?.0.described
    };
    for one in &described {
        print_one(&printer, one);
    }
    Ok(Exit::Done)
}

fn print_one(printer: &Printer, one: &Described) {
    let place: Vec<String> = [one.board.as_ref(), one.stack.as_ref()]
        .into_iter()
        .flatten()
        .map(|title| printable(title, TITLE_CHARACTERS))
        .collect();
    let title = printable(&one.title, TITLE_CHARACTERS);
    let id = one
        .id
        .as_ref()
        .map_or_else(String::new, |id| format!(" ({id})"));
    printer.out(format!(
        "{STRONG}{} {} \"{title}\"{id}{STRONG:#}{}{FAINT}{}{FAINT:#}",
        one.verb.word(),
        one.kind,
        if place.is_empty() { "" } else { " in " },
        place.join(" / ")
    ));
    for line in &one.lines {
        match &line.text {
            None => printer.out(format!("  {}", line.words)),
            Some(change) => {
                printer.out("  text:");
                let old = change.old.as_deref().unwrap_or_default();
                let new = change.new.as_deref().unwrap_or_default();
                print_text(printer, old, new);
            }
        }
    }
}

/// Prints a diff by lines, control characters made visible.
fn print_text(printer: &Printer, old: &str, new: &str) {
    // A text's last line ends here, as it does in its file.
    let whole = |text: &str| match text {
        "" => String::new(),
        text => format!("{text}\n"),
    };
    let (old, new) = (whole(old), whole(new));
    let diff =
        unified_diff("text", Some(old.as_bytes()), Some(new.as_bytes()), 2).unwrap_or_default();
    let text = String::from_utf8_lossy(&diff);
    let hunks = text.lines().skip_while(|line| !line.starts_with("@@"));
    for line in hunks {
        let style = match line.as_bytes().first() {
            Some(b'+') => ADDED,
            Some(b'-') => REMOVED,
            Some(b'@') => FAINT,
            _ => anstyle::Style::new(),
        };
        let line = printable(line, usize::MAX);
        printer.out(format!("    {style}{line}{style:#}"));
    }
}
