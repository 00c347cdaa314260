//! What a board or an organization lists, to bytes.

use jiff::civil::Date;

use super::Writer;
use crate::board::{Account, ClassOfService, Label, Member, Milestone, Organization, Project, Run};
use crate::text::OrganizationFile;

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

    pub(super) fn organization(&mut self, account: &Account, file: Option<&OrganizationFile>) {
        let Organization { milestones, runs } = account.organization.as_ref();
        self.optional(file, |out, file| {
            let OrganizationFile {
                content,
                needs_writing,
            } = file;
            out.bytes.extend_from_slice(content.as_raw());
            out.flag(*needs_writing);
        });
        self.count(milestones.len());
        for milestone in milestones {
            let Milestone {
                id,
                name,
                color,
                date,
                start,
                global,
                projects,
            } = milestone;
            self.optional(id.as_deref(), Self::text);
            self.text(name);
            self.text(color);
            self.optional(*date, Self::day);
            self.optional(*start, Self::day);
            self.flag(*global);
            self.count(projects.len());
            for project in projects {
                self.text(project);
            }
        }
        self.count(runs.len());
        for Run {
            id,
            name,
            start,
            end,
        } in runs
        {
            self.text(id);
            self.text(name);
            self.optional(*start, Self::day);
            self.optional(*end, Self::day);
        }
    }

    fn day(&mut self, day: Date) {
        self.text(&day.to_string());
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
