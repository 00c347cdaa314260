//! What shall stand at which paths: one value for trees and for the working tree.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::files::ContentId;

/// The content that a path shall have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// A blob that the repository holds already.
    Stored(ContentId),
}

impl Put {
    /// Returns the id of the content.
    pub fn id(&self) -> ContentId {
        match self {
            Self::Bytes(bytes) => ContentId::of(bytes),
            Self::Stored(id) => *id,
        }
    }
}

impl From<&str> for Put {
    fn from(text: &str) -> Self {
        Self::Bytes(text.as_bytes().into())
    }
}

impl From<Vec<u8>> for Put {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

/// Paths to put and paths to remove; all others stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// What shall stand at each path; folders on the way are made.
    pub put: BTreeMap<String, Put>,
    /// Paths at which no file shall stand; one that is not there is no error.
    pub remove: BTreeSet<String>,
}

impl Changes {
    /// Returns changes that put the given texts.
    pub fn putting<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self {
            put: texts
                .into_iter()
                .map(|(path, text)| (path.to_owned(), text.into()))
                .collect(),
            remove: BTreeSet::new(),
        }
    }

    /// Adds a path to be removed.
    #[must_use]
    pub fn removing(mut self, path: &str) -> Self {
        self.remove.insert(path.to_owned());
        self
    }

    /// Returns true if nothing is put and nothing removed.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.remove.is_empty()
    }
}
