//! `git board rm`: cards go, with what hangs on them.

use crate::board::{DeleteCard, ListedAttachments, Operation};
use crate::cli::args::CommonOptions;
use crate::cli::args::writing::CardsOptions;
use crate::cli::desk::Desk;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::Printer;

use super::find::Finder;
use super::{after, write};

/// Removes the files of cards.
///
/// # Errors
/// In words for a person; nothing has changed then.
pub fn rm(
    common: &CommonOptions,
    options: &CardsOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let desk = Desk::to_change(common, printer)?;
    let finder = Finder::new(desk.here.known(), &desk.start);
    let mut wanted = desk.here.known().account.clone();
    for word in &options.cards {
        let found = finder.card(word)?;
        if !wanted.cards().contains_key(&found.key) {
            // Named twice.
            continue;
        }
        let delete = Operation::DeleteCard(DeleteCard {
            card: found.card,
            board: found.board.key.clone(),
            stack: found.stack.key.clone(),
            listed: ListedAttachments::default(),
            moved_to: None,
        });
        wanted = after(&wanted, &delete)?;
    }
    let rewritten = write(&desk, &wanted, "rm", &printer)?;
    for path in &rewritten.removed {
        printer.detail(format!("removed {}", desk.shown(path)));
    }
    Ok(Exit::Done)
}
