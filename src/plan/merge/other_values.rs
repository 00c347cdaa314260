//! The account as another side has it, in the values of boards, stacks, labels and members alone
//! that are in conflict.

use std::sync::Arc;

use crate::board::{Account, Board, Label, Member, Milestone, Organization, Stack, StackKey};
use crate::plan::conflict::{Conflict, Field, ThingKey};

/// Returns `account` with each value in conflict as `from` has it.
///
/// A label or member that `from` has not is taken away, and one that only `from` has comes in.
/// Cards stay as they are, and so does what is where.
pub fn with_values_of<'c>(
    account: &Account,
    conflicts: impl IntoIterator<Item = &'c Conflict>,
    from: &Account,
) -> Account {
    let mut account = account.clone();
    for conflict in conflicts {
        let field = match conflict {
            Conflict::BothChanged { field, .. } | Conflict::DifferentWithoutBase { field, .. } => {
                *field
            }
            Conflict::LabelDeletedThereUsedHere { .. }
            | Conflict::LabelDeletedHereUsedThere { .. }
            | Conflict::DeletedThereChangedHere { .. }
            | Conflict::DeletedHereChangedThere { .. }
            | Conflict::GoneThere { .. } => Field::Presence,
            Conflict::BothMoved { .. }
            | Conflict::MovedIntoEachOther { .. }
            | Conflict::MovedOutOfSight { .. } => continue,
        };
        take_value(&mut account, &conflict.thing().key, field, from);
    }
    account
}

fn take_value(account: &mut Account, key: &ThingKey, field: Field, from: &Account) {
    match key {
        ThingKey::Board(key) => {
            let Some(other) = from.board(key) else { return };
            change_board(
                account,
                |board| board.key == *key,
                |board| match field {
                    Field::Title => board.title.clone_from(&other.title),
                    Field::Color => board.color.clone_from(&other.color),
                    Field::Archived => board.archived = other.archived,
                    _ => {}
                },
            );
        }
        ThingKey::Label(key) => {
            let other = from.boards.iter().find_map(|board| {
                let index = board.labels.iter().position(|label| label.key == *key)?;
                Some((index, &board.labels[index]))
            });
            let has = |board: &Board| {
                let is_from =
                    |other: &Arc<Board>| other.key == board.key && other.label(key).is_some();
                board.label(key).is_some() || from.boards.iter().any(is_from)
            };
            change_board(account, has, |board| take_label(board, key, field, other));
        }
        ThingKey::Member(key, person) => {
            let Some(other) = from.board(key) else { return };
            let other = other.members.iter().find(|member| member.person == *person);
            change_board(
                account,
                |board| board.key == *key,
                |board| {
                    board.members.retain(|member| member.person != *person);
                    board.members.extend(other.cloned());
                    board
                        .members
                        .sort_by(|one: &Member, other| one.person.cmp(&other.person));
                },
            );
        }
        ThingKey::Stack(key) => {
            let stacks = from.stacks();
            let Some(other) = stacks.get(key) else { return };
            for board in &mut account.boards {
                if board.all_stacks().iter().any(|stack| stack.key == *key) {
                    take_stack(&mut Arc::make_mut(board).stacks, key, field, other.stack);
                }
            }
        }
        ThingKey::Milestone(key) => take_milestone(account, key, field, from),
        ThingKey::Card(_) | ThingKey::Comment(..) => {}
    }
}

fn change_board(
    account: &mut Account,
    is_it: impl Fn(&Board) -> bool,
    change: impl Fn(&mut Board),
) {
    for board in account.boards.iter_mut().filter(|board| is_it(board)) {
        change(Arc::make_mut(board));
    }
}

/// Takes over a label's value, or the label itself, or its absence; it comes in at its index there.
fn take_label(
    board: &mut Board,
    key: &crate::board::LabelKey,
    field: Field,
    other: Option<(usize, &Label)>,
) {
    let present = board.labels.iter().position(|label| label.key == *key);
    match (present, other) {
        (Some(present), Some((_, other))) => {
            let label = &mut board.labels[present];
            match field {
                Field::Name => label.name.clone_from(&other.name),
                Field::Color => label.color.clone_from(&other.color),
                _ => label.clone_from(other),
            }
        }
        (Some(present), None) => {
            board.labels.remove(present);
        }
        (None, Some((index, other))) => {
            let index = index.min(board.labels.len());
            board.labels.insert(index, other.clone());
        }
        (None, None) => {}
    }
}

fn take_milestone(account: &mut Account, key: &str, field: Field, from: &Account) {
    let is_it = |one: &Milestone| one.id.as_deref().unwrap_or(&one.name) == key;
    let mut others = from.organization.milestones.iter();
    let other = others.find(|one| is_it(one));
    let Organization {
        mut milestones,
        runs,
    } = account.organization.as_ref().clone();
    let at = milestones.iter().position(is_it);
    match (at.map(|at| &mut milestones[at]), other) {
        (Some(milestone), Some(other)) => match field {
            Field::Name => milestone.name.clone_from(&other.name),
            Field::Color => milestone.color.clone_from(&other.color),
            Field::Date => milestone.date = other.date,
            Field::Start => milestone.start = other.start,
            Field::Global => milestone.global = other.global,
            Field::Projects => milestone.projects.clone_from(&other.projects),
            _ => milestone.clone_from(other),
        },
        (None, Some(other)) => milestones.push(other.clone()),
        (Some(_), None) => milestones.retain(|one| !is_it(one)),
        (None, None) => return,
    }
    account.organization = Arc::new(Organization::of(milestones, runs));
}

fn take_stack(stacks: &mut [Arc<Stack>], key: &StackKey, field: Field, other: &Stack) {
    for stack in stacks {
        let stack = Arc::make_mut(stack);
        if stack.key != *key {
            take_stack(&mut stack.stacks, key, field, other);
            continue;
        }
        match field {
            Field::Title => stack.title.clone_from(&other.title),
            Field::DoneColumn => stack.done_column = other.done_column,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::with_values_of;
    use crate::board::{Account, Board, BoardKey, Label, LabelKey};
    use crate::plan::conflict::{Conflict, Thing, ThingKey};

    fn account(labels: &[&str]) -> Account {
        let mut board = Board::new(BoardKey::known("1"), "Roadmap");
        board.labels = labels
            .iter()
            .map(|name| Label {
                key: LabelKey::known(*name),
                name: (*name).to_owned(),
                color: String::new(),
            })
            .collect();
        Account::of(vec![Arc::new(board)])
    }

    #[test]
    fn a_label_that_one_side_lacks_goes_and_comes() {
        let conflict = Conflict::LabelDeletedThereUsedHere {
            thing: Thing {
                key: ThingKey::Label(LabelKey::known("b")),
                board: None,
                stack: None,
                title: "b".to_owned(),
            },
            cards: Vec::new(),
        };
        let (with, without) = (account(&["a", "b", "c"]), account(&["a", "c"]));
        assert_eq!(with_values_of(&with, [&conflict], &without), without);
        assert_eq!(with_values_of(&without, [&conflict], &with), with);
    }
}
