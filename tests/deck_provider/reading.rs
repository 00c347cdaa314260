//! What a reading asks for, and what it brings.

use std::sync::Arc;

use git_board::lookalike::deck::Release;
use git_board::lookalike::deck::rule::{Rule, RuleKind};
use git_board::lookalike::faults::When;
use git_board::monitor::Silent;
use git_board::provider::{ProviderError, Wanted};

use super::world::{NOW, World, board, card};

const BOARDS: &str = "GET boards";

#[tokio::test]
async fn a_first_reading_takes_three_requests_a_board_and_one_an_archived_card() {
    for release in [Release::V1_16, Release::V1_18] {
        let world = World::of(release);
        let read = world
            .provider
            .read(&Wanted::All, None, &Silent)
            .await
            .expect("the server answers");
        let sent = world.sent();
        assert_eq!(
            (sent.first(), sent.last()),
            (Some(&BOARDS.to_owned()), Some(&BOARDS.to_owned()))
        );
        let mut between = sent[1..sent.len() - 1].to_vec();
        between.sort();
        assert_eq!(
            between,
            [
                "GET 1.1 boards/1/stacks/1/cards/5",
                "GET boards/1",
                "GET boards/1/stacks",
                "GET boards/1/stacks/archived",
                "GET boards/2",
                "GET boards/2/stacks",
                "GET boards/2/stacks/archived",
            ]
        );
        let garden = board(&read, "1");
        let stacks: Vec<&str> = garden
            .stacks
            .iter()
            .map(|stack| stack.title.as_str())
            .collect();
        assert_eq!(stacks, ["Todo", "Doing", "Done"]);
        let cards: Vec<&str> = garden.stacks[0]
            .cards
            .iter()
            .map(|card| card.title.as_str())
            .collect();
        assert_eq!(cards, ["a", "b", "c", "d", "old"]);
        assert_eq!(card(&read, "a").body.as_deref(), Some("text of a"));
        assert_eq!(read.server_time.as_second(), NOW);
        assert!(!read.unchanged && read.gone.is_empty());
        assert!(
            read.rights
                .values()
                .all(|rights| rights.edit && rights.manage && rights.share)
        );
    }
}

#[tokio::test]
async fn a_reading_without_changes_is_one_conditional_request() {
    let world = World::new();
    let first = world.read().await;
    let second = world.read_after(&first).await.expect("the server answers");
    assert_eq!(world.sent(), [BOARDS]);
    let entries = world.server.log().entries();
    assert!(entries[0].condition.is_some());
    assert_eq!(entries[0].status, Some(304));
    assert!(second.unchanged);
    assert_eq!(second.account, first.account);
    assert_eq!(second.rights, first.rights);
    assert!(Arc::ptr_eq(board(&first, "1"), board(&second, "1")));
}

#[tokio::test]
async fn only_the_board_that_changed_is_read_again() {
    let world = World::new();
    let first = world.read().await;
    world.clock.advance(60);
    world
        .server
        .model()
        .edit_card("alice", 7, |card| card.title = "y".to_owned())
        .expect("alice may");
    world.clock.advance(60);
    let second = world.read_after(&first).await.expect("the server answers");
    let mut sent = world.sent();
    sent.sort();
    assert_eq!(
        sent,
        [
            BOARDS,
            BOARDS,
            "GET boards/2",
            "GET boards/2/stacks",
            "GET boards/2/stacks/archived",
        ]
    );
    assert!(Arc::ptr_eq(board(&first, "1"), board(&second, "1")));
    assert_eq!(card(&second, "y").body.as_deref(), Some("text of x"));
}

#[tokio::test]
async fn an_archived_card_that_did_not_change_is_not_asked_for_again() {
    let world = World::new();
    let first = world.read().await;
    world.clock.advance(60);
    world
        .server
        .model()
        .edit_card("alice", 1, |card| card.title = "A".to_owned())
        .expect("alice may");
    world.clock.advance(60);
    let second = world.read_after(&first).await.expect("the server answers");
    assert_eq!(world.sent().len(), 5);
    assert!(Arc::ptr_eq(card(&first, "old"), card(&second, "old")));
}

