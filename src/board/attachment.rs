//! Files that hang on cards: in the account by name and content, on the service by an id.

use std::collections::BTreeMap;
use std::fmt;

use super::CardKey;

/// What the service lists on cards that have any attachments.
pub type ListedAttachments = BTreeMap<CardKey, Vec<RemoteAttachment>>;

/// The id of an attachment: the letter of its kind, and the id that the service gave.
///
/// Deck's kinds are numbered apart, so that both can have the number 6.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttachmentId {
    /// The kind: `d` for Deck's own files, `f` for a user's file that is shared with the card, `a`
    /// for all that hangs on a card of Codecks.
    pub kind: char,
    /// The service's id.
    pub id: String,
}

impl fmt::Display for AttachmentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.kind, self.id)
    }
}

/// An attachment as the service lists it: all but its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAttachment {
    /// Its id.
    pub id: AttachmentId,
    /// Its name there, which need not be one for a file.
    pub name: String,
    /// Its size in bytes; `None` where the service cannot tell.
    pub size: Option<u64>,
    /// When its bytes changed last, in unix seconds by the server's clock.
    pub modified: i64,
    /// When it was made, in unix seconds by the server's clock.
    pub created: i64,
    /// Who put it there.
    pub by: Option<String>,
    /// Where the file stands: among the files of the one who put it there, if it does (Deck), or
    /// the address that it can be had at (Codecks).
    pub path: Option<String>,
}
