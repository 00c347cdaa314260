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

/// What is kept of a state, some boards apart.
pub(super) struct Apart {
    /// The boards that were asked for.
    pub(super) aside: Vec<Outline>,
    /// What the files of the others say, without those that are damaged.
    pub(super) known: Known,
    /// True if none is.
    pub(super) is_all: bool,
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
        let entries: Vec<&Entry> = self.index.boards.iter().collect();
        let parts = self.parts(&entries);
        let is_all = parts.len() == entries.len();
        match decode::known(&self.index.organization, parts) {
            Some(known) => (known, is_all),
            None => (Known::default(), false),
        }
    }

    /// Returns those of the boards `among` that are in these folders apart from the others; a folder
    /// whose tree was another then counts among the others.
    pub(super) fn apart(
        &self,
        folders: &BTreeMap<String, TreeId>,
        among: &BTreeSet<BoardId>,
    ) -> Option<Apart> {
        let is_aside = |entry: &&Entry| {
            folders.get(&entry.folder) == Some(&entry.tree)
                && among.contains(&BoardId::new(entry.id.as_str()))
        };
        let boards = self.index.boards.iter();
        let (aside, whole): (Vec<_>, Vec<_>) = boards.partition(is_aside);
        let aside = aside.into_iter().map(|entry| Outline {
            folder: entry.folder.clone(),
            board: BoardKey::known(entry.id.as_str()),
            has_attachments: entry.has_attachments,
        });
        let parts = self.parts(&whole);
        Some(Apart {
            aside: aside.collect(),
            is_all: parts.len() == whole.len(),
            known: decode::known(&self.index.organization, parts)?,
        })
    }

    /// Reads boards, half of them on another thread; those that are damaged are left out.
    fn parts(&self, entries: &[&Entry]) -> Vec<decode::Part> {
        let read = |entries: &[&Entry]| -> Vec<decode::Part> {
            entries
                .iter()
                .filter_map(|entry| self.part(entry))
                .collect()
        };
        let (first, second) = entries.split_at(entries.len() / 2);
        std::thread::scope(|scope| {
            let first = scope.spawn(|| read(first));
            let second = read(second);
            match first.join() {
                Ok(mut parts) => {
                    parts.extend(second);
                    parts
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
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
