//! The bytes of git's index: read in versions 2 to 4, written in version 2 or 3.
//!
//! Source: git's `Documentation/gitformat-index.txt`, as of git 2.47.

use sha1::{Digest, Sha1};

use super::stat::Stat;

/// The fixed part of an entry, before its name.
const FIXED_BYTES: usize = 62;

/// An entry of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexEntry {
    /// The path, in the bytes that git keeps.
    pub(super) path: Vec<u8>,
    pub(super) stat: Stat,
    pub(super) mode: u32,
    pub(super) id: [u8; 20],
    /// 0, or 1 base, 2 ours, 3 theirs for a path in conflict.
    pub(super) stage: u8,
    pub(super) assume_valid: bool,
    pub(super) skip_worktree: bool,
    pub(super) intent_to_add: bool,
}

/// The parts of an index that outlive a change of its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IndexFile {
    /// In order of path, then stage.
    pub(super) entries: Vec<IndexEntry>,
    /// The extension `REUC`: how conflicts looked before they were resolved.
    pub(super) resolved: Option<Vec<u8>>,
}

/// Reads an index; a reason in words where it cannot be read.
pub(super) fn decode(bytes: &[u8]) -> Result<IndexFile, String> {
    let broken = || "it is broken".to_owned();
    let body = bytes.len().checked_sub(20).ok_or_else(broken)?;
    let (body, checksum) = bytes.split_at(body);
    // `index.skipHash` leaves zeros.
    if checksum != [0; 20] && Sha1::digest(body)[..] != *checksum {
        return Err("its checksum is wrong".to_owned());
    }
    let mut reader = Reader { bytes: body, at: 0 };
    if reader.take(4) != Some(b"DIRC") {
        return Err(broken());
    }
    let version = reader.number().ok_or_else(broken)?;
    if !(2..=4).contains(&version) {
        return Err(format!("its version {version} is not known"));
    }
    let count = reader.number().ok_or_else(broken)? as usize;
    let mut entries = Vec::with_capacity(count.min(body.len() / FIXED_BYTES));
    let mut path = Vec::new();
    for _ in 0..count {
        let entry = reader.entry(version, &mut path).ok_or_else(broken)?;
        entries.push(entry);
    }
    let resolved = reader.extensions()?;
    Ok(IndexFile { entries, resolved })
}

/// Returns the bytes of an index; the entries stand in order already.
pub(super) fn encode(index: &IndexFile) -> Vec<u8> {
    let is_extended = |entry: &IndexEntry| entry.skip_worktree || entry.intent_to_add;
    let version: u32 = if index.entries.iter().any(is_extended) {
        3
    } else {
        2
    };
    let names: usize = index.entries.iter().map(|entry| entry.path.len()).sum();
    let mut bytes = Vec::with_capacity(64 + names + index.entries.len() * (FIXED_BYTES + 10));
    bytes.extend_from_slice(b"DIRC");
    push(&mut bytes, version);
    push(&mut bytes, index.entries.len() as u32);
    for entry in &index.entries {
        encode_entry(entry, is_extended(entry), &mut bytes);
    }
    if let Some(resolved) = &index.resolved {
        bytes.extend_from_slice(b"REUC");
        push(&mut bytes, resolved.len() as u32);
        bytes.extend_from_slice(resolved);
    }
    let checksum = Sha1::digest(&bytes);
    bytes.extend_from_slice(&checksum);
    bytes
}

fn encode_entry(entry: &IndexEntry, is_extended: bool, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    let Stat {
        changed_s,
        changed_ns,
        modified_s,
        modified_ns,
        device,
        inode,
        user,
        group,
        size,
    } = entry.stat;
    for number in [
        changed_s,
        changed_ns,
        modified_s,
        modified_ns,
        device,
        inode,
    ] {
        push(bytes, number);
    }
    for number in [entry.mode, user, group, size] {
        push(bytes, number);
    }
    bytes.extend_from_slice(&entry.id);
    let length = entry.path.len().min(0x0fff) as u16;
    let flags = u16::from(entry.assume_valid) << 15
        | u16::from(is_extended) << 14
        | u16::from(entry.stage & 3) << 12
        | length;
    bytes.extend_from_slice(&flags.to_be_bytes());
    if is_extended {
        let more = u16::from(entry.skip_worktree) << 14 | u16::from(entry.intent_to_add) << 13;
        bytes.extend_from_slice(&more.to_be_bytes());
    }
    bytes.extend_from_slice(&entry.path);
    // One to eight NULs, up to a multiple of eight.
    let length = (bytes.len() - start) / 8 * 8 + 8;
    bytes.resize(start + length, 0);
}

