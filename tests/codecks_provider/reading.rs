//! What a reading brings, and in how many queries.

use std::collections::BTreeSet;
use std::sync::Arc;

use git_board::board::{BoardKey, CardField, CardId};
use git_board::lookalike::faults::{Fault, When};
use git_board::monitor::Silent;
use git_board::provider::{ProviderError, Read, Wanted};
use serde_json::json;

use super::world::{Always, TOKEN, World, board, card, connect, key};

/// Returns what was read: boards, stacks and cards, in order.
fn outline(read: &Read) -> Vec<String> {
    let mut lines = Vec::new();
    for board in &read.account.boards {
        let labels: Vec<&str> = board
            .labels
            .iter()
            .map(|label| label.name.as_str())
            .collect();
        lines.push(format!("{} {} {labels:?}", board.key, board.title));
        for stack in &board.stacks {
            let cards: Vec<String> = stack
                .cards
                .iter()
                .map(|card| {
                    format!(
                        "{} {} {:?} {}",
                        card.key, card.title, card.body, card.archived
                    )
                })
                .collect();
            lines.push(format!(
                " {} {}: {}",
                stack.key,
                stack.title,
                cards.join(", ")
            ));
        }
    }
    lines
}

#[tokio::test]
async fn a_small_organization_is_one_query() {
    let world = World::new();
    let read = world.provider.read(&Wanted::All, None, &Silent).await;
    let read = read.expect("the server answers");
    assert_eq!(world.count(), 1, "{:?}", world.server.log().requests());
    assert_eq!(
        outline(&read),
        [
            r#"garden Garden ["later", "urgent"]"#,
            r#" todo Todo: 111 a Some("text of a") false, 112 b None false, 113 old Some("") true"#,
            r#" doing Doing: 114 c Some("text of c") false"#,
            "kitchen Kitchen []",
            " shelf Shelf: 115 x None false",
            "private Private cards []",
            " private Cards: 116 mine None false",
        ]
    );
    assert!(!read.unchanged);
    assert_eq!(card(&read, "111").author.as_deref(), Some("alice"));
}

#[tokio::test]
async fn a_reading_of_what_did_not_change_is_one_query_and_brings_the_same_boards() {
    let world = World::new();
    let read = world.read().await;
    world.clock.advance(600);
    let again = world.read_after(&read).await.expect("the server answers");
    assert_eq!(world.count(), 1);
    assert!(again.unchanged);
    assert_eq!(again.stamp, read.stamp);
    assert!(Arc::ptr_eq(board(&read, "garden"), board(&again, "garden")));
}

#[tokio::test]
async fn every_kind_of_change_is_seen_in_one_query() {
    let world = World::new();
    let read = world.read().await;
    world.clock.advance(600);
    world.elsewhere(
        1,
        json!({"content": "A\nnew text", "priority": "a", "effort": 2.5}),
    );
    world.elsewhere(2, json!({"visibility": "deleted"}));
    world.elsewhere(3, json!({"visibility": "default"}));
    world.elsewhere(5, json!({"deckId": "doing"}));
    world
        .server
        .model()
        .insert_card(Some("shelf"), "new", json!({"accountSeq": 7}));
    let again = world.read_after(&read).await.expect("the server answers");
    assert_eq!(world.count(), 1);
    assert_eq!(
        outline(&again),
        [
            r#"garden Garden ["later", "urgent"]"#,
            r#" todo Todo: 111 A Some("new text") false, 113 old Some("") false"#,
            r#" doing Doing: 114 c Some("text of c") false, 115 x None false"#,
            "kitchen Kitchen []",
            " shelf Shelf: 117 new None false",
            "private Private cards []",
            " private Cards: 116 mine None false",
        ]
    );
    let fields = &card(&again, "111").fields;
    assert_eq!(fields[&CardField::Priority], "high");
    assert_eq!(fields[&CardField::Effort], "2.5");
}

