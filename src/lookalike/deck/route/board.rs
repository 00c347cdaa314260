//! Calls on boards and their access rules.

use super::rest::DEMANDED;
use super::{Call, Outcome};
use crate::lookalike::deck::answer::board::{PermissionsAnswer, list_etag};
use crate::lookalike::deck::answer::{etag, with_etag};
use crate::lookalike::deck::permission::Right;
use crate::lookalike::deck::refusal::Refusal;
use crate::lookalike::deck::rule::{Grants, RuleKind};
use crate::lookalike::message::Answer;

const LONGEST_TITLE: usize = 100;
const LONGEST_COLOR: usize = 6;
const LONGEST_NAME: usize = 64;

/// Lists the boards, with an ETag.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let since = call.modified_since()?.unwrap_or(i64::MIN);
    let (deck, who) = (&*call.deck, call.who.as_str());
    let mut boards = deck.boards_of(who);
    boards.retain(|(board, _)| board.last_modified > since);
    let etag = list_etag(&boards);
    let has_details = call.params.flag("details").unwrap_or(false);
    let shown: Vec<_> = boards
        .into_iter()
        .map(|(board, share)| match has_details {
            true => deck.detailed_board(who, board, share),
            false => deck.listed_board(who, board, share),
        })
        .collect();
    Ok(with_etag(Answer::json(&shown), call.request, &etag))
}

/// Lists the boards as the web page and OCS do: without ETag and conditions.
pub(super) fn list_plain(call: &Call<'_>) -> Outcome {
    let (deck, who) = (&*call.deck, call.who.as_str());
    let boards = deck.boards_of(who).into_iter();
    let shown: Vec<_> = boards
        .map(|(board, share)| deck.listed_board(who, board, share))
        .collect();
    Ok(Answer::json(&shown))
}

/// Reads a board, with an ETag.
pub(super) fn read(call: &Call<'_>) -> Outcome {
    let id = call.params.id("boardId")?;
    let board = call.deck.allow_board(&call.who, id, Right::Read)?;
    let answer = Answer::json(&call.deck.whole_board(&call.who, board));
    let etag = etag(board.last_modified);
    Ok(with_etag(answer, call.request, &etag))
}

/// Reads a board as the web page and OCS do: without ETag.
pub(super) fn read_plain(call: &Call<'_>) -> Outcome {
    let id = call.params.id("boardId")?;
    let board = call.deck.allow_board(&call.who, id, Right::Read)?;
    Ok(Answer::json(&call.deck.whole_board(&call.who, board)))
}

/// Exports a board.
pub(super) fn export(call: &Call<'_>) -> Outcome {
    let id = call.params.id("boardId")?;
    let board = call.deck.allow_board(&call.who, id, Right::Read)?;
    Ok(Answer::json(&call.deck.exported_board(&call.who, board)))
}

/// Tells what the user may do on a board.
pub(super) fn permissions(call: &Call<'_>) -> Outcome {
    let id = call.params.id("boardId")?;
    let board = call.deck.allow_board(&call.who, id, Right::Read)?;
    let permissions = call.deck.permissions(&call.who, board);
    Ok(Answer::json(&PermissionsAnswer::from(permissions)))
}

/// Makes a board.
pub(super) fn create(call: &mut Call<'_>) -> Outcome {
    let (title, color) = title_and_color(call)?;
    let board = call.deck.create_board(&call.who, &title, &color);
    Ok(Answer::json(&call.deck.new_board(&call.who, &board)))
}

/// Changes a board; `archived` left out un-archives it.
pub(super) fn update(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("boardId")?;
    let (title, color) = title_and_color(call)?;
    let archived = call.params.flag("archived").unwrap_or(false);
    let board = call
        .deck
        .update_board(&call.who, id, &title, &color, archived)?;
    Ok(Answer::json(&call.deck.changed_board(&call.who, &board)))
}

/// Puts a board into the trash.
pub(super) fn delete(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("boardId")?;
    let board = call.deck.delete_board(&call.who, id)?;
    Ok(Answer::json(&call.deck.changed_board(&call.who, &board)))
}

/// Takes a board out of the trash.
pub(super) fn restore(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("boardId")?;
    let board = call.deck.restore_board(&call.who, id)?;
    Ok(Answer::json(&call.deck.changed_board(&call.who, &board)))
}

/// Adds an access rule.
pub(super) fn add_rule(call: &mut Call<'_>) -> Outcome {
    let board = call.params.id("boardId")?;
    let kind = call.params.number("type")?;
    let participant = call.params.text("participant", LONGEST_NAME, &DEMANDED)?;
    let grants = grants(call)?;
    let kind = RuleKind::from_number(kind).ok_or(Refusal::Crash)?;
    let rule = call
        .deck
        .add_rule(&call.who, board, kind, &participant, grants)?;
    Ok(Answer::json(&call.deck.rule_answer(&rule)))
}

/// Changes an access rule.
pub(super) fn change_rule(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("aclId")?;
    let grants = grants(call)?;
    let rule = call.deck.change_rule(&call.who, id, grants)?;
    Ok(Answer::json(&call.deck.rule_answer(&rule)))
}

/// Removes an access rule.
pub(super) fn remove_rule(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("aclId")?;
    let rule = call.deck.remove_rule(&call.who, id)?;
    Ok(Answer::json(&call.deck.rule_answer(&rule)))
}

fn title_and_color(call: &Call<'_>) -> Result<(String, String), Refusal> {
    let title = call.params.text("title", LONGEST_TITLE, &DEMANDED)?;
    let color = call.params.text("color", LONGEST_COLOR, &DEMANDED)?;
    Ok((title, color))
}

fn grants(call: &Call<'_>) -> Result<Grants, Refusal> {
    let read = |parameter: &str, short: &str| match call.params.flag(parameter) {
        Some(flag) => Ok(flag),
        None if call.is_old() => Err(Refusal::Invalid(format!(
            "{short} must be provided and must be not null"
        ))),
        None => Err(Refusal::Crash),
    };
    Ok(Grants {
        edit: read("permissionEdit", "edit")?,
        share: read("permissionShare", "share")?,
        manage: read("permissionManage", "manage")?,
    })
}
