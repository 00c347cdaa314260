//! Files in memory, as a provider is given them.

use std::io;

use git_board::files::ContentId;
use git_board::provider::{Contents, OpenContent};

/// Files in memory, to be uploaded.
#[derive(Clone, Debug, Default)]
pub struct Uploads(pub Vec<Vec<u8>>);

impl Contents for Uploads {
    fn open(&self, id: ContentId) -> io::Result<OpenContent> {
        let found = self.0.iter().find(|bytes| ContentId::of(bytes) == id);
        let bytes = found
            .cloned()
            .ok_or_else(|| io::Error::other("there is no such file"))?;
        Ok(OpenContent {
            id,
            size: bytes.len() as u64,
            bytes: Box::new(io::Cursor::new(bytes)),
        })
    }
}
