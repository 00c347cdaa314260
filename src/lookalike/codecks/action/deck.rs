//! Decks: made, changed, placed, deleted with their cards archived.

use serde_json::{Value, json};

use super::{Call, Payload};
use crate::lookalike::codecks::refusal::Refusal;
use crate::lookalike::codecks::table::{Row, text, texts};

impl Call<'_> {
    pub(super) fn create_deck(&mut self) -> Payload {
        self.needs("deck:write")?;
        let title = self.required("title")?;
        let project = self.required("projectId")?;
        let project = self.present("project", &project)?;
        let id = self.server.insert_deck(None, &project, &title);
        let user = self.user.clone();
        if let Some(row) = self.server.tables.get_mut("deck", &id) {
            row.insert("creatorId".into(), json!(user));
            for name in ["deckType", "coverColor"] {
                if let Some(value) = self.params.get(name) {
                    row.insert(name.into(), value.clone());
                }
            }
        }
        Ok(Call::id_payload(&id, None))
    }

    pub(super) fn update_deck(&mut self) -> Payload {
        self.needs("deck:write")?;
        let id = self.required("id")?;
        let id = self.present("deck", &id)?;
        let fields = [
            "title",
            "description",
            "milestoneId",
            "defaultProjectTagId",
            "deckType",
            "coverColor",
        ];
        for name in fields {
            let Some(value) = self.params.get(name).cloned() else {
                continue;
            };
            if let Some(row) = self.server.tables.get_mut("deck", &id) {
                row.insert(name.into(), value.clone());
            }
            if name == "milestoneId" {
                for card in self.cards_of(&id) {
                    self.set(&card, "milestoneId", value.clone());
                    self.server.touch(&card);
                }
            }
        }
        Ok(Value::Null)
    }

    /// Deletes a deck; its cards, and their sub cards elsewhere, are archived.
    pub(super) fn delete_deck(&mut self) -> Payload {
        self.needs("deck:delete")?;
        let id = self.required("id")?;
        let id = self.present("deck", &id)?;
        if let Some(row) = self.server.tables.get_mut("deck", &id) {
            row.insert("isDeleted".into(), json!(true));
        }
        let mut cards = self.cards_of(&id);
        for card in cards.clone() {
            if let Some(row) = self.server.tables.get("card", &card) {
                cards.extend(texts(row, "childCards"));
            }
        }
        for card in cards {
            let row = self.server.tables.get("card", &card);
            if row.is_some_and(|row| text(row, "visibility") == "default") {
                self.set(&card, "visibility", json!("archived"));
                self.close_all_threads(&card);
                self.server.touch(&card);
            }
        }
        Ok(Value::Null)
    }

    /// Puts decks behind or before another one, or at the end or start of a space.
    pub(super) fn place_deck(&mut self, is_after: bool) -> Payload {
        self.needs("deck:write")?;
        let project = self.required("targetProjectId")?;
        let project = self.present("project", &project)?;
        let target = self.present_or_null("deck", "targetId")?;
        let space = self.params.get("targetSpaceId").cloned();
        let space =
            space.ok_or_else(|| Refusal::Body("body must have property 'targetSpaceId'".into()))?;
        let moved = self.required_list("deckIds")?;
        let mut order: Vec<String> = self
            .server
            .tables
            .ids_where("deck", |row: &Row| text(row, "projectId") == project);
        order.retain(|id| !moved.contains(id));
        order.sort_by_key(|id| {
            let row = self.server.tables.get("deck", id);
            row.map(|row| text(row, "sortValue").to_owned())
        });
        let at = match target.as_str() {
            Some(target) => order
                .iter()
                .position(|id| id == target)
                .map_or(order.len(), |at| at + usize::from(is_after)),
            None if is_after => order.len(),
            None => 0,
        };
        order.splice(at..at, moved.clone());
        for (place, id) in order.iter().enumerate() {
            if let Some(row) = self.server.tables.get_mut("deck", id) {
                row.insert("sortValue".into(), json!(format!("a{place:06}")));
                if moved.contains(id) {
                    row.insert("projectId".into(), json!(project));
                    row.insert("spaceId".into(), space.clone());
                }
            }
        }
        Ok(Value::Null)
    }

    fn cards_of(&self, deck: &str) -> Vec<String> {
        self.server
            .tables
            .ids_where("card", |row| text(row, "deckId") == deck)
    }
}
