//! The `git-board` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    git_board::cli::run()
}
