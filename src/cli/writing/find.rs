//! What a person means by a word: a card, a stack or a board, by path, key, title or folder.

use std::sync::Arc;

use crate::board::printable::printable;
use crate::board::{Board, BoardKey, Card, CardKey, Stack, StackKey};
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::sync::story::About;
use crate::text::{Known, folded, suggestion};

/// How many of several that a word fits are named.
const MOST_NAMED: usize = 10;
/// How much of a title is shown.
const SHOWN_CHARACTERS: usize = 60;

/// A card that was meant.
#[derive(Clone, Debug)]
pub struct FoundCard {
    /// What names it.
    pub key: CardKey,
    /// The card.
    pub card: Arc<Card>,
    /// Its board.
    pub board: Arc<Board>,
    /// Its stack.
    pub stack: Arc<Stack>,
    /// Its file, from the top of the repository.
    pub path: String,
}

/// A stack that was meant.
#[derive(Clone, Debug)]
pub struct FoundStack {
    /// What names it.
    pub key: StackKey,
    /// The stack.
    pub stack: Arc<Stack>,
    /// Its board.
    pub board: Arc<Board>,
    /// Its folder, from the top of the repository.
    pub folder: String,
}

/// What a word can mean here.
#[derive(Clone, Copy, Debug)]
pub struct Finder<'a> {
    known: &'a Known,
    /// The folder that the person works in, from the top of the repository; empty at the top.
    start: &'a str,
}

impl<'a> Finder<'a> {
    /// Returns a finder for somebody who works in `start`, a folder from the top of the repository.
    pub fn new(known: &'a Known, start: &'a str) -> Self {
        Self { known, start }
    }

    /// Returns the card of that path, key, number or title; a title may be `BOARD/STACK/TITLE`.
    ///
    /// # Errors
    /// There is none, or there are several; the failure names what there is.
    pub fn card(&self, word: &str) -> Result<FoundCard, Failure> {
        match self.fitting_cards(word).as_slice() {
            [] => {
                let cards = self.cards();
                let close = suggestion(word, cards.iter().flat_map(card_names));
                Err(nothing("card", word, close, "name it by title, id or path"))
            }
            [one] => Ok(one.clone()),
            many => Err(several_cards(word, many)),
        }
    }