#[tokio::test]
async fn a_board_that_changed_within_the_last_seconds_is_read_again_the_next_time() {
    let world = World::new();
    let rename = |title: &'static str| {
        world
            .server
            .model()
            .edit_card("alice", 1, |card| card.title = title.to_owned())
            .expect("alice may");
    };
    rename("first");
    let first = world.read().await;
    // In the same second: lastModified and ETag stay what they were.
    rename("second");
    let second = world.read_after(&first).await.expect("the server answers");
    assert_eq!(card(&second, "second").body.as_deref(), Some("text of a"));
    world.clock.advance(3);
    let third = world.read_after(&second).await.expect("the server answers");
    assert!(!third.unchanged);
    assert!(Arc::ptr_eq(board(&second, "1"), board(&third, "1")));
    let fourth = world.read_after(&third).await.expect("the server answers");
    assert!(fourth.unchanged);
    assert_eq!(world.sent(), [BOARDS]);
}

#[tokio::test]
async fn a_card_that_came_from_a_board_which_looks_unchanged_is_not_on_both() {
    let world = World::new();
    let first = world.read().await;
    world.clock.advance(60);
    world
        .server
        .model()
        .move_card("alice", 2, 4)
        .expect("alice may");
    world.clock.advance(60);
    let second = world.read_after(&first).await.expect("the server answers");
    let on = |id: &str| {
        board(&second, id)
            .all_stacks()
            .iter()
            .flat_map(|stack| &stack.cards)
            .filter(|card| card.title == "b")
            .count()
    };
    assert_eq!((on("1"), on("2")), (0, 1));
}

#[tokio::test]
async fn a_board_that_moves_while_it_is_read_is_read_again() {
    let world = World::new();
    let clock = world.clock.clone();
    world
        .server
        .faults()
        .after(When::next("GET", "boards/2/stacks"), move |deck| {
            clock.advance(60);
            deck.edit_card("alice", 7, |card| card.title = "late".to_owned())
                .expect("alice may");
        });
    let read = world.read().await;
    assert_eq!(card(&read, "late").title, "late");
}

#[tokio::test]
async fn a_board_that_never_rests_is_an_error_after_three_more_tries() {
    let world = World::new();
    for round in 0..4 {
        let clock = world.clock.clone();
        // 1 list, 7 of the boards, 1 list; then 3 of one board, 1 list, and so on.
        world
            .server
            .faults()
            .after(When::Request(8 + round * 4), move |deck| {
                clock.advance(60);
                deck.edit_card("alice", 7, |card| card.title.push('!'))
                    .expect("alice may");
            });
    }
    let error = world
        .provider
        .read(&Wanted::All, None, &Silent)
        .await
        .expect_err("it moved every time");
    assert!(matches!(error, ProviderError::Restless { .. }), "{error}");
    assert_eq!(world.sent().len(), 9 + 3 * 4);
}

#[tokio::test]
async fn an_archived_card_is_asked_for_again_when_a_share_is_taken_away() {
    let world = World::new();
    let rule = world.server.model().insert_rule(Rule {
        id: 0,
        board: 1,
        kind: RuleKind::User,
        participant: "bob".to_owned(),
        may_edit: true,
        may_share: false,
        may_manage: false,
    });
    world
        .server
        .model()
        .insert_assignment(5, "bob", RuleKind::User)
        .expect("the card is there");
    let first = world.read().await;
    assert_eq!(card(&first, "old").assignees.len(), 1);
    world.clock.advance(60);
    world
        .server
        .model()
        .remove_rule("alice", rule)
        .expect("alice may");
    let second = world.read_after(&first).await.expect("the server answers");
    assert!(card(&second, "old").assignees.is_empty());
}
