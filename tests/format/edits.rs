//! Edits of an account, and what they change in its files.

use std::sync::Arc;

use git_board::board::{Account, Board, Card, CardKey, Stack, StackKey};
use git_board::files::Files;

use super::support::{changed_lines, difference, known, written};

pub const CARD: &str = "roadmap/todo/12-fix-login.md";

/// Edits the only board of an account.
pub fn edit_board(account: &mut Account, edit: impl FnOnce(&mut Board)) {
    edit(Arc::make_mut(&mut account.boards[0]));
}

/// Edits a stack of it.
pub fn edit_stack(account: &mut Account, id: &str, edit: impl FnOnce(&mut Stack)) {
    edit_board(account, |board| {
        let stack = board
            .stacks
            .iter_mut()
            .find(|stack| stack.key == StackKey::known(id))
            .expect("the stack is there");
        edit(Arc::make_mut(stack));
    });
}

/// Edits a card of it.
pub fn edit_card(account: &mut Account, id: &str, edit: impl FnOnce(&mut Card)) {
    edit_board(account, |board| {
        let card = board
            .stacks
            .iter_mut()
            .flat_map(|stack| &mut Arc::make_mut(stack).cards)
            .find(|card| card.key == CardKey::known(id))
            .expect("the card is there");
        edit(Arc::make_mut(card));
    });
}

/// Takes a card out of its stack and puts it into another at an index.
pub fn move_card(account: &mut Account, id: &str, stack: &str, index: usize) {
    let mut taken = None;
    edit_board(account, |board| {
        for stack in &mut board.stacks {
            let cards = &mut Arc::make_mut(stack).cards;
            if let Some(at) = cards.iter().position(|card| card.key == CardKey::known(id)) {
                taken = Some(cards.remove(at));
            }
        }
    });
    edit_stack(account, stack, |stack| {
        stack.cards.insert(index, taken.expect("the card is there"));
    });
}

/// Returns the files after an edit of the account that they say, which differ in these lines.
pub fn check(files: &Files, edit: impl FnOnce(&mut Account), path: &str, expected: &str) {
    let now = known(files, None);
    let mut wanted = now.account.clone();
    edit(&mut wanted);
    let after = written(files, &now, &wanted);
    assert_eq!(difference(files, &after), format!("~ {path}"));
    assert_eq!(changed_lines(files, &after, path), expected);
}
