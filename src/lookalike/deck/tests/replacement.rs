//! Replacing a card: what is left out, null, or of a wrong kind.

use serde_json::{Value, json};

use super::{CARD, NOW, THEN, TODO, ask, assert_refused, body, card_path, deck, least};
use crate::lookalike::deck::Release;
use crate::lookalike::deck::card::Card;

/// Replaces the card by the least and these fields; returns what the server then has.
fn replaced(fields: Value) -> Card {
    let mut deck = deck();
    let mut sent = least();
    let fields = fields.as_object().expect("fields").clone();
    sent.as_object_mut().expect("fields").extend(fields);
    body(&ask(&mut deck, "PUT", &card_path(TODO, CARD), sent), 200);
    deck.card(CARD).expect("still there").clone()
}

#[test]
fn what_is_left_out_is_emptied_but_the_archived_flag() {
    let card = replaced(json!({}));
    assert_eq!(card.description, "");
    assert_eq!(card.order, 0);
    assert_eq!((card.due, card.start, card.done), (None, None, None));
    assert_eq!(card.color, None);
    assert!(!card.archived);
    assert_eq!(card.owner, "alice");
}

#[test]
fn null_empties_like_leaving_out() {
    let nulls = json!({
        "description": null, "order": null, "duedate": null, "startdate": null, "color": null,
        "done": null, "archived": null,
    });
    assert_eq!(replaced(nulls), replaced(json!({})));
}

#[test]
fn false_and_empty_mean_done_now_but_not_due_now() {
    assert_eq!(replaced(json!({"done": false})).done, Some(NOW));
    assert_eq!(replaced(json!({"done": ""})).done, Some(NOW));
    assert_eq!(replaced(json!({"duedate": ""})).due, None);
    assert_eq!(replaced(json!({"color": ""})).color, Some(String::new()));
}

#[test]
fn the_owner_is_demanded_and_ignored() {
    assert_eq!(replaced(json!({"owner": "bob"})).owner, "alice");
    let mut deck = deck();
    let path = card_path(TODO, CARD);
    let as_object = json!({"title": "x", "type": "plain", "owner": {"uid": "alice"}});
    for sent in [as_object, json!({"title": "x", "type": "plain"})] {
        let answer = ask(&mut deck, "PUT", &path, sent);
        assert_eq!((answer.status, answer.text().as_str()), (400, ""));
    }
    assert_eq!(deck.card(CARD).map(|card| card.last_modified), Some(THEN));
}

#[test]
fn an_offset_is_echoed_once_and_then_lost() {
    let mut deck = deck();
    let mut sent = least();
    sent["duedate"] = json!("2026-12-24T08:00:00+02:00");
    let answer = ask(&mut deck, "PUT", &card_path(TODO, CARD), sent);
    assert_eq!(body(&answer, 200)["duedate"], "2026-12-24T08:00:00+02:00");
    let answer = ask(&mut deck, "GET", &card_path(TODO, CARD), json!(null));
    assert_eq!(body(&answer, 200)["duedate"], "2026-12-24T08:00:00+00:00");
}

#[test]
fn the_same_content_again_is_a_change_all_the_same() {
    let mut deck = deck();
    deck.edit_card("alice", CARD, |_| {}).expect("alice may");
    assert_eq!(deck.card(CARD).map(|card| card.last_modified), Some(NOW));
}

#[test]
fn an_id_in_the_body_beats_the_one_in_the_path() {
    let mut deck = deck();
    let mut sent = least();
    sent["cardId"] = json!(super::NEIGHBOR);
    body(&ask(&mut deck, "PUT", &card_path(TODO, CARD), sent), 200);
    assert_eq!(
        deck.card(CARD).map(|card| card.title.as_str()),
        Some("card 101")
    );
    assert_eq!(
        deck.card(super::NEIGHBOR).map(|card| card.title.as_str()),
        Some("new")
    );
}

#[test]
fn an_archived_card_may_be_edited_only_without_saying_so() {
    let mut deck = deck();
    let path = card_path(TODO, CARD);
    deck.archive_card("alice", CARD, true).expect("alice may");
    body(&ask(&mut deck, "PUT", &path, least()), 200);
    assert!(deck.card(CARD).is_some_and(|card| card.archived));
    let mut again = least();
    again["archived"] = json!(true);
    let answer = ask(&mut deck, "PUT", &path, again.clone());
    assert_refused(
        &answer,
        500,
        "Operation not allowed. This card is archived.",
    );
    again["archived"] = json!(false);
    body(&ask(&mut deck, "PUT", &path, again), 200);
    assert!(deck.card(CARD).is_some_and(|card| !card.archived));
}

#[test]
fn release_1_16_says_what_is_missing_and_knows_no_color() {
    let mut deck = deck();
    deck.release = Release::V1_16;
    let path = card_path(TODO, CARD);
    for (missing, words) in [
        ("title", "title must be provided and must be not empty"),
        ("type", "type must be provided and must be not empty"),
        ("owner", "owner must be provided and must be not empty"),
    ] {
        let mut sent = least();
        sent.as_object_mut().expect("fields").remove(missing);
        assert_refused(&ask(&mut deck, "PUT", &path, sent), 400, words);
    }
    let answer = body(&ask(&mut deck, "PUT", &path, least()), 200);
    assert_eq!(answer.get("color"), None);
    assert_eq!(answer.get("startdate"), None);
    assert_eq!(answer["attachments"], json!(null));
    assert_eq!(deck.card(CARD).and_then(|card| card.start), Some(THEN));
}

#[test]
fn a_create_with_an_unknown_label_fails_and_leaves_the_card() {
    let mut deck = deck();
    let path = format!("boards/{}/stacks/{TODO}/cards", super::HERE);
    let sent = json!({"title": "half", "labels": [999]});
    assert_refused(
        &ask(&mut deck, "POST", &path, sent),
        403,
        "Permission denied",
    );
    assert!(deck.cards().any(|card| card.title == "half"));
}

#[test]
fn an_empty_due_date_means_now_for_a_new_card() {
    let mut deck = deck();
    let path = format!("boards/{}/stacks/{TODO}/cards", super::HERE);
    let sent = json!({"title": "x", "duedate": "", "archived": true, "done": "2026-01-01"});
    let id = body(&ask(&mut deck, "POST", &path, sent), 200)["id"]
        .as_i64()
        .expect("an id");
    let card = deck.card(id).expect("just made");
    assert_eq!(
        (card.due, card.done, card.archived),
        (Some(NOW), None, false)
    );
}
