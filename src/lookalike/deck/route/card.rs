//! Calls on cards.

use serde_json::{Value, json};

use super::rest::DEMANDED;
use super::{Call, Outcome};
use crate::lookalike::deck::answer::card::Detail;
use crate::lookalike::deck::answer::{etag, with_etag};
use crate::lookalike::deck::card::{Card, CardEdit, NewCard};
use crate::lookalike::deck::moment::Moment;
use crate::lookalike::deck::param::{Params, integer};
use crate::lookalike::deck::permission::Right;
use crate::lookalike::deck::refusal::Refusal;
use crate::lookalike::deck::rule::RuleKind;
use crate::lookalike::message::Answer;

const LONGEST_TITLE: usize = 255;
const LONGEST_NAME: usize = 64;

/// Reads a card, with an ETag.
pub(super) fn read(call: &Call<'_>) -> Outcome {
    let id = call.params.id("cardId")?;
    let card = call.deck.read_card(&call.who, id)?;
    let detail = match call.params.get("apiVersion").and_then(Value::as_str) {
        Some("1.1") => Detail::AloneWithFiles,
        _ => Detail::Alone,
    };
    let answer = Answer::json(&call.deck.card_details(card, detail));
    Ok(with_etag(answer, call.request, &etag(card.last_modified)))
}

/// Reads a card as the web page does: without ETag.
pub(super) fn read_plain(call: &Call<'_>) -> Outcome {
    let id = call.params.id("cardId")?;
    let card = call.deck.read_card(&call.who, id)?;
    Ok(Answer::json(&call.deck.card_details(card, Detail::Alone)))
}

/// Makes a card; labels and users are given to it after the fact, and the answer lacks them.
pub(super) fn create(call: &mut Call<'_>) -> Outcome {
    let params = &call.params;
    let now = call.deck.clock.now();
    let title = params.text("title", LONGEST_TITLE, &Refusal::Crash)?;
    let stack = params.id("stackId")?;
    let kind = match params.is_sent("type") {
        true => params.text("type", LONGEST_NAME, &Refusal::Crash)?,
        false => "plain".to_owned(),
    };
    let new = NewCard {
        title,
        kind,
        order: params.number_or("order", 999)?,
        description: params.optional_text("description")?.unwrap_or_default(),
        due: params.date_or_now("duedate", now)?,
        start: params.date_or_now("startdate", now)?,
        color: params.optional_text("color")?,
    };
    let card = call.deck.create_card(&call.who, stack, &new)?;
    let answer = details(call, &card, new.due, new.start, None);
    give_labels_and_people(call, card.id)?;
    Ok(answer)
}

fn give_labels_and_people(call: &mut Call<'_>, card: i64) -> Result<(), Refusal> {
    let labels = call
        .params
        .get("labels")
        .and_then(|list| list.as_array())
        .cloned();
    let users = call
        .params
        .get("users")
        .and_then(|list| list.as_array())
        .cloned();
    let (labels, users) = (labels.unwrap_or_default(), users.unwrap_or_default());
    if call.is_old() && !(labels.is_empty() && users.is_empty()) {
        let words = "cardId must be provided and must be numeric";
        return Err(Refusal::Invalid(words.to_owned()));
    }
    for label in labels {
        call.deck.assign_label(&call.who, card, integer(&label))?;
    }
    for user in users {
        let name = user
            .get("id")
            .and_then(|id| id.as_str())
            .ok_or(Refusal::Crash)?;
        let kind = user.get("type").map_or(0, integer);
        call.deck.assign(&call.who, card, name, assignable(kind)?)?;
    }
    Ok(())
}

/// Replaces a card: what is left out is emptied, and a deleted card is restored.
pub(super) fn replace(call: &mut Call<'_>) -> Outcome {
    update(call, Some(0))
}

/// Replaces a card as the web page does: the time of deletion is a parameter.
pub(super) fn replace_with_trash(call: &mut Call<'_>) -> Outcome {
    let deleted_at = call.params.get("deletedAt").map(integer);
    update(call, deleted_at)
}

