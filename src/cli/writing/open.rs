//! `git board open`: a card or a board in the browser.

use crate::cli::args::CommonOptions;
use crate::cli::args::writing::OpenOptions;
use crate::cli::desk::Desk;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::Printer;
use crate::plan::words::quoted;
use crate::provider::{web_address, web_page};

use super::find::Finder;

/// Opens the browser at what a person names, or prints the address.
///
/// # Errors
/// There is nothing of that name, it is not on the server yet, or no browser can be started.
pub fn open(
    common: &CommonOptions,
    options: &OpenOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let desk = Desk::to_read(common, printer)?;
    let address = address(&desk, options.what.as_deref(), &printer)?;
    if options.print {
        printer.out(address);
        return Ok(Exit::Done);
    }
    // Only what a person typed, or the trusted configuration says, begins the address.
    if !address.starts_with("https://") && !address.starts_with("http://") {
        return Err(Failure::new(
            Exit::Failed,
            format!("`{address}` is no address for a browser"),
        ));
    }
    open::that_detached(&address).map_err(|error| {
        Failure::new(Exit::Failed, format!("failed to start a browser: {error}"))
            .line(address.clone())
            .hint("`git board open --print` prints the address only")
    })?;
    printer.note(address);
    Ok(Exit::Done)
}

/// Returns the address of a card, a board, or of the service where nothing is named.
fn address(desk: &Desk, what: Option<&str>, printer: &Printer) -> Result<String, Failure> {
    let server = &desk.server;
    let page = || {
        web_page(server.service, &server.url).ok_or_else(|| {
            Failure::new(
                Exit::Failed,
                format!("nobody told where the pages of {} are", server.url),
            )
            .line("that is the address of its interface")
        })
    };
    let Some(word) = what else { return page() };
    let finder = Finder::new(desk.here.known(), &desk.start);
    let (board, card, title) = match finder.card(word) {
        Ok(found) => (found.board, Some(found.key), found.card.title.clone()),
        Err(no_card) => match finder.board(word) {
            Ok(board) => {
                let title = board.title.clone();
                (board, None, title)
            }
            Err(_) => return Err(no_card),
        },
    };
    let is_new = board.key.is_new() || card.as_ref().is_some_and(|key| key.is_new());
    if is_new {
        return Err(Failure::new(
            Exit::Failed,
            format!("{} is not on the server yet", quoted(&title)),
        )
        .hint("git board push"));
    }
    let card_id = card.as_ref().and_then(|key| key.id());
    let of_board = board.key.id();
    match of_board.and_then(|id| web_address(server.service, &server.url, id, card_id)) {
        Some(address) => Ok(address),
        None => {
            let page = page()?;
            printer.note(format!(
                "{} has no address for it; this is its page",
                server.service.title()
            ));
            Ok(page)
        }
    }
}
