//! What the organization plans with: milestones and runs, with their ids.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Seed, id};
use crate::board::{Account, Organization};

impl Seed {
    /// Adds the milestones and runs; cards and projects come later.
    pub(super) fn organization(&mut self, organization: &Organization) {
        for milestone in &organization.milestones {
            let date = milestone.date.map(|date| date.to_string());
            let known = milestone.id.as_deref();
            let name = &milestone.name;
            let id = self
                .codecks
                .insert_milestone(known, name, &date.unwrap_or_default());
            self.set("milestone", &id, "color", json!(milestone.color));
            let start = milestone.start.map(|start| start.to_string());
            self.set("milestone", &id, "startDate", json!(start));
            self.set("milestone", &id, "isGlobal", json!(milestone.global));
            self.milestones.insert(name.clone(), id);
        }
        for run in &organization.runs {
            let id = self
                .codecks
                .insert_run(Some(&run.id), "Run", Some(&run.name), 0);
            for (field, day) in [("startDate", run.start), ("endDate", run.end)] {
                if let Some(day) = day {
                    self.set("sprint", &id, field, json!(day.to_string()));
                }
            }
            self.runs.insert(run.name.clone(), id);
        }
    }

    /// Says which projects milestones are for, once these are there.
    pub(super) fn projects_of_milestones(&mut self, account: &Account) {
        let titled = account.boards.iter();
        let projects: BTreeMap<&str, &str> = titled
            .filter_map(|board| Some((board.title.as_str(), id(&board.key)?)))
            .collect();
        for milestone in &account.organization.milestones {
            let Some(own) = self.milestones.get(&milestone.name) else {
                continue;
            };
            for project in &milestone.projects {
                let project = projects.get(project.as_str()).copied().unwrap_or(project);
                let row = json!({"milestoneId": own, "projectId": project});
                self.codecks.put("milestoneProject", row);
            }
        }
    }

    fn set(&mut self, kind: &'static str, id: &str, field: &str, value: serde_json::Value) {
        let Some(row) = self.codecks.row(kind, id) else {
            return;
        };
        let mut row = row.clone();
        row.insert(field.to_owned(), value);
        self.codecks.put(kind, serde_json::Value::Object(row));
    }
}
