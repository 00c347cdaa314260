//! What a state's files say, kept in git's folder so that they need not be parsed again.
//!
//! A cache and nothing more: it is taken only for the very tree that it was made of, by the very
//! program that made it, and one that cannot be read counts as none.

mod decode;
mod encode;

use std::fs;

use flate2::Crc;

use crate::board::Service;
use crate::repo::{Repo, TreeId};
use crate::text::Known;

use decode::decode;
use encode::encode;

const FILE: &str = "known";

/// Raised whenever what is kept is laid out otherwise, or the files are read otherwise.
const FORM: u32 = 4;

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
    let (tree, rest) = rest.split_first_chunk::<20>()?;
    let (sum, body) = rest.split_first_chunk::<4>()?;
    if checksum(tree, body) != u32::from_le_bytes(*sum) {
        return None;
    }
    Some(Kept {
        tree: TreeId::from_raw(*tree),
        known: decode(body)?,
    })
}

/// Keeps what a tree of boards says, instead of what was kept before.
///
/// A folder that cannot be written to only costs time: the files are parsed again.
pub(super) fn keep(repo: &Repo, service: Service, tree: TreeId, known: &Known) {
    let Some(body) = encode(known) else { return };
    let mut bytes = head(service).into_bytes();
    bytes.reserve(24 + body.len());
    bytes.extend_from_slice(tree.as_raw());
    bytes.extend_from_slice(&checksum(tree.as_raw(), &body).to_le_bytes());
    bytes.extend_from_slice(&body);
    let _ = repo.write_cache(FILE, &bytes);
}

fn head(service: Service) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("git-board {version} {FORM} {}\n", service.title())
}

fn checksum(tree: &[u8; 20], body: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(tree);
    crc.update(body);
    crc.sum()
}

#[cfg(test)]
mod tests;
