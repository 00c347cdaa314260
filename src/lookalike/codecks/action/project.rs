//! Projects, their tags, and milestones.

use serde_json::{Value, json};

use super::{Call, Payload};
use crate::lookalike::codecks::refusal::Refusal;
use crate::lookalike::codecks::table::{text, texts};

const COLORS: [&str; 7] = ["gray", "brown", "yellow", "red", "pink", "blue", "green"];

impl Call<'_> {
    pub(super) fn update_project(&mut self) -> Payload {
        self.needs("project:write")?;
        let id = self.required("id")?;
        let id = self.present("project", &id)?;
        self.take_over("project", &id, &["name", "spaces"]);
        Ok(Value::Null)
    }

    pub(super) fn set_project_visibility(&mut self) -> Payload {
        self.needs("project:write")?;
        let id = self.required("id")?;
        let id = self.present("project", &id)?;
        let visibility = self.required("visibility")?;
        if !["default", "archived", "deleted"].contains(&visibility.as_str()) {
            return Err(Refusal::Body(
                "field 'visibility' in body must be equal to one of the allowed values".into(),
            ));
        }
        self.take_over("project", &id, &["visibility"]);
        if visibility != "default" {
            let decks = self
                .server
                .tables
                .ids_where("deck", |row| text(row, "projectId") == id);
            let cards = self.server.tables.ids_where("card", |row| {
                decks.iter().any(|deck| text(row, "deckId") == deck)
            });
            for card in cards {
                self.close_all_threads(&card);
                self.server.derive(&card);
            }
        }
        Ok(Value::Null)
    }

    pub(super) fn add_tag(&mut self) -> Payload {
        self.needs("project:write")?;
        let project = self.required("projectId")?;
        let project = self.present("project", &project)?;
        let tag = self.required("tag")?;
        let color = self
            .params
            .get("color")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let id = self.server.insert_tag(None, &project, &tag, &color);
        Ok(Call::id_payload(&id, None))
    }

    /// Changes a tag; another name is written into the cards of the project.
    pub(super) fn update_tag(&mut self) -> Payload {
        self.needs("project:write")?;
        let id = self.required("id")?;
        let id = self.present("projectTag", &id)?;
        let row = self
            .server
            .tables
            .get("projectTag", &id)
            .cloned()
            .unwrap_or_default();
        let (project, old) = (
            text(&row, "projectId").to_owned(),
            text(&row, "tag").to_owned(),
        );
        self.take_over("projectTag", &id, &["tag", "description", "color", "emoji"]);
        let Some(Value::String(new)) = self.params.get("tag").cloned() else {
            return Ok(Value::Null);
        };
        let decks = self
            .server
            .tables
            .ids_where("deck", |row| text(row, "projectId") == project);
        let cards = self.server.tables.ids_where("card", |row| {
            texts(row, "masterTags").contains(&old)
                && decks.iter().any(|deck| text(row, "deckId") == deck)
        });
        for card in cards {
            if let Some(row) = self.server.tables.get_mut("card", &card) {
                let tags: Vec<String> = texts(row, "masterTags")
                    .into_iter()
                    .map(|tag| if tag == old { new.clone() } else { tag })
                    .collect();
                let content = text(row, "content").replace(&format!("#{old}"), &format!("#{new}"));
                row.insert("masterTags".into(), json!(tags));
                row.insert("content".into(), json!(content));
            }
            self.server.touch(&card);
        }
        Ok(Value::Null)
    }

    pub(super) fn create_milestone(&mut self) -> Payload {
        self.needs("milestone:write")?;
        self.required("accountId")?;
        let (name, date) = (self.required("name")?, self.required("date")?);
        self.check_color(true)?;
        for needed in ["isGlobal", "projectIds"] {
            if !self.params.contains_key(needed) {
                return Err(Refusal::Body(format!("body must have property '{needed}'")));
            }
        }
        let id = self.server.insert_milestone(None, &name, &date);
        self.take_over(
            "milestone",
            &id,
            &["color", "description", "startDate", "isGlobal"],
        );
        self.set_projects(&id);
        let row = self.server.tables.get("milestone", &id);
        let seq = row
            .and_then(|row| row.get("accountSeq"))
            .and_then(Value::as_i64);
        Ok(Call::id_payload(&id, seq))
    }

    pub(super) fn update_milestone(&mut self) -> Payload {
        self.needs("milestone:write")?;
        let id = self.required("id")?;
        let id = self.present("milestone", &id)?;
        self.check_color(false)?;
        let fields = [
            "name",
            "color",
            "date",
            "startDate",
            "description",
            "isGlobal",
        ];
        self.take_over("milestone", &id, &fields);
        self.set_projects(&id);
        Ok(Value::Null)
    }

    /// Deletes a milestone; it comes off all cards and decks.
    pub(super) fn delete_milestone(&mut self) -> Payload {
        self.needs("milestone:write")?;
        let id = self.required("id")?;
        let id = self.present("milestone", &id)?;
        if let Some(row) = self.server.tables.get_mut("milestone", &id) {
            row.insert("isDeleted".into(), json!(true));
        }
        for kind in ["card", "deck"] {
            let ids = self
                .server
                .tables
                .ids_where(kind, |row| text(row, "milestoneId") == id);
            for other in ids {
                if let Some(row) = self.server.tables.get_mut(kind, &other) {
                    row.insert("milestoneId".into(), Value::Null);
                }
                if kind == "card" {
                    self.server.touch(&other);
                }
            }
        }
        Ok(Value::Null)
    }

    fn check_color(&self, is_needed: bool) -> Result<(), Refusal> {
        match self.params.get("color") {
            None if is_needed => Err(Refusal::Body("body must have property 'color'".into())),
            None => Ok(()),
            Some(Value::String(color)) if COLORS.contains(&color.as_str()) => Ok(()),
            Some(_) => Err(Refusal::Body(
                "field 'color' in body must be equal to one of the allowed values".into(),
            )),
        }
    }

    fn set_projects(&mut self, milestone: &str) {
        let Some(projects) = self.params.get("projectIds") else {
            return;
        };
        let projects = projects
            .as_array()
            .map(|list| super::texts(list))
            .unwrap_or_default();
        let old = self.server.tables.ids_where("milestoneProject", |row| {
            text(row, "milestoneId") == milestone
        });
        for id in old {
            self.server.tables.remove("milestoneProject", &id);
        }
        for project in projects {
            self.server.put(
                "milestoneProject",
                json!({"milestoneId": milestone, "projectId": project}),
            );
        }
    }

    fn take_over(&mut self, kind: &str, id: &str, fields: &[&str]) {
        for name in fields {
            let Some(value) = self.params.get(*name).cloned() else {
                continue;
            };
            if let Some(row) = self.server.tables.get_mut(kind, id) {
                row.insert((*name).to_owned(), value);
            }
        }
    }
}
