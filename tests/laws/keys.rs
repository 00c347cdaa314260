//! Turns fresh ids into none and back: the same account as the server's, and as a working tree's.

use std::sync::Arc;

use git_board::board::{Account, Board, Card, Id, Key, Names, Stack};

use super::accounts::FRESH;
use super::tree::number;

/// Returns the account as a working tree has it: what has a fresh id has none.
pub fn without_fresh_ids(account: &Account) -> Account {
    let mut boards: Vec<Arc<Board>> = account.boards.iter().map(board).collect();
    boards.sort_by(|one, other| one.key.cmp(&other.key));
    Account::of(boards)
}

fn is_fresh<Of>(key: &Key<Of>) -> bool {
    number(key) >= FRESH
}

fn fresh<Of>(key: &Key<Of>) -> Key<Of> {
    if is_fresh(key) {
        Key::New(number(key))
    } else {
        key.clone()
    }
}

fn board(board: &Arc<Board>) -> Arc<Board> {
    let mut new = Board::clone(board);
    new.key = fresh(&board.key);
    for label in &mut new.labels {
        label.key = fresh(&label.key);
    }
    new.stacks = board.stacks.iter().map(stack).collect();
    let is_same = new.key == board.key
        && new.labels == board.labels
        && new
            .stacks
            .iter()
            .zip(&board.stacks)
            .all(|(new, old)| Arc::ptr_eq(new, old));
    if is_same {
        Arc::clone(board)
    } else {
        Arc::new(new)
    }
}

fn stack(stack: &Arc<Stack>) -> Arc<Stack> {
    let mut new = Stack::clone(stack);
    new.key = fresh(&stack.key);
    new.stacks = stack.stacks.iter().map(self::stack).collect();
    new.cards = stack.cards.iter().map(card).collect();
    let is_same = new.key == stack.key
        && new
            .stacks
            .iter()
            .zip(&stack.stacks)
            .all(|(new, old)| Arc::ptr_eq(new, old))
        && new
            .cards
            .iter()
            .zip(&stack.cards)
            .all(|(new, old)| Arc::ptr_eq(new, old));
    new.settle_archived();
    if is_same {
        Arc::clone(stack)
    } else {
        Arc::new(new)
    }
}

fn card(card: &Arc<Card>) -> Arc<Card> {
    let has_fresh = is_fresh(&card.key)
        || card.labels.iter().any(is_fresh)
        || card.depends_on.iter().any(is_fresh)
        || card.comments.keys().any(is_fresh);
    if !has_fresh {
        return Arc::clone(card);
    }
    let mut new = Card::clone(card);
    new.key = fresh(&card.key);
    new.labels = card.labels.iter().map(fresh).collect();
    new.depends_on = card.depends_on.iter().map(fresh).collect();
    let comments = card.comments.iter().map(|(key, comment)| {
        let mut comment = comment.clone();
        comment.reply_to = comment.reply_to.as_ref().map(fresh);
        (fresh(key), comment)
    });
    new.comments = comments.collect();
    Arc::new(new)
}

/// Returns the names that give every fresh id back.
pub fn fresh_names() -> Names {
    let mut names = Names::default();
    for number in FRESH..FRESH + 4_000 {
        let id = number.to_string();
        names.boards.insert(number, Id::new(id.as_str()));
        names.stacks.insert(number, Id::new(id.as_str()));
        names.cards.insert(number, Id::new(id.as_str()));
        names.labels.insert(number, Id::new(id.as_str()));
        names.comments.insert(number, Id::new(id.as_str()));
    }
    names
}

/// Returns an equal account that shares nothing in memory.
pub fn unshared(account: &Account) -> Account {
    fn stack(old: &Arc<Stack>) -> Arc<Stack> {
        let mut new = Stack::clone(old);
        new.stacks = old.stacks.iter().map(stack).collect();
        new.cards = old
            .cards
            .iter()
            .map(|card| Arc::new(Card::clone(card)))
            .collect();
        Arc::new(new)
    }
    let board = |old: &Arc<Board>| {
        let mut new = Board::clone(old);
        new.stacks = old.stacks.iter().map(stack).collect();
        Arc::new(new)
    };
    Account::of(account.boards.iter().map(board).collect())
}
