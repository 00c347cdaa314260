//! Cards: made, changed one or many at a time.

use serde_json::{Map, Value, json};

use super::{Call, Payload, texts};
use crate::lookalike::codecks::object;
use crate::lookalike::codecks::refusal::Refusal;
use crate::lookalike::codecks::table::{text, texts as texts_of};

/// The fields of `cards/update` that are taken over as they are.
const PLAIN: [(&str, Option<&str>); 5] = [
    ("assigneeId", Some("user")),
    ("deckId", Some("deck")),
    ("milestoneId", Some("milestone")),
    ("sprintId", Some("sprint")),
    ("dueDate", None),
];

impl Call<'_> {
    pub(super) fn create_card(&mut self) -> Payload {
        self.needs("card:write")?;
        let content = self.required("content")?;
        if !self.params.contains_key("deckId") {
            return Err(Refusal::Body("body must have property 'deckId'".into()));
        }
        let params = self.params.clone();
        self.new_card(&content, &params)
    }

    pub(super) fn create_cards(&mut self) -> Payload {
        self.needs("card:write")?;
        let deck = self.required("deckId")?;
        let cards = match self.params.get("cards") {
            Some(Value::Array(cards)) => cards.clone(),
            _ => return Err(Refusal::Body("body must have property 'cards'".into())),
        };
        let mut made = Vec::new();
        for card in cards {
            let mut params = object(card);
            params.insert("deckId".into(), json!(deck));
            let content = params.get("content").and_then(Value::as_str);
            let content = content
                .ok_or_else(|| Refusal::Body("body must have property 'content'".into()))?
                .to_owned();
            made.push(self.new_card(&content, &params)?);
        }
        Ok(json!({ "cards": made }))
    }

    fn new_card(&mut self, content: &str, params: &Map<String, Value>) -> Payload {
        let mut outer = std::mem::replace(&mut self.params, params.clone());
        let result = self.new_card_of_params(content);
        std::mem::swap(&mut self.params, &mut outer);
        result
    }

    fn new_card_of_params(&mut self, content: &str) -> Payload {
        let deck = self.present_or_null("deck", "deckId")?;
        self.check_values()?;
        let mut fields = json!({
            "creatorId": self.user,
            "assigneeId": self.present_or_null("user", "assigneeId")?,
            "milestoneId": self.present_or_null("milestone", "milestoneId")?,
            "sprintId": self.present_or_null("sprint", "sprintId")?,
        });
        for name in ["priority", "effort", "dueDate"] {
            fields[name] = self.params.get(name).cloned().unwrap_or(Value::Null);
        }
        fields["isDoc"] = json!(self.params.get("isDoc") == Some(&Value::Bool(true)));
        for name in ["status", "visibility"] {
            if let Some(value) = self.params.get(name).filter(|value| value.is_string()) {
                fields[name] = value.clone();
            }
        }
        let parent = self.present_or_null("card", "parentCardId")?;
        let id = self.server.insert_card(deck.as_str(), content, fields);
        let mut tags = match self.params.get("masterTags") {
            Some(Value::Array(tags)) => texts(tags),
            _ => Vec::new(),
        };
        if let Some(row) = self.server.tables.get("card", &id) {
            for tag in self.server.project_tags_in(row, content) {
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        self.set(&id, "masterTags", json!(tags));
        if let Value::String(parent) = parent {
            self.set_parent(&id, Some(&parent))?;
        }
        self.server.derive(&id);
        let row = self.server.tables.get("card", &id);
        let seq = row
            .and_then(|row| row.get("accountSeq"))
            .and_then(Value::as_i64);
        Ok(Call::id_payload(&id, seq))
    }

    pub(super) fn update_card(&mut self) -> Payload {
        self.needs("card:write")?;
        let id = self.required("id")?;
        let id = self.present("card", &id)?;
        if self.params.get("deckId") == Some(&Value::Null) {
            return Err(Refusal::Body(
                "field 'deckId' in body must be string".into(),
            ));
        }
        self.change_card(&id)?;
        Ok(Value::Null)
    }

    pub(super) fn update_many(&mut self) -> Payload {
        self.needs("card:write")?;
        let cards = match self.params.get("cards") {
            Some(Value::Array(cards)) => cards.clone(),
            _ => return Err(Refusal::Body("body must have property 'cards'".into())),
        };
        for card in cards {
            let mut card = object(card);
            let id = card.get("id").and_then(Value::as_str).unwrap_or_default();
            let Ok(id) = self.present("card", id) else {
                continue;
            };
            let (title, content) = (card.remove("title"), card.remove("content"));
            let old = self.content_of(&id);
            let content = match (title, content) {
                (Some(Value::String(title)), Some(Value::String(content))) => {
                    format!("{title}\n\n{content}")
                }
                (Some(Value::String(title)), _) => match old.split_once('\n') {
                    Some((_, rest)) => format!("{title}\n{rest}"),
                    None => title,
                },
                (_, Some(Value::String(content))) => content,
                _ => return Err(Refusal::Body("a card needs 'content' or 'title'".into())),
            };
            card.insert("content".into(), json!(content));
            self.params = card;
            self.change_card(&id)?;
        }
        Ok(Value::Null)
    }

    pub(super) fn bulk_update(&mut self) -> Payload {
        self.needs("card:write")?;
        for id in self.required_list("ids")? {
            let id = self.present("card", &id)?;
            self.change_card(&id)?;
        }
        Ok(Value::Null)
    }

    /// Refuses values that no enumeration has.
    fn check_values(&self) -> Result<(), Refusal> {
        let allowed: [(&str, &[&str]); 3] = [
            ("status", &["not_started", "started", "done"]),
            ("visibility", &["default", "archived", "deleted"]),
            ("priority", &["a", "b", "c"]),
        ];
        for (name, words) in allowed {
            let is_fine = match self.params.get(name) {
                None => true,
                Some(Value::Null) => name == "priority",
                Some(Value::String(word)) => words.contains(&word.as_str()),
                Some(_) => false,
            };
            if !is_fine {
                return Err(Refusal::Body(format!(
                    "field '{name}' in body must be equal to one of the allowed values"
                )));
            }
        }
        Ok(())
    }

    fn change_card(&mut self, id: &str) -> Result<(), Refusal> {
        self.check_values()?;
        let before = self
            .server
            .tables
            .get("card", id)
            .cloned()
            .unwrap_or_default();
        let starts = self.params.get("status") == Some(&json!("started"));
        if starts && !texts_of(&before, "childCards").is_empty() {
            return Err(Refusal::Action("Can't start a hero card directly".into()));
        }
        for (name, kind) in PLAIN {
            if let Some(value) = self.params.get(name).cloned() {
                let value = match kind {
                    Some(kind) => self.present_or_null(kind, name)?,
                    None => value,
                };
                self.set(id, name, value);
            }
        }
        for name in ["priority", "effort", "status", "visibility", "isDoc"] {
            if let Some(value) = self.params.get(name).cloned() {
                self.set(id, name, value);
            }
        }
        if let Some(parent) = self.params.get("parentCardId").cloned() {
            let parent = match parent {
                Value::String(parent) => Some(self.present("card", &parent)?),
                _ => None,
            };
            self.set_parent(id, parent.as_deref())?;
        }
        if let Some(Value::Array(children)) = self.params.get("childCards").cloned() {
            for child in texts(&children) {
                self.set_parent(&child, Some(id))?;
            }
            self.set(id, "childCards", json!(children));
        }
        self.change_text(id, &before)?;
        self.change_dependencies(id)?;
        self.side_effects(id, &before);
        self.server.touch(id);
        Ok(())
    }

    /// Changes content and tags: project tags in the text are tags of the card.
    fn change_text(&mut self, id: &str, before: &Map<String, Value>) -> Result<(), Refusal> {
        let content = match self.params.get("content") {
            Some(Value::String(content)) => content.clone(),
            Some(_) => {
                return Err(Refusal::Body(
                    "field 'content' in body must be string".into(),
                ));
            }
            None => text(before, "content").to_owned(),
        };
        let was_in_text = self.server.project_tags_in(before, text(before, "content"));
        let mut tags = match self.params.get("masterTags") {
            Some(Value::Array(tags)) => texts(tags),
            _ => texts_of(before, "masterTags")
                .into_iter()
                .filter(|tag| !was_in_text.contains(tag))
                .collect(),
        };
        self.set(id, "content", json!(content));
        let row = self
            .server
            .tables
            .get("card", id)
            .cloned()
            .unwrap_or_default();
        for tag in self.server.project_tags_in(&row, &content) {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        if let Some(Value::String(tag)) = self.params.get("addMasterTag")
            && !tags.contains(tag)
        {
            tags.push(tag.clone());
        }
        if let Some(Value::String(tag)) = self.params.get("removeMasterTag") {
            tags.retain(|other| other != tag);
        }
        self.set(id, "masterTags", json!(tags));
        Ok(())
    }

    fn change_dependencies(&mut self, id: &str) -> Result<(), Refusal> {
        for (own, theirs) in [("inDeps", "outDeps"), ("outDeps", "inDeps")] {
            let Some(Value::Array(wanted)) = self.params.get(own).cloned() else {
                continue;
            };
            let wanted = texts(&wanted);
            for other in &wanted {
                self.present("card", other)?;
            }
            let had = self
                .server
                .tables
                .get("card", id)
                .map(|row| texts_of(row, own))
                .unwrap_or_default();
            self.set(id, own, json!(wanted));
            for other in had.iter().chain(&wanted) {
                let (was, is) = (had.contains(other), wanted.contains(other));
                if was != is {
                    self.link(other, theirs, id, is);
                    self.server.touch(other);
                }
            }
        }
        Ok(())
    }

    /// What Codecks changes by itself when a card changes.
    fn side_effects(&mut self, id: &str, before: &Map<String, Value>) {
        let Some(now) = self.server.tables.get("card", id).cloned() else {
            return;
        };
        let was_started = text(before, "status") == "started";
        let has_other_owner = before.get("assigneeId") != now.get("assigneeId")
            && !before.get("assigneeId").is_none_or(Value::is_null);
        let deck = self.server.tables.get("deck", text(&now, "deckId"));
        let is_moved = before.get("deckId") != now.get("deckId");
        let goes_to_heroes =
            is_moved && deck.is_some_and(|deck| matches!(text(deck, "deckType"), "hero" | "doc"));
        let goes_away =
            text(&now, "visibility") != "default" && text(before, "visibility") == "default";
        if was_started && !self.params.contains_key("status") && (has_other_owner || goes_to_heroes)
            || text(&now, "status") == "started" && goes_away
        {
            self.set(id, "status", json!("not_started"));
        }
        if goes_away {
            self.close_all_threads(id);
        }
        if text(&now, "visibility") == "deleted" {
            for (own, theirs) in [("inDeps", "outDeps"), ("outDeps", "inDeps")] {
                for other in texts_of(&now, own) {
                    self.link(&other, theirs, id, false);
                    self.server.touch(&other);
                }
                self.set(id, own, json!([]));
            }
        }
    }

    fn set_parent(&mut self, id: &str, parent: Option<&str>) -> Result<(), Refusal> {
        let row = self.server.tables.get("card", id);
        let old = row
            .map(|row| text(row, "parentCardId").to_owned())
            .unwrap_or_default();
        if let Some(parent) = parent {
            let is_child = self
                .server
                .tables
                .get("card", parent)
                .is_some_and(|row| !text(row, "parentCardId").is_empty());
            if is_child || parent == id {
                return Err(Refusal::Action("A sub card can't be a hero card".into()));
            }
        }
        if !old.is_empty() && Some(old.as_str()) != parent {
            self.link(&old, "childCards", id, false);
        }
        if let Some(parent) = parent {
            self.link(parent, "childCards", id, true);
        }
        self.set(id, "parentCardId", json!(parent));
        Ok(())
    }

    /// Puts an id into a list of another card, or takes it out.
    fn link(&mut self, card: &str, list: &str, id: &str, is_in: bool) {
        if let Some(row) = self.server.tables.get_mut("card", card) {
            let mut ids = texts_of(row, list);
            ids.retain(|other| other != id);
            if is_in {
                ids.push(id.to_owned());
            }
            row.insert(list.to_owned(), json!(ids));
        }
        self.server.derive(card);
    }

    pub(super) fn set(&mut self, card: &str, field: &str, value: Value) {
        if let Some(row) = self.server.tables.get_mut("card", card) {
            row.insert(field.to_owned(), value);
        }
    }

    fn content_of(&self, card: &str) -> String {
        let row = self.server.tables.get("card", card);
        row.map(|row| text(row, "content").to_owned())
            .unwrap_or_default()
    }
}
