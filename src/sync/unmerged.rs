//! Files in conflict, told with what they contradict each other in.

use std::collections::BTreeSet;

use crate::plan::Conflict;
use crate::repo::{Repo, Scan, Unmerged};
use crate::text::{Known, Problem};

use super::card_files::{ThreeTexts, card_thing, conflicts_in};
use super::error::SyncError;
use super::session::Server;

/// A file in conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmergedFile {
    /// The file.
    pub path: String,
    /// The first line with a marker, from 1.
    pub line: Option<usize>,
    /// What contradicts what, and the way out; both in words.
    pub what: Vec<(String, String)>,
}

/// Returns the files that the index holds as in conflict and that still are; `known` is what the
/// files say, and `problems` is what is wrong with them.
///
/// What one side deleted is settled without git's being told, by deleting the file or taking its
/// `id` out.
///
/// # Errors
/// A stored version cannot be read.
pub(super) fn still_unmerged(
    repo: &Repo,
    server: &Server,
    scan: &Scan,
    known: &Known,
    problems: &[Problem],
) -> Result<Vec<UnmergedFile>, SyncError> {
    let new_files = new_files(known);
    let is_settled = |path: &str, stages: &Unmerged| {
        stages.is_deletion()
            && (scan.files.get(path).is_none() || new_files.contains(path))
            && is_of_boards(scan, path)
    };
    let mut files = Vec::new();
    for (path, stages) in &scan.unmerged {
        if is_settled(path, stages) {
            continue;
        }
        let marked = problems
            .iter()
            .find(|one| one.path == *path && one.is_conflict());
        files.push(UnmergedFile {
            path: path.clone(),
            line: marked.and_then(|problem| problem.line),
            what: words(repo, server, path, stages)?,
        });
    }
    Ok(files)
}

/// Returns true if a path lies in a folder that is looked at; of others the scan knows nothing.
fn is_of_boards(scan: &Scan, path: &str) -> bool {
    let Some((top, _)) = path.split_once('/') else {
        return false;
    };
    scan.files.below(top).next().is_some()
        || scan.unmerged.keys().any(|other| {
            other
                .strip_prefix(top)
                .is_some_and(|rest| rest == format!("/{}", crate::text::BOARD_FILE))
        })
}

/// Returns the files of things that have no id.
fn new_files(known: &Known) -> BTreeSet<String> {
    let layout = &known.layout;
    let cards = layout.cards.iter().filter(|(key, _)| key.is_new());
    let cards = cards.map(|(_, file)| file.path.clone());
    let stacks = layout.stacks.iter().filter(|(key, _)| key.is_new());
    let stacks = stacks.map(|(_, folder)| format!("{}/{}", folder.path, crate::text::STACK_FILE));
    let boards = layout.boards.iter().filter(|(key, _)| key.is_new());
    let boards = boards.map(|(_, folder)| format!("{}/{}", folder.path, crate::text::BOARD_FILE));
    let comments = layout.cards.values().flat_map(|card| &card.comments);
    let comments = comments.filter(|(key, _)| key.is_new());
    let comments = comments.map(|(_, file)| file.path.clone());
    let all = cards.chain(stacks).chain(boards);
    all.chain(comments).collect()
}

fn words(
    repo: &Repo,
    server: &Server,
    path: &str,
    stages: &Unmerged,
) -> Result<Vec<(String, String)>, SyncError> {
    let said = |what: &str, way_out: &str| vec![(what.to_owned(), way_out.to_owned())];
    let thing_in = |bytes: &[u8]| card_thing(server.service, path, bytes);
    let in_words = |conflict: Conflict| vec![(conflict.to_string(), conflict.way_out())];
    let (ours, theirs) = match (stages.ours, stages.theirs) {
        (Some(ours), Some(theirs)) => (repo.read_blob(ours)?, repo.read_blob(theirs)?),
        (Some(ours), None) => {
            return Ok(match thing_in(&repo.read_blob(ours)?) {
                Some(thing) => in_words(Conflict::DeletedThereChangedHere { thing }),
                None => said(
                    "deleted there and changed here",
                    "delete it, or remove its `id` to make a new one",
                ),
            });
        }
        (None, Some(theirs)) => {
            return Ok(match thing_in(&repo.read_blob(theirs)?) {
                Some(thing) => in_words(Conflict::DeletedHereChangedThere { thing }),
                None => said(
                    "deleted here and changed there",
                    "delete it again to mean it, or keep it with `git add`",
                ),
            });
        }
        (None, None) => {
            return Ok(said("deleted on both sides", "settle it with `git rm`"));
        }
    };
    let base = stages.base.map(|base| repo.read_blob(base)).transpose()?;
    let texts = ThreeTexts {
        base: base.as_deref(),
        ours: &ours,
        theirs: &theirs,
    };
    let conflicts = conflicts_in(server.service, path, texts);
    if conflicts.is_empty() {
        return Ok(said(
            "changed on both sides",
            "keep one of the values, or write a third",
        ));
    }
    Ok(conflicts
        .iter()
        .map(|conflict| (conflict.to_string(), conflict.way_out()))
        .collect())
}
