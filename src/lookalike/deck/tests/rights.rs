//! Who may do what, and what an archived board refuses.

use serde_json::{Value, json};

use super::{
    CARD, DOING, HERE, THERE, TODO, URGENT, ask, ask_as, assert_refused, body, card_path, deck,
    least, let_edit,
};
use crate::lookalike::deck::board::Board;
use crate::lookalike::deck::rule::{Grants, Rule, RuleKind};

#[test]
fn a_rule_for_the_user_beats_the_groups() {
    let mut deck = deck();
    let_edit(&mut deck, HERE, RuleKind::Group, "team");
    body(
        &ask_as(&mut deck, "bob", "PUT", &card_path(TODO, CARD), least()),
        200,
    );
    deck.insert_rule(Rule {
        id: 0,
        board: HERE,
        kind: RuleKind::User,
        participant: "bob".to_owned(),
        may_edit: false,
        may_share: false,
        may_manage: false,
    });
    let answer = ask_as(&mut deck, "bob", "PUT", &card_path(TODO, CARD), least());
    assert_refused(&answer, 403, "Permission denied");
    body(
        &ask_as(&mut deck, "bob", "GET", &card_path(TODO, CARD), json!(null)),
        200,
    );
    body(
        &ask_as(&mut deck, "carol", "PUT", &card_path(TODO, CARD), least()),
        200,
    );
}

#[test]
fn who_may_edit_may_not_touch_stacks_labels_and_the_board() {
    let mut deck = deck();
    let_edit(&mut deck, HERE, RuleKind::User, "bob");
    for (method, path) in [
        ("POST", format!("boards/{HERE}/stacks")),
        ("PUT", format!("boards/{HERE}/stacks/{TODO}")),
        ("DELETE", format!("boards/{HERE}/stacks/{TODO}")),
        ("POST", format!("boards/{HERE}/labels")),
        ("DELETE", format!("boards/{HERE}/labels/{URGENT}")),
        ("PUT", format!("boards/{HERE}")),
        ("DELETE", format!("boards/{HERE}")),
    ] {
        let sent = json!({"title": "x", "order": 1, "color": "ff0000"});
        let answer = ask_as(&mut deck, "bob", method, &path, sent);
        assert_refused(&answer, 403, "Permission denied");
    }
}

#[test]
fn boards_are_listed_once_own_ones_first_then_by_user_then_by_group() {
    let mut deck = deck();
    let_edit(&mut deck, THERE, RuleKind::Group, "team");
    let_edit(&mut deck, HERE, RuleKind::Group, "team");
    let_edit(&mut deck, HERE, RuleKind::User, "bob");
    let own = deck.insert_board(Board {
        owner: "bob".to_owned(),
        ..Board::default()
    });
    let boards = body(&ask_as(&mut deck, "bob", "GET", "boards", json!(null)), 200);
    let listed: Vec<(i64, i64)> = boards
        .as_array()
        .into_iter()
        .flatten()
        .map(|board| {
            (
                board["id"].as_i64().unwrap_or(0),
                board["shared"].as_i64().unwrap_or(-1),
            )
        })
        .collect();
    assert_eq!(listed, [(own, 0), (HERE, 1), (THERE, 2)]);
}

#[test]
fn taking_access_away_takes_the_user_off_the_cards_and_leaves_groups() {
    let mut deck = deck();
    let rule = let_edit(&mut deck, HERE, RuleKind::User, "bob");
    let_edit(&mut deck, HERE, RuleKind::Group, "team");
    for (name, kind) in [
        ("bob", RuleKind::User),
        ("carol", RuleKind::User),
        ("team", RuleKind::Group),
    ] {
        deck.assign("alice", CARD, name, kind).expect("a member");
    }
    deck.remove_rule("alice", rule).expect("alice may");
    let card = deck.card(CARD).expect("still there");
    let left: Vec<&str> = card
        .assignments
        .iter()
        .map(|one| one.participant.as_str())
        .collect();
    assert_eq!(left, ["carol", "team"]);
}