/// Replaces a card as OCS does: nothing may be left out but the owner.
pub(super) fn replace_by_ocs(call: &mut Call<'_>) -> Outcome {
    const NEEDED: [&str; 8] = [
        "id",
        "title",
        "stackId",
        "type",
        "order",
        "description",
        "duedate",
        "deletedAt",
    ];
    if !NEEDED.iter().all(|name| call.params.is_sent(name)) {
        return Err(Refusal::Incomplete);
    }
    replace_with_trash(call)
}

/// Makes a copy of a card, in the same stack or in `targetStackId`.
pub(super) fn copy(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("cardId")?;
    let origin = call.deck.read_card(&call.who, id)?.clone();
    let stack = call.params.number_or("targetStackId", origin.stack)?;
    let whole = CardEdit::of(&origin);
    let new = NewCard {
        title: whole.title,
        kind: whole.kind,
        order: whole.order,
        description: whole.description,
        due: whole.due,
        start: whole.start,
        color: whole.color,
    };
    let card = call.deck.create_card(&call.who, stack, &new)?;
    Ok(details(call, &card, new.due, new.start, None))
}

/// Makes a card depend on another one, or no longer.
pub(super) fn depend(call: &mut Call<'_>, depends: bool) -> Outcome {
    let id = call.params.id("cardId")?;
    let other = call.params.id("otherId")?;
    let card = call.deck.set_dependency(&call.who, id, other, depends)?;
    Ok(Answer::json(&call.deck.card_details(&card, Detail::Alone)))
}

fn update(call: &mut Call<'_>, deleted_at: Option<i64>) -> Outcome {
    let params = &call.params;
    let now = call.deck.clock.now();
    let id = params.id("cardId")?;
    let is_owner_text = params
        .get("owner")
        .is_some_and(|owner| !owner.is_array() && !owner.is_object());
    let is_owner_needed = deleted_at == Some(0) && call.request.path.contains("/api/v");
    if !call.is_old() && is_owner_needed && !is_owner_text {
        return Err(Refusal::Incomplete);
    }
    let title = params.text("title", LONGEST_TITLE, &DEMANDED)?;
    let kind = params.text("type", LONGEST_NAME, &Refusal::Crash)?;
    if is_owner_needed {
        params.text("owner", LONGEST_NAME, &DEMANDED)?;
    }
    let edit = CardEdit {
        title,
        kind,
        stack: params.id("stackId")?,
        order: params.number_or("order", 0)?,
        description: params.optional_text("description")?.unwrap_or_default(),
        due: params.date("duedate", now)?,
        start: params.date("startdate", now)?,
        color: params.optional_text("color")?,
        done: params.date_or_now("done", now)?,
        archived: params.flag("archived"),
        deleted_at,
    };
    let card = call.deck.update_card(&call.who, id, &edit)?;
    Ok(details(call, &card, edit.due, edit.start, edit.done))
}

/// Answers a card that was just changed, its dates with the offsets that were sent.
fn details(
    call: &Call<'_>,
    card: &Card,
    due: Option<Moment>,
    start: Option<Moment>,
    done: Option<Moment>,
) -> Answer {
    let echo = |moment: Option<Moment>| moment.map(|moment| moment.echo());
    let mut shown = call.deck.card_details(card, Detail::Elsewhere);
    shown.duedate = echo(due);
    shown.done = echo(done);
    shown.startdate = shown.startdate.map(|_| echo(start));
    Answer::json(&shown)
}

/// Puts a card into the trash.
pub(super) fn delete(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("cardId")?;
    let card = call.deck.delete_card(&call.who, id)?;
    Ok(Answer::json(&call.deck.raw_card(&card)))
}

/// Archives a card or brings it back.
pub(super) fn archive(call: &mut Call<'_>, archived: bool) -> Outcome {
    let id = call.params.id("cardId")?;
    let card = call.deck.archive_card(&call.who, id, archived)?;
    Ok(Answer::json(&call.deck.raw_card(&card)))
}

