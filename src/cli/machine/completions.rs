//! Completions: a script for the shell, which asks this program what may follow.

use clap::CommandFactory;
use clap_complete::env::{Bash, CompleteEnv, EnvCompleter, Fish, Powershell, Zsh};

use crate::cli::args::Arguments;
use crate::cli::args::machine::{CompletionsOptions, Shell};
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::Printer;

/// The variable by which a shell asks.
const ASKS: &str = "GIT_BOARD_COMPLETE";
/// The program, as a shell finds it.
const PROGRAM: &str = "git-board";

const BEHIND_GIT_BASH: &str = include_str!("../../../templates/completions/git.bash");
const BEHIND_GIT_ZSH: &str = include_str!("../../../templates/completions/git.zsh");
const BEHIND_GIT_FISH: &str = include_str!("../../../templates/completions/git.fish");

/// Answers a shell that asks what may follow, and ends the process then; else it does nothing.
pub fn answer_the_shell() {
    // A shell waits for the answer: nothing else is worth a look where nobody asks.
    if std::env::var_os(ASKS).is_some() {
        let asked = CompleteEnv::with_factory(Arguments::command).var(ASKS);
        asked.bin(PROGRAM).completer(PROGRAM).complete();
    }
}

/// Prints the script for a shell.
///
/// # Errors
/// The script cannot be made, which does not happen.
pub fn completions(options: &CompletionsOptions, printer: &Printer) -> Result<Exit, Failure> {
    let (shell, behind_git): (&dyn EnvCompleter, &str) = match options.shell {
        Shell::Bash => (&Bash, BEHIND_GIT_BASH),
        Shell::Zsh => (&Zsh, BEHIND_GIT_ZSH),
        Shell::Fish => (&Fish, BEHIND_GIT_FISH),
        Shell::PowerShell => (&Powershell, ""),
    };
    let mut script = Vec::new();
    shell
        .write_registration(ASKS, PROGRAM, PROGRAM, PROGRAM, &mut script)
        .map_err(|error| Failure::new(Exit::Failed, format!("cannot make the script: {error}")))?;
    printer.raw(&String::from_utf8_lossy(&script));
    printer.raw(behind_git);
    Ok(Exit::Done)
}
