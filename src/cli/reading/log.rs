//! `git board log`: the story of boards, or of a card, in the words of plans.

use std::ops::ControlFlow;

use jiff::Timestamp;

use crate::board::printable::printable;
use crate::cli::args::{CommonOptions, LogOptions};
use crate::cli::connection::{account_of, open_repo};
use crate::cli::desk::start_of;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::json::{CommitPart, operations, problems};
use crate::cli::printer::{CHANGED, FAINT, Printer, STRONG};
use crate::cli::progress::Progress;
use crate::cli::writing::find::Finder;
use crate::monitor::Monitor;
use crate::plan::words::{TITLE_CHARACTERS, short_time};
use crate::repo::{CommitId, Repo};
use crate::sync::error::SyncError;
use crate::sync::here::here;
use crate::sync::session::Server;
use crate::sync::story::{About, Chapter, known_at, story};

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
    let repo = open_repo(common)?;
    let server = account_of(&repo)?.server;
    let progress = Progress::new(printer, true);
    let Some(head) = repo.head().map_err(SyncError::from)?.commit() else {
        printer.note("Nothing was committed yet.");
        return Ok(Exit::Done);
    };
    let from = (&repo, &server, &progress as _);
    let about = match options.what.as_deref() {
        None => About::All,
        Some(word) => about(from, head, &start_of(common, repo.workdir()), word)?,
    };
    let most = options.max_count.unwrap_or(usize::MAX);
    let mut told = 0;
    printer.record(|document| document.commits = Some(Vec::new()));
    let _pager = Pager::start(&repo, &printer);
    let mut tell = |chapter: Chapter| {
        if told > 0 {
            printer.out("");
        }
        told += 1;
        print(&printer, &chapter);
        printer.record(|document| {
            let commits = document.commits.get_or_insert_default();
            commits.push(part(&chapter));
        });
        match told == most || printer.is_alone() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    if most > 0 {
        story(from, head, &about, &mut tell)?;
    }
    if told == 0 && most > 0 {
        printer.note("Nothing was committed about it.");
    }
    Ok(Exit::Done)
}

/// Returns what a person means by a word: something in the files here or, where these cannot be read
/// or do not have it, in the last commit.
fn about(
    from @ (repo, server, monitor): (&Repo, &Server, &dyn Monitor),
    head: CommitId,
    start: &str,
    word: &str,
) -> Result<About, Failure> {
    let here = here(repo, server, monitor);
    let found = here.map(|here| Finder::new(here.known(), start).anything(word));
    if let Ok(Ok(about)) = found {
        return Ok(about);
    }
    let committed = known_at(from, head)?;
    let then = Finder::new(&committed, start).anything(word);
    // What is said of the files here is nearer to what the person sees.
    then.or_else(|failure| found.unwrap_or(Err(failure)))
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
    for problem in &chapter.unread {
        let words = format!("could not read {problem}; it is told as it was before");
        let words = wrapped(&words, columns(), 2, 6);
        printer.out(format!("  {CHANGED}{words}{CHANGED:#}"));
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
        problems: problems(&chapter.unread),
    }
}
