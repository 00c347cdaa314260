//! What each action marks as changed: the table of the server's habits, row by row.

use serde_json::json;

use super::{CARD, DOING, ELSEWHERE, HERE, NEIGHBOR, NOW, THEN, THERE, TODO, URGENT, deck};
use crate::lookalike::deck::Deck;
use crate::lookalike::deck::card::NewCard;
use crate::lookalike::deck::rule::{Grants, RuleKind};

/// Does something as alice, and asserts which of the things below are changed by it; time, labels
/// and an assignment are set beforehand.
fn check(act: impl FnOnce(&mut Deck), changed: &[&str]) {
    let mut deck = deck();
    deck.clock.set(THEN);
    deck.assign_label("alice", CARD, URGENT).expect("alice may");
    deck.assign("alice", CARD, "alice", RuleKind::User)
        .expect("alice may");
    deck.clock.set(NOW);
    act(&mut deck);
    let board = |id| deck.board(id).map(|board| board.last_modified);
    let stack = |id| deck.stack(id).map(|stack| stack.last_modified);
    let card = |id| deck.card(id).map(|card| card.last_modified);
    let things = [
        ("here", board(HERE)),
        ("there", board(THERE)),
        ("todo", stack(TODO)),
        ("doing", stack(DOING)),
        ("elsewhere", stack(ELSEWHERE)),
        ("card", card(CARD)),
        ("neighbor", card(NEIGHBOR)),
    ];
    let found: Vec<&str> = things
        .iter()
        .filter(|(_, time)| *time == Some(NOW))
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(found, changed);
}

#[test]
fn a_new_card_marks_its_stack_and_board() {
    let new = NewCard::titled("x");
    check(
        |deck| drop(deck.create_card("alice", TODO, &new)),
        &["here", "todo"],
    );
}

#[test]
fn a_change_of_a_card_marks_it_its_stack_and_board() {
    let all = &["here", "todo", "card"];
    check(|deck| drop(deck.edit_card("alice", CARD, |_| {})), all);
    check(|deck| drop(deck.delete_card("alice", CARD)), all);
    check(|deck| drop(deck.archive_card("alice", CARD, true)), all);
    check(|deck| drop(deck.archive_card("alice", CARD, false)), all);
    check(|deck| drop(deck.finish_card("alice", CARD, true)), all);
    check(|deck| drop(deck.rename_card("alice", CARD, "x")), all);
    check(|deck| drop(deck.assign_label("alice", CARD, URGENT)), all);
    check(|deck| drop(deck.remove_label("alice", CARD, URGENT)), all);
    check(
        |deck| drop(deck.unassign("alice", CARD, "alice", RuleKind::User)),
        all,
    );
    check(
        |deck| drop(deck.write_comment("alice", CARD, "x", None)),
        all,
    );
}

#[test]
fn a_reorder_marks_every_card_of_the_target_stack() {
    check(
        |deck| drop(deck.reorder_card("alice", CARD, TODO, 1)),
        &["here", "todo", "card", "neighbor"],
    );
    check(
        |deck| drop(deck.reorder_card("alice", CARD, DOING, 0)),
        &["here", "doing", "card"],
    );
}

#[test]
fn a_move_marks_the_target_and_not_the_source() {
    check(
        |deck| drop(deck.move_card("alice", CARD, DOING)),
        &["here", "doing", "card"],
    );
    let there = &["there", "elsewhere", "card"];
    check(|deck| drop(deck.move_card("alice", CARD, ELSEWHERE)), there);
    check(
        |deck| drop(deck.reorder_card("alice", CARD, ELSEWHERE, 0)),
        there,
    );
}

#[test]
fn a_change_of_a_stack_marks_the_board_alone() {
    check(
        |deck| drop(deck.rename_stack("alice", TODO, "x")),
        &["here"],
    );
    check(|deck| drop(deck.reorder_stack("alice", TODO, 1)), &["here"]);
    check(
        |deck| drop(deck.create_stack("alice", HERE, "x", 9)),
        &["here"],
    );
    check(|deck| drop(deck.delete_stack("alice", TODO)), &["here"]);
    check(
        |deck| drop(deck.update_stack("alice", TODO, THERE, "x", 0)),
        &["there"],
    );
}

#[test]
fn a_change_of_a_label_marks_the_board_alone_also_when_cards_have_it() {
    check(
        |deck| drop(deck.create_label("alice", HERE, "x", "ff0000")),
        &["here"],
    );
    check(
        |deck| drop(deck.update_label("alice", URGENT, "x", "ff0000")),
        &["here"],
    );
    check(|deck| drop(deck.delete_label("alice", URGENT)), &["here"]);
}

#[test]
fn a_change_of_access_or_of_the_board_marks_the_board_alone() {
    let none = Grants {
        edit: false,
        share: false,
        manage: false,
    };
    check(
        |deck| drop(deck.add_rule("alice", HERE, RuleKind::User, "bob", none)),
        &["here"],
    );
    check(
        |deck| drop(deck.update_board("alice", HERE, "x", "ff0000", false)),
        &["here"],
    );
}

#[test]
fn settings_and_sessions_mark_nothing() {
    check(|deck| drop(deck.open_session("alice", HERE)), &[]);
    check(
        |deck| {
            let path = format!("/ocs/v2.php/apps/deck/api/v1.0/config/board:{HERE}:notify-due");
            let request = crate::lookalike::message::Request::new("POST", &path)
                .with_header("ocs-apirequest", "true")
                .with_header("authorization", "Basic YWxpY2U6c2VjcmV0")
                .with_json(&json!({"value": "off"}));
            assert_eq!(deck.answer(&request).status, 200);
        },
        &[],
    );
}
