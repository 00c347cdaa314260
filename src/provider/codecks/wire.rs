//! The JSON of Codecks: records in tables, by kind and id.
//!
//! Source: the generated types of the official client `@codecks/fetch` 2.0.1. Ids of other records
//! come in camel case, or in snake case from older servers; a list may be null.

use std::collections::BTreeMap;

use serde::de::Deserializer;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Number, Value};

/// What a query answers.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Tables {
    #[serde(flatten)]
    tables: BTreeMap<String, Value>,
}

impl Tables {
    /// Returns a record as it came; `None` if it is not there, or is withheld.
    pub(super) fn row(&self, kind: &str, id: &str) -> Option<&Map<String, Value>> {
        self.tables.get(kind)?.get(id)?.as_object()
    }

    /// Returns a record.
    ///
    /// # Errors
    /// It is not of its kind's form.
    pub(super) fn get<T: DeserializeOwned>(
        &self,
        kind: &str,
        id: &str,
    ) -> Result<Option<T>, serde_json::Error> {
        match self.tables.get(kind).and_then(|table| table.get(id)) {
            None | Some(Value::Null) => Ok(None),
            Some(row) => T::deserialize(row).map(Some),
        }
    }

    /// Returns the id that the root names under a key.
    pub(super) fn root(&self, key: &str) -> Option<&str> {
        self.tables.get("_root")?.get(key)?.as_str()
    }

    /// Returns the ids of a kind, in no order.
    pub(super) fn ids(&self, kind: &str) -> Vec<&str> {
        let table = self.tables.get(kind).and_then(Value::as_object);
        table
            .into_iter()
            .flat_map(|table| table.keys())
            .map(String::as_str)
            .collect()
    }
}

/// Returns the ids that stand under a key of a record; a null list is empty.
pub(super) fn ids_of(row: &Map<String, Value>, key: &str) -> Vec<String> {
    match row.get(key) {
        Some(Value::Array(ids)) => ids
            .iter()
            .filter_map(|id| match id {
                Value::String(id) => Some(id.clone()),
                // The id of a join row is a list.
                Value::Null => None,
                other => Some(other.to_string()),
            })
            .collect(),
        Some(Value::String(id)) => vec![id.clone()],
        _ => Vec::new(),
    }
}

/// A user.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    /// `human`, `integration` or `api_token`.
    #[serde(default)]
    pub(super) kind: Option<String>,
}

/// A project.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Project {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) visibility: Option<String>,
    #[serde(default, deserialize_with = "list")]
    pub(super) spaces: Vec<Space>,
    #[serde(default, deserialize_with = "list")]
    pub(super) decks: Vec<String>,
    #[serde(default, deserialize_with = "list")]
    pub(super) tags: Vec<String>,
}

/// A part of a project.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Space {
    pub(super) id: i64,
}

/// A tag of a project.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tag {
    pub(super) id: String,
    #[serde(default)]
    pub(super) tag: String,
    #[serde(default)]
    pub(super) color: Option<String>,
}

/// A deck.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Deck {
    pub(super) id: String,
    #[serde(default)]
    pub(super) account_seq: i64,
    #[serde(default)]
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) is_deleted: Option<bool>,
    #[serde(default, alias = "space_id")]
    pub(super) space_id: Option<i64>,
    /// A text that puts a deck in its place within its space.
    #[serde(default)]
    pub(super) sort_value: Option<String>,
    #[serde(default, alias = "project_id")]
    pub(super) project_id: Option<String>,
}

/// A milestone.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Milestone {
    pub(super) id: String,
    #[serde(default)]
    pub(super) account_seq: i64,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) color: Option<String>,
    #[serde(default)]
    pub(super) date: Option<String>,
    #[serde(default)]
    pub(super) start_date: Option<String>,
    #[serde(default)]
    pub(super) is_global: Option<bool>,
    #[serde(default)]
    pub(super) is_deleted: Option<bool>,
}

/// That a milestone is for a project.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MilestoneProject {
    #[serde(alias = "project_id")]
    pub(super) project_id: String,
}

