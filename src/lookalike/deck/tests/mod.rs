//! The traps of the real server, one test each.

mod comments;
mod condition;
mod marks;
mod moves;
mod replacement;
mod rights;
mod trash;

use serde_json::{Value, json};

use super::board::Board;
use super::card::Card;
use super::label::Label;
use super::person::{Group, User};
use super::rule::{Rule, RuleKind};
use super::stack::Stack;
use super::{Deck, Release};
use crate::lookalike::clock::Clock;
use crate::lookalike::message::{Answer, Request};

/// When the tests' things were made; the clock stands at [`NOW`].
const THEN: i64 = 1_795_000_000;
const NOW: i64 = 1_795_283_837;
const HERE: i64 = 1;
const THERE: i64 = 2;
const TODO: i64 = 11;
const DOING: i64 = 12;
const ELSEWHERE: i64 = 21;
const CARD: i64 = 101;
const NEIGHBOR: i64 = 102;
const URGENT: i64 = 31;

/// Returns alice's two boards: `HERE` with the stacks `TODO` (`CARD`, `NEIGHBOR`) and `DOING`, and
/// `THERE` with the stack `ELSEWHERE`; bob may edit `THERE` but not manage it.
fn deck() -> Deck {
    let mut deck = Deck::new(Release::V1_18, Clock::stopped(NOW));
    for (uid, name) in [("alice", "Alice"), ("bob", "Bob"), ("carol", "Carol")] {
        deck.insert_user(User::new(uid, name, "secret"));
    }
    deck.insert_group(Group {
        id: "team".to_owned(),
        display_name: "Team".to_owned(),
        members: vec!["bob".to_owned(), "carol".to_owned()],
    });
    for (id, stacks) in [(HERE, vec![TODO, DOING]), (THERE, vec![ELSEWHERE])] {
        deck.insert_board(Board {
            id,
            title: format!("board {id}"),
            owner: "alice".to_owned(),
            color: "00ff00".to_owned(),
            last_modified: THEN,
            ..Board::default()
        });
        for (order, stack) in (0..).zip(stacks) {
            deck.insert_stack(Stack {
                id: stack,
                title: format!("stack {stack}"),
                board: id,
                last_modified: THEN,
                order,
                ..Stack::default()
            });
        }
    }
    deck.insert_label(Label {
        id: URGENT,
        title: "urgent".to_owned(),
        color: "ff0000".to_owned(),
        board: HERE,
        last_modified: THEN,
    });
    for (order, id) in [(0, CARD), (1, NEIGHBOR)] {
        deck.insert_card(Card {
            id,
            title: format!("card {id}"),
            description: "text".to_owned(),
            stack: TODO,
            color: Some("ff00aa".to_owned()),
            last_modified: THEN,
            created_at: THEN,
            owner: "alice".to_owned(),
            order,
            done: Some(THEN),
            due: Some(THEN),
            start: Some(THEN),
            ..Card::default()
        });
    }
    deck
}

/// Lets a user edit, but neither manage nor share, a board.
fn let_edit(deck: &mut Deck, board: i64, kind: RuleKind, participant: &str) -> i64 {
    deck.insert_rule(Rule {
        id: 0,
        board,
        kind,
        participant: participant.to_owned(),
        may_edit: true,
        may_share: false,
        may_manage: false,
    })
}

/// Sends a REST call as alice.
fn ask(deck: &mut Deck, method: &str, path: &str, body: Value) -> Answer {
    ask_as(deck, "alice", method, path, body)
}

/// Sends a REST call as this user.
fn ask_as(deck: &mut Deck, who: &str, method: &str, path: &str, body: Value) -> Answer {
    let credentials = match who {
        "alice" => "YWxpY2U6c2VjcmV0",
        "bob" => "Ym9iOnNlY3JldA==",
        "carol" => "Y2Fyb2w6c2VjcmV0",
        other => panic!("nobody is called `{other}`"),
    };
    let mut request = Request::new(method, &format!("/index.php/apps/deck/api/v1.0/{path}"))
        .with_header("ocs-apirequest", "true")
        .with_header("authorization", &format!("Basic {credentials}"));
    if !body.is_null() {
        request = request.with_json(&body);
    }
    deck.answer(&request)
}

/// Returns the JSON of an answer, which must have this status.
fn body(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    serde_json::from_slice(&answer.body).expect("JSON")
}

/// Asserts that a call was refused with this status and message.
fn assert_refused(answer: &Answer, status: u16, words: &str) {
    assert_eq!(
        body(answer, status),
        json!({"status": status, "message": words})
    );
}

/// Returns the path of a card below a stack that need not be its own.
fn card_path(stack: i64, card: i64) -> String {
    format!("boards/{HERE}/stacks/{stack}/cards/{card}")
}

/// Returns the least that a replacement of a card must say.
fn least() -> Value {
    json!({"title": "new", "type": "plain", "owner": "alice"})
}
