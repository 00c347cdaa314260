//! `git board serve`: a look-alike server that holds the boards of a folder.

use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};
use walkdir::WalkDir;

use crate::board::{Account, Service};
use crate::files::{File, Files};
use crate::lookalike::clock::Clock;
use crate::lookalike::deck::{Deck, Release};
use crate::lookalike::server::{Options, Server};
use crate::text;

use super::args::{CommonOptions, ServeOptions};
use super::error::Failure;
use super::exit_code::Exit;
use super::interrupt;
use super::printer::{Printer, STRONG};
use super::running::block_on;
use super::seed::deck::{PASSWORD, USER, deck_of};

static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/example-board");

/// Runs a look-alike until Ctrl-C.
///
/// # Errors
/// The folder holds no boards that can be read, or the port is taken.
pub fn serve(
    common: &CommonOptions,
    options: &ServeOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let account = match &options.folder {
        Some(directory) => {
            let start = common
                .directory
                .as_deref()
                .map_or(Path::new("."), |at| at.as_std_path());
            boards_of(
                &files_of_folder(&start.join(directory))?,
                directory.as_str(),
            )?
        }
        None => example()?,
    };
    interrupt::listen()?;
    let server = start(&account, options.port)?;
    for fault in &options.faults {
        fault.plan(server.faults());
    }
    let boards: Vec<&str> = account
        .boards
        .iter()
        .map(|board| board.title.as_str())
        .collect();
    printer.out(format!(
        "A look-alike of {} holds: {}",
        Service::Deck.title(),
        boards.join(", ")
    ));
    printer.out(format!("  URL       {STRONG}{}{STRONG:#}", server.url()));
    printer.out(format!("  user      {USER}"));
    printer.out(format!("  password  {PASSWORD}"));
    printer.out("");
    printer.out(format!(
        "Try it:  GIT_BOARD_USER={USER} GIT_BOARD_TOKEN={PASSWORD} git board clone {}",
        server.url()
    ));
    if !options.faults.is_empty() {
        let words: Vec<&str> = options
            .faults
            .iter()
            .map(|one| one.words.as_str())
            .collect();
        printer.out(format!("Going wrong, once each: {}", words.join(", ")));
    }
    printer.out("Ctrl-C ends it; what was changed on it is forgotten then.");
    printer.flush();
    block_on(interrupt::asked())?;
    Ok(Exit::Done)
}

/// Starts a look-alike Deck that holds an account.
///
/// # Errors
/// The port is taken.
pub fn start(account: &Account, port: u16) -> Result<Server<Deck>, Failure> {
    let deck = deck_of(account, Release::V1_18, Clock::real());
    let options = Options {
        port,
        ..Options::default()
    };
    Server::start(deck, options).map_err(|error| {
        Failure::new(
            Exit::Failed,
            format!("cannot serve on port {port}: {error}"),
        )
        .hint("leave --port out to take a free one")
    })
}

/// Returns the boards of the built-in example.
///
/// # Errors
/// They cannot be read, which a test rules out.
pub fn example() -> Result<Account, Failure> {
    let mut files = Files::default();
    let mut folders = vec![&EXAMPLE];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            files
                .entries
                .insert(path, File::with_bytes(file.contents()));
        }
    }
    boards_of(&files, "the built-in example")
}

/// Returns the boards that stand in files.
///
/// # Errors
/// There are none, or they cannot be read; all problems are listed.
pub fn boards_of(files: &Files, whose: &str) -> Result<Account, Failure> {
    let read = text::read(Service::Deck, files, files, None);
    let errors: Vec<String> = read
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .map(ToString::to_string)
        .collect();
    if !errors.is_empty() {
        return Err(Failure {
            lines: errors,
            ..Failure::new(Exit::Failed, format!("cannot read the boards of {whose}"))
        });
    }
    if read.known.account.boards.is_empty() {
        return Err(
            Failure::new(Exit::Failed, format!("{whose} holds no boards"))
                .line("a board is a folder with a `board.yaml` in it"),
        );
    }
    Ok(read.known.account)
}

/// Reads the files below a folder, `.git` left out.
///
/// # Errors
/// A file or folder cannot be read.
pub fn files_of_folder(folder: &Path) -> Result<Files, Failure> {
    let failed = |path: &Path, reason: String| {
        Failure::new(
            Exit::Failed,
            format!("cannot read `{}`: {reason}", path.display()),
        )
    };
    let mut files = Files::default();
    let entries = WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git");
    for entry in entries {
        let entry = entry.map_err(|error| failed(folder, error.to_string()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path();
        let Some(relative) = path.strip_prefix(folder).ok().and_then(Path::to_str) else {
            continue;
        };
        let bytes = fs::read(path).map_err(|error| failed(path, error.to_string()))?;
        let relative = relative.replace('\\', "/");
        files.entries.insert(relative, File::with_bytes(bytes));
    }
    Ok(files)
}
