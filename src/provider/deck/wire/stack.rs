//! Stacks as Deck sends them.

use serde::Deserialize;

use super::Card;
use super::scalar::{WireId, list, number};

/// A stack. `cards` is absent, not empty, where there are none.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stack {
    pub id: WireId,
    pub title: String,
    /// Unix seconds; 0: not deleted.
    #[serde(default, deserialize_with = "number")]
    pub deleted_at: i64,
    /// Unix seconds; moves with every change of a card in the stack, and with cards that come to
    /// it, but not with the stack's own values.
    #[serde(default, deserialize_with = "number")]
    pub last_modified: i64,
    #[serde(default, deserialize_with = "number")]
    pub order: i64,
    /// Absent before Deck 1.18.
    #[serde(default)]
    pub is_done_column: Option<bool>,
    #[serde(default, deserialize_with = "list")]
    pub cards: Vec<Card>,
    #[serde(default, rename = "ETag")]
    pub etag: Option<String>,
}
