//! Comments.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Comment, CommentKey, Service};
use crate::provider::deck::wire;

/// Returns the comments of a card by their ids; one that two pages list is one.
///
/// Blanks at the ends of texts are cut here too, for texts that came in by another way than Deck's.
pub(in crate::provider::deck) fn comments(
    listed: &[wire::Comment],
) -> BTreeMap<CommentKey, Comment> {
    let comments = listed.iter().map(|one| {
        let wire::Comment {
            id,
            message,
            actor_id,
            creation_date_time,
            reply_to,
        } = one;
        let key = CommentKey::known(id.0.as_str());
        let comment = Comment {
            text: Arc::from(Service::Deck.comment_text(message)),
            reply_to: reply_to
                .as_ref()
                .map(|parent| CommentKey::known(parent.id.0.as_str())),
            author: Some(actor_id.clone()).filter(|author| !author.is_empty()),
            created: creation_date_time.parse::<Timestamp>().ok(),
            thread: None,
        };
        (key, comment)
    });
    comments.collect()
}
