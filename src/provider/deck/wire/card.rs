//! Cards as Deck sends them, in all three shapes, and who is named on them.

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::scalar::{WireId, date, list, number, present, present_date};
use super::{Attachment, Label};

/// A card. The shapes of single cards and of `…/stacks` are whole; that of `…/stacks/archived`
/// lacks labels' boards, assignees and dependencies.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    pub id: WireId,
    pub title: String,
    #[serde(default)]
    pub description: Option<String>,
    pub stack_id: WireId,
    /// `plain` nearly always; any text of up to 64 characters is kept by the server.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// Unix seconds.
    #[serde(default, deserialize_with = "number")]
    pub last_modified: i64,
    /// Unix seconds; 0: unknown.
    #[serde(default, deserialize_with = "number")]
    pub created_at: i64,
    #[serde(default, deserialize_with = "list")]
    pub labels: Vec<Label>,
    #[serde(default, deserialize_with = "list")]
    pub assigned_users: Vec<Assignment>,
    #[serde(default)]
    pub owner: Option<Participant>,
    #[serde(default, deserialize_with = "number")]
    pub order: i64,
    #[serde(default)]
    pub archived: bool,
    #[serde(default, deserialize_with = "date")]
    pub done: Option<Timestamp>,
    #[serde(default, deserialize_with = "date")]
    pub duedate: Option<Timestamp>,
    /// Absent before Deck 1.18.
    #[serde(default, deserialize_with = "present_date")]
    pub startdate: Option<Option<Timestamp>>,
    /// Absent before Deck 1.18.
    #[serde(default, deserialize_with = "present")]
    pub color: Option<Option<String>>,
    /// Absent before Deck 1.18.
    #[serde(default, deserialize_with = "list")]
    pub dependent_cards: Vec<WireId>,
    /// Null or absent where nobody has counted.
    #[serde(default)]
    pub attachment_count: Option<i64>,
    /// Right where a card is read alone and where shown cards are listed; elsewhere it is 0.
    #[serde(default)]
    pub comments_count: Option<i64>,
    /// Listed only where a card is read alone.
    #[serde(default, deserialize_with = "list")]
    pub attachments: Vec<Attachment>,
    #[serde(default, deserialize_with = "number")]
    pub deleted_at: i64,
    #[serde(default, rename = "ETag")]
    pub etag: Option<String>,
}

/// Who is assigned to a card.
#[derive(Clone, Debug, Deserialize)]
pub struct Assignment {
    pub participant: Participant,
    /// 0 user, 1 group, 6 user of another server, 7 team.
    #[serde(rename = "type", default, deserialize_with = "number")]
    pub kind: i64,
}

/// A user, group or team; plain text in lists, and where it does not exist any more.
#[derive(Clone, Debug)]
pub enum Participant {
    Id(String),
    Whole {
        uid: Option<String>,
        primary_key: Option<String>,
    },
}

/// By hand: an untagged enum would be read twice, and every card has two of them.
impl<'de> Deserialize<'de> for Participant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ParticipantVisitor;
        impl<'de> Visitor<'de> for ParticipantVisitor {
            type Value = Participant;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a participant")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Participant, E> {
                Ok(Participant::Id(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Participant, A::Error> {
                let Whole { uid, primary_key } =
                    Whole::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Participant::Whole { uid, primary_key })
            }
        }
        deserializer.deserialize_any(ParticipantVisitor)
    }
}

/// A participant that is told whole.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    #[serde(default)]
    uid: Option<String>,
    #[serde(default)]
    primary_key: Option<String>,
}

impl Participant {
    /// Returns the id; `None` if the answer has none.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Id(id) => Some(id.as_str()),
            Self::Whole { uid, primary_key } => uid.as_deref().or(primary_key.as_deref()),
        }
        .filter(|id| !id.is_empty())
    }

    /// Returns false for somebody whom the server does not know, or not any more: it has nothing
    /// but the id that it was given.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Whole { .. })
    }
}
