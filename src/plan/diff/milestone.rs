//! Operations on milestones; cards follow them by themselves.

use super::Plan;
use crate::board::{Account, Change, EditMilestone, Milestone, Operation};
use crate::plan::merge::twin;

/// Makes, changes and deletes milestones, before the cards: those that name one that goes lose it with
/// it, and need no call of their own.
pub(super) fn change(plan: &mut Plan, remote: &Account, merged: &Account) {
    if remote.has_same_organization(merged) {
        return;
    }
    let (before, after) = lists(remote, merged);
    for new in after {
        let old = twin(new, after, before);
        if old != Some(new) {
            push(plan, old.cloned(), Some(new.clone()));
        }
    }
    for old in before {
        if twin(old, before, after).is_none() {
            push(plan, Some(old.clone()), None);
        }
    }
}

fn lists<'a>(remote: &'a Account, merged: &'a Account) -> (&'a [Milestone], &'a [Milestone]) {
    (
        &remote.organization.milestones,
        &merged.organization.milestones,
    )
}

fn push(plan: &mut Plan, old: Option<Milestone>, new: Option<Milestone>) {
    let milestone = Change { old, new };
    plan.push(Operation::EditMilestone(Box::new(EditMilestone {
        milestone,
    })));
}
