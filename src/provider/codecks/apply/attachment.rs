//! Files on cards: signed for by Codecks, sent to the store, then hung on the card.
//!
//! The actions `cards/addFile` and `attachments/delete` are not documented; clients use them. No
//! action replaces a file: another one is hung on the card, and then the old one is taken off.

use serde_json::{Map, json};

use super::{Course, named};
use crate::board::{EditAttachment, RemoteAttachment};
use crate::files::ContentId;
use crate::provider::codecks::read::{Collected, logged_out};
use crate::provider::codecks::store::content_type;
use crate::provider::contents::Hashing;
use crate::provider::http::on_one_line;
use crate::provider::{ApplyError, OpenContent, ProviderError};

/// Makes an attachment what the operation says; one that is so already is left.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditAttachment) -> Result<(), ApplyError> {
    let what = named("attachment", &edit.name);
    let number = course.number(course.id(&edit.card)?)?;
    let collected = course.cards(&[number]).await?;
    let Some(card_id) = id_of(&collected, number) else {
        return Err(course.stale(format!("the card of {what}")));
    };
    let attachment = Attachment {
        number,
        card_id: &card_id,
        what: &what,
    };
    let present = collected.hung.get(&number);
    let present = present.map_or(&[][..], Vec::as_slice);
    let Some(listed) = &edit.listed else {
        return match edit.content.new {
            Some(new) if edit.content.old.is_none() => {
                course.creating()?;
                let made = hang(course, &attachment, &edit.name, new).await?;
                course.has_created(&made.id.id)
            }
            _ => Err(course.refused(format!("nobody knows which one {what} is"))),
        };
    };
    let now = present.iter().find(|one| one.id == listed.id);
    match (now, edit.content.new) {
        // Gone already, which is what it was to be.
        (None, None) => Ok(()),
        (None, Some(_)) => Err(course.stale(what)),
        (Some(now), None) => take_off(course, &attachment, now).await,
        (Some(now), Some(new)) => replace(course, &attachment, now, new).await,
    }
}

/// Whose attachment, and what to call it.
struct Attachment<'a> {
    number: i64,
    card_id: &'a str,
    what: &'a str,
}

fn id_of(collected: &Collected, number: i64) -> Option<String> {
    let card = collected.cards.get(&number);
    let card = card.filter(|card| !card.is_deleted());
    card.map(|card| card.card_id.clone())
}

/// Hangs other bytes on the card under the same name, looks at them, and takes the old ones off.
async fn replace(
    course: &mut Course<'_>,
    attachment: &Attachment<'_>,
    now: &RemoteAttachment,
    content: ContentId,
) -> Result<(), ApplyError> {
    let what = attachment.what;
    course.step(&format!("{what} is hung beside the old one"))?;
    let made = hang(course, attachment, &now.name, content).await?;
    if !course.read(has_content(course, &made, content).await)? {
        return Err(course.refused(format!(
            "what the server kept of {what} is not what was sent; the old one is still there"
        )));
    }
    course.step(&format!("the old {what} is taken off"))?;
    take_off(course, attachment, now).await
}

async fn take_off(
    course: &mut Course<'_>,
    attachment: &Attachment<'_>,
    now: &RemoteAttachment,
) -> Result<(), ApplyError> {
    let params = Map::from_iter([
        ("cardId".to_owned(), json!(attachment.card_id)),
        ("id".to_owned(), json!(now.id.id)),
    ]);
    let taken = course.dispatch("attachments/delete", params).await;
    taken.map(drop)
}

