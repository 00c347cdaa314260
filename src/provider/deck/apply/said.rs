//! What is said on cards just before they are deleted with all their comments.
//!
//! A card's answer tells no more than how many comments it has: one that was edited, or that came
//! in another's place, is seen in their list alone.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::Course;
use super::contents::PARALLEL;
use crate::board::{Board, Card, Stack};
use crate::provider::ProviderError;
use crate::provider::deck::decode;

/// Returns true if the comments of all these cards are as the cards have them: a request for each
/// card that has some.
///
/// Of cards that cannot be asked about nothing is told: whether they are there is seen by the
/// reading of the cards, which has to come after this one.
///
/// # Errors
/// As met.
pub(super) async fn is_as_said<'c>(
    course: &Course<'_>,
    cards: impl IntoIterator<Item = &'c Card>,
) -> Result<bool, ProviderError> {
    let mut requests = Vec::new();
    for card in cards {
        let Some(id) = card.key.id().filter(|_| !card.comments.is_empty()) else {
            continue;
        };
        requests.push(async move {
            match course.api.comments(id.as_str()).await {
                Ok(listed) => Ok(decode::comments(&listed) == card.comments),
                Err(ProviderError::NotAllowed { .. }) => Ok(true),
                Err(error) => Err(error),
            }
        });
    }
    let answers: Vec<bool> = stream::iter(requests)
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await?;
    Ok(answers.into_iter().all(|is_same| is_same))
}

/// Returns the cards of a stack and of those in it.
pub(super) fn cards_of_stack(stack: &Stack) -> Vec<&Card> {
    let mut cards: Vec<&Card> = stack.cards.iter().map(Arc::as_ref).collect();
    for below in &stack.stacks {
        cards.extend(cards_of_stack(below));
    }
    cards
}

/// Returns the cards of a board.
pub(super) fn cards_of_board(board: &Board) -> Vec<&Card> {
    let stacks = board.stacks.iter();
    stacks.flat_map(|stack| cards_of_stack(stack)).collect()
}
