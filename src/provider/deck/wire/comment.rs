//! Comments as Deck's OCS interface sends them.

use serde::Deserialize;

use super::WireId;

/// A comment, seen in Deck 1.16.7 and 1.18.3. There is no time of editing.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    pub id: WireId,
    pub message: String,
    pub actor_id: String,
    /// `2026-11-21T18:01:20+00:00`
    pub creation_date_time: String,
    /// The comment that this one answers, whole; absent where it answers none, or one that is gone,
    /// and where it was edited just now.
    #[serde(default)]
    pub reply_to: Option<Parent>,
}

/// The part of a comment that names it.
#[derive(Clone, Debug, Deserialize)]
pub struct Parent {
    pub id: WireId,
}
