//! Boards, labels and shares as Deck sends them.

use serde::Deserialize;

use super::scalar::{WireId, list, number};
use super::{Participant, Stack};

/// A board; in `GET /boards` without labels, shares and stacks.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Board {
    pub id: WireId,
    pub title: String,
    #[serde(default)]
    pub color: Option<String>,
    #[serde(default)]
    pub archived: bool,
    #[serde(default)]
    pub owner: Option<Participant>,
    #[serde(default, deserialize_with = "list")]
    pub labels: Vec<Label>,
    #[serde(default, deserialize_with = "list")]
    pub acl: Vec<Acl>,
    #[serde(default)]
    pub permissions: Option<Permissions>,
    /// Without their cards, in no order.
    #[serde(default, deserialize_with = "list")]
    pub stacks: Vec<Stack>,
    /// Unix seconds; 0: not deleted.
    #[serde(default, deserialize_with = "number")]
    pub deleted_at: i64,
    /// Unix seconds; moves with every change on the board but those of settings and attachments.
    #[serde(default, deserialize_with = "number")]
    pub last_modified: i64,
    #[serde(default, rename = "ETag")]
    pub etag: Option<String>,
}

/// What the account may do with a board.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Permissions {
    #[serde(rename = "PERMISSION_READ", default)]
    pub read: bool,
    #[serde(rename = "PERMISSION_EDIT", default)]
    pub edit: bool,
    #[serde(rename = "PERMISSION_MANAGE", default)]
    pub manage: bool,
    #[serde(rename = "PERMISSION_SHARE", default)]
    pub share: bool,
}

/// A label; on a card too.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Label {
    pub id: WireId,
    pub title: String,
    #[serde(default)]
    pub color: Option<String>,
    /// Null on the cards of `…/stacks/archived`.
    #[serde(default)]
    pub board_id: Option<WireId>,
}

/// A share of a board.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Acl {
    pub id: WireId,
    pub participant: Participant,
    /// 0 user, 1 group, 6 user of another server, 7 team.
    #[serde(rename = "type", default, deserialize_with = "number")]
    pub kind: i64,
    #[serde(default)]
    pub permission_edit: bool,
    #[serde(default)]
    pub permission_share: bool,
    #[serde(default)]
    pub permission_manage: bool,
    #[serde(default)]
    pub owner: bool,
}

/// What a POST made: nothing but its id is of interest.
#[derive(Clone, Debug, Deserialize)]
pub struct Created {
    pub id: WireId,
}
