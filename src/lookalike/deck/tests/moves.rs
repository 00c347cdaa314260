//! Moving cards and stacks, and reordering.

use serde_json::json;

use super::{
    CARD, DOING, ELSEWHERE, HERE, NEIGHBOR, THERE, TODO, URGENT, ask, ask_as, assert_refused, body,
    card_path, deck, least, let_edit,
};
use crate::lookalike::deck::Deck;
use crate::lookalike::deck::rule::RuleKind;

fn stack_of(deck: &Deck, card: i64) -> i64 {
    deck.card(card).expect("still there").stack
}

fn label_titles(deck: &Deck, card: i64) -> Vec<(&str, i64)> {
    let labels = deck.card(card).expect("still there").labels.iter();
    let label = |id: &i64| {
        deck.label(*id)
            .map(|label| (label.title.as_str(), label.board))
    };
    labels.filter_map(label).collect()
}

#[test]
fn a_replacement_through_an_old_stacks_path_moves_the_card_back() {
    let mut deck = deck();
    deck.move_card("alice", CARD, DOING).expect("alice may");
    body(&ask(&mut deck, "PUT", &card_path(TODO, CARD), least()), 200);
    assert_eq!(stack_of(&deck, CARD), TODO);
}

#[test]
fn a_stack_in_the_body_moves_the_card_there() {
    let mut deck = deck();
    let mut sent = least();
    sent["stackId"] = json!(DOING);
    body(&ask(&mut deck, "PUT", &card_path(TODO, CARD), sent), 200);
    assert_eq!(stack_of(&deck, CARD), DOING);
}

#[test]
fn a_reorder_without_a_stack_moves_the_card_to_the_paths() {
    let mut deck = deck();
    deck.move_card("alice", CARD, DOING).expect("alice may");
    let path = format!("{}/reorder", card_path(TODO, CARD));
    body(&ask(&mut deck, "PUT", &path, json!({"order": 1})), 200);
    assert_eq!(stack_of(&deck, CARD), TODO);
    assert_eq!(deck.card(NEIGHBOR).map(|card| card.order), Some(0));
}

#[test]
fn a_reorder_keeps_a_number_beyond_the_end_as_it_is() {
    let mut deck = deck();
    deck.reorder_card("alice", CARD, TODO, 70)
        .expect("alice may");
    assert_eq!(deck.card(CARD).map(|card| card.order), Some(70));
    assert_eq!(deck.card(NEIGHBOR).map(|card| card.order), Some(0));
}

#[test]
fn a_replacement_on_another_board_maps_labels_by_title_and_makes_missing_ones() {
    let mut deck = deck();
    deck.assign_label("alice", CARD, URGENT).expect("alice may");
    deck.move_card("alice", CARD, ELSEWHERE).expect("alice may");
    assert_eq!(label_titles(&deck, CARD), [("urgent", THERE)]);
    assert_ne!(
        deck.card(CARD).map(|card| card.labels.clone()),
        Some(vec![URGENT])
    );
}

#[test]
fn labels_that_are_missing_there_are_dropped_if_the_user_may_not_make_them() {
    let mut deck = deck();
    for board in [HERE, THERE] {
        let_edit(&mut deck, board, RuleKind::User, "bob");
    }
    deck.assign_label("alice", CARD, URGENT).expect("alice may");
    deck.move_card("bob", CARD, ELSEWHERE)
        .expect("bob may edit both");
    assert_eq!(label_titles(&deck, CARD), []);
}

#[test]
fn a_reorder_to_another_board_keeps_the_old_boards_labels() {
    let mut deck = deck();
    deck.assign_label("alice", CARD, URGENT).expect("alice may");
    deck.reorder_card("alice", CARD, ELSEWHERE, 0)
        .expect("alice may");
    assert_eq!(label_titles(&deck, CARD), [("urgent", HERE)]);
}

#[test]
fn an_archived_card_is_not_reordered() {
    let mut deck = deck();
    deck.archive_card("alice", CARD, true).expect("alice may");
    let path = format!("{}/reorder", card_path(TODO, CARD));
    let answer = ask(&mut deck, "PUT", &path, json!({"order": 0}));
    assert_refused(
        &answer,
        500,
        "Operation not allowed. This card is archived.",
    );
}

#[test]
fn reorder_fills_the_done_date_in_the_done_column_and_a_replacement_does_not() {
    let mut deck = deck();
    deck.edit_card("alice", CARD, |edit| edit.done = None)
        .expect("alice may");
    deck.set_done_column("alice", DOING, true)
        .expect("alice may");
    deck.move_card("alice", CARD, DOING).expect("alice may");
    assert_eq!(deck.card(CARD).and_then(|card| card.done), None);
    deck.reorder_card("alice", CARD, TODO, 0)
        .expect("alice may");
    deck.reorder_card("alice", CARD, DOING, 0)
        .expect("alice may");
    assert_eq!(deck.card(CARD).and_then(|card| card.done), Some(super::NOW));
    deck.reorder_card("alice", CARD, TODO, 0)
        .expect("alice may");
    assert_eq!(deck.card(CARD).and_then(|card| card.done), None);
}

#[test]
fn a_stack_put_through_another_boards_path_moves_there() {
    let mut deck = deck();
    let path = format!("boards/{THERE}/stacks/{TODO}");
    body(
        &ask(
            &mut deck,
            "PUT",
            &path,
            json!({"title": "moved", "order": 0}),
        ),
        200,
    );
    assert_eq!(deck.stack(TODO).map(|stack| stack.board), Some(THERE));
}

#[test]
fn a_card_is_not_moved_to_a_board_of_somebody_else() {
    let mut deck = deck();
    let_edit(&mut deck, HERE, RuleKind::User, "bob");
    let mut sent = least();
    sent["stackId"] = json!(ELSEWHERE);
    let answer = ask_as(&mut deck, "bob", "PUT", &card_path(TODO, CARD), sent);
    assert_refused(&answer, 403, "Permission denied");
}

#[test]
fn a_label_given_twice_is_there_twice_and_goes_at_once() {
    let mut deck = deck();
    for _ in 0..2 {
        deck.assign_label("alice", CARD, URGENT).expect("alice may");
    }
    assert_eq!(
        label_titles(&deck, CARD),
        [("urgent", HERE), ("urgent", HERE)]
    );
    deck.remove_label("alice", CARD, URGENT).expect("alice may");
    assert_eq!(label_titles(&deck, CARD), []);
}
