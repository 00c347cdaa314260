//! The comments on a card as threads.

use std::collections::BTreeMap;

use serde_json::json;

use super::{USER, user};
use crate::board::{Comment, CommentKey, Done, ThreadKind};
use crate::lookalike::codecks::{Codecks, iso};

/// Puts comments on a card: each that answers none begins a thread, with all that answer it, by
/// way of others too.
pub(super) fn add(
    codecks: &mut Codecks,
    users: &mut BTreeMap<String, String>,
    card: &str,
    comments: &BTreeMap<CommentKey, Comment>,
) {
    let mut threads: BTreeMap<&CommentKey, String> = BTreeMap::new();
    let mut oldest: Vec<(&CommentKey, &Comment)> = comments.iter().collect();
    oldest.sort_by_key(|(key, comment)| (comment.reply_to.is_some(), comment.created, *key));
    for (key, comment) in oldest {
        let author = comment.author.as_deref().unwrap_or(USER);
        let author = user(codecks, users, author);
        let first = first_of(comments, key);
        let thread = match threads.get(first) {
            Some(thread) => thread.clone(),
            None => {
                let kind = comment.thread.as_ref().map(|thread| thread.kind);
                let kind = kind.unwrap_or(ThreadKind::Comment);
                let closed = comment.thread.as_ref().and_then(|thread| thread.closed);
                let closed = closed.map(|closed| match closed {
                    Done::At(time) => iso(time.as_second()),
                    Done::AnyTime => codecks.now(),
                });
                codecks.insert_empty_thread(card, &author, kind.word(), closed.as_deref())
            }
        };
        threads.insert(first, thread.clone());
        let created = comment.created.map(|time| iso(time.as_second()));
        let created = created.unwrap_or_else(|| codecks.now());
        let mut fields = json!({"createdAt": created, "lastChangedAt": created});
        if let Some(id) = key.id() {
            fields["entryId"] = json!(id.as_str());
        }
        codecks.insert_entry(&thread, &author, &comment.text, fields);
    }
}

/// Returns the comment that begins the thread of another one.
fn first_of<'c>(
    comments: &'c BTreeMap<CommentKey, Comment>,
    key: &'c CommentKey,
) -> &'c CommentKey {
    let mut first = key;
    // No more steps than there are comments, whatever answers whatever.
    for _ in 0..comments.len() {
        let parent = comments.get(first).and_then(|one| one.reply_to.as_ref());
        match parent.and_then(|parent| comments.get_key_value(parent)) {
            Some((parent, _)) => first = parent,
            None => break,
        }
    }
    first
}
