//! Attachments as Deck lists them.

use serde::Deserialize;

use super::scalar::{WireId, number};

/// An attachment. Ids of the two types are numbered apart.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Null in the answer to an upload of an unknown type, of which nothing is kept.
    pub id: Option<WireId>,
    /// `deck_file` or `file`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The name; the one in a download's header is not the real one.
    #[serde(default)]
    pub data: String,
    /// Unix seconds.
    #[serde(default, deserialize_with = "number")]
    pub last_modified: i64,
    /// Unix seconds.
    #[serde(default, deserialize_with = "number")]
    pub created_at: i64,
    #[serde(default)]
    pub created_by: Option<String>,
    /// Unix seconds; deck files in the trash are listed too.
    #[serde(default, deserialize_with = "number")]
    pub deleted_at: i64,
    #[serde(default)]
    pub extended_data: Option<Extended>,
}

/// What the bytes of an attachment tell; an empty list where nobody has looked.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Extended {
    /// Nobody has looked.
    Nothing([(); 0]),
    /// What is known.
    Known {
        /// Absent where the server could not keep the bytes.
        #[serde(default)]
        filesize: Option<u64>,
        /// Of a user's file: where it stands among that user's files.
        #[serde(default)]
        path: Option<String>,
    },
}

/// The answer 409 to an upload whose name is taken.
#[derive(Clone, Debug, Deserialize)]
pub struct Conflict {
    /// The one that has the name, perhaps deleted.
    pub data: Attachment,
}
