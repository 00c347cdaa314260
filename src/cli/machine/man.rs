//! `git board man`: the manual's pages, made of what `--help` says.

use std::fs;

use clap::CommandFactory;

use crate::cli::args::machine::ManOptions;
use crate::cli::args::{Arguments, CommonOptions};
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::Printer;

/// The section of the manual that commands are in.
const SECTION: &str = "man1";

/// Prints the main page, or writes all of them into a folder.
///
/// # Errors
/// The folder cannot be written.
pub fn man(
    common: &CommonOptions,
    options: &ManOptions,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let pages = pages()
        .map_err(|error| Failure::new(Exit::Failed, format!("cannot make the manual: {error}")))?;
    let Some(folder) = &options.folder else {
        if let Some((_, page)) = pages.first() {
            printer.raw(page);
        }
        return Ok(Exit::Done);
    };
    let start = common.directory.as_deref().unwrap_or("".into());
    let folder = start.join(folder).join(SECTION);
    let failed = |error: std::io::Error| {
        Failure::new(
            Exit::Failed,
            format!("failed to write to `{folder}`: {error}"),
        )
    };
    fs::create_dir_all(&folder).map_err(failed)?;
    for (name, page) in &pages {
        fs::write(folder.join(name), page).map_err(failed)?;
    }
    printer.out(format!("{} pages are in {folder}", pages.len()));
    printer.note(
        "`git help board` finds them in a folder of the MANPATH, and beside every folder of the \
         PATH: ~/.cargo/share/man where ~/.cargo/bin is one.",
    );
    Ok(Exit::Done)
}

/// Returns every page with its file's name: the program's, then those of its commands.
fn pages() -> std::io::Result<Vec<(String, String)>> {
    let mut command = Arguments::command();
    command.build();
    let mut pages = vec![page(command.clone(), "git-board")?];
    for inner in command.get_subcommands() {
        if inner.is_hide_set() || inner.get_name() == "help" {
            continue;
        }
        pages.push(page(
            inner.clone(),
            &format!("git-board-{}", inner.get_name()),
        )?);
    }
    Ok(pages)
}

fn page(command: clap::Command, name: &str) -> std::io::Result<(String, String)> {
    // The manual names pages with dashes, as git's own.
    let command = command.display_name(name.to_owned());
    let man = clap_mangen::Man::new(command)
        .title(name.to_uppercase())
        .manual("git-board");
    let mut page = Vec::new();
    man.render(&mut page)?;
    let page = String::from_utf8_lossy(&page).into_owned();
    Ok((format!("{name}.1"), page))
}
