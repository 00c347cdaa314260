//! Filling the model: records as they are given, with what is missing added; nothing is checked.

use serde_json::{Value, json};

use super::table::{text, texts};
use super::{Codecks, object};

impl Codecks {
    /// Adds a user (`human`, `integration`, `api_token`) with a role in the organization.
    pub fn insert_user(&mut self, name: &str, kind: &str) -> String {
        let id = self.fresh_id();
        self.put(
            "user",
            json!({
                "id": id, "name": name, "fullName": name, "kind": kind,
                "isIntegration": kind != "human", "profileImageId": null, "timezone": null,
            }),
        );
        let account = self.account.clone();
        self.put(
            "accountRole",
            json!({"accountId": account, "userId": id, "role": "admin"}),
        );
        id
    }

    /// Adds a project.
    pub fn insert_project(&mut self, id: Option<&str>, name: &str, visibility: &str) -> String {
        let id = self.id_or_fresh(id);
        let row = json!({
            "id": id, "accountId": self.account, "name": name, "visibility": visibility,
            "createdAt": self.now(), "coverFileId": null,
            "spaces": [{"id": 1, "name": null, "icon": "deck", "defaultDeckType": "task"}],
        });
        self.put("project", row);
        id
    }

    /// Adds a project's tag.
    pub fn insert_tag(
        &mut self,
        id: Option<&str>,
        project: &str,
        tag: &str,
        color: &str,
    ) -> String {
        let id = self.id_or_fresh(id);
        let color = (!color.is_empty()).then_some(color);
        let row = json!({
            "id": id, "projectId": project, "tag": tag, "description": null, "color": color,
            "emoji": null, "createdAt": self.now(),
        });
        self.put("projectTag", row);
        id
    }

    /// Adds a deck at the end of its project.
    pub fn insert_deck(&mut self, id: Option<&str>, project: &str, title: &str) -> String {
        let id = self.id_or_fresh(id);
        let seq = self.fresh_seq(None);
        let is_sibling = |row: &super::table::Row| text(row, "projectId") == project;
        let place = self.tables.ids_where("deck", is_sibling).len();
        let row = json!({
            "id": id, "accountId": self.account, "projectId": project, "accountSeq": seq,
            "title": title, "description": "", "deckType": "task", "isDeleted": false,
            "createdAt": self.now(), "creatorId": null, "milestoneId": null,
            "defaultProjectTagId": null, "spaceId": 1, "sortValue": format!("a{place:06}"),
            "coverColor": null, "coverFileId": null,
        });
        self.put("deck", row);
        id
    }

    /// Adds a milestone for all projects.
    pub fn insert_milestone(&mut self, id: Option<&str>, name: &str, date: &str) -> String {
        let id = self.id_or_fresh(id);
        let seq = self.fresh_seq(None);
        let row = json!({
            "id": id, "accountSeq": seq, "accountId": self.account, "name": name,
            "description": null, "color": "blue", "date": date, "startDate": null,
            "isGlobal": true, "isDeleted": false, "createdAt": self.now(), "creatorId": null,
        });
        self.put("milestone", row);
        id
    }

    /// Adds a run of a run configuration; `name` may be left out.
    pub fn insert_run(
        &mut self,
        id: Option<&str>,
        config: &str,
        name: Option<&str>,
        index: i64,
    ) -> String {
        let known = self
            .tables
            .ids_where("sprintConfig", |row| text(row, "name") == config)
            .pop();
        let config_id = match known {
            Some(id) => id,
            None => {
                let id = self.fresh_id();
                let row = json!({
                    "id": id, "accountId": self.account, "name": config, "color": "green",
                    "isGlobal": true, "createdAt": self.now(), "runLabelTemplate": null,
                });
                self.put("sprintConfig", row);
                id
            }
        };
        let id = self.id_or_fresh(id);
        let seq = self.fresh_seq(None);
        let row = json!({
            "id": id, "accountSeq": seq, "accountId": self.account, "sprintConfigId": config_id,
            "name": name, "description": null, "index": index, "startDate": "2026-11-16",
            "endDate": "2026-11-29", "completedAt": null, "isDeleted": false,
            "createdAt": self.now(),
        });
        self.put("sprint", row);
        id
    }

    /// Adds a card; `fields` replace what a new card has, `accountSeq` its number.
    pub fn insert_card(&mut self, deck: Option<&str>, content: &str, fields: Value) -> String {
        let fields = object(fields);
        let id = self.fresh_id();
        let seq = self.fresh_seq(fields.get("accountSeq").and_then(Value::as_i64));
        let mut row = object(json!({
            "cardId": id, "accountId": self.account, "accountSeq": seq, "content": content,
            "status": "not_started", "visibility": "default", "priority": null, "effort": null,
            "assigneeId": null, "creatorId": null, "deckId": deck, "milestoneId": null,
            "sprintId": null, "parentCardId": null, "isDoc": false, "dueDate": null,
            "masterTags": [], "mentionedUsers": [], "createdAt": self.now(),
            "lastUpdatedAt": self.now(), "version": 1, "coverFileId": null,
            "attachments": [], "childCards": [], "inDeps": [], "outDeps": [],
        }));
        row.extend(fields);
        self.put("card", Value::Object(row));
        self.derive(&id);
        id
    }

