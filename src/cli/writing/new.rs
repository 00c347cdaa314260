//! `git board new`: a card from a template, opened in the person's editor.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::cli::args::CommonOptions;
use crate::cli::args::writing::NewOptions;
use crate::cli::desk::Desk;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::Printer;
use crate::sync::error::SyncError;
use crate::sync::here::here;
use crate::text::{folded, slug};

use super::editor;
use super::find::Finder;
use super::template::{NewCard, card_text};

/// Makes the file of a new card and opens it in the editor; prints its path.
///
/// # Errors
/// In words for a person; they say whether the file is there.
pub fn new(
    common: &CommonOptions,
    options: &NewOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let title = options.title.join(" ");
    if title.trim().is_empty() {
        return Err(Failure::new(Exit::Usage, "a card needs a title"));
    }
    let desk = Desk::to_read(common, printer)?;
    let finder = Finder::new(desk.here.known(), &desk.start);
    let stack = finder.stack(&options.stack, None)?;
    let card = NewCard {
        title: title.trim(),
        board: &stack.board.title,
        stack: &stack.stack.title,
        account: &desk.server.account,
        date: jiff::Zoned::now().date().to_string(),
    };
    let text = card_text(desk.repo.workdir(), &card)?;
    let path = make(desk.repo.workdir(), &stack.folder, card.title, &text)?;
    let shown = desk.shown(&path);
    let full = desk.repo.workdir().join(&path);
    if !options.no_edit
        && let Err(failure) = editor::edit(&desk.repo, &full)
    {
        return Err(match fs::read_to_string(&full) {
            Ok(now) if now != text => failure.line(format!("what was written is in {shown}")),
            _ => {
                // What cannot be removed is told by `status`.
                let _ = fs::remove_file(&full);
                failure.line("no card was made")
            }
        });
    }
    if fs::read_to_string(&full).is_ok_and(|now| now.trim().is_empty()) {
        let _ = fs::remove_file(&full);
        return Err(Failure::new(Exit::Failed, "the file was left empty").line("no card was made"));
    }
    printer.out(&shown);
    check(&desk, &path, &shown)?;
    printer.note("`git board push` makes the card on the server.");
    Ok(Exit::Done)
}

/// Makes the file; its name is the title's, with a number where it is taken.
fn make(workdir: &Path, folder: &str, title: &str, text: &str) -> Result<String, Failure> {
    let full = workdir.join(folder);
    let failed = |error: std::io::Error| {
        Failure::new(
            Exit::Failed,
            format!("failed to make a file in `{folder}`: {error}"),
        )
        .line("no card was made")
    };
    let entries = fs::read_dir(&full).map_err(failed)?;
    let taken: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| folded(&entry.file_name().to_string_lossy()))
        .collect();
    let stem = slug(title);
    let mut number = 1_u32;
    loop {
        let stem = match number {
            1 => stem.clone(),
            number => format!("{stem}-{number}"),
        };
        number += 1;
        let name = format!("{stem}.md");
        // A folder of the name without `.md` would be what hangs on the card.
        if taken.contains(&folded(&name)) || taken.contains(&folded(&stem)) {
            continue;
        }
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(full.join(&name));
        match file {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).map_err(failed)?;
                return Ok(format!("{folder}/{name}"));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
        }
    }
}

/// Tells what keeps the new file from being pushed.
fn check(desk: &Desk, path: &str, shown: &str) -> Result<(), Failure> {
    let problems = match here(&desk.repo, &desk.server, &desk.progress) {
        Ok(here) => here.warnings().to_vec(),
        Err(SyncError::Problems(problems)) => problems,
        Err(error) => return Err(error.into()),
    };
    let own: Vec<String> = problems
        .iter()
        .filter(|problem| problem.path == path)
        .map(ToString::to_string)
        .collect();
    if own.is_empty() {
        return Ok(());
    }
    Err(Failure {
        lines: own,
        ..Failure::new(Exit::Failed, format!("{shown} is not fit to be pushed yet"))
    }
    .hint("mend the file; `git board check` tells what is left"))
}
