//! Threads: comments, blocks and reviews on cards.

use serde_json::{Value, json};

use super::{Call, Payload};
use crate::lookalike::codecks::refusal::Refusal;
use crate::lookalike::codecks::table::text;

impl Call<'_> {
    pub(super) fn open_thread(&mut self) -> Payload {
        self.needs("resolvable:write")?;
        let card = self.required("cardId")?;
        let card = self.present("card", &card)?;
        let context = self.required("context")?;
        if !["block", "review", "comment"].contains(&context.as_str()) {
            return Err(Refusal::Body(
                "field 'context' in body must be equal to one of the allowed values".into(),
            ));
        }
        let content = self.mentioned(&self.required("content")?);
        let user = self.user.clone();
        let id = self.server.insert_thread(&card, &user, &context, &content);
        if context != "comment" {
            self.set(&card, "status", json!("not_started"));
            self.server.touch(&card);
        }
        Ok(Call::id_payload(&id, None))
    }

    pub(super) fn comment(&mut self) -> Payload {
        self.needs("resolvableEntry:writeOwn")?;
        let thread = self.required("resolvableId")?;
        let thread = self.present("resolvable", &thread)?;
        let content = self.mentioned(&self.required("content")?);
        let user = self.user.clone();
        let id = self
            .server
            .insert_entry(&thread, &user, &content, Value::Null);
        Ok(Call::id_payload(&id, None))
    }

    pub(super) fn update_comment(&mut self) -> Payload {
        self.needs("resolvableEntry:writeOwn")?;
        let entry = self.required("entryId")?;
        let entry = self.present("resolvableEntry", &entry)?;
        let content = self.mentioned(&self.required("content")?);
        let now = self.server.now();
        let user = self.user.clone();
        if let Some(row) = self.server.tables.get_mut("resolvableEntry", &entry) {
            if text(row, "authorId") != user {
                return Err(Refusal::Scope("resolvableEntry:writeAny"));
            }
            let version = row.get("version").and_then(Value::as_i64).unwrap_or(1);
            row.insert("content".into(), json!(content));
            row.insert("lastChangedAt".into(), json!(now));
            row.insert("version".into(), json!(version + 1));
        }
        Ok(Value::Null)
    }

    pub(super) fn close_thread(&mut self) -> Payload {
        self.needs("resolvable:write")?;
        let thread = self.required("id")?;
        let thread = self.present("resolvable", &thread)?;
        self.close(&thread);
        let card = self.card_of_thread(&thread);
        if self.params.get("markCardDone") == Some(&Value::Bool(true)) {
            self.set(&card, "status", json!("done"));
            self.server.touch(&card);
        }
        self.server.derive(&card);
        Ok(json!({ "cardId": card }))
    }

    pub(super) fn reopen_thread(&mut self) -> Payload {
        self.needs("resolvable:write")?;
        let thread = self.required("id")?;
        let thread = self.present("resolvable", &thread)?;
        let card = self.card_of_thread(&thread);
        let context = |row: &crate::lookalike::codecks::table::Row| text(row, "context").to_owned();
        let own = self.server.tables.get("resolvable", &thread).map(context);
        let is_state = |context: &str| matches!(context, "block" | "review");
        if own.as_deref().is_some_and(is_state) {
            let open = self.server.tables.ids_where("resolvable", |row| {
                text(row, "cardId") == card
                    && is_state(text(row, "context"))
                    && row.get("isClosed") == Some(&Value::Bool(false))
            });
            let shown = self.server.tables.get("card", &card);
            let shown = shown.map(|row| text(row, "derivedStatus").to_owned());
            let cannot = matches!(shown.as_deref(), Some("doc" | "hero" | "heroDone"));
            if cannot || !open.is_empty() {
                return Err(Refusal::Action("Can't reopen this conversation".into()));
            }
        }
        let (now, user) = (self.server.now(), self.user.clone());
        if let Some(row) = self.server.tables.get_mut("resolvable", &thread) {
            row.insert("isClosed".into(), json!(false));
            row.insert("reopenedAt".into(), json!(now));
            row.insert("reopenedBy".into(), json!(user));
        }
        self.server.derive(&card);
        Ok(Value::Null)
    }

    /// Closes every open thread of a card.
    pub(super) fn close_all_threads(&mut self, card: &str) {
        let open = self.server.tables.ids_where("resolvable", |row| {
            text(row, "cardId") == card && row.get("isClosed") == Some(&Value::Bool(false))
        });
        for thread in open {
            self.close(&thread);
        }
    }

    fn close(&mut self, thread: &str) {
        let (now, user) = (self.server.now(), self.user.clone());
        if let Some(row) = self.server.tables.get_mut("resolvable", thread) {
            row.insert("isClosed".into(), json!(true));
            row.insert("closedAt".into(), json!(now));
            row.insert("closedBy".into(), json!(user));
        }
    }

    fn card_of_thread(&self, thread: &str) -> String {
        let row = self.server.tables.get("resolvable", thread);
        row.map(|row| text(row, "cardId").to_owned())
            .unwrap_or_default()
    }

    /// Stores `@name` as a mention of the user of that name.
    fn mentioned(&self, content: &str) -> String {
        let mut content = content.to_owned();
        for user in self.server.tables.all("user") {
            let (id, name) = (text(user, "id"), text(user, "name"));
            if !name.is_empty() {
                content = content.replace(&format!("@{name}"), &format!("@[userId:{id}]"));
            }
        }
        content
    }
}
