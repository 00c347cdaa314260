//! The arguments of the commands that change the files here.

use clap::Args;

use crate::cli::machine::candidates;

/// Options of `new`.
#[derive(Debug, Args)]
pub struct NewOptions {
    /// Where the card goes: board and stack, each by folder, title or id
    #[arg(value_name = "BOARD/STACK", add = candidates::stacks())]
    pub stack: String,
    /// The card's title
    #[arg(value_name = "TITLE", required = true)]
    pub title: Vec<String>,
    /// Do not open the file in an editor
    #[arg(long)]
    pub no_edit: bool,
}

/// Options of `mv`.
#[derive(Debug, Args)]
pub struct MvOptions {
    /// The cards, by title, id or path; then the stack, alone or as BOARD/STACK
    #[arg(
        value_names = ["CARD", "STACK"],
        num_args = 2..,
        required = true,
        add = candidates::cards_and_stacks()
    )]
    pub cards_and_stack: Vec<String>,
    /// Put it first in the stack; otherwise it comes last
    #[arg(long, conflicts_with = "after")]
    pub first: bool,
    /// Put it behind this card of the stack
    #[arg(long, value_name = "CARD", add = candidates::cards())]
    pub after: Option<String>,
    /// Give it this project of the board that it moves to (kanbanik)
    #[arg(long, value_name = "NAME")]
    pub project: Option<String>,
}

/// Cards that something is done to.
#[derive(Debug, Args)]
pub struct CardsOptions {
    /// The cards, by title, id or path
    #[arg(value_name = "CARD", required = true, add = candidates::cards())]
    pub cards: Vec<String>,
}

/// Options of `archive`.
#[derive(Debug, Args)]
pub struct ArchiveOptions {
    /// The cards, by title, id or path
    #[arg(value_name = "CARD", required = true, add = candidates::cards())]
    pub cards: Vec<String>,
    /// Bring them back from the archive
    #[arg(long)]
    pub undo: bool,
}

/// Options of `open`.
#[derive(Debug, Args)]
pub struct OpenOptions {
    /// A card or a board, by title, id or path; without it, the service's own page
    #[arg(value_name = "CARD|BOARD", add = candidates::cards_and_boards())]
    pub what: Option<String>,
    /// Print the address, and start no browser
    #[arg(long)]
    pub print: bool,
}

/// Options of `tidy`.
#[derive(Debug, Args)]
pub struct TidyOptions {
    /// Rename, in a commit of its own; without it, only show what would be renamed
    #[arg(long)]
    pub rename: bool,
}
