//! What a state's files say, kept in git's folder so that they need not be parsed again.
//!
//! An index says which boards the last state had, and a file for each board what its files say,
//! under a name that follows from its folder and their tree: what changes neither is not written
//! again.
//!
//! A cache and nothing more: a board is taken only for the very tree that it was made of, by the
//! very program that made it, and what cannot be read counts as none.

mod decode;
mod encode;
mod index;
mod stored;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::board::{BoardId, BoardKey, Service};
use crate::repo::{Repo, RepoError, TreeId};
use crate::text::Known;
use crate::two_threads::by_two_threads;

use index::{Entry, Index};

/// The folder of all that is kept, and its index.
const FOLDER: &str = "parsed";
const INDEX: &str = "parsed/index";

/// Raised whenever what is kept is laid out otherwise, or the files are read otherwise.
const FORM: u32 = 13;

/// What is kept of a state.
pub(super) struct Kept {
    index: Index,
    /// Where the boards are.
    folder: PathBuf,
    head: String,
}

/// Some of the boards that are kept, not read yet.
pub(super) struct Others<'a> {
    kept: &'a Kept,
    boards: Vec<&'a Entry>,
}

/// What is known of a board without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) folder: String,
    pub(super) board: BoardKey,
    /// True if something hangs on one of its cards.
    pub(super) has_attachments: bool,
}

/// Returns what was kept last; none where nothing was, or it is damaged, or of another program.
pub(super) fn kept(repo: &Repo, service: Service) -> Option<Kept> {
    let folder = repo.common_folder().ok()?;
    let head = head(service);
    let bytes = stored::read(&folder.join(INDEX), &head)?;
    Some(Kept {
        index: Index::parse(&bytes)?,
        folder: folder.join(FOLDER),
        head,
    })
}

impl Kept {
    /// The tree of the boards alone.
    pub(super) fn tree(&self) -> TreeId {
        self.index.tree
    }

    /// Returns what the files say, without boards that are damaged, and whether that is all.
    pub(super) fn known(&self) -> (Known, bool) {
        let boards = self.index.boards.iter().collect();
        Others { kept: self, boards }.known()
    }

    /// Returns those of the boards `among` that are in these folders apart from the others, which can
    /// still be read; a folder whose tree was another then counts among the others.
    pub(super) fn apart(
        &self,
        folders: &BTreeMap<String, TreeId>,
        among: &BTreeSet<BoardId>,
    ) -> (Vec<Outline>, Others<'_>) {
        let is_aside = |entry: &&Entry| {
            folders.get(&entry.folder) == Some(&entry.tree)
                && among.contains(&BoardId::new(entry.id.as_str()))
        };
        let boards = self.index.boards.iter();
        let (aside, others) = boards.partition::<Vec<&Entry>, _>(is_aside);
        let aside = aside.into_iter().map(|entry| Outline {
            folder: entry.folder.clone(),
            board: BoardKey::known(entry.id.as_str()),
            has_attachments: entry.has_attachments,
        });
        let others = Others {
            kept: self,
            boards: others,
        };
        (aside.collect(), others)
    }

    /// Reads a board; one that is damaged goes away, to be kept anew.
    fn part(&self, entry: &Entry) -> Option<decode::Part> {
        let path = self.folder.join(entry.file_name());
        let bytes = stored::read(&path, &self.head);
        let part = bytes.and_then(|bytes| decode::part(&bytes));
        if part.is_none() {
            // It only saves time.
            let _ = std::fs::remove_file(path);
        }
        part
    }
}

impl Others<'_> {
    /// Returns what the files say, without boards that are damaged, and whether that is all.
    pub(super) fn known(&self) -> (Known, bool) {
        let read = by_two_threads(&self.boards, |entry| self.kept.part(entry));
        let parts: Vec<decode::Part> = read.into_iter().flatten().collect();
        let is_all = parts.len() == self.boards.len();
        match decode::known(&self.kept.index.organization, parts) {
            Some(known) => (known, is_all),
            None => (Known::default(), false),
        }
    }
}

/// Keeps what the boards of `tree` say, instead of what was kept before; on a thread of its own,
/// since nobody waits for it.
///
/// What `known` leaves out is taken from `aside`, as long as its tree is the same. A folder that
/// cannot be written to only costs time: the files are parsed again.
///
/// # Errors
/// `tree` cannot be read.
pub(super) fn keep(
    repo: &Repo,
    service: Service,
    tree: TreeId,
    known: &Arc<Known>,
    aside: Option<&Kept>,
) -> Result<(), RepoError> {
    let boards = repo.boards_tree(tree)?;
    let folders = repo.folder_trees(tree)?;
    let Some(entries) = index::entries(known, &folders, aside) else {
        return Ok(());
    };
    let Ok(cache) = repo.cache(INDEX) else {
        return Ok(());
    };
    let known = Arc::clone(known);
    let head = head(service);
    repo.beside(move || {
        let _ = stored::write(&cache, &head, &known, boards, entries);
    });
    Ok(())
}

fn head(service: Service) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("git-board {version} {FORM} {}\n", service.title())
}

#[cfg(test)]
mod tests;
