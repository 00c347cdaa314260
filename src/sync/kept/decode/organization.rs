//! What stands over the boards, from bytes.

use jiff::civil::Date;

use super::reader::Reader;
use crate::board::{Milestone, Organization, Run};
use crate::text::OrganizationFile;

impl Reader<'_> {
    pub(super) fn organization(&mut self) -> Option<(Organization, Option<OrganizationFile>)> {
        let file = self.optional(|reader| {
            Some(OrganizationFile {
                content: reader.content()?,
                needs_writing: reader.flag()?,
            })
        })?;
        let mut organization = Organization::default();
        for _ in 0..self.count()? {
            organization.milestones.push(Milestone {
                id: self.optional(Self::string)?,
                name: self.string()?,
                color: self.string()?,
                date: self.optional(Self::day)?,
                start: self.optional(Self::day)?,
                global: self.flag()?,
                projects: {
                    let mut projects = Vec::new();
                    for _ in 0..self.count()? {
                        projects.push(self.string()?);
                    }
                    projects
                },
            });
        }
        for _ in 0..self.count()? {
            organization.runs.push(Run {
                id: self.string()?,
                name: self.string()?,
                start: self.optional(Self::day)?,
                end: self.optional(Self::day)?,
            });
        }
        Some((organization, file))
    }

    fn day(&mut self) -> Option<Date> {
        self.text()?.parse().ok()
    }
}
