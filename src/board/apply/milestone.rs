//! What an operation on a milestone means: cards name it by its name.

use std::sync::Arc;

use super::{ApplyError, Whose, missing, present, stale};
use crate::board::{Account, CardField, EditMilestone, Listed, Organization, Stack};

/// Makes, changes or removes a milestone; cards follow its name, and lose it with it.
pub(super) fn edit(account: &mut Account, edit: &EditMilestone) -> Result<(), ApplyError> {
    let (old, new) = (&edit.milestone.old, &edit.milestone.new);
    let Organization {
        mut milestones,
        runs,
    } = account.organization.as_ref().clone();
    match old {
        Some(old) => {
            let at = milestones.iter().position(|one| one.is_same(old));
            let at = at.ok_or_else(|| missing("milestone", &old.name))?;
            if milestones[at] != *old {
                return Err(stale(&Whose("milestone", &old.name, "values")));
            }
            milestones.remove(at);
        }
        None => {
            let same = new.as_ref().and_then(|new| new.find_in(&milestones));
            if let Some(same) = same {
                return Err(present("milestone", &same.name));
            }
        }
    }
    let renamed = old.as_ref().filter(|old| {
        let name = new.as_ref().map(|new| &new.name);
        name != Some(&old.name)
    });
    if let Some(old) = renamed {
        let name = new.as_ref().map(|new| new.name.as_str());
        rename_on_cards(account, &old.name, name);
    }
    milestones.extend(new.clone());
    account.organization = Arc::new(Organization::of(milestones, runs));
    Ok(())
}

/// Lets every card that names a milestone name it otherwise, or not at all.
fn rename_on_cards(account: &mut Account, old: &str, new: Option<&str>) {
    fn names(stack: &Stack, old: &str) -> bool {
        let mut cards = stack.cards.iter();
        cards.any(|card| card.field(CardField::Milestone) == Some(old))
            || stack.stacks.iter().any(|inner| names(inner, old))
    }
    fn rename(stacks: &mut [Arc<Stack>], old: &str, new: Option<&str>) {
        for stack in stacks {
            if !names(stack, old) {
                continue;
            }
            let stack = Arc::make_mut(stack);
            for card in &mut stack.cards {
                if card.field(CardField::Milestone) == Some(old) {
                    let new = new.map(str::to_owned);
                    Arc::make_mut(card).set_field(CardField::Milestone, new);
                }
            }
            rename(&mut stack.stacks, old, new);
        }
    }
    for board in &mut account.boards {
        if board.stacks.iter().any(|stack| names(stack, old)) {
            rename(&mut Arc::make_mut(board).stacks, old, new);
        }
    }
}
