//! Attachments.

use crate::board::{AttachmentId, RemoteAttachment};
use crate::provider::deck::wire::{Attachment, Extended};

/// The letter of files that are private to Deck.
pub(in crate::provider::deck) const DECK_FILE: char = 'd';
const USER_FILE: char = 'f';

/// Returns the attachments that are not deleted, of the kinds that we know, in order of id.
pub(in crate::provider::deck) fn attachments(listed: &[Attachment]) -> Vec<RemoteAttachment> {
    let mut all: Vec<RemoteAttachment> = listed
        .iter()
        .filter(|one| one.deleted_at == 0)
        .filter_map(attachment)
        .collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    all
}

fn attachment(listed: &Attachment) -> Option<RemoteAttachment> {
    let kind = match listed.kind.as_str() {
        "deck_file" => DECK_FILE,
        "file" => USER_FILE,
        _ => return None,
    };
    let (size, path) = match &listed.extended_data {
        Some(Extended::Known { filesize, path }) => (*filesize, path.clone()),
        Some(Extended::Nothing(_)) | None => (None, None),
    };
    Some(RemoteAttachment {
        id: AttachmentId {
            kind,
            id: listed.id.as_ref()?.0.clone(),
        },
        name: listed.data.clone(),
        size,
        modified: listed.last_modified,
        created: listed.created_at,
        by: listed.created_by.clone(),
        path,
    })
}

/// Returns Deck's word for the kind of an attachment.
pub(in crate::provider::deck) fn kind_word(id: &AttachmentId) -> &'static str {
    if id.kind == DECK_FILE {
        "deck_file"
    } else {
        "file"
    }
}
