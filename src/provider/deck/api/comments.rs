//! What comments are listed and written with.
//!
//! Source: <https://github.com/nextcloud/deck/blob/main/docs/API.md#comments>, seen in Deck 1.16.7
//! and 1.18.3.

use reqwest::Method;
use serde_json::json;

use super::cards::id_value;
use super::{Api, OCS};
use crate::provider::ProviderError;
use crate::provider::deck::wire::{Comment, Envelope};

/// So many comments a page has at most; 1.18 gives no more, whatever it is asked for.
const PAGE: usize = 200;

fn card_path(card: &str) -> String {
    format!("{OCS}/cards/{card}/comments")
}

impl Api<'_> {
    /// Lists the comments of a card, the newest first, page by page.
    pub(in crate::provider::deck) async fn comments(
        &self,
        card: &str,
    ) -> Result<Vec<Comment>, ProviderError> {
        let mut all = Vec::new();
        loop {
            let path = format!(
                "{}?format=json&limit={PAGE}&offset={}",
                card_path(card),
                all.len()
            );
            let page: Envelope<Vec<Comment>> = self.get(path).await?;
            let count = page.ocs.data.len();
            all.extend(page.ocs.data);
            if count < PAGE {
                return Ok(all);
            }
        }
    }

    /// Writes a comment; blanks at both ends of the message are cut.
    pub(in crate::provider::deck) async fn create_comment(
        &self,
        card: &str,
        message: &str,
        parent: Option<&str>,
    ) -> Result<Comment, ProviderError> {
        let path = format!("{}?format=json", card_path(card));
        let mut body = json!({ "message": message });
        if let Some(parent) = parent {
            body["parentId"] = id_value(parent);
        }
        let envelope: Envelope<Comment> = self.write(Method::POST, path, Some(body)).await?;
        Ok(envelope.ocs.data)
    }

    /// Replaces the message of a comment of one's own. Its author, time and parent stay.
    pub(in crate::provider::deck) async fn put_comment(
        &self,
        card: &str,
        comment: &str,
        message: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{}/{comment}?format=json", card_path(card));
        let body = json!({ "message": message });
        self.change(Method::PUT, path, Some(body)).await
    }

    /// Deletes a comment of one's own, for good; answers to it stay.
    pub(in crate::provider::deck) async fn delete_comment(
        &self,
        card: &str,
        comment: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{}/{comment}?format=json", card_path(card));
        self.change(Method::DELETE, path, None).await
    }
}
