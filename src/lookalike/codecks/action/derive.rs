//! What a card's record says that follows from the rest of it.

use serde_json::{Value, json};

use crate::lookalike::codecks::Codecks;
use crate::lookalike::codecks::content::{checkboxes, tags_of, title_of};
use crate::lookalike::codecks::table::{Row, text, texts};

impl Codecks {
    /// Works out title, tags, checkboxes and the status that the app shows.
    pub fn derive(&mut self, id: &str) {
        let Some(row) = self.tables.get("card", id) else {
            return;
        };
        let content = text(row, "content").to_owned();
        let mut tags = texts(row, "masterTags");
        for tag in tags_of(&content) {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let shown = self.derived_status(id, row);
        let (total, checked) = checkboxes(&content);
        if let Some(row) = self.tables.get_mut("card", id) {
            row.insert("title".into(), json!(title_of(&content)));
            row.insert("tags".into(), json!(tags));
            row.insert(
                "checkboxStats".into(),
                json!({"total": total, "checked": checked}),
            );
            row.insert("derivedStatus".into(), json!(shown));
        }
    }

    /// Notes a change of a card: its version, its time, and what follows from its values.
    pub fn touch(&mut self, id: &str) {
        let now = self.now();
        if let Some(row) = self.tables.get_mut("card", id) {
            let version = row.get("version").and_then(Value::as_i64).unwrap_or(0);
            row.insert("version".into(), json!(version + 1));
            row.insert("lastUpdatedAt".into(), json!(now));
        }
        self.derive(id);
    }

    /// Returns the tags of the card's project that stand in a text.
    pub(super) fn project_tags_in(&self, row: &Row, content: &str) -> Vec<String> {
        let deck = self.tables.get("deck", text(row, "deckId"));
        let project = deck.map_or("", |deck| text(deck, "projectId"));
        tags_of(content)
            .into_iter()
            .filter(|tag| {
                let mut tags = self.tables.all("projectTag");
                tags.any(|known| text(known, "projectId") == project && text(known, "tag") == tag)
            })
            .collect()
    }

    fn derived_status(&self, id: &str, row: &Row) -> &'static str {
        let is_open = |context: &str| {
            self.tables.all("resolvable").any(|thread| {
                text(thread, "cardId") == id
                    && text(thread, "context") == context
                    && thread.get("isClosed") == Some(&Value::Bool(false))
            })
        };
        let is_hero = !texts(row, "childCards").is_empty();
        let is_done = text(row, "status") == "done";
        match text(row, "visibility") {
            "deleted" => return "deleted",
            "archived" => {
                return match (is_hero, is_done) {
                    (true, true) => "archivedHeroDone",
                    (true, false) => "archivedHero",
                    (false, true) => "archivedDone",
                    (false, false) => "archived",
                };
            }
            _ => {}
        }
        if row.get("isDoc") == Some(&Value::Bool(true)) {
            return "doc";
        }
        if is_open("block") {
            return "blocked";
        }
        if is_open("review") {
            return "review";
        }
        match (text(row, "status"), is_hero) {
            ("done", true) => "heroDone",
            (_, true) => "hero",
            ("done", false) => "done",
            ("started", false) => "started",
            ("snoozing", false) => "snoozing",
            _ if row.get("assigneeId").is_some_and(|user| !user.is_null()) => "assigned",
            _ => "unassigned",
        }
    }
}
