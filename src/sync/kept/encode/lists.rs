//! What a board lists, to bytes.

use super::Writer;
use crate::board::{ClassOfService, Label, Member, Project};

impl Writer {
    pub(super) fn labels(&mut self, labels: &[Label]) -> Option<()> {
        self.count(labels.len());
        for Label { key, name, color } in labels {
            self.key(key)?;
            self.text(name);
            self.text(color);
        }
        Some(())
    }

    pub(super) fn members(&mut self, members: &[Member]) {
        self.count(members.len());
        for Member {
            person,
            permissions,
        } in members
        {
            self.person(person);
            self.flag(permissions.edit);
            self.flag(permissions.share);
            self.flag(permissions.manage);
        }
    }

    pub(super) fn projects(&mut self, projects: &[Project]) {
        self.count(projects.len());
        for Project { id, name } in projects {
            self.optional(id.as_deref(), Self::text);
            self.text(name);
        }
    }

    pub(super) fn classes(&mut self, classes: &[ClassOfService]) {
        self.count(classes.len());
        for ClassOfService {
            id,
            name,
            description,
            color,
        } in classes
        {
            self.optional(id.as_deref(), Self::text);
            self.text(name);
            self.text(description);
            self.text(color);
        }
    }
}