/// Marks a card as done now, or as not done.
pub(super) fn finish(call: &mut Call<'_>, is_done: bool) -> Outcome {
    let id = call.params.id("cardId")?;
    let card = call.deck.finish_card(&call.who, id, is_done)?;
    Ok(Answer::json(&call.deck.raw_card(&card)))
}

/// Changes a card's title.
pub(super) fn rename(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("cardId")?;
    let title = call.params.text("title", LONGEST_TITLE, &DEMANDED)?;
    let card = call.deck.rename_card(&call.who, id, &title)?;
    Ok(Answer::json(&call.deck.raw_card(&card)))
}

/// Gives a card a label; answers the card from before, or null in 1.16.
pub(super) fn assign_label(call: &mut Call<'_>) -> Outcome {
    let label = call.params.number("labelId")?;
    let id = call.params.id("cardId")?;
    let card = call.deck.assign_label(&call.who, id, label)?;
    Ok(before(call, &card))
}

/// Takes a label off a card; answers the card from before, or null in 1.16.
pub(super) fn remove_label(call: &mut Call<'_>) -> Outcome {
    let label = call.params.number("labelId")?;
    let id = call.params.id("cardId")?;
    let card = call.deck.remove_label(&call.who, id, label)?;
    Ok(before(call, &card))
}

fn before(call: &Call<'_>, card: &Card) -> Answer {
    match call.is_old() {
        true => Answer::json(&json!(null)),
        false => Answer::json(&call.deck.raw_card(card)),
    }
}

/// Assigns a user or a group to a card.
pub(super) fn assign_user(call: &mut Call<'_>) -> Outcome {
    let (id, name, kind) = assignee(&call.params)?;
    let assignment = call.deck.assign(&call.who, id, &name, assignable(kind)?)?;
    Ok(Answer::json(&call.deck.assignment_answer(&assignment, id)))
}

/// Takes a user or a group off a card.
pub(super) fn unassign_user(call: &mut Call<'_>) -> Outcome {
    let (id, name, kind) = assignee(&call.params)?;
    let kind = RuleKind::from_number(kind);
    let kind = kind.ok_or_else(|| Refusal::NotFound(format!("No assignment for {name}found.")))?;
    let assignment = call.deck.unassign(&call.who, id, &name, kind)?;
    Ok(Answer::json(&call.deck.assignment_answer(&assignment, id)))
}

/// Gives a card a new place; answers all cards of the stack.
pub(super) fn reorder(call: &mut Call<'_>) -> Outcome {
    let order = match call.params.number("order") {
        // 1.16 takes a missing order for 0 without renumbering around it.
        Err(_) if call.is_old() && !call.params.is_sent("order") => 0,
        order => order?,
    };
    let id = call.params.id("cardId")?;
    let stack = call.params.id("stackId")?;
    let cards = call.deck.reorder_card(&call.who, id, stack, order)?;
    let shown: Vec<_> = cards
        .iter()
        .map(|card| call.deck.listed_card(card))
        .collect();
    Ok(Answer::json(&shown))
}

/// Lists a board's deleted cards.
pub(super) fn list_deleted(call: &Call<'_>) -> Outcome {
    let id = call.params.id("boardId")?;
    let deck = &*call.deck;
    let board = deck.allow_board(&call.who, id, Right::Read)?;
    let is_here = |card: &&Card| {
        let stack = deck.stack(card.stack);
        card.deleted_at > 0 && stack.is_some_and(|stack| stack.board == board.id)
    };
    let cards = deck.cards().filter(is_here);
    let shown: Vec<_> = cards
        .map(|card| deck.deleted_card(&call.who, card))
        .collect();
    Ok(Answer::json(&shown))
}

fn assignee(params: &Params) -> Result<(i64, String, i64), Refusal> {
    let name = params.text("userId", LONGEST_NAME, &DEMANDED)?;
    let kind = params.number_or("type", 0)?;
    Ok((params.id("cardId")?, name, kind))
}

fn assignable(kind: i64) -> Result<RuleKind, Refusal> {
    // The misspelling is the server's.
    let words = "Invalid type provided for assignemnt";
    RuleKind::from_number(kind).ok_or_else(|| Refusal::Invalid(words.to_owned()))
}