    /// Returns the cards that a word fits best; none if it fits none.
    fn fitting_cards(&self, word: &str) -> Vec<FoundCard> {
        let cards = self.cards();
        let path = self.path_of(word);
        let number = without_mark(word);
        let wanted = folded(word.trim());
        let ways: [&dyn Fn(&FoundCard) -> bool; 5] = [
            &|card| card.path == path || card.path.strip_suffix(".md") == Some(path.as_str()),
            &|card| card.key.id().is_some_and(|id| id.as_str() == number),
            // A shell takes what begins with `#` for a comment.
            &|card| card.card.ticket.as_deref().map(without_mark) == Some(number),
            &|card| card.card.title == word,
            &|card| {
                let names = [
                    card.card.title.clone(),
                    placed_title(card),
                    stem(&card.path),
                ];
                names.iter().any(|name| folded(name) == wanted)
            },
        ];
        let found = ways.into_iter().map(|fits| {
            let found = cards.iter().filter(|card| fits(card));
            found.cloned().collect::<Vec<FoundCard>>()
        });
        found
            .into_iter()
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// Returns whatever a word means: a path before a name, a card before a board before a stack.
    ///
    /// # Errors
    /// There is nothing of that name, or there are several cards; the failure names what there is.
    pub fn anything(&self, word: &str) -> Result<About, Failure> {
        let path = self.path_of(word);
        if path.is_empty() {
            return Ok(About::All);
        }
        let layout = &self.known.layout;
        if let Some((key, _)) = layout.boards.iter().find(|(_, folder)| folder.path == path) {
            return Ok(About::Board(key.clone()));
        }
        if let Some((key, _)) = layout.stacks.iter().find(|(_, folder)| folder.path == path) {
            return Ok(About::Stack(key.clone()));
        }
        match self.fitting_cards(word).as_slice() {
            [] => {}
            [one] => return Ok(About::Card(one.key.clone())),
            many => return Err(several_cards(word, many)),
        }
        if let Ok(board) = self.board(word) {
            return Ok(About::Board(board.key.clone()));
        }
        if let Ok(stack) = self.stack(word, None) {
            return Ok(About::Stack(stack.key));
        }
        let (cards, stacks) = (self.cards(), self.stacks());
        let boards = self.known.account.boards.iter().flat_map(|board| {
            let folder = layout.board_folder(&board.key).unwrap_or("");
            [folder, board.title.as_str()]
        });
        let stacks = stacks
            .iter()
            .flat_map(|stack| [stack.folder.as_str(), stack.stack.title.as_str()]);
        let names = boards
            .chain(stacks)
            .chain(cards.iter().flat_map(card_names));
        let close = suggestion(word, names);
        let otherwise = "name it by path, title or id";
        Err(nothing("board, stack or card", word, close, otherwise))
    }

    /// Returns the stack of that path, or of `BOARD/STACK`, each by folder, title or id; a stack
    /// alone is looked for on `board`, where there is one, else everywhere.
    ///
    /// # Errors
    /// There is none, or there are several; the failure names what there is.
    pub fn stack(&self, word: &str, board: Option<&BoardKey>) -> Result<FoundStack, Failure> {
        let stacks = self.stacks();
        let word = word.trim_end_matches('/');
        let path = self.path_of(word);
        let wanted = folded(word);
        let is_named = |stack: &FoundStack| {
            let own = own_names(stack);
            let is_on = board.is_some_and(|board| *board == stack.board.key);
            (is_on && own.contains(&wanted))
                || board_names(stack)
                    .iter()
                    .any(|board| own.iter().any(|own| format!("{board}/{own}") == wanted))
        };
        let ways: [&dyn Fn(&FoundStack) -> bool; 3] =
            [&|stack| stack.folder == path, &is_named, &|stack| {
                own_names(stack).contains(&wanted)
            }];
        for fits in ways {
            let found: Vec<&FoundStack> = stacks.iter().filter(|stack| fits(stack)).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok((*one).clone()),
                many => return Err(several_stacks(word, many)),
            }
        }
        let names: Vec<String> = stacks
            .iter()
            .flat_map(|stack| {
                let whole = format!("{}/{}", stack.board.title, stack.stack.title);
                [stack.folder.clone(), whole, stack.stack.title.clone()]
            })
            .collect();
        let close = suggestion(word, names.iter().map(String::as_str));
        let there = stacks.iter().map(|stack| stack.folder.as_str());
        let there: Vec<&str> = there.take(MOST_NAMED).collect();
        let failure = nothing("stack", word, close, "name it as BOARD/STACK");
        Err(match close {
            Some(_) => failure,
            None => failure.line(format!("there are: {}", there.join(", "))),
        })
    }

