//! Commands and options that are none, and what was probably meant by them.

use std::env;
use std::io::{self, Write};
use std::process;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{CommandFactory, Parser};

use crate::text::suggestion;

use super::args::Arguments;

/// The commands that take no path: they are about all boards.
const OF_ALL_BOARDS: [&str; 5] = ["diff", "fetch", "pull", "push", "status"];

/// Returns the arguments of the process; one that makes no sense ends it.
pub fn arguments() -> Arguments {
    match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => end(&nearest_only(error)),
    }
}

/// Returns an error that suggests the command that is nearest, and none that only has letters of it.
fn nearest_only(mut error: Error) -> Error {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return error;
    }
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return error;
    };
    let commands = Arguments::command();
    let shown = commands.get_subcommands().filter(|one| !one.is_hide_set());
    let near = suggestion(word, shown.map(|one| one.get_name()));
    let near = near.map(|name| ContextValue::Strings(vec![name.to_owned()]));
    match near {
        Some(near) => error.insert(ContextKind::SuggestedSubcommand, near),
        None => error.remove(ContextKind::SuggestedSubcommand),
    };
    error
}

/// Prints what clap says, with what was probably meant where clap has no idea.
fn end(error: &Error) -> ! {
    // Whoever reads it may be gone.
    let _ = error.print();
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    let hint = match error.kind() {
        ErrorKind::InvalidSubcommand => word(ContextKind::InvalidSubcommand).and_then(of_command),
        ErrorKind::UnknownArgument => word(ContextKind::InvalidArg).and_then(of_option),
        _ => None,
    };
    if let Some(hint) = hint {
        let _ = writeln!(io::stderr(), "hint: {hint}");
    }
    process::exit(error.exit_code())
}

/// Returns what a person means by a command that other programs have.
fn of_command(word: &str) -> Option<String> {
    let hint = match word {
        "sync" | "update" | "refresh" => {
            "`pull` brings what is new there, `push` sends what is new here"
        }
        "init" | "create" | "import" => {
            "`clone URL` makes a repository with the boards of an account"
        }
        "send" | "upload" | "publish" | "apply" => "`push` sends what is new here",
        "download" | "get" => "`pull` brings what is new there",
        "auth" | "signin" | "credentials" => "`login` logs in, `logout` out",
        "merge" | "rebase" | "add" | "commit" | "branch" | "switch" | "checkout" | "restore"
        | "reset" | "stash" | "show" | "tag" | "grep" | "blame" | "revert" | "remote" => {
            return Some(format!(
                "that is git's own: `git {word}`, without `board`, works on the files as on all others"
            ));
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

/// Returns what a person means by an option that other programs have, or by a path.
fn of_option(word: &str) -> Option<String> {
    let is_of_all = |word: &String| OF_ALL_BOARDS.contains(&word.as_str());
    let hint = match word {
        path if !path.starts_with('-') => {
            let command = env::args().skip(1).find(is_of_all)?;
            return Some(format!(
                "`{command}` takes no path, it is about all boards; `log PATH` and `check PATH` are \
                 about one, and so is `git diff PATH`"
            ));
        }
        "--force" | "-f" | "--force-with-lease" => {
            "nothing is forced: `pull` first; `--yes` agrees to deletions, `--allow-deletes` to many"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}