    /// Gives a card another title, as somebody else would.
    pub fn rename_card(&mut self, card: &str, title: &str) {
        if let Some(row) = self.tables.get_mut("card", card) {
            let content = text(row, "content");
            let rest = content
                .split_once('\n')
                .map(|(_, rest)| format!("\n{rest}"));
            let content = format!("{title}{}", rest.unwrap_or_default());
            row.insert("content".to_owned(), json!(content));
        }
        self.touch(card);
    }

    /// Adds a thread with its first comment.
    pub fn insert_thread(&mut self, card: &str, author: &str, context: &str, text: &str) -> String {
        let id = self.insert_empty_thread(card, author, context, None);
        self.insert_entry(&id, author, text, Value::Null);
        id
    }

    /// Adds a thread without a comment, which may have been closed at a time.
    pub fn insert_empty_thread(
        &mut self,
        card: &str,
        author: &str,
        context: &str,
        closed: Option<&str>,
    ) -> String {
        let id = self.fresh_id();
        let row = json!({
            "id": id, "cardId": card, "accountId": self.account, "creatorId": author,
            "context": context, "createdAt": self.now(), "isClosed": closed.is_some(),
            "closedAt": closed, "reopenedAt": null, "closedBy": closed.map(|_| author),
            "reopenedBy": null,
        });
        self.put("resolvable", row);
        if context != "comment" {
            self.derive(card);
        }
        id
    }

    /// Adds a comment to a thread; `fields` replace what a new comment has, `entryId` its id.
    pub fn insert_entry(
        &mut self,
        thread: &str,
        author: &str,
        content: &str,
        fields: Value,
    ) -> String {
        let fields = object(fields);
        let given = fields.get("entryId").and_then(Value::as_str);
        let id = self.id_or_fresh(given);
        let card = self
            .tables
            .get("resolvable", thread)
            .map(|row| text(row, "cardId").to_owned());
        let mut row = object(json!({
            "entryId": id, "resolvableId": thread, "cardId": card, "authorId": author,
            "content": content, "createdAt": self.now(), "lastChangedAt": self.now(), "version": 1,
        }));
        row.extend(fields);
        self.put("resolvableEntry", Value::Object(row));
        id
    }

    /// Adds a file to a card.
    pub fn insert_file(
        &mut self,
        card: &str,
        uploader: &str,
        name: &str,
        url: &str,
        size: u64,
    ) -> String {
        let file = self.fresh_id();
        let row = json!({
            "id": file, "accountId": self.account, "name": name, "size": size, "url": url,
            "createdAt": self.now(), "uploaderId": uploader,
        });
        self.put("file", row);
        let id = self.fresh_id();
        let row = json!({
            "id": id, "accountId": self.account, "cardId": card, "fileId": file,
            "creatorId": uploader, "createdAt": self.now(), "content": name, "title": name,
        });
        self.put("attachment", row);
        if let Some(row) = self.tables.get_mut("card", card) {
            let mut attachments = texts(row, "attachments");
            attachments.push(id.clone());
            row.insert("attachments".to_owned(), json!(attachments));
        }
        id
    }

    /// Takes a file off a card and out of the store, and does not count the card as changed;
    /// returns false if it is not there.
    pub fn remove_attachment(&mut self, card: &str, id: &str) -> bool {
        let Some(attachment) = self.tables.remove("attachment", id) else {
            return false;
        };
        let file = text(&attachment, "fileId").to_owned();
        if let Some(row) = self.tables.get_mut("file", &file) {
            row.insert("url".into(), json!(""));
            row.insert("size".into(), json!(0));
        }
        if let Some(row) = self.tables.get_mut("card", card) {
            let mut left = texts(row, "attachments");
            left.retain(|other| other != id);
            row.insert("attachments".to_owned(), json!(left));
        }
        true
    }

    /// Makes a card a part of another one, or lets it depend on it.
    pub fn link(&mut self, card: &str, other: &str, is_parent: bool) {
        let mut add = |id: &str, list: &str, other: &str| {
            if let Some(row) = self.tables.get_mut("card", id) {
                let mut ids = texts(row, list);
                ids.push(other.to_owned());
                row.insert(list.to_owned(), json!(ids));
            }
        };
        if is_parent {
            add(other, "childCards", card);
            if let Some(row) = self.tables.get_mut("card", card) {
                row.insert("parentCardId".to_owned(), json!(other));
            }
        } else {
            add(card, "inDeps", other);
            add(other, "outDeps", card);
        }
        self.derive(card);
        self.derive(other);
    }

    fn id_or_fresh(&mut self, id: Option<&str>) -> String {
        match id {
            Some(id) => id.to_owned(),
            None => self.fresh_id(),
        }
    }
}
