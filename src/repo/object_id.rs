//! The ids of commits and trees, each its own type.

use std::fmt;
use std::str::FromStr;

use crate::files::ContentId;

use super::RepoError;

macro_rules! object_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 20]);

        impl $name {
            /// Wraps the 20 raw bytes of an id.
            pub fn from_raw(raw: [u8; 20]) -> Self {
                Self(raw)
            }

            /// Returns the 20 raw bytes.
            pub fn as_raw(&self) -> &[u8; 20] {
                &self.0
            }

            pub(super) fn from_oid(oid: git2::Oid) -> Self {
                Self(raw_bytes(oid))
            }

            pub(super) fn oid(self) -> Result<git2::Oid, RepoError> {
                oid(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{self}")
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse_hex(text).map(Self).ok_or(NotAnId)
            }
        }
    };
}

object_id!(
    /// The id of a commit (SHA-1).
    CommitId
);
object_id!(
    /// The id of a tree (SHA-1).
    TreeId
);

/// The text is not 40 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 40 lower-case hexadecimal digits")]
pub struct NotAnId;

/// Returns libgit2's form of 20 raw bytes.
pub(super) fn oid(raw: &[u8; 20]) -> Result<git2::Oid, RepoError> {
    git2::Oid::from_bytes(raw).map_err(RepoError::git("use an object id"))
}

/// Returns libgit2's form of a content id.
pub(super) fn content_oid(id: ContentId) -> Result<git2::Oid, RepoError> {
    oid(id.as_raw())
}

/// Returns the 20 raw bytes of libgit2's form; repositories of other hashes were refused when opened.
pub(super) fn raw_bytes(oid: git2::Oid) -> [u8; 20] {
    let mut raw = [0; 20];
    let bytes = oid.as_bytes();
    let length = bytes.len().min(20);
    raw[..length].copy_from_slice(&bytes[..length]);
    raw
}

fn parse_hex(text: &str) -> Option<[u8; 20]> {
    let digits = text.as_bytes();
    if digits.len() != 40 {
        return None;
    }
    let mut raw = [0; 20];
    for (byte, pair) in raw.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = hex_digit(pair[0])? << 4 | hex_digit(pair[1])?;
    }
    Some(raw)
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::TreeId;

    #[test]
    fn an_id_is_forty_lower_case_digits_and_nothing_else() {
        let text = "ce013625030ba8dba906f756967f9e9ca394464a";
        assert_eq!(text.parse::<TreeId>().unwrap().to_string(), text);
        for bad in ["", &text[1..], &text.to_uppercase(), &format!("{text}0")] {
            assert!(bad.parse::<TreeId>().is_err(), "{bad}");
        }
    }
}
