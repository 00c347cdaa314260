//! When a push asks before it goes on.

use super::{guards, pull_guards};
use crate::plan::diff::operations;
use crate::plan::sketch::{account, time};

fn check(remote: &str, merged: &str, expected: &[&str]) {
    let (remote, merged) = (account(remote), account(merged));
    let operations = operations(&remote, &merged, time("2026-12-24"));
    let words: Vec<String> = guards(&operations, &remote)
        .iter()
        .map(|guard| {
            let mark = if guard.needs_allow_deletes() {
                "! "
            } else {
                ""
            };
            format!("{mark}{guard}")
        })
        .collect();
    assert_eq!(words, expected);
}

fn cards(numbers: std::ops::Range<u32>) -> String {
    numbers
        .map(|number| format!("  card {number} c\n"))
        .collect()
}

fn board(first: u32, end: u32) -> String {
    format!("board 1 B\n stack 2 S\n{}", cards(first..end))
}

#[test]
fn any_deletion_asks() {
    check(&board(10, 12), &board(10, 11), &["deletes 1 thing"]);
    check(&board(10, 12), &board(10, 13), &[]);
}

#[test]
fn a_card_that_moved_is_not_deleted() {
    let moved = "board 1 B\n stack 2 S\n stack 3 T\n  card 10 c";
    check(&format!("{}\n stack 3 T", board(10, 11)), moved, &[]);
}

#[test]
fn a_board_is_guarded() {
    check(
        &format!("{}board 9 Gone", board(10, 11)),
        &board(10, 11),
        &["deletes 1 thing", "! deletes board \"Gone\" with 0 cards"],
    );
}

#[test]
fn a_stack_is_guarded_if_it_holds_cards() {
    let more = |text: &str| format!("{}{text}", board(10, 30));
    let merged = board(10, 30);
    check(&more(" stack 3 T\n"), &merged, &["deletes 1 thing"]);
    check(
        &more(" stack 3 T\n  card 50 x\n"),
        &merged,
        &["deletes 1 thing", "! deletes stack \"T\" in B with 1 card"],
    );
}

#[test]
fn a_label_is_guarded_if_cards_carry_it() {
    check("board 1 B\n label 5 L", "board 1 B", &["deletes 1 thing"]);
    check(
        "board 1 B\n label 5 L\n stack 2 S\n  card 3 c; #5",
        "board 1 B\n stack 2 S\n  card 3 c",
        &[
            "deletes 1 thing",
            "! deletes label \"L\" in B, which is on 1 card",
        ],
    );
}

#[test]
fn more_than_ten_cards_are_guarded() {
    check(&board(10, 100), &board(20, 100), &["deletes 10 things"]);
    check(
        &board(10, 100),
        &board(21, 100),
        &["deletes 11 things", "! deletes 11 cards"],
    );
}

#[test]
fn more_than_two_cards_over_a_quarter_are_guarded() {
    check(&board(10, 12), &board(12, 12), &["deletes 2 things"]);
    check(&board(10, 22), &board(13, 22), &["deletes 3 things"]);
    check(
        &board(10, 21),
        &board(13, 21),
        &["deletes 3 things", "! deletes 3 of the 11 cards of B"],
    );
}

#[test]
fn taking_a_member_away_is_guarded() {
    check(
        "board 1 B\n member bob edit",
        "board 1 B",
        &["deletes 1 thing", "! takes \"bob\" away from B"],
    );
}

#[test]
fn a_pull_that_removes_much_asks() {
    let words = |before: &str, after: &str| -> Vec<String> {
        let guards = pull_guards(&account(before), &account(after));
        guards.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        words(&board(10, 12), ""),
        ["deletes board \"B\" with 2 cards"]
    );
    assert_eq!(
        words(&board(10, 100), &board(21, 100)),
        ["deletes 11 cards"]
    );
    assert_eq!(
        words(&board(10, 14), &board(13, 14)),
        ["deletes 3 of the 4 cards of B"]
    );
    assert!(words(&board(10, 14), &board(12, 14)).is_empty());
}
