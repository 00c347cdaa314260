//! ETags, conditions, and ids in paths.

use serde_json::{Value, json};

use super::{CARD, HERE, NOW, THEN, TODO, ask, body, card_path, deck};
use crate::lookalike::deck::moment::http_date;
use crate::lookalike::deck::{Deck, Release};
use crate::lookalike::message::{Answer, Request};

fn get(deck: &mut Deck, path: &str, header: &str, value: &str) -> Answer {
    let request = Request::new("GET", &format!("/index.php/apps/deck/api/v1.0/{path}"))
        .with_header("authorization", "Basic YWxpY2U6c2VjcmV0")
        .with_header(header, value);
    deck.answer(&request)
}

fn etag_of(answer: &Answer) -> Option<&str> {
    let mut headers = answer.headers.iter();
    headers
        .find(|(name, _)| *name == "ETag")
        .map(|(_, value)| value.as_str())
}

#[test]
fn boards_stacks_and_cards_have_etags_and_lists_of_stacks_and_labels_do_not() {
    let mut deck = deck();
    for (path, has_etag) in [
        ("boards".to_owned(), true),
        ("boards?details=true".to_owned(), true),
        (format!("boards/{HERE}"), true),
        (format!("boards/{HERE}/stacks/{TODO}"), true),
        (card_path(TODO, CARD), true),
        (format!("boards/{HERE}/stacks"), false),
        (format!("boards/{HERE}/stacks/archived"), false),
        (format!("boards/{HERE}/labels/31"), false),
    ] {
        let answer = ask(&mut deck, "GET", &path, json!(null));
        assert_eq!(answer.status, 200, "{path}");
        let Some(etag) = etag_of(&answer).filter(|_| has_etag) else {
            assert_eq!(etag_of(&answer), None, "{path}");
            continue;
        };
        let again = get(&mut deck, &path, "if-none-match", etag);
        assert_eq!((again.status, again.text().as_str()), (304, ""), "{path}");
        for other in [etag.trim_matches('"').to_owned(), format!("W/{etag}")] {
            assert_eq!(
                get(&mut deck, &path, "if-none-match", &other).status,
                200,
                "{path}"
            );
        }
    }
}

#[test]
fn two_changes_in_one_second_have_one_etag() {
    let mut deck = deck();
    let path = card_path(TODO, CARD);
    deck.rename_card("alice", CARD, "first").expect("alice may");
    let etag = etag_of(&ask(&mut deck, "GET", &path, json!(null))).map(str::to_owned);
    let etag = etag.expect("a card has one");
    deck.rename_card("alice", CARD, "second")
        .expect("alice may");
    assert_eq!(get(&mut deck, &path, "if-none-match", &etag).status, 304);
    deck.clock.advance(1);
    deck.rename_card("alice", CARD, "third").expect("alice may");
    assert_eq!(get(&mut deck, &path, "if-none-match", &etag).status, 200);
}

#[test]
fn only_later_changes_are_listed_since_a_time() {
    let mut deck = deck();
    let boards = |deck: &mut Deck, since| -> Vec<Value> {
        let answer = get(deck, "boards", "if-modified-since", &http_date(since));
        body(&answer, 200).as_array().cloned().unwrap_or_default()
    };
    assert_eq!(boards(&mut deck, THEN - 1).len(), 2);
    assert_eq!(boards(&mut deck, THEN).len(), 0);
    deck.rename_card("alice", CARD, "x").expect("alice may");
    assert_eq!(boards(&mut deck, NOW - 1).len(), 1);
    let path = format!("boards/{HERE}/stacks");
    let answer = get(&mut deck, &path, "if-modified-since", &http_date(NOW - 1));
    let stacks = body(&answer, 200);
    assert_eq!(stacks[0]["cards"].as_array().map(Vec::len), Some(1));
    assert_eq!(stacks[1].get("cards"), None);
}

#[test]
fn a_time_that_cannot_be_read_is_a_crash_and_any_time_is_one_in_1_16() {
    let mut deck = deck();
    assert_eq!(
        get(&mut deck, "boards", "if-modified-since", "2026-11-21").status,
        500
    );
    deck.release = Release::V1_16;
    let answer = get(&mut deck, "boards", "if-modified-since", &http_date(NOW));
    assert_eq!(answer.status, 500);
    let path = card_path(TODO, CARD);
    assert_eq!(
        get(&mut deck, &path, "if-modified-since", &http_date(NOW)).status,
        200
    );
}

#[test]
fn ids_in_paths_are_read_as_numbers_and_those_above_a_card_are_not_checked() {
    let mut deck = deck();
    for (path, status) in [
        ("boards/abc", 500),
        ("boards/001", 200),
        ("boards/999", 403),
        ("boards/2/stacks/999/cards/101", 200),
        ("nothing", 405),
        ("boards/1/nothing", 405),
    ] {
        assert_eq!(
            ask(&mut deck, "GET", path, json!(null)).status,
            status,
            "{path}"
        );
    }
}

#[test]
fn a_body_that_is_no_json_or_not_said_to_be_counts_as_none() {
    let mut deck = deck();
    for (kind, text) in [
        ("application/json", "{\"title\":"),
        ("text/plain", "{\"title\":\"x\"}"),
    ] {
        let mut request = Request::new("POST", "/index.php/apps/deck/api/v1.0/boards")
            .with_header("authorization", "Basic YWxpY2U6c2VjcmV0")
            .with_header("content-type", kind);
        request.body = text.as_bytes().to_vec();
        let answer = deck.answer(&request);
        assert_eq!((answer.status, answer.text().as_str()), (400, ""));
    }
}