/// Stores a file and hangs it on the card; returns how it is listed there.
///
/// A file that is stored and that no card names is told of by the error.
async fn hang(
    course: &mut Course<'_>,
    attachment: &Attachment<'_>,
    name: &str,
    content: ContentId,
) -> Result<RemoteAttachment, ApplyError> {
    let what = attachment.what;
    let file = open(course, what, content)?;
    let size = file.size;
    let me = me(course).await?;
    let codecks = course.api.codecks;
    let monitor = course.api.monitor;
    let signed = course.read(codecks.sign(name, monitor).await)?;
    if let Some(limit) = signed.size_limit.filter(|limit| size > *limit) {
        return Err(course.refused(format!(
            "{what} has {size} bytes, and the organization takes {limit} at most"
        )));
    }
    let url = &signed.public_url;
    course.step(&format!(
        "{what} is stored at {url}, and not yet on its card"
    ))?;
    if let Err(error) = codecks.store(&signed, name, file, monitor).await {
        // No card names it, whether it is there or not: the boards are as they were.
        return Err(match error.may_have_taken_effect() {
            true => course.refused(format!(
                "{error}; it may be stored at {url} all the same, and no card names it"
            )),
            false => course.failed(error),
        });
    }
    let params = Map::from_iter([
        ("cardId".to_owned(), json!(attachment.card_id)),
        ("userId".to_owned(), json!(me)),
        (
            "fileData".to_owned(),
            json!({"fileName": name, "url": url, "size": size, "type": content_type(name)}),
        ),
    ]);
    let added = course.api().dispatch("cards/addFile", params).await;
    let listed = listed_at(course, attachment.number, url).await;
    match (added, listed) {
        (Ok(_), Ok(Some(made))) => course.wrote(Ok(made)),
        (Ok(_), Ok(None)) => {
            course.has_written = true;
            Err(course.refused(format!(
                "the server hung {what} on the card and does not show it"
            )))
        }
        (Ok(_), Err(error)) => {
            course.has_written = true;
            Err(course.failed(error))
        }
        // The answer was lost, or was one of a crash that came later.
        (Err(error), Ok(Some(made))) if error.may_have_taken_effect() => course.wrote(Ok(made)),
        (Err(error), Ok(None)) => Err(course.failed(orphan(error, url))),
        (Err(error), _) => course.wrote(Err(orphan(error, url))),
    }
}

/// Returns the file on a card that lies at an address.
async fn listed_at(
    course: &Course<'_>,
    number: i64,
    url: &str,
) -> Result<Option<RemoteAttachment>, ProviderError> {
    let mut collected = course.cards_or_error(&[number]).await?;
    let hung = collected.hung.remove(&number).unwrap_or_default();
    let is_it = |one: &RemoteAttachment| one.path.as_deref() == Some(url);
    Ok(hung.into_iter().find(is_it))
}

/// Returns an error that tells of a file which nothing names.
fn orphan(error: ProviderError, url: &str) -> ProviderError {
    let told =
        |message: String| format!("{message}; the file is stored at {url}, and no card names it");
    let mut error = error;
    match &mut error {
        ProviderError::NotLoggedIn { message, .. }
        | ProviderError::NotAllowed { message, .. }
        | ProviderError::Refused { message, .. }
        | ProviderError::Unreachable { message, .. }
        | ProviderError::Nonsense { message, .. } => *message = told(std::mem::take(message)),
        other => return ProviderError::Local(told(other.to_string())),
    }
    error
}

/// Returns the id of whoever is logged in.
async fn me(course: &Course<'_>) -> Result<String, ApplyError> {
    let shelf = course.shelf().await?;
    let me = shelf.structure.me.as_ref().map(|me| me.id.clone());
    me.ok_or_else(|| course.failed(logged_out(&course.api().address())))
}

/// Downloads an attachment and compares its bytes.
async fn has_content(
    course: &Course<'_>,
    one: &RemoteAttachment,
    content: ContentId,
) -> Result<bool, ProviderError> {
    let mut hashing = Hashing::of_size(one.size.unwrap_or_default());
    let codecks = course.api.codecks;
    codecks
        .download(one, &mut hashing, course.api.monitor)
        .await?;
    Ok(hashing.finish() == content)
}

fn open(course: &Course<'_>, what: &str, content: ContentId) -> Result<OpenContent, ApplyError> {
    let opened = course.contents.open(content);
    opened.map_err(|error| {
        let error = on_one_line(&error.to_string());
        course.refused(format!("cannot read {what}: {error}"))
    })
}
