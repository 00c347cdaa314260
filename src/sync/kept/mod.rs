//! What a state's files say, kept in git's folder so that they need not be parsed again.
//!
//! A cache and nothing more: it is taken only for the very tree that it was made of, by the very
//! program that made it, and one that cannot be read counts as none.

mod decode;
mod encode;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::sync::Arc;

use flate2::Crc;

use crate::board::{Board, Service};
use crate::repo::{Repo, RepoError, TreeId};
use crate::text::Known;

use decode::{Part, decode, parts};
use encode::encode;

const FILE: &str = "known";

/// Raised whenever what is kept is laid out otherwise, or the files are read otherwise.
const FORM: u32 = 10;

/// What is kept of a tree.
pub(super) struct Kept {
    /// The tree of the boards alone.
    pub(super) tree: TreeId,
    /// What its files say, in parts.
    bytes: Vec<u8>,
}

/// What is kept of a tree, some boards apart.
pub(super) struct Apart {
    /// The boards that were asked for and that are kept, by their folders.
    pub(super) aside: BTreeMap<String, Arc<Board>>,
    /// What the files of the others say.
    pub(super) known: Known,
}

/// Returns what was kept last; none where nothing was, or it is damaged, or of another program.
pub(super) fn kept(repo: &Repo, service: Service) -> Option<Kept> {
    let mut bytes = fs::read(repo.common_folder().ok()?.join(FILE)).ok()?;
    let head = head(service);
    let rest = bytes.strip_prefix(head.as_bytes())?;
    let (rest, sum) = rest.split_last_chunk::<4>()?;
    let mut crc = Crc::new();
    crc.update(rest);
    if crc.sum() != u32::from_le_bytes(*sum) {
        return None;
    }
    let (tree, body) = rest.split_first_chunk::<20>()?;
    let tree = TreeId::from_raw(*tree);
    let (start, length) = (bytes.len() - 4 - body.len(), body.len());
    bytes.drain(..start);
    bytes.truncate(length);
    Some(Kept { tree, bytes })
}

impl Kept {
    /// Returns what the files say.
    pub(super) fn known(&self) -> Option<Known> {
        let parts = parts(&self.bytes)?;
        let (known, _) = decode(&parts.iter().collect::<Vec<_>>(), &[])?;
        Some(known)
    }

    /// Returns the boards of these folders apart from the others; a folder whose tree was another
    /// then counts among the others.
    pub(super) fn apart(&self, folders: &BTreeMap<String, TreeId>) -> Option<Apart> {
        let parts = parts(&self.bytes)?;
        let is_aside = |part: &&Part<'_>| folders.get(part.folder) == Some(&part.tree);
        let (aside, whole): (Vec<_>, Vec<_>) = parts.iter().partition(is_aside);
        let (known, boards) = decode(&whole, &aside)?;
        let folders = aside.iter().map(|part| part.folder.to_owned());
        Some(Apart {
            aside: folders.zip(boards).collect(),
            known,
        })
    }
}

/// Keeps what the boards of `tree` say, instead of what was kept before; on a thread of its own,
/// since nobody waits for it.
///
/// A folder that cannot be written to only costs time: the files are parsed again.
///
/// # Errors
/// `tree` cannot be read.
pub(super) fn keep(
    repo: &Repo,
    service: Service,
    tree: TreeId,
    known: &Arc<Known>,
) -> Result<(), RepoError> {
    let boards = repo.boards_tree(tree)?;
    let folders = repo.folder_trees(tree)?;
    let Ok(cache) = repo.cache(FILE) else {
        return Ok(());
    };
    let known = Arc::clone(known);
    repo.beside(move || {
        let _ = cache.write(|file| {
            file.write_all(head(service).as_bytes())?;
            let mut file = Summed {
                file,
                crc: Crc::new(),
            };
            file.write_all(boards.as_raw())?;
            encode(&known, &folders, &mut file)?;
            let Summed { file, crc } = file;
            file.write_all(&crc.sum().to_le_bytes())
        });
    });
    Ok(())
}

/// A file that is written part by part, so that the whole is never in memory, and its checksum.
struct Summed<'a> {
    file: &'a mut dyn Write,
    crc: Crc,
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.crc.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn head(service: Service) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("git-board {version} {FORM} {}\n", service.title())
}

#[cfg(test)]
mod tests;
