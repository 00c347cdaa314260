//! What holds for every merge.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{by_lines, two};
use crate::board::Account;
use crate::plan::merge::{Bug, Scope, merge};
use crate::plan::sketch::account;

#[test]
fn a_thing_that_is_twice_is_a_bug() {
    let scope = Scope {
        gone_boards: &BTreeSet::new(),
        is_gone: &|_| true,
        earlier: &|_| Vec::new(),
        was_agreed: &|_, _| false,
        user: None,
        merge_body: &by_lines,
    };
    let twice = account(&two("10 a", "10 a"));
    let bug = merge(&[], &twice, &Account::default(), &scope).expect_err("card 10 is twice");
    assert_eq!(
        bug,
        Bug::Twice {
            thing: "card",
            key: "10".to_owned(),
            account: "local"
        }
    );
}

#[test]
fn what_is_the_same_in_memory_stays_the_same() {
    let base = account(&two("10 a", "11 b"));
    let mut remote = base.clone();
    let board = Arc::make_mut(&mut remote.boards[0]);
    let stack = Arc::make_mut(&mut board.stacks[1]);
    Arc::make_mut(&mut stack.cards[0]).title = "c".to_owned();
    let scope = Scope {
        gone_boards: &BTreeSet::new(),
        is_gone: &|_| true,
        earlier: &|_| Vec::new(),
        was_agreed: &|_, _| false,
        user: None,
        merge_body: &by_lines,
    };
    let merged = merge(&[&base], &base, &remote, &scope).expect("nothing is lost");
    assert!(Arc::ptr_eq(&merged.account.boards[0], &remote.boards[0]));
    let merged = merge(&[&base], &remote, &base, &scope).expect("nothing is lost");
    assert!(Arc::ptr_eq(&merged.account.boards[0], &remote.boards[0]));
}
