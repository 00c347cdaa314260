//! Bytes that are not text on their way into git's storage, never wholly in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use tempfile::NamedTempFile;

use crate::files::ContentId;

use super::look::{id_of_file, open_regular};
use super::loose::LooseBlob;
use super::object_file::begun_in;
use super::object_id::content_oid;
use super::pack::NewObjects;
use super::{Blobs, Put, Repo, RepoError};

/// Up to this size bytes are held in memory; more go to a file in git's folder.
const SMALL_BYTES: usize = 256 << 10;
const PIECE_BYTES: usize = 64 << 10;
const STORING: &str = "store a file in";

/// How the files are called that bytes come into; behind it stands the process.
const PREFIX: &str = "attachment-";

/// Bytes that come in piece by piece.
pub struct Spool {
    folder: PathBuf,
    /// How many bytes are to come, if that is known.
    expected: Option<u64>,
    small: Vec<u8>,
    large: Option<LargeSpool>,
}

/// Bytes that came in whole.
pub enum Spooled {
    /// Few, in memory.
    Small(Arc<[u8]>),
    /// Many, in a file in git's folder.
    Large(LargeSpool),
}

/// Many bytes, in a file.
pub struct LargeSpool(Large);

enum Large {
    /// As git keeps them, since it is known how many they are.
    Object(Box<LooseBlob>),
    /// As they came, to be read once more.
    Plain { file: NamedTempFile, size: u64 },
}

impl Spool {
    /// Forgets all bytes.
    pub fn clear(&mut self) {
        self.small.clear();
        self.large = None;
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// The disk is full or cannot be written.
    pub fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.large.is_none() && self.small.len() + bytes.len() <= SMALL_BYTES {
            self.small.extend_from_slice(bytes);
            return Ok(());
        }
        let large = match &mut self.large {
            Some(large) => large,
            none => {
                let file = temporary_in(&self.folder)?;
                let mut large = LargeSpool(match self.expected {
                    Some(size) => Large::Object(Box::new(LooseBlob::begin(file, size))),
                    None => Large::Plain { file, size: 0 },
                });
                large.add(&std::mem::take(&mut self.small))?;
                none.insert(large)
            }
        };
        large.add(bytes)
    }

    /// Returns all bytes.
    pub fn finish(self) -> Spooled {
        match self.large {
            None => Spooled::Small(self.small.into()),
            Some(large) => Spooled::Large(large),
        }
    }
}

impl LargeSpool {
    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.0 {
            Large::Object(blob) => blob.add(bytes),
            Large::Plain { file, size } => {
                *size += bytes.len() as u64;
                file.write_all(bytes)
            }
        }
    }
}

/// Makes a file that goes away with this process, or with the next one if this one is killed.
fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    begun_in(folder, &format!("{PREFIX}{}-", std::process::id()))
}

impl Repo {
    /// Returns an empty spool for so many bytes, if it is known how many.
    ///
    /// # Errors
    /// git's folder cannot be made.
    pub fn spool(&self, expected: Option<u64>) -> Result<Spool, RepoError> {
        Ok(Spool {
            folder: self.common_folder()?,
            expected,
            small: Vec::new(),
            large: None,
        })
    }

