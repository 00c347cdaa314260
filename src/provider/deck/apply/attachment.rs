//! Attachments: new, replaced, gone.

use super::{Course, named};
use crate::board::{EditAttachment, RemoteAttachment};
use crate::files::ContentId;
use crate::provider::contents::{Counting, Hashing};
use crate::provider::deck::api::Uploaded;
use crate::provider::deck::decode::{self, DECK_FILE};
use crate::provider::deck::wire;
use crate::provider::{ApplyError, OpenContent, ProviderError};

/// Makes an attachment what the operation says; one that is so already is left.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditAttachment) -> Result<(), ApplyError> {
    let what = named("attachment", &edit.name);
    let card = course.id(&edit.card)?.to_owned();
    let answer = course.api.attachments(&card).await;
    let present = course.read_to_change(answer, &format!("the card of {what}"))?;
    let present = decode::attachments(&present);
    let attachment = Attachment {
        card: &card,
        what: &what,
    };
    match (&edit.listed, edit.content.new) {
        (None, Some(new)) => create(course, &attachment, &edit.name, new).await,
        (Some(listed), new) => {
            let Some(now) = present.iter().find(|one| one.id == listed.id) else {
                return match new {
                    // Gone already, which is what it was to be.
                    None => Ok(()),
                    Some(_) => Err(course.stale(what)),
                };
            };
            if (now.size, now.modified) != (listed.size, listed.modified) {
                return Err(course.stale(what));
            }
            match new {
                None => {
                    let answer = course.api.delete_attachment(&card, &now.id).await;
                    course.wrote(answer)
                }
                Some(new) if now.id.kind == DECK_FILE => {
                    replace_deck_file(course, &attachment, now, new).await
                }
                Some(new) => replace_user_file(course, &attachment, now, new).await,
            }
        }
        (None, None) => Err(course.refused(format!("nobody knows which one {what} is"))),
    }
}

/// Whose attachment, and what to call it.
struct Attachment<'a> {
    card: &'a str,
    what: &'a str,
}

/// Uploads a new file. One of that name that is there already is taken if its bytes are the same:
/// it is what an upload made whose answer was lost.
async fn create(
    course: &mut Course<'_>,
    attachment: &Attachment<'_>,
    name: &str,
    content: ContentId,
) -> Result<(), ApplyError> {
    let file = open(course, attachment, content)?;
    course.creating()?;
    let answer = upload(course, attachment, name, file).await;
    match course.wrote(answer)? {
        Uploaded::New(made) => match made.id {
            Some(id) => course.has_created(&id.0),
            None => Ok(()),
        },
        Uploaded::Taken(taken) => take(course, attachment, &taken, name, content).await,
    }
}

/// Takes a deck file that has the name: its bytes must be the same, or it lies in the trash.
async fn take(
    course: &mut Course<'_>,
    attachment: &Attachment<'_>,
    taken: &wire::Attachment,
    name: &str,
    content: ContentId,
) -> Result<(), ApplyError> {
    // Nothing was written by a call that says so.
    course.has_written = false;
    let card = attachment.card;
    let Some(id) = &taken.id else {
        return Err(course.stale(attachment.what));
    };
    if taken.deleted_at == 0 {
        let mut there = taken.clone();
        there.extended_data = None;
        let listed = decode::attachments(std::slice::from_ref(&there));
        let is_same = match listed.first() {
            Some(there) => course.read(has_content(course, card, there, content).await)?,
            None => false,
        };
        if !is_same {
            return Err(course.refused(format!(
                "{} is on the card already, with other content",
                attachment.what
            )));
        }
        return course.has_created(&id.0);
    }
    course.step(&format!("{} comes out of the trash", attachment.what))?;
    let answer = course.api.restore_deck_file(card, &id.0).await;
    course.wrote(answer)?;
    course.has_created(&id.0)?;
    let file = open(course, attachment, content)?;
    let answer = course.api.replace_deck_file(card, &id.0, name, file).await;
    course.wrote(answer)
}

/// Uploads a file; where the answer is lost, what the card has by then is the answer.
async fn upload(
    course: &Course<'_>,
    attachment: &Attachment<'_>,
    name: &str,
    file: OpenContent,
) -> Result<Uploaded, ProviderError> {
    let content = file.id;
    let answer = course.api.create_attachment(attachment.card, name, file);
    match answer.await {
        Err(error) if error.may_have_taken_effect() => {
            let made = made_all_the_same(course, attachment, name, content).await;
            made.map(Uploaded::New).ok_or(error)
        }
        answer => answer,
    }
}

/// Returns what an upload made whose answer was lost; `None` also where nobody can tell.
async fn made_all_the_same(
    course: &Course<'_>,
    attachment: &Attachment<'_>,
    name: &str,
    content: ContentId,
) -> Option<wire::Attachment> {
    let present = course.api.attachments(attachment.card).await.ok()?;
    let listed = decode::attachments(&present);
    let one = listed
        .iter()
        .find(|one| one.id.kind == DECK_FILE && one.name == name)?;
    let is_same = has_content(course, attachment.card, one, content)
        .await
        .ok()?;
    let mut alike = present
        .into_iter()
        .filter(|made| made.id.as_ref().is_some_and(|id| id.0 == one.id.id));
    let is_of_kind = |made: &wire::Attachment| {
        let decoded = decode::attachments(std::slice::from_ref(made));
        decoded.first().is_some_and(|decoded| decoded.id == one.id)
    };
    alike.find(is_of_kind).filter(|_| is_same)
}

