//! The arguments of the commands for living on a machine.

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

/// Options of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsOptions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// A shell that completes what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash, also behind `git board`.
    Bash,
    /// zsh, also behind `git board`.
    Zsh,
    /// fish, also behind `git board`.
    Fish,
    /// PowerShell.
    #[value(name = "powershell")]
    PowerShell,
}

/// Options of `man`.
#[derive(Debug, Args)]
pub struct ManOptions {
    /// Where the pages go, as `man1/git-board.1` and so on; without it, the main page is printed
    #[arg(value_name = "DIR")]
    pub folder: Option<Utf8PathBuf>,
}
