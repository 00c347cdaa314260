//! What boards, stacks and cards are read with.

use jiff::Timestamp;

use super::{Api, REST, REST_1_1, decoded, decoded_list};
use crate::provider::ProviderError;
use crate::provider::deck::wire::{Board, Card, Stack, WireId};
use crate::provider::http::Request;

/// The boards that the account sees, deleted ones included.
#[derive(Clone, Debug)]
pub(in crate::provider::deck) struct BoardList {
    pub(in crate::provider::deck) boards: Vec<Board>,
    /// The tag for the next conditional request, with its quotes.
    pub(in crate::provider::deck) etag: Option<String>,
    /// The server's clock when it answered.
    pub(in crate::provider::deck) date: Option<Timestamp>,
}

/// What `GET /boards` answers.
#[derive(Debug)]
pub(in crate::provider::deck) enum Listing {
    /// Nothing changed since the tag was given.
    Unchanged {
        /// The server's clock when it answered.
        date: Option<Timestamp>,
    },
    /// The boards as they are.
    Boards(BoardList),
}

impl Api<'_> {
    /// Lists the boards, without labels, shares and stacks. A user without boards gets one made
    /// by this call.
    pub(in crate::provider::deck) async fn boards(
        &self,
        unless: Option<&str>,
    ) -> Result<Listing, ProviderError> {
        let request = Request::get(format!("{REST}/boards")).unless(unless);
        let answer = self.read(&request).await?;
        if answer.status == 304 {
            return Ok(Listing::Unchanged { date: answer.date });
        }
        Ok(Listing::Boards(BoardList {
            boards: decoded(&answer)?,
            etag: answer.etag,
            date: answer.date,
        }))
    }

    /// Reads a board with its labels and shares and its stacks without cards.
    pub(in crate::provider::deck) async fn board(
        &self,
        board: &str,
    ) -> Result<Board, ProviderError> {
        self.get(format!("{REST}/boards/{board}")).await
    }

    /// Reads the stacks of a board with the cards that are shown; neither in order.
    pub(in crate::provider::deck) async fn stacks(
        &self,
        board: &str,
    ) -> Result<Vec<Stack>, ProviderError> {
        let request = Request::get(format!("{REST}/boards/{board}/stacks"));
        decoded_list(&self.read(&request).await?)
    }

    /// Reads the same stacks with their archived cards instead, which lack assignees.
    pub(in crate::provider::deck) async fn archived_stacks(
        &self,
        board: &str,
    ) -> Result<Vec<Stack>, ProviderError> {
        self.get(format!("{REST}/boards/{board}/stacks/archived"))
            .await
    }

    /// Reads one stack, even a deleted one. Slow on 1.18 where it holds many cards.
    pub(in crate::provider::deck) async fn stack(
        &self,
        board: &str,
        stack: &str,
    ) -> Result<Stack, ProviderError> {
        self.get(format!("{REST}/boards/{board}/stacks/{stack}"))
            .await
    }

    /// Returns true if a card is there for this account, in a stack that is not deleted.
    pub(in crate::provider::deck) async fn is_card_shown(
        &self,
        card: &str,
    ) -> Result<bool, ProviderError> {
        // Neither number is checked, and 0 is no board's.
        let found = match self.card("0", "0", &WireId(card.to_owned())).await {
            Ok(card) => card,
            Err(ProviderError::NotAllowed { .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        if found.deleted_at != 0 {
            return Ok(false);
        }
        // A card of a deleted stack still answers.
        match self.stack("0", &found.stack_id.0).await {
            Ok(stack) => Ok(stack.deleted_at == 0),
            Err(ProviderError::NotAllowed { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads one card with everything; the server does not check the board and the stack.
    pub(in crate::provider::deck) async fn card(
        &self,
        board: &str,
        stack: &str,
        card: &WireId,
    ) -> Result<Card, ProviderError> {
        self.get(format!(
            "{REST_1_1}/boards/{board}/stacks/{stack}/cards/{card}"
        ))
        .await
    }
}
