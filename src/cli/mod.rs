//! Arguments, commands, printing, prompting; the only module that prints.

pub mod args;
pub mod error;
pub mod exit_code;
pub mod printer;
pub mod progress;
pub mod prompt;
pub mod seed;
pub mod target;

use std::process::ExitCode;

/// Runs the program.
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
