//! Operations on milestones; cards follow them by themselves.

use super::Plan;
use crate::board::{Account, Change, EditMilestone, Milestone, Operation};
use crate::plan::merge::twin;

/// Makes, changes and deletes milestones, after boards got their titles and before the cards: those
/// that name one that goes lose it with it, and need no call of their own. Returns the account as it
/// is then, if any milestone changes.
pub(super) fn change(plan: &mut Plan, merged: &Account) -> Option<Account> {
    if plan.state.has_same_organization(merged) {
        return None;
    }
    let before = plan.state.organization.milestones.clone();
    let after = &merged.organization.milestones;
    let count = plan.operations.len();
    for new in after {
        let old = twin(new, after, &before);
        if old != Some(new) {
            push(plan, old.cloned(), Some(new.clone()));
        }
    }
    for old in &before {
        if twin(old, &before, after).is_none() {
            push(plan, Some(old.clone()), None);
        }
    }
    (plan.operations.len() > count).then(|| plan.state.clone())
}

fn push(plan: &mut Plan, old: Option<Milestone>, new: Option<Milestone>) {
    let milestone = Change { old, new };
    plan.push(Operation::EditMilestone(Box::new(EditMilestone {
        milestone,
    })));
}
