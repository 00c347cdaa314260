//! The bytes of attachments on their way: opened by content id, taken in piece by piece.

use std::io;

use sha1::{Digest, Sha1};

use crate::files::ContentId;

/// An opened file.
pub struct OpenContent {
    /// Its id.
    pub id: ContentId,
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes, from the first.
    pub bytes: Box<dyn io::Read + Send>,
}

/// Opens the bytes of attachments.
pub trait Contents: Send + Sync {
    /// Opens the bytes of that id, as a stream from where they lie.
    ///
    /// # Errors
    /// They cannot be read, or are no longer those of that id.
    fn open(&self, id: ContentId) -> io::Result<OpenContent>;
}

/// Takes in the bytes of an attachment.
pub trait Sink: Send {
    /// Forgets what came so far: it comes again from the first byte.
    ///
    /// # Errors
    /// What came cannot be discarded.
    fn begin(&mut self) -> io::Result<()>;

    /// Takes the next bytes.
    ///
    /// # Errors
    /// They cannot be kept.
    fn take(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// Counts the bytes that come.
#[derive(Debug, Default)]
pub(super) struct Counting(u64);

impl Sink for Counting {
    fn begin(&mut self) -> io::Result<()> {
        self.0 = 0;
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0 += bytes.len() as u64;
        Ok(())
    }
}

/// Computes the id of what comes.
pub(super) struct Hashing {
    size: u64,
    came: u64,
    hash: Sha1,
}

impl Hashing {
    /// Returns what is to take in so many bytes: the id of a blob begins with its size.
    pub(super) fn of_size(size: u64) -> Self {
        Self {
            size,
            came: 0,
            hash: Sha1::new(),
        }
    }

    /// Returns the id of what came.
    pub(super) fn finish(self) -> ContentId {
        ContentId::from_raw(self.hash.finalize().into())
    }
}

impl Sink for Hashing {
    fn begin(&mut self) -> io::Result<()> {
        self.came = 0;
        self.hash = Sha1::new();
        self.hash.update(format!("blob {}\0", self.size).as_bytes());
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.came += bytes.len() as u64;
        if self.came > self.size {
            let message = format!("it is longer than the {} bytes that were told", self.size);
            return Err(io::Error::other(message));
        }
        self.hash.update(bytes);
        Ok(())
    }
}