    /// Returns the board of that folder, title or id.
    ///
    /// # Errors
    /// There is none, or there are several; the failure names what there is.
    pub fn board(&self, word: &str) -> Result<Arc<Board>, Failure> {
        let boards = &self.known.account.boards;
        let word = word.trim_end_matches('/');
        let path = self.path_of(word);
        let wanted = folded(word);
        let folder = |board: &Board| self.known.layout.board_folder(&board.key).unwrap_or("");
        let ways: [&dyn Fn(&Board) -> bool; 3] = [
            &|board| folder(board) == path,
            &|board| board.key.id().is_some_and(|id| id.as_str() == word),
            &|board| folded(&board.title) == wanted || folded(folder(board)) == wanted,
        ];
        for fits in ways {
            let found: Vec<&Arc<Board>> = boards.iter().filter(|board| fits(board)).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok(Arc::clone(one)),
                many => {
                    let folders = many.iter().map(|board| folder(board).to_owned());
                    return Err(several("board", word, folders.collect()));
                }
            }
        }
        let names = boards
            .iter()
            .flat_map(|board| [board.title.as_str(), folder(board)]);
        let close = suggestion(word, names);
        Err(nothing("board", word, close, "name it by title or folder"))
    }

    /// Returns every card, in order of path.
    pub fn cards(&self) -> Vec<FoundCard> {
        let index = self.known.account.cards();
        let mut cards: Vec<FoundCard> = index
            .into_values()
            .filter_map(|located| {
                let path = self.known.layout.card_path(&located.card.key)?.to_owned();
                Some(FoundCard {
                    key: located.card.key.clone(),
                    card: Arc::clone(located.card),
                    board: Arc::clone(located.board),
                    stack: Arc::clone(located.stack),
                    path,
                })
            })
            .collect();
        cards.sort_by(|one, other| one.path.cmp(&other.path));
        cards
    }

    /// Returns every stack, in order of folder.
    pub fn stacks(&self) -> Vec<FoundStack> {
        let index = self.known.account.stacks();
        let mut stacks: Vec<FoundStack> = index
            .into_values()
            .filter_map(|located| {
                let folder = self.known.layout.stack_folder(&located.stack.key)?;
                Some(FoundStack {
                    key: located.stack.key.clone(),
                    stack: Arc::clone(located.stack),
                    board: Arc::clone(located.board),
                    folder: folder.to_owned(),
                })
            })
            .collect();
        stacks.sort_by(|one, other| one.folder.cmp(&other.folder));
        stacks
    }

    /// Returns a path as a person writes it, from the top of the repository.
    pub fn path_of(&self, word: &str) -> String {
        if let Some(path) = word.strip_prefix(":/") {
            return path.trim_matches('/').to_owned();
        }
        let mut parts: Vec<&str> = self
            .start
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        for part in word.trim_end_matches('/').split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        parts.join("/")
    }
}

/// Returns a ticket without the mark that a service puts before it.
fn without_mark(ticket: &str) -> &str {
    ticket.trim_start_matches(['#', '$'])
}

fn card_names(card: &FoundCard) -> [&str; 2] {
    [&card.card.title, &card.path]
}

/// Returns the name of a card's file, without its end.
fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name).to_owned()
}

fn placed_title(card: &FoundCard) -> String {
    format!(
        "{}/{}/{}",
        card.board.title, card.stack.title, card.card.title
    )
}

fn own_names(stack: &FoundStack) -> Vec<String> {
    let within = stack
        .folder
        .split_once('/')
        .map_or("", |(_, within)| within);
    let own = stack.folder.rsplit('/').next().unwrap_or("");
    let id = stack.key.id().map(ToString::to_string).unwrap_or_default();
    [stack.stack.title.as_str(), within, own, &id]
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(folded)
        .collect()
}

fn board_names(stack: &FoundStack) -> Vec<String> {
    let folder = stack.folder.split('/').next().unwrap_or("");
    let id = stack
        .board
        .key
        .id()
        .map(ToString::to_string)
        .unwrap_or_default();
    [stack.board.title.as_str(), folder, &id]
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(folded)
        .collect()
}

fn several_cards(word: &str, found: &[FoundCard]) -> Failure {
    let paths = found.iter().map(|card| card.path.clone()).collect();
    several("card", word, paths)
}

fn several_stacks(word: &str, found: &[&FoundStack]) -> Failure {
    let folders = found.iter().map(|stack| stack.folder.clone()).collect();
    several("stack", word, folders)
}

fn several(kind: &str, word: &str, mut paths: Vec<String>) -> Failure {
    let count = paths.len();
    if count > MOST_NAMED {
        paths.truncate(MOST_NAMED);
        paths.push(format!("… and {} more", count - MOST_NAMED));
    }
    Failure {
        lines: paths,
        ..Failure::new(
            Exit::Usage,
            format!("`{}` is the name of {count} {kind}s", shown(word)),
        )
    }
    .hint("name the one that you mean by its path")
}

fn nothing(kind: &str, word: &str, close: Option<&str>, otherwise: &str) -> Failure {
    let headline = format!("there is no {kind} `{}`", shown(word));
    let failure = Failure::new(Exit::Usage, headline);
    match close {
        Some(close) => failure.hint(format!("did you mean `{}`?", shown(close))),
        None => failure.hint(otherwise),
    }
}

fn shown(word: &str) -> String {
    printable(word, SHOWN_CHARACTERS)
}
