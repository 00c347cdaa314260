//! What a shell may complete: boards, stacks and cards of the repository around.

use std::ffi::OsStr;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::board::printable::printable;
use crate::cli::args::{ColorChoice, CommonOptions};
use crate::cli::desk::Desk;
use crate::cli::printer::Printer;
use crate::cli::writing::find::Finder;

/// How much of a title is shown beside what it stands for.
const SHOWN_CHARACTERS: usize = 50;

/// Completes cards: keys, or paths from the person's folder.
pub fn cards() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        of_repo(current, &|desk, finder| cards_of(desk, finder))
    })
}

/// Completes stacks, as `board/stack`.
pub fn stacks() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| of_repo(current, &|_, finder| stacks_of(finder)))
}

/// Completes cards, and stacks behind them.
pub fn cards_and_stacks() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        of_repo(current, &|desk, finder| {
            let mut all = stacks_of(finder);
            all.extend(cards_of(desk, finder));
            all
        })
    })
}

/// Completes cards and boards.
pub fn cards_and_boards() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        of_repo(current, &|desk, finder| {
            let boards = desk.here.known().account.boards.iter();
            let layout = &desk.here.known().layout;
            let mut all: Vec<Candidate> = boards
                .filter_map(|board| {
                    let folder = layout.board_folder(&board.key)?;
                    Some((folder.to_owned(), board.title.clone()))
                })
                .collect();
            all.extend(stacks_of(finder));
            all.extend(cards_of(desk, finder));
            all
        })
    })
}

/// Completes paths of boards, stacks and cards, from the person's folder.
pub fn paths() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        of_repo(current, &|desk, finder| {
            let layout = &desk.here.known().layout;
            let boards = desk.here.known().account.boards.iter();
            let boards = boards.filter_map(|board| {
                let folder = layout.board_folder(&board.key)?;
                Some((folder.to_owned(), board.title.clone()))
            });
            let cards = finder.cards().into_iter();
            let cards = cards.map(|card| (card.path, card.card.title.clone()));
            boards
                .chain(stacks_of(finder))
                .chain(cards)
                .map(|(path, title)| (desk.shown(&path), title))
                .collect()
        })
    })
}

/// What may stand there, and the title that it stands for.
type Candidate = (String, String);

fn cards_of(desk: &Desk, finder: &Finder<'_>) -> Vec<Candidate> {
    let cards = finder.cards();
    let keys = cards.iter().filter_map(|card| {
        let id = card.key.id()?;
        Some((id.to_string(), card.card.title.clone()))
    });
    let paths = cards
        .iter()
        .map(|card| (desk.shown(&card.path), card.card.title.clone()));
    keys.chain(paths).collect()
}

fn stacks_of(finder: &Finder<'_>) -> Vec<Candidate> {
    let stacks = finder.stacks().into_iter();
    stacks
        .map(|stack| (stack.folder, stack.stack.title.clone()))
        .collect()
}

/// Returns the candidates that begin with what is typed; none where the files cannot be read, since
/// a shell has nowhere to show why.
fn of_repo(
    current: &OsStr,
    candidates: &dyn Fn(&Desk, &Finder<'_>) -> Vec<Candidate>,
) -> Vec<CompletionCandidate> {
    let options = CommonOptions {
        directory: None,
        quiet: true,
        verbose: false,
        color: ColorChoice::Never,
    };
    let Ok(desk) = Desk::to_read(&options, Printer::new(&options)) else {
        return Vec::new();
    };
    let typed = current.to_string_lossy();
    let finder = Finder::new(desk.here.known(), &desk.start);
    candidates(&desk, &finder)
        .into_iter()
        .filter(|(value, _)| value.starts_with(&*typed))
        .map(|(value, title)| {
            let help = printable(&title, SHOWN_CHARACTERS);
            CompletionCandidate::new(value).help(Some(help.into()))
        })
        .collect()
}
