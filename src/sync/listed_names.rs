//! What projects, classes of service and milestones are called: cards name them by their names, and
//! they stay the same ones when those change.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::board::{Account, Board, CardField, Listed, Milestone, Stack};

/// Returns an account whose cards name each project, class of service and milestone as `there` does,
/// where that was renamed since one of `bases`; else a card whose project has another name there would
/// count as changed there.
///
/// A name that the account's own board gives to another one, or to a new one, is left alone.
pub(super) fn as_named_there<'a>(
    account: &'a Account,
    bases: &[&Account],
    there: &Account,
) -> Cow<'a, Account> {
    let mut named = Cow::Borrowed(account);
    let organizations: Vec<&[Milestone]> = bases
        .iter()
        .map(|base| base.organization.milestones.as_slice())
        .collect();
    let milestones = renames(
        &organizations,
        &there.organization.milestones,
        &account.organization.milestones,
    );
    for (at, board) in account.boards.iter().enumerate() {
        let Some(now) = there.board(&board.key) else {
            continue;
        };
        let were: Vec<&Arc<Board>> = bases
            .iter()
            .filter_map(|base| base.board(&board.key))
            .collect();
        for was in were.iter().filter(|was| was.title != now.title) {
            let organization = &named.organization;
            let renamed = organization.with_renamed_board(&was.title, &now.title);
            if let Some(renamed) = renamed {
                named.to_mut().organization = Arc::new(renamed);
            }
        }
        let projects: Vec<_> = were.iter().map(|was| was.projects.as_slice()).collect();
        let classes: Vec<_> = were.iter().map(|was| was.classes.as_slice()).collect();
        let renamed = [
            (
                CardField::Project,
                &renames(&projects, &now.projects, &board.projects),
            ),
            (
                CardField::ClassOfService,
                &renames(&classes, &now.classes, &board.classes),
            ),
            (CardField::Milestone, &milestones),
        ];
        for (field, renamed) in renamed {
            if renamed.is_empty() {
                continue;
            }
            for stack in &mut Arc::make_mut(&mut named.to_mut().boards[at]).stacks {
                rename_in(stack, field, renamed);
            }
        }
    }
    named
}

/// Old names, with the id and the new name of each.
type Renamed<'n> = BTreeMap<&'n str, (&'n str, &'n str)>;

/// Returns what was renamed of a list; `own` is the list of the account whose cards are to follow.
fn renames<'n, T: Listed>(were: &[&'n [T]], now: &'n [T], own: &[T]) -> Renamed<'n> {
    let mut renamed = BTreeMap::new();
    for one in were.iter().copied().flatten() {
        let known = now.iter().find(|known| known.id() == one.id());
        if let (Some(id), Some(known)) = (one.id(), known)
            && known.name() != one.name()
        {
            renamed.insert(one.name(), (id, known.name()));
        }
    }
    renamed.retain(|name, (id, _)| {
        let mut own = own.iter();
        own.all(|one| one.name() != *name || one.id() == Some(*id))
    });
    renamed
}

fn rename_in(stack: &mut Arc<Stack>, field: CardField, renamed: &Renamed<'_>) {
    let stack = Arc::make_mut(stack);
    for inner in &mut stack.stacks {
        rename_in(inner, field, renamed);
    }
    for card in &mut stack.cards {
        let name = card.field(field);
        if let Some((_, name)) = name.and_then(|name| renamed.get(name)) {
            Arc::make_mut(card).set_field(field, Some((*name).to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::as_named_there;
    use crate::board::{
        Account, Board, BoardKey, Card, CardField, CardKey, Project, Stack, StackKey,
    };
    use std::sync::Arc;

    fn account(projects: &[(Option<&str>, &str)], cards: &[&str]) -> Account {
        let mut stack = Stack::new(StackKey::known("2"), "S");
        for (number, project) in (10..).zip(cards) {
            let mut card = Card::new(CardKey::known(number.to_string()), "a");
            card.set_field(CardField::Project, Some((*project).to_owned()));
            stack.cards.push(Arc::new(card));
        }
        let mut board = Board::new(BoardKey::known("1"), "B");
        board.stacks.push(Arc::new(stack));
        board.projects = projects
            .iter()
            .map(|(id, name)| Project {
                id: id.map(str::to_owned),
                name: (*name).to_owned(),
            })
            .collect();
        Account::of(vec![Arc::new(board)])
    }

    fn names(account: &Account) -> Vec<&str> {
        let cards = account.boards[0].stacks[0].cards.iter();
        cards
            .filter_map(|card| card.field(CardField::Project))
            .collect()
    }

    #[test]
    fn a_card_follows_the_name_that_its_project_has_there() {
        let base = account(&[(Some("5"), "Web"), (Some("6"), "Shop")], &["Web", "Shop"]);
        let there = account(&[(Some("5"), "World"), (Some("6"), "Shop")], &[]);
        let named = as_named_there(&base, &[&base], &there);
        assert_eq!(names(&named), ["World", "Shop"]);
        let here = account(
            &[(Some("5"), "World"), (Some("6"), "Shop")],
            &["Web", "World"],
        );
        assert_eq!(
            names(&as_named_there(&here, &[&base], &there)),
            ["World", "World"]
        );
    }

    #[test]
    fn an_old_name_that_another_project_bears_by_now_is_its() {
        let base = account(&[(Some("5"), "Web")], &["Web"]);
        let there = account(&[(Some("5"), "World")], &[]);
        let here = account(&[(Some("5"), "World"), (None, "Web")], &["Web"]);
        assert_eq!(names(&as_named_there(&here, &[&base], &there)), ["Web"]);
        assert_eq!(
            names(&as_named_there(&here, &[&base], &base)),
            ["Web"],
            "nothing was renamed there"
        );
    }
}
