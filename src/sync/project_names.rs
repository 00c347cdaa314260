//! What a project is called: cards name it by its name, and it stays the same one when that changes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::board::{Account, Board, CardField, Stack};

/// Returns an account whose cards name each project as `there` does, where that was renamed since
/// one of `bases`; else a card whose project has another name there would count as changed there.
///
/// A name that the account's own board gives to another project, or to a new one, is left alone.
pub(super) fn as_named_there<'a>(
    account: &'a Account,
    bases: &[&Account],
    there: &Account,
) -> Cow<'a, Account> {
    let mut named = Cow::Borrowed(account);
    for (at, board) in account.boards.iter().enumerate() {
        let Some(now) = there.board(&board.key) else {
            continue;
        };
        let mut renamed = BTreeMap::new();
        for base in bases {
            if let Some(was) = base.board(&board.key) {
                renamed.extend(renames(was, now));
            }
        }
        renamed.retain(|name, (id, _)| {
            let mut own = board.projects.iter();
            own.all(|project| project.name != *name || project.id.as_deref() == Some(*id))
        });
        if renamed.is_empty() {
            continue;
        }
        for stack in &mut Arc::make_mut(&mut named.to_mut().boards[at]).stacks {
            rename_in(stack, &renamed);
        }
    }
    named
}

/// Old names, with the id and the new name of each.
type Renamed<'n> = BTreeMap<&'n str, (&'n str, &'n str)>;

fn renames<'n>(was: &'n Board, now: &'n Board) -> Renamed<'n> {
    let mut renamed = BTreeMap::new();
    for project in &was.projects {
        let id = project.id.as_deref();
        let known = now.projects.iter().find(|known| known.id.as_deref() == id);
        if let (Some(id), Some(known)) = (id, known)
            && known.name != project.name
        {
            renamed.insert(project.name.as_str(), (id, known.name.as_str()));
        }
    }
    renamed
}

fn rename_in(stack: &mut Arc<Stack>, renamed: &Renamed<'_>) {
    let stack = Arc::make_mut(stack);
    for inner in &mut stack.stacks {
        rename_in(inner, renamed);
    }
    for card in &mut stack.cards {
        let name = card.field(CardField::Project);
        if let Some((_, name)) = name.and_then(|name| renamed.get(name)) {
            Arc::make_mut(card).set_field(CardField::Project, Some((*name).to_owned()));
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
        Account {
            boards: vec![Arc::new(board)],
        }
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