#[tokio::test]
async fn a_name_that_changed_is_seen_on_cards_that_did_not() {
    let world = World::with(|codecks| {
        let milestone = codecks.insert_milestone(None, "Alpha", "2026-12-24");
        let id = codecks.card_of_seq(1).expect("it is there");
        let mut row = codecks.row("card", &id).expect("it is there").clone();
        row.insert("milestoneId".to_owned(), json!(milestone));
        codecks.put("card", serde_json::Value::Object(row));
    });
    let read = world.read().await;
    assert_eq!(card(&read, "111").fields[&CardField::Milestone], "Alpha");
    world.clock.advance(600);
    {
        let mut model = world.server.model();
        let id = model.tables().ids_where("milestone", |_| true).remove(0);
        let mut row = model.row("milestone", &id).expect("it is there").clone();
        row.insert("name".to_owned(), json!("Beta"));
        model.put("milestone", serde_json::Value::Object(row));
    }
    let again = world.read_after(&read).await.expect("the server answers");
    assert_eq!(card(&again, "111").fields[&CardField::Milestone], "Beta");
}

#[tokio::test]
async fn a_card_that_is_gone_without_a_trace_is_seen() {
    let world = World::new();
    let read = world.read().await;
    world.clock.advance(600);
    {
        // Another user's private card from now on: this one cannot know of it any more.
        let mut model = world.server.model();
        let id = model.card_of_seq(6).expect("it is there");
        let mut row = model.row("card", &id).expect("it is there").clone();
        row.insert("creatorId".to_owned(), json!("bob"));
        model.put("card", serde_json::Value::Object(row));
    }
    let again = world.read_after(&read).await.expect("the server answers");
    assert!(!again.account.cards().contains_key(&key("116")));
}

#[tokio::test]
async fn withheld_records_are_stepped_over() {
    let world = World::with(|codecks| {
        for seq in 2001..=3500 {
            let id = codecks.insert_card(Some("shelf"), "x", json!({ "accountSeq": seq }));
            if seq <= 3300 {
                codecks.withheld.insert(("card", id));
            }
        }
    });
    let read = world.read().await;
    assert_eq!(read.account.cards().len(), 206);
}

#[tokio::test]
async fn what_changes_between_two_pages_is_read() {
    let world = World::with(|codecks| {
        for seq in 2001..=3500 {
            codecks.insert_card(Some("shelf"), "x", json!({ "accountSeq": seq }));
        }
    });
    world.server.faults().before(When::Request(2), |codecks| {
        let id = codecks.card_of_seq(1).expect("it is there");
        let mut row = codecks.row("card", &id).expect("it is there").clone();
        row.insert("content".to_owned(), json!("late"));
        codecks.put("card", serde_json::Value::Object(row));
        codecks.touch(&id);
    });
    let read = world.read().await;
    assert_eq!(card(&read, "111").title, "late");
}

#[tokio::test]
async fn older_servers_are_read_too() {
    let world = World::with(|codecks| {
        codecks.spells_old_keys = true;
        codecks.has_old_errors = true;
    });
    let read = world.read().await;
    assert_eq!(board(&read, "garden").stacks.len(), 2);
    assert_eq!(read.account.cards().len(), 6);
    assert_eq!(card(&read, "111").author.as_deref(), Some("alice"));
}

#[tokio::test]
async fn a_field_that_the_server_does_not_know_is_done_without() {
    let world = World::new();
    let refusal = r#"{"error":"unknown_field","message":"'deck' has no field 'sortValue'","path":"_root.account.projects.decks.sortValue","statusCode":400}"#;
    world.server.faults().plan(
        When::Request(1),
        Fault::Fail {
            status: 400,
            body: refusal.to_owned(),
        },
    );
    let read = world.provider.read(&Wanted::All, None, &Silent).await;
    assert_eq!(read.expect("without it").account.cards().len(), 6);
    assert_eq!(world.count(), 2);
    let bodies = world.server.log().entries();
    assert!(bodies[0].body.contains("sortValue") && !bodies[1].body.contains("sortValue"));
}

