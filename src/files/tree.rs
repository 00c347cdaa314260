//! Files by relative path, with their content where it was read.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::ContentId;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Bytes in memory.
    Bytes(Arc<[u8]>),
    /// A regular file known by its id only; [`ReadContent`] brings the bytes.
    Elsewhere,
    /// A symbolic link; it is never followed.
    Link,
    /// A FIFO, socket, device, gitlink or anything else that is no regular file.
    Special,
    /// A file that could not be read, with the system's reason.
    Unreadable(String),
}

/// A file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The git blob id of the content; of the empty blob where there is no content to know.
    pub id: ContentId,
    /// What stands there.
    pub content: Content,
}

impl File {
    /// Returns a file that holds `bytes`.
    pub fn with_bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self {
            id: ContentId::of(&bytes),
            content: Content::Bytes(bytes),
        }
    }

    /// Returns a file of which only the id is known.
    pub fn with_id(id: ContentId) -> Self {
        Self {
            id,
            content: Content::Elsewhere,
        }
    }

    /// Returns true for regular files, read or not.
    pub fn is_regular(&self) -> bool {
        matches!(self.content, Content::Bytes(_) | Content::Elsewhere)
    }
}

/// A tree: files by path, in order of path.
///
/// Paths are relative, UTF-8, with `/` between components, never empty, without `.` or `..`.
/// Folders are implied by their files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// The files by path.
    pub entries: BTreeMap<String, File>,
}

impl Files {
    /// Returns a tree of files with the given bytes.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let entries = texts
            .into_iter()
            .map(|(path, text)| (path.to_owned(), File::with_bytes(text.as_bytes())))
            .collect();
        Self { entries }
    }

    /// Returns the file at `path`.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.entries.get(path)
    }

    /// Returns the files below `folder` (without a trailing `/`; empty for the top), in order.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a str, &'a File)> {
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        self.entries
            .range(prefix.clone()..)
            .take_while(move |(path, _)| path.starts_with(&prefix))
            .map(|(path, file)| (path.as_str(), file))
    }
}

/// Why the content of a file could not be brought.
#[derive(Debug, Error)]
#[error("cannot read `{path}`: {reason}")]
pub struct Unreadable {
    /// The file's path.
    pub path: String,
    /// The reason, in the system's words.
    pub reason: String,
}

/// Brings the bytes of files that are known by their id.
pub trait ReadContent {
    /// Returns the bytes of `file`, which stands at `path`.
    ///
    /// # Errors
    /// The file is no regular file, cannot be read, or its content is no longer the one of its id.
    fn read(&self, path: &str, file: &File) -> Result<Arc<[u8]>, Unreadable>;
}

/// A tree whose files are all in memory reads itself.
impl ReadContent for Files {
    fn read(&self, path: &str, file: &File) -> Result<Arc<[u8]>, Unreadable> {
        let reason = match &file.content {
            Content::Bytes(bytes) => return Ok(Arc::clone(bytes)),
            Content::Elsewhere => "its content is not in memory".to_owned(),
            Content::Link => "it is a symbolic link".to_owned(),
            Content::Special => "it is not a regular file".to_owned(),
            Content::Unreadable(reason) => reason.clone(),
        };
        Err(Unreadable {
            path: path.to_owned(),
            reason,
        })
    }
}
