//! `git board archive`: cards go into the archive, or come back from it.

use crate::board::{CardChanges, Change, EditCard, Operation};
use crate::cli::args::CommonOptions;
use crate::cli::args::writing::ArchiveOptions;
use crate::cli::desk::Desk;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::Printer;

use super::find::Finder;
use super::{after, write};

/// Sets or takes away `archived` in the files of cards.
///
/// # Errors
/// In words for a person; nothing has changed then.
pub fn archive(
    common: &CommonOptions,
    options: &ArchiveOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let desk = Desk::to_change(common, printer)?;
    let service = desk.server.service;
    if !service.has_board_values() {
        return Err(Failure::new(
            Exit::Usage,
            format!("{} has no archive for cards", service.title()),
        )
        .hint("move the card to a stack for what is over: git board mv CARD STACK"));
    }
    let finder = Finder::new(desk.here.known(), &desk.start);
    let mut wanted = desk.here.known().account.clone();
    let is_archived = !options.undo;
    for word in &options.cards {
        let found = finder.card(word)?;
        let is_so = wanted
            .cards()
            .get(&found.key)
            .is_none_or(|located| located.card.archived == is_archived);
        if is_so {
            continue;
        }
        let edit = Operation::EditCard(Box::new(EditCard {
            key: found.key,
            title: found.card.title.clone(),
            board: found.board.key.clone(),
            stack: found.stack.key.clone(),
            changes: CardChanges {
                archived: Some(Change {
                    old: !is_archived,
                    new: is_archived,
                }),
                ..CardChanges::default()
            },
        }));
        wanted = after(&wanted, &edit)?;
    }
    if wanted == desk.here.known().account {
        printer.out(match is_archived {
            true => "Nothing to archive: it is in the archive already.",
            false => "Nothing to bring back: it is not in the archive.",
        });
        return Ok(Exit::Done);
    }
    write(&desk, &wanted, "archive", &printer)?;
    Ok(Exit::Done)
}
