//! The bytes of attachments on their way: opened by content id, taken in piece by piece.

use std::io;

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
