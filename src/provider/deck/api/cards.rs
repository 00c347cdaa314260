//! What cards are written with.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, OCS, REST};
use crate::provider::ProviderError;
use crate::provider::deck::wire::{Card, WireId};

/// A card and the stack that it is in now: what the addresses of its calls are made of.
#[derive(Clone, Copy, Debug)]
pub(in crate::provider::deck) struct CardAddress<'a> {
    pub(in crate::provider::deck) board: &'a str,
    pub(in crate::provider::deck) stack: &'a str,
    pub(in crate::provider::deck) card: &'a WireId,
}

impl CardAddress<'_> {
    fn path(&self, rest: &str) -> String {
        let Self { board, stack, card } = self;
        format!("{REST}/boards/{board}/stacks/{stack}/cards/{card}{rest}")
    }
}

impl Api<'_> {
    /// Makes a card; labels, assignees, `archived` and `done` are not for this call.
    pub(in crate::provider::deck) async fn create_card(
        &self,
        board: &str,
        stack: &str,
        body: Value,
    ) -> Result<Card, ProviderError> {
        let path = format!("{REST}/boards/{board}/stacks/{stack}/cards");
        self.write(Method::POST, path, Some(body)).await
    }

    /// Replaces every value of a card; what is left out is cleared, but for `archived`. A deleted
    /// card comes back to life, so it has to be read just before.
    pub(in crate::provider::deck) async fn put_card(
        &self,
        address: CardAddress<'_>,
        body: Value,
        tag: Option<&str>,
    ) -> Result<Card, ProviderError> {
        self.write_if(Method::PUT, address.path(""), Some(body), tag)
            .await
    }

    /// Puts a card at a position of a stack, counted from 0 among the cards that are shown.
    pub(in crate::provider::deck) async fn reorder_card(
        &self,
        address: CardAddress<'_>,
        stack: &str,
        position: usize,
    ) -> Result<(), ProviderError> {
        let body = json!({ "order": position, "stackId": id_value(stack) });
        self.change(Method::PUT, address.path("/reorder"), Some(body))
            .await
    }

    /// Archives a card.
    pub(in crate::provider::deck) async fn archive_card(
        &self,
        address: CardAddress<'_>,
    ) -> Result<(), ProviderError> {
        self.change(Method::PUT, address.path("/archive"), None)
            .await
    }

    /// Takes a card out of the archive.
    pub(in crate::provider::deck) async fn unarchive_card(
        &self,
        address: CardAddress<'_>,
    ) -> Result<(), ProviderError> {
        self.change(Method::PUT, address.path("/unarchive"), None)
            .await
    }

    /// Puts a label on a card; doing so twice makes two rows.
    pub(in crate::provider::deck) async fn assign_label(
        &self,
        address: CardAddress<'_>,
        label: &str,
    ) -> Result<(), ProviderError> {
        let body = json!({ "labelId": id_value(label) });
        self.change(Method::PUT, address.path("/assignLabel"), Some(body))
            .await
    }

    /// Takes a label off a card; fine if it is not on it.
    pub(in crate::provider::deck) async fn remove_label(
        &self,
        address: CardAddress<'_>,
        label: &str,
    ) -> Result<(), ProviderError> {
        let body = json!({ "labelId": id_value(label) });
        self.change(Method::PUT, address.path("/removeLabel"), Some(body))
            .await
    }

    /// Assigns somebody who is not assigned yet.
    pub(in crate::provider::deck) async fn assign_user(
        &self,
        address: CardAddress<'_>,
        user: &str,
        kind: u8,
    ) -> Result<(), ProviderError> {
        let body = json!({ "userId": user, "type": kind });
        self.change(Method::PUT, address.path("/assignUser"), Some(body))
            .await
    }

    /// Unassigns somebody; fine if they are not assigned.
    pub(in crate::provider::deck) async fn unassign_user(
        &self,
        address: CardAddress<'_>,
        user: &str,
        kind: u8,
    ) -> Result<(), ProviderError> {
        let body = json!({ "userId": user, "type": kind });
        let answer = self
            .change(Method::PUT, address.path("/unassignUser"), Some(body))
            .await;
        match answer {
            // `No assignment for alicefound.`
            Err(ProviderError::NotAllowed { status: 404, .. }) => Ok(()),
            answer => answer,
        }
    }

    /// Makes a card depend on another (Deck from 1.18).
    ///
    /// Source: `POST …/cards/{cardId}/dependentCards/{dependentCardId}`, seen in 1.18.3.
    pub(in crate::provider::deck) async fn add_dependency(
        &self,
        card: &WireId,
        on: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{OCS}/cards/{card}/dependentCards/{on}");
        self.change(Method::POST, path, Some(json!({}))).await
    }

    /// Ends a dependency (Deck from 1.18).
    pub(in crate::provider::deck) async fn remove_dependency(
        &self,
        card: &WireId,
        on: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{OCS}/cards/{card}/dependentCards/{on}");
        self.change(Method::DELETE, path, None).await
    }

    /// Deletes a card.
    pub(in crate::provider::deck) async fn delete_card(
        &self,
        address: CardAddress<'_>,
    ) -> Result<(), ProviderError> {
        self.change(Method::DELETE, address.path(""), None).await
    }
}

/// Returns an id as the number that Deck takes.
pub(in crate::provider::deck) fn id_value(id: &str) -> Value {
    id.parse::<i64>().map_or_else(|_| json!(id), Value::from)
}
