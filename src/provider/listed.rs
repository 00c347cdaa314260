//! A listed attachment as a provider's note keeps it for the next reading.

use serde::{Deserialize, Serialize};

use crate::board::{AttachmentId, RemoteAttachment};

/// An attachment as it was listed last.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct AttachmentNote {
    kind: char,
    id: String,
    name: String,
    size: Option<u64>,
    modified: i64,
    created: i64,
    by: Option<String>,
    path: Option<String>,
}

impl AttachmentNote {
    /// Returns the note on an attachment.
    pub(super) fn of(attachment: RemoteAttachment) -> Self {
        let RemoteAttachment {
            id,
            name,
            size,
            modified,
            created,
            by,
            path,
        } = attachment;
        Self {
            kind: id.kind,
            id: id.id,
            name,
            size,
            modified,
            created,
            by,
            path,
        }
    }

    /// Returns the attachment's id, without the letter of its kind.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Returns the attachment that it is on.
    pub(super) fn attachment(&self) -> RemoteAttachment {
        RemoteAttachment {
            id: AttachmentId {
                kind: self.kind,
                id: self.id.clone(),
            },
            name: self.name.clone(),
            size: self.size,
            modified: self.modified,
            created: self.created,
            by: self.by.clone(),
            path: self.path.clone(),
        }
    }
}
