//! Threads on cards: opened, answered, edited, closed, opened again.

use serde_json::{Map, Value, json};

use super::{Course, named};
use crate::board::{Change, Comment, CommentKey, EditComment, ThreadKind};
use crate::provider::ApplyError;
use crate::provider::codecks::query::Query;
use crate::provider::codecks::threads::{self, Conversation, Entry};
use crate::provider::compare::to_send;

/// Makes a comment what the operation says; one that is so already is left.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditComment) -> Result<(), ApplyError> {
    let EditComment {
        key, card, comment, ..
    } = edit;
    let shown = comment.old.as_ref().or(comment.new.as_ref());
    let what = named("comment", shown.map_or("", |shown| &shown.text));
    let number = course.number(course.id(card)?)?;
    let collected = course.cards(&[number]).await?;
    let present = collected.cards.get(&number);
    let Some(present) = present.filter(|card| !card.is_deleted()) else {
        return Err(course.stale(format!("the card of {what}")));
    };
    let threads = collected.threads.get(&number);
    let threads = threads.map_or(&[][..], Vec::as_slice);
    match (&comment.old, &comment.new) {
        (None, None) => Ok(()),
        (None, Some(new)) => match &new.reply_to {
            None => open(course, &present.card_id, new, &what).await,
            Some(parent) => match find(course, threads, parent)? {
                Some((thread, _)) => answer(course, thread, new, &what).await,
                None => Err(course.stale(format!("what {what} answers"))),
            },
        },
        (Some(_), None) => Err(course.refused("comments are deleted in the app of Codecks alone")),
        (Some(old), Some(new)) => match find(course, threads, key)? {
            Some(there) => change(course, there, (old, new), &what).await,
            None => Err(course.stale(what)),
        },
    }
}

/// Returns a comment with its thread.
fn find<'t>(
    course: &Course<'_>,
    threads: &'t [Conversation],
    key: &CommentKey,
) -> Result<Option<(&'t Conversation, &'t Entry)>, ApplyError> {
    let id = course.id(key)?;
    Ok(threads.iter().find_map(|thread| {
        let entry = thread.entries.iter().find(|entry| entry.id == id)?;
        Some((thread, entry))
    }))
}

/// Opens a thread; one that is to be closed is closed at once.
async fn open(
    course: &mut Course<'_>,
    card_id: &str,
    new: &Comment,
    what: &str,
) -> Result<(), ApplyError> {
    let kind = new.thread.as_ref().map(|thread| thread.kind);
    let kind = kind.unwrap_or(ThreadKind::Comment);
    course.creating()?;
    let params = texts([
        ("cardId", card_id),
        ("context", kind.word()),
        ("content", &new.text),
    ]);
    let made = course.dispatch("resolvables/create", params).await?;
    let thread = made.id().unwrap_or_default().to_owned();
    let first = present(course, &thread).await?;
    let first = first.and_then(|thread| Some(thread.entries.first()?.id.clone()));
    let Some(first) = first else {
        return Err(not_shown(course, what));
    };
    course.has_created(&first)?;
    if new.is_closed() {
        course
            .dispatch("resolvables/close", texts([("id", &thread)]))
            .await?;
    }
    Ok(())
}

/// Answers in a thread. Nobody documents whether the answer names the comment or the thread, so it
/// is looked for among the comments that were not there before.
async fn answer(
    course: &mut Course<'_>,
    thread: &Conversation,
    new: &Comment,
    what: &str,
) -> Result<(), ApplyError> {
    course.creating()?;
    let params = texts([("resolvableId", &thread.id), ("content", &new.text)]);
    let made = course.dispatch("resolvables/comment", params).await?;
    let now = present(course, &thread.id).await?;
    let entries = now.map(|now| now.entries).unwrap_or_default();
    let is_new = |entry: &&Entry| !thread.entries.iter().any(|old| old.id == entry.id);
    let named = entries.iter().find(|entry| Some(&*entry.id) == made.id());
    let named = named.or_else(|| entries.iter().rfind(is_new));
    match named.map(|entry| entry.id.clone()) {
        Some(id) => course.has_created(&id),
        None => Err(not_shown(course, what)),
    }
}

/// Gives a comment another text, and closes its thread or opens it again.
async fn change(
    course: &mut Course<'_>,
    (thread, entry): (&Conversation, &Entry),
    (old, new): (&Comment, &Comment),
    what: &str,
) -> Result<(), ApplyError> {
    let text = Change {
        old: old.text.to_string(),
        new: new.text.to_string(),
    };
    let closed = Change {
        old: old.is_closed(),
        new: new.is_closed(),
    };
    let is_first = thread.entries.first().is_some_and(|one| one.id == entry.id);
    let is_closed = is_first && thread.closed.is_some();
    let text = to_send(Some(&text), &entry.content).map_err(|_| course.stale(what))?;
    let closed = to_send(Some(&closed), &is_closed).map_err(|_| course.stale(what))?;
    if let Some(text) = text {
        let params = texts([("entryId", &entry.id), ("content", text)]);
        course.dispatch("resolvables/updateComment", params).await?;
    }
    if let Some(closed) = closed {
        let action = match closed {
            true => "resolvables/close",
            false => "resolvables/reopen",
        };
        course.dispatch(action, texts([("id", &thread.id)])).await?;
    }
    Ok(())
}

/// Returns a thread as it is by now.
async fn present(course: &Course<'_>, id: &str) -> Result<Option<Conversation>, ApplyError> {
    let query = Query::default().with_record("resolvable", id, threads::selection());
    let answered = course.read(course.api().query(&query).await)?;
    course.read(threads::conversation(&answered, id))
}

fn not_shown(course: &Course<'_>, what: &str) -> ApplyError {
    course.refused(format!("the server made {what} and does not show it"))
}

fn texts<const COUNT: usize>(texts: [(&str, &str); COUNT]) -> Map<String, Value> {
    let params = texts.map(|(name, text)| (name.to_owned(), json!(text)));
    params.into_iter().collect()
}
