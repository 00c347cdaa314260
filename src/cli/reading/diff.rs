//! `git board diff`: edits card by card, old and new values, texts by lines and words.

use crate::board::printable::printable;
use crate::cli::args::{CommonOptions, DiffOptions};
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::json::operations;
use crate::cli::printer::{ADDED, CHANGED, FAINT, Printer, REMOVED, STRONG};
use crate::cli::running::{Opened, now};
use crate::plan::words::{Described, TITLE_CHARACTERS, Verb};
use crate::sync::diff::remote_changes;

use super::pager::Pager;
use super::plan_view::by_board;
use super::status::offline;
use super::text_view::print_text;
use super::width::{columns, wrapped};

/// Shows edits card by card.
///
/// # Errors
/// In words for a person.
pub fn diff(
    common: &CommonOptions,
    options: &DiffOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    if options.remote {
        let opened = Opened::new(common, printer)?;
        let described = opened.run(remote_changes(opened.session(), now()))?;
        opened.progress.finish();
        printer.record(|document| document.operations = operations(&described, &|_| None));
        let _pager = Pager::start(&opened.repo, &printer);
        print(&printer, &described);
        return Ok(Exit::Done);
    }
    let (status, repo, _) = offline(common, printer)?;
    let layout = &status.local.layout;
    printer.record(|document| {
        document.operations = operations(&status.described, &|key| layout.card_path(key));
    });
    let _pager = Pager::start(&repo, &printer);
    print(&printer, &status.described);
    Ok(Exit::Done)
}

/// Prints operations with all that they change, grouped by board and card.
pub fn print(printer: &Printer, described: &[Described]) {
    for (number, (board, operations)) in by_board(described).into_iter().enumerate() {
        if number > 0 {
            printer.out("");
        }
        let title = printable(board, TITLE_CHARACTERS);
        printer.out(format!("{STRONG}{title}{STRONG:#}"));
        for one in operations {
            print_one(printer, one);
        }
    }
}

fn print_one(printer: &Printer, one: &Described) {
    let title = printable(&one.title, TITLE_CHARACTERS);
    let id = one
        .id
        .as_ref()
        .map_or_else(String::new, |id| format!(" ({id})"));
    let style = match one.verb {
        Verb::Create | Verb::Restore => ADDED,
        Verb::Edit | Verb::Move => CHANGED,
        Verb::Delete => REMOVED,
    };
    let stack = one.stack.as_ref().map_or_else(String::new, |stack| {
        format!(" in {}", printable(stack, TITLE_CHARACTERS))
    });
    let verb = one.verb.word();
    printer.out(format!(
        "  {style}{verb}{style:#} {} {STRONG}\"{title}\"{STRONG:#}{id}{FAINT}{stack}{FAINT:#}",
        one.kind
    ));
    for line in &one.lines {
        match &line.text {
            None => {
                let words = wrapped(&line.words, columns(), 4, 6);
                printer.out(format!("    {words}"));
            }
            Some(change) => {
                printer.out(format!("    {}:", line.words.trim_end_matches(':')));
                let old = change.old.as_deref().unwrap_or_default();
                let new = change.new.as_deref().unwrap_or_default();
                print_text(printer, old, new, 6);
            }
        }
    }
}
