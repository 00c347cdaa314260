//! Refusals of milestones, and of cards that name one that will not be there.

use super::{Judge, Reason, Subject};
use crate::board::{Account, CardField, EditMilestone};
use crate::plan::words::Kind;

/// The colors that a milestone can have (`@codecks/fetch` 2.0.1).
const COLORS: [&str; 7] = ["gray", "brown", "yellow", "red", "pink", "blue", "green"];

impl Judge<'_> {
    pub(super) fn edit_milestone<'a>(&self, edit: &'a EditMilestone) -> (Subject<'a>, Vec<Reason>) {
        let subject = Subject::new(Kind::Milestone, None, edit.name());
        let mut reasons = Vec::new();
        if !self
            .support
            .service
            .card_fields()
            .contains(&CardField::Milestone)
        {
            reasons.push(self.unsupported("milestones"));
        }
        let Some(new) = &edit.milestone.new else {
            return (subject, reasons);
        };
        let old = edit.milestone.old.as_ref();
        if new.name.trim().is_empty() {
            reasons.push(Reason::NoTitle);
        }
        if new.date.is_none() {
            reasons.push(Reason::NoDate);
        }
        if new
            .start
            .zip(new.date)
            .is_some_and(|(start, date)| start > date)
        {
            reasons.push(Reason::StartsAfterDate);
        }
        let is_new_color = old.is_none_or(|old| old.color != new.color);
        let is_empty_at_first = old.is_none() && new.color.is_empty();
        if is_new_color && !is_empty_at_first && !COLORS.contains(&new.color.as_str()) {
            reasons.push(Reason::NotAValue {
                field: "color",
                value: new.color.clone(),
                allowed: "`gray`, `brown`, `yellow`, `red`, `pink`, `blue` and `green`",
            });
        }
        let had = old.map_or(&[][..], |old| &old.projects);
        for project in new.projects.iter().filter(|one| !had.contains(one)) {
            if !is_known(self.remote, project) && !is_board(self.merged, project) {
                reasons.push(Reason::NoSuchBoard {
                    name: project.clone(),
                });
            }
        }
        (subject, reasons)
    }

    /// Returns why a card cannot get this milestone, if there is none of that name.
    pub(super) fn no_milestone(&self, name: Option<&str>) -> Option<Reason> {
        let organization = &self.merged.organization;
        let name = name.filter(|name| organization.milestone(name).is_none())?;
        // An id is taken, too.
        let mut milestones = organization.milestones.iter();
        if milestones.any(|one| one.id.as_deref() == Some(name)) {
            return None;
        }
        let known = organization.milestones.iter().map(|one| one.name.clone());
        Some(Reason::NoMilestone {
            name: name.to_owned(),
            known: known.collect(),
        })
    }
}

/// Returns true if a board is called so or has that id, or if a milestone is for something of that
/// name already: a board that this account does not see.
fn is_known(remote: &Account, project: &str) -> bool {
    let mut milestones = remote.organization.milestones.iter();
    is_board(remote, project)
        || milestones.any(|one| one.projects.iter().any(|known| known == project))
}

fn is_board(account: &Account, project: &str) -> bool {
    account.boards.iter().any(|board| {
        let id = board.key.id();
        board.title == project || id.is_some_and(|id| id.as_str() == project)
    })
}
