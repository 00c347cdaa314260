//! The files that are kept: a line that says of which program they are, what they hold, its checksum.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use flate2::Crc;

use super::encode;
use super::index::{Entry, Index};
use crate::repo::{CacheFile, RepoError, TreeId};
use crate::text::Known;

/// Returns what a file holds; none where it is damaged, or begins with another line.
pub(super) fn read(path: &Path, head: &str) -> Option<Vec<u8>> {
    let mut bytes = fs::read(path).ok()?;
    let rest = bytes.strip_prefix(head.as_bytes())?;
    let (body, sum) = rest.split_last_chunk::<4>()?;
    let mut crc = Crc::new();
    crc.update(body);
    if crc.sum() != u32::from_le_bytes(*sum) {
        return None;
    }
    let length = body.len();
    bytes.drain(..head.len());
    bytes.truncate(length);
    Some(bytes)
}

/// Writes the boards that are not there yet, then the index `cache`, and removes what is no longer
/// in it.
///
/// # Errors
/// The system's.
pub(super) fn write(
    cache: &CacheFile,
    head: &str,
    known: &Known,
    tree: TreeId,
    boards: Vec<Entry>,
) -> Result<(), RepoError> {
    let mut bytes = Vec::new();
    for board in &known.account.boards {
        let folder = known.layout.boards.get(&board.key);
        let entry = boards
            .iter()
            .find(|entry| folder.is_some_and(|folder| folder.path == entry.folder));
        let Some(entry) = entry else {
            continue;
        };
        let file = cache.beside(&entry.file_name());
        if file.path().exists() {
            continue;
        }
        bytes.clear();
        if encode::part(board, &known.layout, &mut bytes).is_none() {
            // Only files of people say so.
            return Ok(());
        }
        write_summed(&file, head, &bytes)?;
    }
    let index = Index {
        tree,
        organization: encode::organization(known),
        boards,
    };
    write_summed(cache, head, &index.bytes())?;
    remove_others(cache, &index);
    Ok(())
}

fn write_summed(file: &CacheFile, head: &str, bytes: &[u8]) -> Result<(), RepoError> {
    let mut crc = Crc::new();
    crc.update(bytes);
    file.write(|out| {
        out.write_all(head.as_bytes())?;
        out.write_all(bytes)?;
        out.write_all(&crc.sum().to_le_bytes())
    })
}

/// Removes the boards that no index names any more; one that cannot be removed only takes room.
fn remove_others(cache: &CacheFile, index: &Index) {
    let named = index.boards.iter().map(Entry::file_name);
    let named: BTreeSet<String> = named.collect();
    let is_board = |name: &str| name.len() == 40 && name.bytes().all(|b| b.is_ascii_hexdigit());
    let Some(folder) = cache.path().parent() else {
        return;
    };
    let Ok(files) = fs::read_dir(folder) else {
        return;
    };
    for file in files.filter_map(io::Result::ok) {
        let name = file.file_name();
        let is_left = |name: &str| is_board(name) && !named.contains(name);
        if name.to_str().is_some_and(is_left) {
            let _ = fs::remove_file(file.path());
        }
    }
}
