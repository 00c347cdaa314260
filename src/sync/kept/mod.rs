//! What a state's files say, kept in git's folder so that they need not be parsed again.
//!
//! A cache and nothing more: it is taken only for the very tree that it was made of, by the very
//! program that made it, and one that cannot be read counts as none.

mod decode;
mod encode;

use std::fs;
use std::io::{self, Write};
use std::sync::Arc;

use flate2::Crc;

use crate::board::Service;
use crate::repo::{Repo, TreeId};
use crate::text::Known;

use decode::decode;
use encode::encode;

const FILE: &str = "known";

/// Raised whenever what is kept is laid out otherwise, or the files are read otherwise.
const FORM: u32 = 10;

/// What is kept of a tree.
pub(super) struct Kept {
    /// The tree of the boards alone.
    pub(super) tree: TreeId,
    /// What its files say.
    pub(super) known: Known,
}

/// Returns what was kept last; none where nothing was, or it is damaged, or of another program.
pub(super) fn kept(repo: &Repo, service: Service) -> Option<Kept> {
    let bytes = fs::read(repo.common_folder().ok()?.join(FILE)).ok()?;
    let rest = bytes.strip_prefix(head(service).as_bytes())?;
    let (rest, sum) = rest.split_last_chunk::<4>()?;
    let mut crc = Crc::new();
    crc.update(rest);
    let (tree, body) = rest.split_first_chunk::<20>()?;
    if crc.sum() != u32::from_le_bytes(*sum) {
        return None;
    }
    Some(Kept {
        tree: TreeId::from_raw(*tree),
        known: decode(body)?,
    })
}

/// Keeps what a tree of boards says, instead of what was kept before; on a thread of its own, since
/// nobody waits for it.
///
/// A folder that cannot be written to only costs time: the files are parsed again.
pub(super) fn keep(repo: &Repo, service: Service, tree: TreeId, known: &Arc<Known>) {
    let Ok(cache) = repo.cache(FILE) else {
        return;
    };
    let known = Arc::clone(known);
    repo.beside(move || {
        let _ = cache.write(|file| {
            file.write_all(head(service).as_bytes())?;
            let mut file = Summed {
                file,
                crc: Crc::new(),
            };
            file.write_all(tree.as_raw())?;
            encode(&known, &mut file)?;
            let Summed { file, crc } = file;
            file.write_all(&crc.sum().to_le_bytes())
        });
    });
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
