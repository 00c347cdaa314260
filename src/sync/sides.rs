//! The sides of a merge: states that are stored, and the working tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::board::Service;
use crate::files::Files;
use crate::monitor::{Event, Monitor};
use crate::repo::{Repo, Scan, ScanProblem, StateCommit, TreeId};
use crate::text::{self, Known, Problem, Severity, TextRead};

use super::bases::Bases;
use super::error::SyncError;
use super::kept;
use super::session::Server;
use super::unmerged::still_unmerged;

/// A side that is a commit's tree.
#[derive(Clone, Debug)]
pub struct StoredSide {
    /// The whole tree.
    pub tree: TreeId,
    /// Its files that are boards'.
    pub files: Arc<Files>,
    /// What they say.
    pub known: Arc<Known>,
}

/// A state that was agreed with the server, or fetched from it.
#[derive(Clone, Debug)]
pub struct StateSide {
    /// The commit.
    pub commit: StateCommit,
    /// Its tree.
    pub side: StoredSide,
}

/// The working tree.
#[derive(Debug)]
pub struct LocalSide {
    /// The files as they were found.
    pub scan: Scan,
    /// What they say.
    pub known: Known,
    /// Warnings; errors stop the reading.
    pub warnings: Vec<Problem>,
}

/// Whose bytes a stored tree holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A state's, which nobody but this program has written: every byte means what it says.
    Ours,
    /// A person's commit.
    Theirs,
}

/// Reads a stored tree; what it shares with `like` is shared in memory.
///
/// What the last state said is kept in git's folder: without `like`, only files are parsed whose
/// content that state has not.
///
/// # Errors
/// Objects are missing, or `BrokenState` if the files cannot be read as boards.
pub fn stored_side(
    repo: &Repo,
    server: &Server,
    (tree, whose): (TreeId, Whose),
    like: Option<&Known>,
    monitor: &dyn Monitor,
) -> Result<StoredSide, SyncError> {
    let files = repo.board_files(tree)?;
    let service = server.service;
    let is_cacheable = whose == Whose::Ours && like.is_none();
    let kept = is_cacheable.then(|| kept::kept(repo, service)).flatten();
    let (known, is_all) = match &kept {
        Some(kept) => kept.known(),
        None => (Known::default(), false),
    };
    let whole = kept.filter(|_| is_all).map(|kept| kept.tree());
    if let Some(whole) = whole
        && whole == repo.boards_tree(tree)?
    {
        debug_assert_eq!(
            read_stored(repo, service, (&files, whose), None)?.known,
            known,
            "what is kept of a state is what its files say"
        );
        let known = Arc::new(known);
        return Ok(StoredSide { tree, files, known });
    }
    let like = like.unwrap_or(&known);
    let read = read_stored(repo, service, (&files, whose), Some(like))?;
    monitor.report(Event::Parsed(read.parsed as u64));
    let errors = errors_among(read.problems).0;
    if !errors.is_empty() {
        return Err(SyncError::BrokenState(errors));
    }
    let known = Arc::new(read.known);
    if is_cacheable {
        kept::keep(repo, service, tree, &known, None)?;
    }
    Ok(StoredSide { tree, files, known })
}

fn read_stored(
    repo: &Repo,
    service: Service,
    (files, whose): (&Files, Whose),
    like: Option<&Known>,
) -> Result<TextRead, SyncError> {
    let blobs = repo.blobs()?;
    Ok(match whose {
        Whose::Ours => text::read_state(service, files, &blobs, like),
        Whose::Theirs => text::read(service, files, &blobs, like),
    })
}

/// Reads the working tree, compared with the states that count as base, newest first.
///
/// # Errors
/// `Attributes`, `Unmerged`, `Problems`: all of them, not the first; or the system's words.
pub fn local_side(
    repo: &Repo,
    server: &Server,
    bases: &Bases,
    monitor: &dyn Monitor,
) -> Result<LocalSide, SyncError> {
    let scan = repo.scan(&bases.newest().side.files)?;
    local_side_of(repo, server, bases, scan, monitor)
}

/// Does so with a scan of the working tree that was made over the files of the newest of `bases`.
///
/// # Errors
/// As for [`local_side`].
pub(super) fn local_side_of(
    repo: &Repo,
    server: &Server,
    bases: &Bases,
    scan: Scan,
    monitor: &dyn Monitor,
) -> Result<LocalSide, SyncError> {
    let (base, others) = (bases.newest(), bases.older());
    let with_others;
    let mut known = base.side.known.as_ref();
    if !others.is_empty() {
        with_others = others.iter().fold(known.clone(), |known, other| {
            known.with_older(&other.side.known)
        });
        known = &with_others;
    }
    if !scan.problems.is_empty() {
        return Err(SyncError::Scan(problems_in_words(&scan.problems)));
    }
    let read = text::read(server.service, &scan.files, &scan, Some(known));
    monitor.report(Event::Parsed(read.parsed as u64));
    let (errors, warnings) = errors_among(read.problems);
    let unmerged = still_unmerged(repo, server, &scan, &read.known, &errors)?;
    let is_told = |problem: &Problem| {
        problem.is_conflict() && unmerged.iter().any(|file| file.path == problem.path)
    };
    if !errors.iter().all(is_told) {
        return Err(SyncError::Problems(errors));
    }
    if !unmerged.is_empty() {
        return Err(SyncError::Unmerged(unmerged));
    }
    Ok(LocalSide {
        scan,
        known: read.known,
        warnings,
    })
}

/// Returns a line a problem; an attribute, which is mostly set for many files at once, is told
/// once, with the first file.
fn problems_in_words(problems: &[ScanProblem]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut attributes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for problem in problems {
        match problem {
            ScanProblem::NotUtf8 { path } => {
                lines.push(format!("{path}: the name is not UTF-8; rename it"));
            }
            ScanProblem::UnreadableFolder { path, reason } => {
                lines.push(format!("{path}: {reason}"));
            }
            ScanProblem::Attribute(problem) => attributes
                .entry(&problem.attribute)
                .or_default()
                .push(&problem.path),
        }
    }
    lines.extend(attributes.iter().map(|(attribute, paths)| {
        let files = match paths.as_slice() {
            [one] => (*one).to_owned(),
            [first, others @ ..] => format!("{first} and {} more", others.len()),
            [] => String::new(),
        };
        let (what, way_out) = if attribute.starts_with("core.autocrlf") {
            ("setting", "put `* -text` into .gitattributes")
        } else {
            ("attribute", "take it out of .gitattributes")
        };
        format!("{files}: the {what} `{attribute}` lets git change bytes; {way_out}")
    }));
    lines
}

fn errors_among(problems: Vec<Problem>) -> (Vec<Problem>, Vec<Problem>) {
    problems
        .into_iter()
        .partition(|problem| problem.severity == Severity::Error)
}
