//! `git board check`: everything that a push would refuse, told offline; and mending of what is
//! mechanical.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::board::printable::printable;
use crate::cli::args::{CheckOptions, CommonOptions};
use crate::cli::conflict_view::unmerged_words;
use crate::cli::connection::{account_of, open_repo};
use crate::cli::desk::{Desk, start_of};
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::json;
use crate::cli::merge_driver;
use crate::cli::printer::{CHANGED, Printer, REMOVED};
use crate::cli::progress::Progress;
use crate::cli::running::now;
use crate::plan::words::TITLE_CHARACTERS;
use crate::repo::Repo;
use crate::sync::checking::{findings, mend};
use crate::sync::error::SyncError;
use crate::sync::here::here;
use crate::sync::unmerged::UnmergedFile;
use crate::text::{Problem, suggestion};

/// Lists everything in the files that a push would refuse; asks nobody.
///
/// # Errors
/// In words for a person.
pub fn check(
    common: &CommonOptions,
    options: &CheckOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let mut repo = open_repo(common)?;
    let asked = Asked::of(common, options, &repo)?;
    let known = account_of(&repo)?;
    if options.fix {
        let was_set_up = merge_driver::is_set_up(&repo)?;
        // What is there may name a program that is gone.
        merge_driver::set_up(&mut repo)?;
        if !was_set_up {
            printer.out("git merges cards by field in this clone now.");
        }
    } else if !merge_driver::is_set_up(&repo)? {
        printer.note("git merges cards by lines here; `git board check --fix` mends that.");
    }
    let progress = Progress::new(printer, true);
    let mut problems = match here(&repo, &known.server, &progress) {
        Ok(here) => {
            let mut problems = here.warnings().to_vec();
            problems.extend(findings(&repo, &known.server, &here, now())?);
            problems
        }
        Err(SyncError::Problems(problems)) => problems,
        Err(SyncError::Unmerged(files)) => return Ok(unmerged(&printer, &files, &asked)),
        Err(error) => return Err(error.into()),
    };
    if options.fix && !problems.iter().any(Problem::is_error) {
        drop(progress);
        drop(repo);
        problems = fix(common, printer)?;
    }
    problems.retain(|problem| asked.is_about(&problem.path));
    report(&printer, &problems)
}

/// The paths that a person asks about.
struct Asked(Vec<String>);

impl Asked {
    /// Returns the paths from the top of the repository.
    ///
    /// # Errors
    /// Nothing stands there, neither in the files nor in the last commit.
    fn of(common: &CommonOptions, options: &CheckOptions, repo: &Repo) -> Result<Self, Failure> {
        let start = start_of(common, repo.workdir());
        let mut asked = Vec::new();
        for word in &options.paths {
            let path = from_the_top(&start, word, repo.workdir());
            if fs::symlink_metadata(repo.workdir().join(&path)).is_err() {
                check_is_committed(repo, word, &path)?;
            }
            asked.push(path);
        }
        Ok(Self(asked))
    }

    fn is_about(&self, path: &str) -> bool {
        let is_within = |asked: &String| {
            let rest = path.strip_prefix(asked.as_str());
            rest.is_some_and(|rest| asked.is_empty() || rest.is_empty() || rest.starts_with('/'))
        };
        self.0.is_empty() || self.0.iter().any(is_within)
    }
}

/// Returns a path as a person writes it in the folder `start`, from the top of the repository.
fn from_the_top(start: &str, word: &str, top: &Path) -> String {
    let (start, word) = match Path::new(word).strip_prefix(top) {
        Ok(within) => ("", within.to_str().unwrap_or(word)),
        Err(_) => (start, word),
    };
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in word.split('/') {
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

/// Refuses a path that the last commit has not either: of one that was deleted there may be much to
/// say.
fn check_is_committed(repo: &Repo, word: &str, path: &str) -> Result<(), Failure> {
    let mut known = BTreeSet::new();
    if let Some(head) = repo.head().map_err(SyncError::from)?.commit() {
        let tree = repo.tree_of(head).map_err(SyncError::from)?;
        let files = repo.board_files(tree).map_err(SyncError::from)?;
        for file in files.entries.keys() {
            let ends = file.match_indices('/').map(|(end, _)| end);
            known.extend(ends.chain([file.len()]).map(|end| file[..end].to_owned()));
        }
    }
    if known.contains(path) {
        return Ok(());
    }
    let shown = printable(word, TITLE_CHARACTERS);
    let failure = Failure::new(Exit::Usage, format!("`{shown}` did not match any file"));
    Err(match suggestion(path, known.iter().map(String::as_str)) {
        Some(near) => failure.hint(format!("did you mean `{}`?", printable(near, usize::MAX))),
        None => failure.hint("name a file or folder that is there; it counts from your folder"),
    })
}

/// Mends what is mechanical; returns what is left.
fn fix(common: &CommonOptions, printer: Printer) -> Result<Vec<Problem>, Failure> {
    let desk = Desk::to_change(common, printer)?;
    let from = (&desk.repo, &desk.server, &desk.progress as _);
    for line in mend(from, &desk.here)? {
        printer.out(line);
    }
    let here = here(&desk.repo, &desk.server, &desk.progress)?;
    let mut problems = here.warnings().to_vec();
    problems.extend(findings(&desk.repo, &desk.server, &here, now())?);
    Ok(problems)
}

fn unmerged(printer: &Printer, files: &[UnmergedFile], asked: &Asked) -> Exit {
    let files: Vec<&UnmergedFile> = files
        .iter()
        .filter(|file| asked.is_about(&file.path))
        .collect();
    let conflict = |file: &&UnmergedFile| {
        let each = file.what.iter();
        let parts = each.map(|(what, way_out)| {
            json::ConflictPart::of(Some(&file.path), what.clone(), way_out.clone())
        });
        parts.collect::<Vec<_>>()
    };
    printer.record(|document| document.conflicts = files.iter().flat_map(conflict).collect());
    for line in files.iter().flat_map(|file| unmerged_words(file)) {
        let kind = if line.starts_with(' ') { "" } else { "error: " };
        printer.out(format!("{kind}{line}"));
    }
    match files.is_empty() {
        true => Exit::Done,
        false => Exit::Conflicts,
    }
}

fn report(printer: &Printer, problems: &[Problem]) -> Result<Exit, Failure> {
    printer.record(|document| document.problems = json::problems(problems));
    for problem in problems {
        let (style, kind) = match problem.is_error() {
            true => (REMOVED, "error"),
            false => (CHANGED, "warning"),
        };
        printer.out(format!("{style}{kind}{style:#}: {problem}"));
    }
    if problems.iter().any(Problem::is_error) {
        return Ok(Exit::Failed);
    }
    printer.note("The files are fit to be pushed.");
    Ok(Exit::Done)
}
