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

    /// Returns the id of 40 hexadecimal digits, as it is shown.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut raw = [0; 20];
        let is_long_enough = text.len() == 40 && text.is_ascii();
        for (index, byte) in raw.iter_mut().enumerate().filter(|_| is_long_enough) {
            *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
        }
        is_long_enough.then_some(Self(raw))
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

    #[test]
    fn an_id_is_read_as_it_is_shown() {
        let id = ContentId::of(b"hello\n");
        assert_eq!(ContentId::from_hex(&id.to_string()), Some(id));
        assert_eq!(ContentId::from_hex("ce01"), None);
        assert_eq!(ContentId::from_hex(&"x".repeat(40)), None);
    }
}
