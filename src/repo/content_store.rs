//! Bytes that are not text on their way into git's storage, never wholly in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use tempfile::NamedTempFile;

use crate::files::ContentId;

use super::look::{id_of_file, open_regular};
use super::object_id::content_oid;
use super::pack::NewObjects;
use super::{Blobs, Put, Repo, RepoError};

/// Up to this size bytes are held in memory; more go to a file in git's folder.
const SMALL_BYTES: usize = 256 << 10;
const PIECE_BYTES: usize = 64 << 10;

/// Bytes that come in piece by piece.
pub struct Spool {
    folder: PathBuf,
    small: Vec<u8>,
    large: Option<NamedTempFile>,
    size: u64,
}

/// Bytes that came in whole.
pub enum Spooled {
    /// Few, in memory.
    Small(Arc<[u8]>),
    /// Many, in a file in git's folder.
    Large(LargeSpool),
}

/// Many bytes that came in whole.
pub struct LargeSpool {
    file: NamedTempFile,
    size: u64,
}

impl Spool {
    /// Forgets all bytes.
    pub fn clear(&mut self) {
        self.small.clear();
        self.large = None;
        self.size = 0;
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// The disk is full or cannot be written.
    pub fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len() as u64;
        if self.large.is_none() && self.small.len() + bytes.len() <= SMALL_BYTES {
            self.small.extend_from_slice(bytes);
            return Ok(());
        }
        let file = match &mut self.large {
            Some(file) => file,
            none => {
                let file = tempfile::Builder::new()
                    .prefix("attachment-")
                    .suffix(".tmp")
                    .tempfile_in(&self.folder)?;
                none.insert(file)
            }
        };
        if !self.small.is_empty() {
            file.write_all(&self.small)?;
            self.small = Vec::new();
        }
        file.write_all(bytes)
    }

    /// Returns all bytes.
    pub fn finish(self) -> Spooled {
        match self.large {
            None => Spooled::Small(self.small.into()),
            Some(file) => Spooled::Large(LargeSpool {
                file,
                size: self.size,
            }),
        }
    }
}

impl Repo {
    /// Returns an empty spool.
    ///
    /// # Errors
    /// git's folder cannot be made.
    pub fn spool(&self) -> Result<Spool, RepoError> {
        Ok(Spool {
            folder: self.common_folder()?,
            small: Vec::new(),
            large: None,
            size: 0,
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
        let LargeSpool { mut file, size } = large;
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
        let doing = "store a file in the repository";
        let odb = self.git.odb().map_err(RepoError::git(doing))?;
        let length = usize::try_from(size).unwrap_or(usize::MAX);
        let mut writer = odb
            .writer(length, git2::ObjectType::Blob)
            .map_err(RepoError::git(doing))?;
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let count = from
                .read(&mut piece)
                .map_err(RepoError::io(doing, self.git_dir()))?;
            if count == 0 {
                break;
            }
            writer
                .write_all(&piece[..count])
                .map_err(RepoError::io(doing, self.git_dir()))?;
        }
        let id = writer.finalize().map_err(RepoError::git(doing))?;
        Ok(ContentId::from_raw(super::object_id::raw_bytes(id)))
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

    /// Writes a blob's bytes; what lies loose is unpacked piece by piece.
    ///
    /// # Errors
    /// The repository has no such blob, or `into` takes no more.
    pub fn copy_to(&self, id: ContentId, into: &mut dyn Write) -> Result<(), RepoError> {
        let name = id.to_string();
        let loose = self.objects.join(&name[..2]).join(&name[2..]);
        let failed = || RepoError::io("read", &loose);
        let Ok(file) = File::open(&loose) else {
            let bytes = self.read_blob(id)?;
            return into.write_all(&bytes).map_err(failed());
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
}