/// A run.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sprint {
    pub(super) id: String,
    #[serde(default)]
    pub(super) account_seq: i64,
    #[serde(default)]
    pub(super) name: Option<String>,
    /// Counted from 0 within its configuration.
    #[serde(default)]
    pub(super) index: Option<i64>,
    #[serde(default, alias = "sprint_config_id")]
    pub(super) sprint_config_id: Option<String>,
    #[serde(default)]
    pub(super) start_date: Option<String>,
    #[serde(default)]
    pub(super) end_date: Option<String>,
    #[serde(default)]
    pub(super) is_deleted: Option<bool>,
}

/// What runs follow each other by.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct SprintConfig {
    #[serde(default)]
    pub(super) name: Option<String>,
}

/// A card.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Card {
    pub(super) card_id: String,
    #[serde(default)]
    pub(super) account_seq: i64,
    #[serde(default)]
    pub(super) content: String,
    #[serde(default)]
    pub(super) status: Option<String>,
    /// `default`, `archived` or `deleted`.
    #[serde(default)]
    pub(super) visibility: Option<String>,
    #[serde(default)]
    pub(super) priority: Option<String>,
    #[serde(default)]
    pub(super) effort: Option<Number>,
    #[serde(default, alias = "assignee_id")]
    pub(super) assignee_id: Option<String>,
    #[serde(default, alias = "creator_id")]
    pub(super) creator_id: Option<String>,
    #[serde(default, alias = "deck_id")]
    pub(super) deck_id: Option<String>,
    #[serde(default, alias = "milestone_id")]
    pub(super) milestone_id: Option<String>,
    #[serde(default, alias = "sprint_id")]
    pub(super) sprint_id: Option<String>,
    #[serde(default, alias = "parent_card_id")]
    pub(super) parent_card_id: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    pub(super) due_date: Option<String>,
    #[serde(default)]
    pub(super) is_doc: Option<bool>,
    #[serde(default, deserialize_with = "list")]
    pub(super) master_tags: Vec<String>,
    #[serde(default, deserialize_with = "list")]
    pub(super) in_deps: Vec<String>,
    #[serde(default)]
    pub(super) created_at: Option<String>,
    #[serde(default)]
    pub(super) last_updated_at: Option<String>,
    /// Goes up with every change.
    #[serde(default)]
    pub(super) version: Option<i64>,
}

/// A file on a card.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attachment {
    pub(super) id: String,
    #[serde(default)]
    pub(super) created_at: Option<String>,
    /// The id of its file.
    #[serde(default)]
    pub(super) file: Option<String>,
}

/// A file, wherever it hangs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct File {
    #[serde(default)]
    pub(super) name: String,
    /// In bytes; 0 once it is deleted.
    #[serde(default)]
    pub(super) size: u64,
    /// Where anybody can have it who knows the address; empty once it is deleted.
    #[serde(default)]
    pub(super) url: String,
    #[serde(default)]
    pub(super) created_at: Option<String>,
}

impl Card {
    /// Returns true if the card is neither deleted nor out of sight.
    pub(super) fn is_deleted(&self) -> bool {
        self.visibility.as_deref() == Some("deleted")
    }

    /// Returns true if the card is archived.
    pub(super) fn is_archived(&self) -> bool {
        self.visibility.as_deref() == Some("archived")
    }
}

/// What an action answers.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Dispatched {
    #[serde(default)]
    pub(super) payload: Value,
}

impl Dispatched {
    /// Returns the id of what was made.
    pub(super) fn id(&self) -> Option<&str> {
        self.payload.get("id")?.as_str()
    }

    /// Returns the number of the card that was made.
    pub(super) fn account_seq(&self) -> Option<i64> {
        self.payload.get("accountSeq")?.as_i64()
    }
}

/// Reads a list that may be null.
fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Card;

    #[test]
    fn ids_come_in_both_spellings_and_lists_may_be_null() {
        for row in [
            json!({"cardId": "c", "deckId": "d", "milestoneId": null, "inDeps": null}),
            json!({"cardId": "c", "deck_id": "d", "milestone_id": null, "masterTags": []}),
        ] {
            let card: Card = serde_json::from_value(row).expect("a card");
            assert_eq!(card.deck_id.as_deref(), Some("d"));
            assert!(card.in_deps.is_empty() && card.milestone_id.is_none());
        }
    }
}
