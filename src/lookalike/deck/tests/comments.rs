//! Comments: paging, authors, limits, and what they mark.

use serde_json::{Value, json};

use super::{CARD, HERE, NOW, deck, let_edit};
use crate::lookalike::deck::refusal::Refusal;
use crate::lookalike::deck::rule::RuleKind;
use crate::lookalike::deck::{Deck, Release};
use crate::lookalike::message::Request;

/// Lists a page of the card's comments as alice; the status, and the messages.
fn page(deck: &mut Deck, query: &str) -> (u16, Vec<String>) {
    let path = format!("/ocs/v2.php/apps/deck/api/v1.0/cards/{CARD}/comments?format=json&{query}");
    let request = Request::new("GET", &path)
        .with_header("ocs-apirequest", "true")
        .with_header("authorization", "Basic YWxpY2U6c2VjcmV0");
    let answer = deck.answer(&request);
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    let comments = body["ocs"]["data"].as_array().cloned().unwrap_or_default();
    let message = |comment: &Value| comment["message"].as_str().unwrap_or_default().to_owned();
    (answer.status, comments.iter().map(message).collect())
}

fn with_comments(count: usize) -> Deck {
    let mut deck = deck();
    for number in 1..=count {
        let message = number.to_string();
        deck.write_comment("alice", CARD, &message, None)
            .expect("alice may");
    }
    deck
}

#[test]
fn comments_come_in_pages_the_newest_first() {
    let mut deck = with_comments(205);
    let (status, first) = page(&mut deck, "");
    assert_eq!((status, first.len(), first[0].as_str()), (200, 20, "205"));
    assert_eq!(page(&mut deck, "limit=1&offset=204").1, ["1"]);
    assert_eq!(page(&mut deck, "limit=1&offset=205").1, [""; 0]);
    assert_eq!(page(&mut deck, "limit=500").1.len(), 200);
    for limit in ["0", "-1", "many"] {
        assert_eq!(page(&mut deck, &format!("limit={limit}")).0, 500);
    }
    deck.release = Release::V1_16;
    assert_eq!(page(&mut deck, "limit=500").1.len(), 205);
}

#[test]
fn who_may_read_may_write_and_only_authors_edit_and_delete() {
    let mut deck = deck();
    assert_eq!(
        deck.write_comment("bob", CARD, "x", None),
        Err(Refusal::Denied)
    );
    let_edit(&mut deck, HERE, RuleKind::User, "bob");
    let written = deck
        .write_comment("bob", CARD, " x\n", None)
        .expect("bob may");
    assert_eq!((written.message.as_str(), written.created_at), ("x", NOW));
    let edited = deck.edit_comment("alice", CARD, written.id, "y");
    assert_eq!(edited, Err(Refusal::NotTheAuthor));
    deck.edit_comment("bob", CARD, written.id, "")
        .expect("bob's own");
    deck.delete_comment("bob", CARD, written.id)
        .expect("bob's own");
    let again = deck.delete_comment("bob", CARD, written.id);
    assert_eq!(
        again,
        Err(Refusal::NotFound("No comment found.".to_owned()))
    );
}

#[test]
fn a_long_comment_is_refused_and_a_long_edit_is_a_crash() {
    let mut deck = deck();
    let long = "é".repeat(1001);
    let refused = deck
        .write_comment("alice", CARD, &long, None)
        .map_err(|error| error.status());
    assert_eq!(refused, Err(400));
    let short = deck
        .write_comment("alice", CARD, &long[2..], None)
        .expect("1000 characters");
    assert_eq!(
        deck.edit_comment("alice", CARD, short.id, &long),
        Err(Refusal::Crash)
    );
}

#[test]
fn an_answer_stays_when_what_it_answers_is_deleted() {
    let mut deck = deck();
    let parent = deck
        .write_comment("alice", CARD, "question", None)
        .expect("alice may");
    let answer = deck
        .write_comment("alice", CARD, "answer", Some(parent.id))
        .expect("alice may");
    assert!(
        deck.write_comment("alice", super::NEIGHBOR, "x", Some(parent.id))
            .is_err()
    );
    let shown = |deck: &Deck| {
        let card = deck.card(CARD).expect("still there");
        let comment = card.comment(answer.id).expect("still there");
        json!(deck.comment_answer(card, comment))["replyTo"]["message"].clone()
    };
    assert_eq!(shown(&deck), "question");
    deck.delete_comment("alice", CARD, parent.id)
        .expect("alice's own");
    assert_eq!(shown(&deck), json!(null));
}
