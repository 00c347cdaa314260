//! Writing what stands over the boards.

use super::Writer;
use crate::board::{Account, Service};
use crate::text::codecks_file::{CODECKS_FILE, has_new, write_organization};
use crate::text::layout::OrganizationFile;
use crate::text::problem::Problem;

impl Writer<'_> {
    /// Writes the file of an organization; where there is nothing to say, there is none.
    pub(super) fn write_organization(&mut self, wanted: &Account) -> Result<(), Problem> {
        if self.service != Service::Codecks {
            return Ok(());
        }
        let known = self.over.known;
        let before = known.layout.organization.as_ref();
        if wanted.organization.is_empty() {
            if before.is_some() {
                self.changes.remove.insert(CODECKS_FILE.to_owned());
            }
            return Ok(());
        }
        let is_same = known.account.has_same_organization(wanted);
        if let Some(file) = before.filter(|file| is_same && !file.needs_writing) {
            self.layout.organization = Some(file.clone());
            return Ok(());
        }
        let text = self.text_at(CODECKS_FILE)?;
        let text = write_organization(CODECKS_FILE, &text, &wanted.organization)?;
        self.layout.organization = Some(OrganizationFile {
            content: self.put_text(CODECKS_FILE, &text),
            needs_writing: has_new(&wanted.organization),
        });
        Ok(())
    }
}
