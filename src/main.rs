//! The `git-board` program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Ten thousand cards are some hundred thousand small pieces of memory, on two threads: with the
/// system's allocator a third of a `status` goes into asking for them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    git_board::cli::run()
}
