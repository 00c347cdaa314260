//! Calls on comments.

use serde_json::json;

use super::{Call, Outcome};
use crate::lookalike::deck::Release;
use crate::lookalike::deck::refusal::Refusal;
use crate::lookalike::message::Answer;

const USUAL_PAGE: i64 = 20;
const LONGEST_PAGE: i64 = 200;

/// Lists a page of a card's comments, the newest first.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let limit = call.params.number_or("limit", USUAL_PAGE)?;
    let offset = call.params.number_or("offset", 0)?;
    if limit <= 0 {
        return Err(Refusal::Crash);
    }
    let limit = match call.deck.release {
        Release::V1_16 => limit,
        Release::V1_18 => limit.min(LONGEST_PAGE),
    };
    let id = call.params.id("cardId")?;
    let card = call.deck.read_card(&call.who, id)?;
    let place = |number: i64| usize::try_from(number).unwrap_or(0);
    let comments = call.deck.read_comments(&call.who, id)?.into_iter();
    let page = comments.skip(place(offset)).take(place(limit));
    let shown: Vec<_> = page
        .map(|one| call.deck.comment_answer(card, one))
        .collect();
    Ok(Answer::json(&shown))
}

/// Writes a comment.
pub(super) fn create(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("cardId")?;
    let message = message(call)?;
    let parent = call.params.number_or("parentId", 0)?;
    let parent = (parent != 0).then_some(parent);
    let comment = call.deck.write_comment(&call.who, id, &message, parent)?;
    let card = call.deck.read_card(&call.who, id)?;
    Ok(Answer::json(&call.deck.comment_answer(card, &comment)))
}

/// Changes a comment.
pub(super) fn update(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("cardId")?;
    let comment = call.params.id("commentId")?;
    let message = message(call)?;
    let comment = call.deck.edit_comment(&call.who, id, comment, &message)?;
    Ok(Answer::json(&call.deck.lone_comment_answer(id, &comment)))
}

/// Removes a comment.
pub(super) fn delete(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("cardId")?;
    let comment = call.params.id("commentId")?;
    call.deck.delete_comment(&call.who, id, comment)?;
    Ok(Answer::json(&json!([])))
}

fn message(call: &Call<'_>) -> Result<String, Refusal> {
    match call.params.optional_text("message")? {
        Some(message) => Ok(message),
        None if call.is_old() => Err(Refusal::Crash),
        None => Err(Refusal::Incomplete),
    }
}
