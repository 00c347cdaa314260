//! Threads on cards as they are read: comments, blocks and reviews.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::api::Answered;
use super::decode::moment;
use super::structure::Names;
use super::wire::ids_of;
use crate::board::{Comment, CommentKey, Done, Thread, ThreadKind};
use crate::provider::ProviderError;

/// A thread as the service has it; never without an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Conversation {
    /// Its id, which is not that of its first comment.
    pub(super) id: String,
    kind: ThreadKind,
    /// When it was closed, as the service spells it; `None`: it is open.
    pub(super) closed: Option<String>,
    /// Its comments, the oldest first.
    pub(super) entries: Vec<Entry>,
}

/// A comment of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    #[serde(rename = "entryId")]
    pub(super) id: String,
    /// Its text; mentions stand in it as the service stores them.
    #[serde(default)]
    pub(super) content: String,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    last_changed_at: Option<String>,
    /// The id of who wrote it.
    #[serde(default)]
    author: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireThread {
    id: String,
    #[serde(default)]
    context: String,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    is_closed: Option<bool>,
    #[serde(default)]
    closed_at: Option<String>,
    #[serde(default)]
    reopened_at: Option<String>,
}

/// Returns what is asked of a thread.
pub(super) fn selection() -> Value {
    json!([
        "id", "context", "createdAt", "isClosed", "closedAt", "reopenedAt",
        {"entries": ["entryId", "content", "createdAt", "lastChangedAt", {"author": ["id", "name"]}]},
    ])
}

/// Returns the threads that a record names under a key, in no order.
///
/// # Errors
/// `Nonsense`.
pub(super) fn of_row(
    answered: &Answered,
    (kind, id): (&str, &str),
    key: &str,
) -> Result<Vec<Conversation>, ProviderError> {
    let row = answered.tables.row(kind, id);
    let ids = row.map(|row| ids_of(row, key)).unwrap_or_default();
    let mut threads = Vec::new();
    for id in ids {
        threads.extend(conversation(answered, &id)?);
    }
    Ok(threads)
}

/// Returns a thread; `None` if it is withheld, or has no comment that is shown.
///
/// # Errors
/// `Nonsense`.
pub(super) fn conversation(
    answered: &Answered,
    id: &str,
) -> Result<Option<Conversation>, ProviderError> {
    let Some(wire) = answered.get::<WireThread>("resolvable", id)? else {
        return Ok(None);
    };
    let row = answered.tables.row("resolvable", id);
    let mut entries = Vec::new();
    for id in row.map(|row| ids_of(row, "entries")).unwrap_or_default() {
        entries.extend(answered.get::<Entry>("resolvableEntry", &id)?);
    }
    if entries.is_empty() {
        return Ok(None);
    }
    entries.sort_by(|one, other| one.order().cmp(&other.order()));
    let is_closed = wire.is_closed == Some(true);
    let closed = wire.closed_at.or(wire.reopened_at).or(wire.created_at);
    Ok(Some(Conversation {
        id: wire.id,
        kind: ThreadKind::of_word(&wire.context).unwrap_or(ThreadKind::Comment),
        closed: is_closed.then(|| closed.unwrap_or_default()),
        entries,
    }))
}

impl Entry {
    fn order(&self) -> (Option<&str>, &str) {
        (self.created_at.as_deref(), &self.id)
    }
}

impl Conversation {
    /// Returns the latest time that it names.
    pub(super) fn newest(&self) -> Option<&str> {
        let entries = self.entries.iter();
        let times = entries.filter_map(|entry| entry.last_changed_at.as_deref());
        times.chain(self.closed.as_deref()).max()
    }

    /// Adds its comments; all but the first answer the first.
    fn add_to(&self, comments: &mut BTreeMap<CommentKey, Comment>, users: &Names) {
        let Some(first) = self.entries.first() else {
            return;
        };
        let first_key = CommentKey::known(first.id.as_str());
        for entry in &self.entries {
            let is_first = entry.id == first.id;
            let closed = self.closed.as_deref().map(|time| match moment(time) {
                Some(time) => Done::At(time),
                None => Done::AnyTime,
            });
            let thread = Thread {
                kind: self.kind,
                closed,
            };
            let comment = Comment {
                text: Arc::from(entry.content.as_str()),
                reply_to: (!is_first).then(|| first_key.clone()),
                author: entry.author.as_deref().map(|id| users.name(id)),
                created: entry.created_at.as_deref().and_then(moment),
                thread: is_first.then_some(thread),
            };
            comments.insert(CommentKey::known(entry.id.as_str()), comment);
        }
    }

    /// Takes away what was known of it.
    fn take_from(&self, comments: &mut BTreeMap<CommentKey, Comment>) {
        let is_own = |key: &CommentKey| {
            let mut entries = self.entries.iter();
            entries.any(|entry| key.id().is_some_and(|id| id.as_str() == entry.id))
        };
        comments.retain(|key, comment| {
            let is_of_it = comment.reply_to.as_ref().is_some_and(is_own);
            !is_own(key) && !is_of_it
        });
    }
}

/// Returns the comments of threads.
pub(super) fn comments(threads: &[Conversation], users: &Names) -> BTreeMap<CommentKey, Comment> {
    let mut comments = BTreeMap::new();
    for thread in threads {
        thread.add_to(&mut comments, users);
    }
    comments
}

/// Returns comments with these threads as they are by now.
pub(super) fn renewed(
    before: &BTreeMap<CommentKey, Comment>,
    threads: &[Conversation],
    users: &Names,
) -> BTreeMap<CommentKey, Comment> {
    let mut comments = before.clone();
    for thread in threads {
        thread.take_from(&mut comments);
        thread.add_to(&mut comments, users);
    }
    comments
}
