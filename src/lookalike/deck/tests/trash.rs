//! Deleting and restoring.

use serde_json::json;

use super::{CARD, HERE, NOW, TODO, ask, assert_refused, body, card_path, deck, least};
use crate::lookalike::deck::Release;

#[test]
fn a_deleted_card_says_so_and_a_missing_one_does_not() {
    let mut deck = deck();
    deck.delete_card("alice", CARD).expect("alice may");
    for method in ["GET", "DELETE"] {
        let answer = ask(&mut deck, method, &card_path(TODO, CARD), json!(null));
        assert_refused(&answer, 403, "Card is deleted");
    }
    let answer = ask(&mut deck, "GET", &card_path(TODO, 9999), json!(null));
    assert_refused(&answer, 403, "Permission denied");
}

#[test]
fn a_replacement_restores_a_deleted_card() {
    let mut deck = deck();
    deck.delete_card("alice", CARD).expect("alice may");
    body(&ask(&mut deck, "PUT", &card_path(TODO, CARD), least()), 200);
    assert_eq!(deck.card(CARD).map(|card| card.deleted_at), Some(0));
}

#[test]
fn a_replacement_restores_a_deleted_stack() {
    let mut deck = deck();
    deck.delete_stack("alice", TODO).expect("alice may");
    let path = format!("boards/{HERE}/stacks/{TODO}");
    body(
        &ask(
            &mut deck,
            "PUT",
            &path,
            json!({"title": "back", "order": 0}),
        ),
        200,
    );
    assert_eq!(deck.stack(TODO).map(|stack| stack.deleted_at), Some(0));
}

#[test]
fn the_cards_of_a_deleted_stack_are_in_no_list_but_can_be_read() {
    let mut deck = deck();
    deck.delete_stack("alice", TODO).expect("alice may");
    let stacks = body(
        &ask(
            &mut deck,
            "GET",
            &format!("boards/{HERE}/stacks"),
            json!(null),
        ),
        200,
    );
    assert_eq!(stacks.as_array().map(Vec::len), Some(1));
    body(
        &ask(&mut deck, "GET", &card_path(TODO, CARD), json!(null)),
        200,
    );
}

#[test]
fn a_card_made_in_a_deleted_stack_is_made_out_of_sight() {
    let mut deck = deck();
    deck.delete_stack("alice", TODO).expect("alice may");
    let path = format!("boards/{HERE}/stacks/{TODO}/cards");
    body(
        &ask(&mut deck, "POST", &path, json!({"title": "lost"})),
        200,
    );
    assert!(deck.cards().any(|card| card.title == "lost"));
}

#[test]
fn a_deleted_board_is_listed_and_nothing_else_of_it_is_found() {
    let mut deck = deck();
    deck.delete_board("alice", HERE).expect("alice may");
    let boards = body(&ask(&mut deck, "GET", "boards", json!(null)), 200);
    assert_eq!(boards[0]["deletedAt"], NOW);
    for path in [format!("boards/{HERE}"), card_path(TODO, CARD)] {
        let answer = ask(&mut deck, "GET", &path, json!(null));
        assert_refused(&answer, 403, "Permission denied");
    }
    body(
        &ask(
            &mut deck,
            "POST",
            &format!("boards/{HERE}/undo_delete"),
            json!(null),
        ),
        200,
    );
    body(
        &ask(&mut deck, "GET", &card_path(TODO, CARD), json!(null)),
        200,
    );
}

#[test]
fn release_1_16_restores_no_board() {
    let mut deck = deck();
    deck.release = Release::V1_16;
    deck.delete_board("alice", HERE).expect("alice may");
    let answer = ask(
        &mut deck,
        "POST",
        &format!("boards/{HERE}/undo_delete"),
        json!(null),
    );
    assert_refused(&answer, 403, "Permission denied");
}

#[test]
fn what_the_daily_job_purged_is_gone_for_good() {
    let mut deck = deck();
    deck.delete_card("alice", CARD).expect("alice may");
    deck.purge_trash();
    assert!(deck.card(CARD).is_some(), "five minutes have not passed");
    deck.clock.advance(301);
    deck.purge_trash();
    let answer = ask(&mut deck, "PUT", &card_path(TODO, CARD), least());
    assert_refused(&answer, 403, "Permission denied");
}
