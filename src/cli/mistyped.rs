//! Commands and options that are none, and what was probably meant by them.

use std::io::{self, Write};
use std::process;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::args::Arguments;

/// Returns the arguments of the process; one that makes no sense ends it.
pub fn arguments() -> Arguments {
    match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => end(&error),
    }
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

/// Returns what a person means by an option that other programs have.
fn of_option(word: &str) -> Option<String> {
    let hint = match word {
        "--force" | "-f" | "--force-with-lease" => {
            "nothing is forced: `pull` first; `--yes` agrees to deletions, `--allow-deletes` to many"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}
