//! `git board log`: the story of boards, or of a card, in the words of plans.

use std::ops::ControlFlow;

use jiff::Timestamp;

use crate::board::printable::printable;
use crate::cli::args::{CommonOptions, LogOptions};
use crate::cli::desk::Desk;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::json::{CommitPart, operations};
use crate::cli::printer::{FAINT, Printer, STRONG};
use crate::cli::writing::find::Finder;
use crate::plan::words::{TITLE_CHARACTERS, short_time};
use crate::sync::story::{About, Chapter, story};

use super::pager::Pager;
use super::width::{columns, wrapped};

/// How many characters of a commit's id are shown.
const ID_CHARACTERS: usize = 9;
/// How the subjects of our own commits begin; the lines below say the rest.
const OURS: [&str; 4] = ["clone", "fetch", "pull", "push"];

/// Tells what happened, newest first.
///
/// # Errors
/// In words for a person.
pub fn log(
    common: &CommonOptions,
    options: &LogOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let desk = Desk::to_read(common, printer)?;
    let about = match options.what.as_deref() {
        None => About::All,
        Some(word) => about(&desk, word)?,
    };
    let Some(head) = desk.here.head.commit() else {
        return Ok(Exit::Done);
    };
    let most = options.max_count.unwrap_or(usize::MAX);
    let mut told = 0;
    printer.record(|document| document.commits = Some(Vec::new()));
    let _pager = Pager::start(&desk.repo, &printer);
    let mut tell = |chapter: Chapter| {
        if told == most {
            return ControlFlow::Break(());
        }
        if told > 0 {
            printer.out("");
        }
        told += 1;
        print(&printer, &chapter);
        printer.record(|document| {
            let commits = document.commits.get_or_insert_default();
            commits.push(part(&chapter));
        });
        ControlFlow::Continue(())
    };
    let from = (&desk.repo, &desk.server, &desk.progress as _);
    story(from, head, &about, &mut tell)?;
    if told == 0 {
        printer.note("Nothing was committed about it.");
    }
    Ok(Exit::Done)
}

/// Returns what a person means: a card before a stack before a board.
fn about(desk: &Desk, word: &str) -> Result<About, Failure> {
    let finder = Finder::new(desk.here.known(), &desk.start);
    let path = finder.path_of(word);
    let layout = &desk.here.known().layout;
    // A path is meant before a title.
    if let Some((key, _)) = layout.boards.iter().find(|(_, folder)| folder.path == path) {
        return Ok(About::Board(key.clone()));
    }
    if let Some((key, _)) = layout.stacks.iter().find(|(_, folder)| folder.path == path) {
        return Ok(About::Stack(key.clone()));
    }
    match finder.card(word) {
        Ok(found) => Ok(About::Card(found.key)),
        Err(no_card) => match (finder.board(word), finder.stack(word, None)) {
            (Ok(board), _) => Ok(About::Board(board.key.clone())),
            (_, Ok(stack)) => Ok(About::Stack(stack.key)),
            _ => Err(no_card),
        },
    }
}

fn print(printer: &Printer, chapter: &Chapter) {
    let commit = &chapter.commit;
    let id: String = commit
        .commit
        .to_string()
        .chars()
        .take(ID_CHARACTERS)
        .collect();
    let author = printable(&commit.author, TITLE_CHARACTERS);
    let verb = commit.subject.split(": ").next().unwrap_or_default();
    let what = match OURS.contains(&verb) {
        true => verb.to_owned(),
        false => format!("\"{}\"", printable(&commit.subject, TITLE_CHARACTERS)),
    };
    let time = time_of(chapter);
    printer.out(format!(
        "{STRONG}{}{STRONG:#} {FAINT}{id}{FAINT:#} {author}, {what}",
        short_time(time)
    ));
    for line in &chapter.lines {
        printer.out(format!("  {}", wrapped(line, columns(), 2, 6)));
    }
}

fn time_of(chapter: &Chapter) -> Timestamp {
    Timestamp::from_second(chapter.commit.time_s).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn part(chapter: &Chapter) -> CommitPart {
    CommitPart {
        id: chapter.commit.commit.to_string(),
        time: time_of(chapter).to_string(),
        author: chapter.commit.author.clone(),
        subject: chapter.commit.subject.clone(),
        operations: operations(&chapter.described, &|_| None).unwrap_or_default(),
    }
}
