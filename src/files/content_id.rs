//! The id of a file's content: git's blob id.

use std::fmt;

use sha1::{Digest, Sha1};

/// The git blob id (SHA-1) of a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId([u8; 20]);

impl ContentId {
    /// Returns the id that git gives to `bytes` as a blob.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hash = Sha1::new();
        hash.update(format!("blob {}\0", bytes.len()).as_bytes());
        hash.update(bytes);
        Self(hash.finalize().into())
    }

    /// Wraps the 20 raw bytes of a blob id that git computed.
    pub fn from_raw(raw: [u8; 20]) -> Self {
        Self(raw)
    }

    /// Returns the 20 raw bytes.
    pub fn as_raw(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for ContentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::ContentId;

    #[test]
    fn the_id_is_the_one_that_git_gives() {
        assert_eq!(
            ContentId::of(b"hello\n").to_string(),
            "ce013625030ba8dba906f756967f9e9ca394464a"
        );
    }
}
