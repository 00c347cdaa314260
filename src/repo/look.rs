//! One file of the working tree, looked at and read without following a link.

use std::fs::{self, File as OpenFile};
use std::io::Read;
use std::path::Path;

use sha1::{Digest, Sha1};

use crate::files::{Content, ContentId, File};

use super::index_file::IndexEntry;
use super::stat::{Stat, Trust};

/// Files above this size are hashed as a stream and not kept in memory.
const LARGE_BYTES: u64 = 1 << 20;

/// What was seen at a path.
pub(super) struct Seen {
    pub(super) file: File,
    pub(super) was_read: bool,
}

/// Looks at one path; none if nothing is there any more.
pub(super) fn look_at(
    path: &Path,
    entry: Option<&IndexEntry>,
    index_written: (u32, u32),
    trust: Trust,
) -> Option<Seen> {
    let told = |content| {
        let id = ContentId::of(&[]);
        Some(Seen {
            file: File { id, content },
            was_read: false,
        })
    };
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => return told(Content::Unreadable(error.to_string())),
    };
    if found.is_symlink() {
        let target = fs::read_link(path).unwrap_or_default();
        let id = ContentId::of(target.as_os_str().as_encoded_bytes());
        let content = Content::Link;
        return Some(Seen {
            file: File { id, content },
            was_read: false,
        });
    }
    if !found.is_file() {
        return told(Content::Special);
    }
    let stat = Stat::of(&found);
    let vouched = entry.filter(|entry| vouches(entry, &stat, index_written, trust));
    let file = match vouched {
        Some(entry) => {
            return Some(Seen {
                file: File::with_id(ContentId::from_raw(entry.id)),
                was_read: false,
            });
        }
        None if found.len() > LARGE_BYTES => id_of_file(path).map(File::with_id),
        None => open_regular(path).and_then(|mut open| {
            let mut bytes = Vec::with_capacity(found.len() as usize + 1);
            open.read_to_end(&mut bytes)
                .map(|_| File::with_bytes(bytes))
        }),
    };
    match file {
        Ok(file) => Some(Seen {
            file,
            was_read: true,
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => told(Content::Unreadable(error.to_string())),
    }
}

/// Returns true if the index knows what a regular file holds, of which the system says `now`.
pub(super) fn vouches(
    entry: &IndexEntry,
    now: &Stat,
    index_written: (u32, u32),
    trust: Trust,
) -> bool {
    entry.mode & 0o170_000 == 0o100_000
        && entry.stat.is_same(now, trust)
        && !entry.stat.is_racy(index_written)
}

/// Returns the content id of a regular file, read as a stream.
pub(super) fn id_of_file(path: &Path) -> std::io::Result<ContentId> {
    let mut open = open_regular(path)?;
    let length = open.metadata()?.len();
    let mut hash = Sha1::new();
    hash.update(format!("blob {length}\0").as_bytes());
    let mut buffer = vec![0; 64 << 10];
    let mut total = 0;
    loop {
        let count = open.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        total += count as u64;
        hash.update(&buffer[..count]);
    }
    if total != length {
        return Err(std::io::Error::other("it is being written"));
    }
    Ok(ContentId::from_raw(hash.finalize().into()))
}

/// Opens a regular file; a link that has come in its place is not followed, and a FIFO not waited
/// for.
pub(super) fn open_regular(path: &Path) -> std::io::Result<OpenFile> {
    let mut options = OpenFile::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits() as i32);
    }
    let open = options.open(path)?;
    if !open.metadata()?.is_file() {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    Ok(open)
}