    /// Stores many small contents at once; returns their ids in order.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn store_small(&self, contents: Vec<Arc<[u8]>>) -> Result<Vec<ContentId>, RepoError> {
        let puts: Vec<Put> = contents.into_iter().map(Put::Bytes).collect();
        let mut new = NewObjects::default();
        let ids = new.add_blobs(puts.iter());
        self.store(new)?;
        Ok(ids)
    }

    /// Stores a large content; returns its id.
    ///
    /// # Errors
    /// It cannot be read back or written.
    pub fn store_large(&self, large: LargeSpool) -> Result<ContentId, RepoError> {
        let (mut file, size) = match large.0 {
            Large::Object(blob) => return self.store_blob(*blob),
            Large::Plain { file, size } => (file, size),
        };
        let path = file.path().to_path_buf();
        let file = file.as_file_mut();
        file.seek(SeekFrom::Start(0))
            .map_err(RepoError::io("read", path))?;
        self.store_stream(file, size)
    }

    /// Stores a file of the working tree as it is now; returns its id.
    ///
    /// # Errors
    /// It cannot be read, or the object cannot be written.
    pub fn store_worktree_file(&self, path: &str) -> Result<ContentId, RepoError> {
        let full = self.workdir().join(path);
        let failed = || RepoError::io("read", &full);
        let mut file = open_regular(&full).map_err(failed())?;
        let size = file.metadata().map_err(failed())?.len();
        self.store_stream(&mut file, size)
    }

    fn store_stream(&self, from: &mut File, size: u64) -> Result<ContentId, RepoError> {
        let folder = self.common_folder()?;
        let failed = || RepoError::io(STORING, &folder);
        let file = temporary_in(&folder).map_err(failed())?;
        let mut blob = LooseBlob::begin(file, size);
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let count = from.read(&mut piece).map_err(failed())?;
            if count == 0 {
                break;
            }
            blob.add(&piece[..count]).map_err(failed())?;
        }
        self.store_blob(blob)
    }

    fn store_blob(&self, blob: LooseBlob) -> Result<ContentId, RepoError> {
        let objects = self.common_dir().join("objects");
        let stored = blob.finish(&objects);
        stored.map_err(RepoError::io(STORING, &objects))
    }

    /// Removes what a process that was killed has left half downloaded.
    pub(super) fn remove_half_downloads(folder: &Path, killed: u32) {
        let prefix = format!("{PREFIX}{killed}-");
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries {
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                // One that cannot be removed is no harm but for its room.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    /// Returns the size of a stored content in bytes; `None` if it is not stored.
    pub fn stored_size(&self, id: ContentId) -> Option<u64> {
        let odb = self.git.odb().ok()?;
        let (size, kind) = odb.read_header(content_oid(id).ok()?).ok()?;
        (kind == git2::ObjectType::Blob).then_some(size as u64)
    }
}

/// Opens a regular file, following no link; with its size in bytes.
///
/// # Errors
/// The system's.
pub fn open_regular_file(path: &Path) -> io::Result<(File, u64)> {
    let file = open_regular(path)?;
    let size = file.metadata()?.len();
    Ok((file, size))
}

/// Returns the content id of a regular file, read as a stream.
///
/// # Errors
/// The system's, or it is being written.
pub fn content_of_file(path: &Path) -> io::Result<ContentId> {
    id_of_file(path)
}

impl Blobs {
    /// Returns the size of a blob in bytes; `None` if the repository has none such.
    pub fn size_of(&self, id: ContentId) -> Option<u64> {
        self.with(|git| {
            let odb = git.odb().ok()?;
            let (size, kind) = odb.read_header(content_oid(id).ok()?).ok()?;
            (kind == git2::ObjectType::Blob).then_some(size as u64)
        })
        .ok()
        .flatten()
    }

    /// Writes a blob's bytes, unpacked piece by piece.
    ///
    /// # Errors
    /// The repository has no such blob, or `into` takes no more.
    pub fn copy_to(&self, id: ContentId, into: &mut dyn Write) -> Result<(), RepoError> {
        let name = id.to_string();
        let loose = self.objects.join(&name[..2]).join(&name[2..]);
        let failed = || RepoError::io("read", &loose);
        let Ok(file) = File::open(&loose) else {
            return match self.copy_packed(id, into).map_err(failed())? {
                true => Ok(()),
                false => into.write_all(&self.read_blob(id)?).map_err(failed()),
            };
        };
        let mut unpacked = io::BufReader::new(ZlibDecoder::new(io::BufReader::new(file)));
        // `blob 123` and a NUL stand before the bytes.
        let mut head = [0];
        loop {
            unpacked.read_exact(&mut head).map_err(failed())?;
            if head == [0] {
                break;
            }
        }
        io::copy(&mut unpacked, into).map(drop).map_err(failed())
    }

    /// Lets git itself unpack a blob of a pack, which libgit2 would hold in memory as a whole;
    /// returns false if nothing came of it.
    fn copy_packed(&self, id: ContentId, into: &mut dyn Write) -> io::Result<bool> {
        let mut command = Command::new("git");
        command
            .args(["-c", "core.bigFileThreshold=1m", "--git-dir"])
            .arg(&self.git_dir)
            .args(["cat-file", "blob", &id.to_string()]);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = child else {
            return Ok(false);
        };
        let copied = match child.stdout.take() {
            Some(mut unpacked) => io::copy(&mut unpacked, into),
            None => Ok(0),
        };
        let status = child.wait()?;
        match (copied?, status.success()) {
            (_, true) => Ok(true),
            (0, false) => Ok(false),
            (_, false) => Err(io::Error::other("`git cat-file` ended in the middle")),
        }
    }
}