#[tokio::test]
async fn members_that_a_token_may_not_list_are_done_without() {
    let world = World::new();
    let refusal = r#"{"error":"missing_scope","message":"requires account:read","requiredScope":"account:read","statusCode":403}"#;
    world.server.faults().plan(
        When::Request(1),
        Fault::Fail {
            status: 403,
            body: refusal.to_owned(),
        },
    );
    let read = world.provider.read(&Wanted::All, None, &Silent).await;
    assert_eq!(read.expect("without them").account.cards().len(), 6);
    let bodies = world.server.log().entries();
    assert_eq!(bodies.len(), 2);
    assert!(bodies[0].body.contains("roles") && !bodies[1].body.contains("roles"));
}

#[tokio::test]
async fn a_server_that_does_not_tell_what_came_late_is_read_whole() {
    let world = World::new();
    let read = world.read().await;
    world.clock.advance(600);
    world.elsewhere(1, json!({"priority": "a"}));
    let refusal = r#"{"error":"invalid_value","message":"no '$or' here","path":"_root.account.resolvables","statusCode":400}"#;
    world.server.faults().plan(
        When::Request(1),
        Fault::Fail {
            status: 400,
            body: refusal.to_owned(),
        },
    );
    let again = world.read_after(&read).await.expect("it can do without");
    assert_eq!(card(&again, "111").fields[&CardField::Priority], "high");
    assert_eq!(world.count(), 3);
}

#[tokio::test]
async fn boards_are_chosen_by_title_or_id() {
    let world = World::new();
    let wanted = Wanted::Named(vec!["KITCHEN".to_owned()]);
    let read = world.provider.read(&wanted, None, &Silent).await;
    let read = read.expect("the server answers");
    let boards: Vec<&BoardKey> = read.account.boards.iter().map(|board| &board.key).collect();
    assert_eq!(boards, [&BoardKey::known("kitchen")]);
    let wanted = Wanted::Named(vec!["cellar".to_owned()]);
    let error = world.provider.read(&wanted, None, &Silent).await;
    assert_eq!(
        error.expect_err("no such board").to_string(),
        "there is no board `cellar`; there are: `Garden`, `Kitchen`"
    );
}

#[tokio::test]
async fn a_card_elsewhere_is_still_there_and_a_deleted_one_is_not() {
    let world = World::new();
    world.elsewhere(2, json!({"visibility": "deleted"}));
    let asked: Vec<CardId> = ["111", "112", "11k"].map(CardId::new).to_vec();
    let there = world.provider.still_there(&asked, &Silent).await;
    assert_eq!(
        there.expect("the server answers"),
        BTreeSet::from([CardId::new("111")])
    );
}

#[tokio::test]
async fn an_answer_to_nobody_is_no_login() {
    let world = World::with(|codecks| codecks.tokens.clear());
    let error = world
        .provider
        .who_am_i(&Silent)
        .await
        .expect_err("no token");
    assert_eq!(
        error.to_string(),
        format!(
            "not logged in to {}/: the token is not valid, or was revoked (`invalid_token`)",
            world.server.url()
        )
    );
    assert!(connect(world.server.url(), "0123").is_err());
}

#[tokio::test]
async fn too_many_requests_are_waited_for() {
    let world = World::new();
    world.server.faults().plan(
        When::Request(1),
        Fault::TooManyRequests {
            retry_after_seconds: Some(0),
        },
    );
    world
        .provider
        .who_am_i(&Silent)
        .await
        .expect("after a while");
    assert_eq!(world.count(), 2);
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_token_goes_nowhere_else() {
    let other = World::new();
    let answer = git_board::lookalike::message::Answer::empty(302)
        .with_header("location", format!("{}/", other.server.url()));
    let redirecting = Always::start(answer);
    let provider = connect(redirecting.url(), TOKEN).expect("loopback is allowed");
    let error = provider.who_am_i(&Silent).await.expect_err("a redirect");
    assert!(matches!(error, ProviderError::Redirected { .. }), "{error}");
    assert_eq!(other.count(), 0);
}