#[test]
fn a_sharer_gives_no_more_than_the_own_rights() {
    let mut deck = deck();
    deck.insert_rule(Rule {
        id: 0,
        board: HERE,
        kind: RuleKind::User,
        participant: "bob".to_owned(),
        may_edit: false,
        may_share: true,
        may_manage: false,
    });
    let all = Grants {
        edit: true,
        share: true,
        manage: true,
    };
    let rule = deck
        .add_rule("bob", HERE, RuleKind::User, "carol", all)
        .expect("bob may share");
    assert_eq!(
        (rule.may_edit, rule.may_share, rule.may_manage),
        (false, true, false)
    );
}

#[test]
fn only_members_are_assigned_and_only_once() {
    let mut deck = deck();
    let path = format!("{}/assignUser", card_path(TODO, CARD));
    let mut assign = |name: &str| ask(&mut deck, "PUT", &path, json!({"userId": name}));
    assert_refused(&assign("bob"), 400, "The user is not part of the board");
    body(&assign("alice"), 200);
    assert_refused(
        &assign("alice"),
        400,
        "The user is already assigned to the card",
    );
}

#[test]
fn an_archived_board_refuses_changes_of_cards_stacks_and_labels_but_not_of_people() {
    let mut deck = deck();
    deck.update_board("alice", HERE, "old", "00ff00", true)
        .expect("alice may");
    let card = card_path(TODO, CARD);
    let title = json!({"title": "x", "order": 1, "color": "ff0000"});
    let refused: [(&str, String, Value); 10] = [
        (
            "POST",
            format!("boards/{HERE}/stacks/{TODO}/cards"),
            title.clone(),
        ),
        ("PUT", card.clone(), least()),
        ("DELETE", card.clone(), json!(null)),
        ("PUT", format!("{card}/archive"), json!(null)),
        ("PUT", format!("{card}/unarchive"), json!(null)),
        (
            "PUT",
            format!("{card}/reorder"),
            json!({"order": 0, "stackId": DOING}),
        ),
        (
            "PUT",
            format!("{card}/assignLabel"),
            json!({"labelId": URGENT}),
        ),
        ("POST", format!("boards/{HERE}/stacks"), title.clone()),
        ("PUT", format!("boards/{HERE}/stacks/{TODO}"), title.clone()),
        ("POST", format!("boards/{HERE}/labels"), title),
    ];
    for (method, path, sent) in refused {
        let answer = ask(&mut deck, method, &path, sent);
        assert_refused(
            &answer,
            500,
            "Operation not allowed. This board is archived.",
        );
    }
    let path = format!("{card}/assignUser");
    body(
        &ask(&mut deck, "PUT", &path, json!({"userId": "alice"})),
        200,
    );
}

#[test]
fn leaving_out_the_archived_flag_brings_a_board_back() {
    let mut deck = deck();
    deck.update_board("alice", HERE, "old", "00ff00", true)
        .expect("alice may");
    let sent = json!({"title": "new", "color": "00ff00"});
    body(&ask(&mut deck, "PUT", &format!("boards/{HERE}"), sent), 200);
    assert_eq!(deck.board(HERE).map(|board| board.archived), Some(false));
}

#[test]
fn label_titles_are_unique_but_for_their_case() {
    let mut deck = deck();
    let path = format!("boards/{HERE}/labels");
    let mut make = |title: &str, color: &str| {
        ask(
            &mut deck,
            "POST",
            &path,
            json!({"title": title, "color": color}),
        )
    };
    assert_refused(&make("urgent", "ff0000"), 400, "title must be unique");
    body(&make("Urgent", "FF00aa"), 200);
    assert_eq!(make("other", "red").status, 400);
}

#[test]
fn titles_have_their_limits() {
    let mut deck = deck();
    let stacks = format!("boards/{HERE}/stacks");
    let cards = format!("boards/{HERE}/stacks/{TODO}/cards");
    for (path, longest) in [(&stacks, 100), (&cards, 255)] {
        let mut make =
            |title: String| ask(&mut deck, "POST", path, json!({"title": title, "order": 1}));
        body(&make("é".repeat(longest)), 200);
        let words = format!("title cannot be longer than {longest} characters ");
        assert_refused(&make("é".repeat(longest + 1)), 400, &words);
        let words = "title must be provided and must be not empty";
        assert_refused(&make(" \t".to_owned()), 400, words);
    }
}
