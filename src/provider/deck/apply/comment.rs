//! Comments: new, edited, gone.

use super::{Course, named};
use crate::board::{Comment, CommentKey, EditComment};
use crate::provider::deck::decode;
use crate::provider::{ApplyError, ProviderError};

/// Makes a comment what the operation says; one that is so already is left.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditComment) -> Result<(), ApplyError> {
    let EditComment {
        key, card, comment, ..
    } = edit;
    let card = course.id(card)?.to_owned();
    let (old, new) = match (&comment.old, &comment.new) {
        (None, Some(new)) => return create(course, &card, new).await,
        (Some(old), new) => (old, new.as_ref()),
        (None, None) => return Ok(()),
    };
    let what = named("comment", &old.text);
    let answer = course.api.comments(&card).await;
    let present = course.read_to_change(answer, &format!("the card of {what}"))?;
    let present = decode::comments(&present);
    match (present.get(key), new) {
        // Gone already, which is what it was to be.
        (None, None) => Ok(()),
        (Some(there), Some(new)) if there.text == new.text => Ok(()),
        (Some(there), new) if there.text == old.text => {
            let id = course.id(key)?;
            let Some(new) = new else {
                let answer = course.api.delete_comment(&card, id).await;
                return course.wrote(or_gone(answer));
            };
            let answer = course.api.put_comment(&card, id, &new.text).await;
            course.wrote(answer)
        }
        (_, _) => Err(course.stale(what)),
    }
}

async fn create(course: &mut Course<'_>, card: &str, new: &Comment) -> Result<(), ApplyError> {
    let parent = match &new.reply_to {
        Some(parent) => Some(parent_id(course, parent)?),
        None => None,
    };
    course.creating()?;
    let answer = course
        .api
        .create_comment(card, &new.text, parent.as_deref())
        .await;
    let made = course.wrote(answer)?;
    course.has_created(&made.id.0)
}

fn parent_id(course: &Course<'_>, parent: &CommentKey) -> Result<String, ApplyError> {
    course.id(parent).map(str::to_owned)
}

/// A comment that somebody deleted a moment before us is deleted all the same.
fn or_gone(answer: Result<(), ProviderError>) -> Result<(), ProviderError> {
    match answer {
        Err(ProviderError::NotAllowed { status: 404, .. }) => Ok(()),
        answer => answer,
    }
}
