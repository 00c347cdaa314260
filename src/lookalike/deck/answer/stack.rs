//! Stacks as answers show them.

use serde::Serialize;

use super::card::CardAnswer;
use super::{etag, since_1_18};
use crate::lookalike::deck::Deck;
use crate::lookalike::deck::stack::Stack;

/// A stack; `cards` is absent, not empty, when there are none.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StackAnswer<'a> {
    /// The id.
    pub id: i64,
    title: &'a str,
    board_id: i64,
    deleted_at: i64,
    last_modified: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cards: Vec<CardAnswer<'a>>,
    /// The place among the stacks.
    pub order: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_done_column: Option<bool>,
    #[serde(rename = "ETag")]
    etag: String,
}

impl Deck {
    /// Returns a stack with these cards.
    pub fn stack_answer<'a>(
        &self,
        stack: &'a Stack,
        cards: Vec<CardAnswer<'a>>,
    ) -> StackAnswer<'a> {
        StackAnswer {
            id: stack.id,
            title: &stack.title,
            board_id: stack.board,
            deleted_at: stack.deleted_at,
            last_modified: stack.last_modified,
            cards,
            order: stack.order,
            is_done_column: since_1_18(self.release, stack.is_done_column),
            etag: etag(stack.last_modified),
        }
    }
}
