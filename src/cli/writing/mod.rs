//! Commands that change the files here, as a person could by hand; nothing is sent.

pub mod archive;
pub mod editor;
pub mod find;
pub mod mv;
pub mod new;
pub mod open;
pub mod rm;
pub mod template;
pub mod tidy;

use crate::board::apply::apply;
use crate::board::{Account, Operation};
use crate::cli::desk::Desk;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::Printer;
use crate::cli::reading::width::{columns, wrapped};
use crate::plan;
use crate::sync::here::{Rewritten, rewrite};

/// Returns the account after an operation that was made for it.
fn after(account: &Account, operation: &Operation) -> Result<Account, Failure> {
    apply(account, operation).map_err(|error| {
        Failure::new(Exit::Failed, format!("a mistake of git-board: {error}"))
            .hint("please report it, with the command that you ran")
    })
}

/// Writes what differs between `wanted` and the files, and says it in words.
fn write(
    desk: &Desk,
    wanted: &Account,
    command: &str,
    printer: &Printer,
) -> Result<Rewritten, Failure> {
    let from = (&desk.repo, &desk.server, &desk.progress as _);
    let rewritten = rewrite(from, &desk.here, wanted, command)?;
    for line in plan::summary(&desk.here.known().account, wanted).lines {
        printer.out(wrapped(&line, columns(), 0, 4));
    }
    Ok(rewritten)
}
