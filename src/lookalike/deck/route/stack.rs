//! Calls on stacks.

use std::collections::BTreeMap;

use serde_json::{Map, json};

use super::rest::DEMANDED;
use super::{Call, Outcome};
use crate::lookalike::deck::Deck;
use crate::lookalike::deck::answer::card::{CardAnswer, Detail};
use crate::lookalike::deck::answer::{etag, with_etag};
use crate::lookalike::deck::card::Card;
use crate::lookalike::deck::permission::Right;
use crate::lookalike::message::Answer;

const LONGEST_TITLE: usize = 100;

/// Lists a board's stacks with their cards; `If-Modified-Since` filters the cards, if it counts.
pub(super) fn list(call: &Call<'_>, is_conditional: bool) -> Outcome {
    let since = match is_conditional {
        true => call.modified_since()?.unwrap_or(i64::MIN),
        false => i64::MIN,
    };
    let is_listed =
        |card: &Card| !card.archived && card.deleted_at == 0 && card.last_modified > since;
    list_with(call, is_listed, |card| {
        call.deck.card_details(card, Detail::Elsewhere)
    })
}

/// Lists a board's stacks with their archived cards.
pub(super) fn list_archived(call: &Call<'_>) -> Outcome {
    let is_listed = |card: &Card| card.archived && card.deleted_at == 0;
    list_with(call, is_listed, |card| call.deck.archived_card(card))
}

fn list_with<'a>(
    call: &'a Call<'_>,
    is_listed: impl Fn(&Card) -> bool,
    show: impl Fn(&'a Card) -> CardAnswer<'a>,
) -> Outcome {
    let id = call.params.id("boardId")?;
    let deck: &Deck = call.deck;
    let board = deck.allow_board(&call.who, id, Right::Read)?;
    let stacks = deck.stacks_of(board.id);
    let mut cards: BTreeMap<i64, Vec<&Card>> =
        stacks.iter().map(|stack| (stack.id, Vec::new())).collect();
    for card in deck.cards().filter(|card| is_listed(card)) {
        if let Some(held) = cards.get_mut(&card.stack) {
            held.push(card);
        }
    }
    let shown: Vec<_> = stacks
        .into_iter()
        .map(|stack| {
            let mut held = cards.remove(&stack.id).unwrap_or_default();
            held.sort_by_key(|card| (card.order, card.id));
            deck.stack_answer(stack, held.into_iter().map(&show).collect())
        })
        .collect();
    Ok(Answer::json(&shown))
}

/// Lists a board's deleted stacks with their cards.
pub(super) fn list_deleted(call: &Call<'_>) -> Outcome {
    let id = call.params.id("boardId")?;
    let deck = &*call.deck;
    deck.allow_board(&call.who, id, Right::Read)?;
    let deleted = deck
        .stacks()
        .filter(|stack| stack.board == id && stack.deleted_at > 0);
    let shown: Vec<_> = deleted
        .map(|stack| {
            let cards = deck.shown_cards(stack.id).into_iter();
            let cards = cards.map(|card| deck.card_details(card, Detail::Elsewhere));
            deck.stack_answer(stack, cards.collect())
        })
        .collect();
    Ok(Answer::json(&shown))
}

/// Reads one stack, also a deleted one, with an ETag.
pub(super) fn read(call: &Call<'_>) -> Outcome {
    let id = call.params.id("stackId")?;
    let deck = &*call.deck;
    let (stack, _) = deck.allow_stack(&call.who, id, Right::Read)?;
    let cards = deck.shown_cards(id).into_iter();
    let cards = cards.map(|card| deck.card_in_stack(card)).collect();
    let answer = Answer::json(&deck.stack_answer(stack, cards));
    Ok(with_etag(answer, call.request, &etag(stack.last_modified)))
}

/// Makes a stack.
pub(super) fn create(call: &mut Call<'_>) -> Outcome {
    let title = call.params.text("title", LONGEST_TITLE, &DEMANDED)?;
    let order = call.params.number("order")?;
    let board = call.params.id("boardId")?;
    let stack = call.deck.create_stack(&call.who, board, &title, order)?;
    Ok(Answer::json(&call.deck.stack_answer(&stack, Vec::new())))
}

/// Changes a stack, moves it to the board of the path, and restores it.
pub(super) fn update(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("stackId")?;
    let board = call.params.id("boardId")?;
    let title = call.params.text("title", LONGEST_TITLE, &DEMANDED)?;
    let order = call.params.number("order")?;
    let stack = call
        .deck
        .update_stack(&call.who, id, board, &title, order)?;
    Ok(Answer::json(&call.deck.stack_answer(&stack, Vec::new())))
}

/// Puts a stack into the trash; answers it with its cards.
pub(super) fn delete(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("stackId")?;
    let stack = call.deck.delete_stack(&call.who, id)?;
    let deck = &*call.deck;
    let cards = deck.shown_cards(id).into_iter();
    let cards = cards.map(|card| deck.card_details(card, Detail::Elsewhere));
    Ok(Answer::json(&deck.stack_answer(&stack, cards.collect())))
}

/// Gives a stack a new place; answers an object under the new orders, or a list if they are in
/// sequence.
pub(super) fn reorder(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("stackId")?;
    let order = call.params.number("order")?;
    let stacks = call.deck.reorder_stack(&call.who, id, order)?;
    let shown = stacks
        .iter()
        .map(|stack| call.deck.stack_answer(stack, Vec::new()));
    let is_sequence = (0..)
        .zip(&stacks)
        .all(|(place, stack)| stack.order == place);
    if is_sequence {
        return Ok(Answer::json(&shown.collect::<Vec<_>>()));
    }
    let keyed: Map<_, _> = shown
        .map(|stack| (stack.order.to_string(), json!(stack)))
        .collect();
    Ok(Answer::json(&keyed))
}

/// Marks a stack as the done column, or takes the mark away.
pub(super) fn set_done_column(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("stackId")?;
    let is_done = call.params.flag("isDone").unwrap_or(false);
    call.deck.set_done_column(&call.who, id, is_done)?;
    Ok(Answer::json(&json!([])))
}