/// Replaces the bytes of a deck file: by the call that keeps its id, else by another upload.
async fn replace_deck_file(
    course: &mut Course<'_>,
    attachment: &Attachment<'_>,
    now: &RemoteAttachment,
    content: ContentId,
) -> Result<(), ApplyError> {
    let (card, id) = (attachment.card, now.id.id.as_str());
    let file = open(course, attachment, content)?;
    let error = match course
        .api
        .replace_deck_file(card, id, &now.name, file)
        .await
    {
        Ok(()) => return course.wrote(Ok(())),
        Err(error) => error,
    };
    if error.may_have_taken_effect() {
        // A crash may have come after the bytes were kept.
        return match has_listed_content(course, card, now, content).await {
            Some(true) => course.wrote(Ok(())),
            _ => course.wrote(Err(error)),
        };
    }
    let may_try_otherwise = matches!(
        error,
        ProviderError::Refused {
            status: 404 | 405,
            ..
        } | ProviderError::NotAllowed { status: 404, .. }
    );
    if !may_try_otherwise {
        return course.wrote(Err(error));
    }
    course.step(&format!(
        "{} is deleted and uploaded again",
        attachment.what
    ))?;
    let answer = course.api.delete_attachment(card, &now.id).await;
    course.wrote(answer)?;
    let file = open(course, attachment, content)?;
    match upload(course, attachment, &now.name, file).await {
        Ok(Uploaded::New(_)) => Ok(()),
        // Nobody can tell whether it came: two of one name would be worse than none.
        Err(upload) if upload.may_have_taken_effect() => course.wrote(Err(upload)),
        Ok(Uploaded::Taken(_)) => {
            restore(course, card, id).await?;
            Err(course.refused(format!(
                "this server cannot replace {}; it is as it was",
                attachment.what
            )))
        }
        Err(upload) => {
            restore(course, card, id).await?;
            course.wrote(Err(upload))
        }
    }
}

/// Brings a deck file back that this operation deleted: then nothing of it took effect.
async fn restore(course: &mut Course<'_>, card: &str, id: &str) -> Result<(), ApplyError> {
    let answer = course.api.restore_deck_file(card, id).await;
    course.wrote(answer)?;
    course.has_written = false;
    Ok(())
}

/// Replaces a user's file: in its place if it is this account's, else by a deck file, which is
/// read back before the other one is taken off the card.
async fn replace_user_file(
    course: &mut Course<'_>,
    attachment: &Attachment<'_>,
    now: &RemoteAttachment,
    content: ContentId,
) -> Result<(), ApplyError> {
    let card = attachment.card;
    let is_ours = now.by.as_deref() == Some(course.api.user_name());
    if let Some(path) = now.path.as_deref().filter(|_| is_ours) {
        let file = open(course, attachment, content)?;
        match course.api.put_user_file(path, file).await {
            Ok(()) => return course.wrote(Ok(())),
            Err(error) if error.may_have_taken_effect() => {
                return match has_listed_content(course, card, now, content).await {
                    Some(true) => course.wrote(Ok(())),
                    _ => course.wrote(Err(error)),
                };
            }
            // Moved away among the files, or no WebDAV: the other way.
            Err(ProviderError::NotAllowed { .. } | ProviderError::Refused { .. }) => {}
            Err(error) => return course.wrote(Err(error)),
        }
    }
    course.step(&format!(
        "{} is uploaded beside the shared file",
        attachment.what
    ))?;
    let file = open(course, attachment, content)?;
    let answer = upload(course, attachment, &now.name, file).await;
    let made = match course.wrote(answer)? {
        Uploaded::New(made) => made,
        Uploaded::Taken(_) => {
            return Err(course.refused(format!(
                "{} is a shared file of somebody else, and the card has another file of that name",
                attachment.what
            )));
        }
    };
    let listed = decode::attachments(std::slice::from_ref(&made));
    let is_same = match listed.first() {
        Some(made) => course.read(has_content(course, card, made, content).await)?,
        None => false,
    };
    if !is_same {
        return Err(course.refused(format!(
            "what the server kept of {} is not what was sent; the shared file is still there",
            attachment.what
        )));
    }
    course.step(&format!(
        "the shared file of {} is taken off",
        attachment.what
    ))?;
    let answer = course.api.delete_attachment(card, &now.id).await;
    course.wrote(answer)
}

/// Returns whether an attachment, as it is listed by now, has these bytes; `None` where nobody can
/// tell.
async fn has_listed_content(
    course: &Course<'_>,
    card: &str,
    was: &RemoteAttachment,
    content: ContentId,
) -> Option<bool> {
    let present = course.api.attachments(card).await.ok()?;
    let present = decode::attachments(&present);
    let one = present.iter().find(|one| one.id == was.id)?;
    has_content(course, card, one, content).await.ok()
}

/// Downloads an attachment and compares its bytes.
async fn has_content(
    course: &Course<'_>,
    card: &str,
    one: &RemoteAttachment,
    content: ContentId,
) -> Result<bool, ProviderError> {
    let size = match one.size {
        Some(size) => size,
        None => {
            let mut counting = Counting::default();
            course.api.download(card, one, &mut counting).await?
        }
    };
    let mut hashing = Hashing::of_size(size);
    course.api.download(card, one, &mut hashing).await?;
    Ok(hashing.finish() == content)
}

fn open(
    course: &Course<'_>,
    attachment: &Attachment<'_>,
    content: ContentId,
) -> Result<OpenContent, ApplyError> {
    course
        .contents
        .open(content)
        .map_err(|error| course.refused(format!("cannot read {}: {error}", attachment.what)))
}