fn push(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_be_bytes());
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    /// Reads an entry; `path` is that of the entry before, which version 4 builds upon.
    fn entry(&mut self, version: u32, path: &mut Vec<u8>) -> Option<IndexEntry> {
        let start = self.at;
        let mut stat = Stat {
            changed_s: self.number()?,
            changed_ns: self.number()?,
            modified_s: self.number()?,
            modified_ns: self.number()?,
            device: self.number()?,
            inode: self.number()?,
            ..Stat::default()
        };
        let mode = self.number()?;
        stat.user = self.number()?;
        stat.group = self.number()?;
        stat.size = self.number()?;
        let id = self.take(20)?.try_into().ok()?;
        let flags = self.short()?;
        let more = if flags & 0x4000 == 0 {
            0
        } else {
            self.short()?
        };
        if version == 4 {
            let cut = self.varint()?;
            path.truncate(path.len().checked_sub(cut)?);
            path.extend_from_slice(self.until_nul()?);
            self.at += 1;
        } else {
            path.clear();
            path.extend_from_slice(self.until_nul()?);
            let length = (self.at - start) / 8 * 8 + 8;
            self.at = start.checked_add(length)?;
        }
        Some(IndexEntry {
            path: path.clone(),
            stat,
            mode,
            id,
            stage: (flags >> 12 & 3) as u8,
            assume_valid: flags & 0x8000 != 0,
            skip_worktree: more & 0x4000 != 0,
            intent_to_add: more & 0x2000 != 0,
        })
    }

    fn until_nul(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.at..)?;
        let length = rest.iter().position(|byte| *byte == 0)?;
        self.take(length)
    }

    fn varint(&mut self) -> Option<usize> {
        let mut byte = self.take(1)?[0];
        let mut number = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = self.take(1)?[0];
            number = number.checked_add(1)?.checked_shl(7)? | usize::from(byte & 0x7f);
        }
        Some(number)
    }

    /// Reads over the extensions and returns the one that is kept.
    ///
    /// Those that begin with a capital may be dropped: they are caches that git makes anew.
    fn extensions(&mut self) -> Result<Option<Vec<u8>>, String> {
        let mut resolved = None;
        while self.at < self.bytes.len() {
            let broken = || "an extension of it is broken".to_owned();
            let name = self.take(4).ok_or_else(broken)?;
            let length = self.number().ok_or_else(broken)? as usize;
            let content = self.take(length).ok_or_else(broken)?;
            match name {
                b"REUC" => resolved = Some(content.to_vec()),
                b"sdir" => {}
                b"link" => {
                    return Err("it is split; `git update-index --no-split-index` helps".to_owned());
                }
                [b'A'..=b'Z', ..] => {}
                _ => {
                    let name = String::from_utf8_lossy(name);
                    return Err(format!("its extension `{name}` is not known"));
                }
            }
        }
        Ok(resolved)
    }
}

#[cfg(test)]
mod tests {
    use super::{IndexEntry, IndexFile, decode, encode};
    use crate::repo::stat::Stat;

    fn entry(path: &str, stage: u8) -> IndexEntry {
        IndexEntry {
            path: path.as_bytes().to_vec(),
            stat: Stat {
                size: 7,
                inode: 9,
                modified_ns: 3,
                ..Stat::default()
            },
            mode: 0o100_644,
            id: [5; 20],
            stage,
            assume_valid: false,
            skip_worktree: false,
            intent_to_add: false,
        }
    }

    #[test]
    fn an_index_comes_back_as_it_was_written() {
        let mut index = IndexFile {
            entries: vec![
                entry("a", 0),
                entry("a/long/path", 1),
                entry("a/long/path", 3),
            ],
            resolved: Some(b"kept".to_vec()),
        };
        assert_eq!(decode(&encode(&index)), Ok(index.clone()));
        index.entries[0].skip_worktree = true;
        index.entries[1].assume_valid = true;
        index.entries[2].intent_to_add = true;
        index.resolved = None;
        assert_eq!(decode(&encode(&index)), Ok(index));
    }

    #[test]
    fn a_broken_index_is_an_error_and_no_panic() {
        let index = IndexFile {
            entries: vec![entry("a", 0), entry("b", 0)],
            resolved: None,
        };
        let whole = encode(&index);
        for length in 0..whole.len() {
            assert!(decode(&whole[..length]).is_err(), "{length}");
            // Without the checksum's protection.
            let mut cut = whole[..length].to_vec();
            cut.extend_from_slice(&[0; 20]);
            let _ = decode(&cut);
        }
    }
}
