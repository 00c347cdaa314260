//! What is read of boards that a push writes to.

use std::collections::BTreeMap;
use std::sync::Arc;

use git_board::board::{BoardId, CardId, CardKey};
use git_board::lookalike::deck::{Deck, Release};
use git_board::monitor::Silent;
use git_board::provider::{Previous, Read, Wanted, Written};

use super::world::{World, board, card};

const BOARDS: &str = "GET boards";

/// Reads once more for a push that writes so to `Garden`.
async fn read_for(world: &World, first: &Read, written: Written) -> Read {
    let previous = Previous {
        written: BTreeMap::from([(BoardId::new("1"), written)]),
        ..Previous::of(first)
    };
    read_with(world, &previous).await
}

async fn read_with(world: &World, previous: &Previous) -> Read {
    world.server.log().clear();
    world
        .provider
        .read(&Wanted::All, Some(previous), &Silent)
        .await
        .expect("the server answers")
}

fn these(cards: &[&str]) -> Written {
    Written::Values(cards.iter().map(|card| CardId::new(*card)).collect())
}

#[tokio::test]
async fn a_board_that_anything_is_written_to_is_read_whatever_its_stamp_says() {
    let world = World::new();
    let first = world.read().await;
    let second = read_for(&world, &first, Written::Anything).await;
    assert_eq!(world.sent().len(), 6);
    assert!(world.sent().iter().all(|line| !line.contains("boards/2")));
    assert!(Arc::ptr_eq(board(&first, "1"), board(&second, "1")));
}

#[tokio::test]
async fn a_board_of_which_values_of_cards_will_be_written_is_read_if_it_changed() {
    let world = World::new();
    let first = world.read().await;
    let second = read_for(&world, &first, Written::ValuesSoon).await;
    assert_eq!(world.sent(), [BOARDS]);
    assert!(second.unchanged);
    world.clock.advance(60);
    let there = world.server.model().rename_card("alice", 1, "other");
    there.expect("alice may");
    let third = read_for(&world, &second, Written::ValuesSoon).await;
    assert_eq!(world.sent().len(), 5);
    assert_eq!(card(&third, "other").key, CardKey::known("1"));
}

#[tokio::test]
async fn cards_that_were_written_are_read_alone_and_the_board_by_the_next_reading() {
    for release in [Release::V1_16, Release::V1_18] {
        let world = World::of(release);
        let first = world.read().await;
        world.clock.advance(60);
        for (id, title) in [(1, "ours"), (3, "ours too"), (2, "theirs")] {
            let there = world.server.model().rename_card("alice", id, title);
            there.expect("alice may");
        }
        let second = read_for(&world, &first, these(&["1", "3"])).await;
        let mut sent = world.sent();
        sent.sort();
        let cards = [1, 3].map(|card| format!("GET 1.1 boards/1/stacks/1/cards/{card}"));
        assert_eq!(sent, [cards[0].as_str(), cards[1].as_str(), BOARDS]);
        let titles = |read: &Read| -> Vec<String> {
            let cards = board(read, "1").stacks[0].cards.iter();
            cards.map(|card| card.title.clone()).collect()
        };
        assert_eq!(titles(&second), ["ours", "b", "ours too", "d", "old"]);
        assert!(!second.unchanged);
        // However much later.
        world.clock.advance(3600);
        let third = world.read_after(&second).await.expect("an answer");
        assert_eq!(titles(&third), ["ours", "theirs", "ours too", "d", "old"]);
        assert_eq!(third.account, world.read().await.account);
    }
}

#[tokio::test]
async fn where_a_card_that_was_written_is_not_where_it_was_its_board_is_read() {
    for (what, there) in GONE {
        let world = World::new();
        let first = world.read().await;
        world.clock.advance(60);
        there(&mut world.server.model());
        let second = read_for(&world, &first, these(&["1", "2"])).await;
        assert!(world.sent().contains(&"GET boards/1/stacks".to_owned()));
        assert_eq!(second.account, world.read().await.account, "{what}");
    }
}

/// Something that another client does.
type There = (&'static str, fn(&mut Deck));

/// What may have become of the card 1.
const GONE: [There; 4] = [
    ("deleted", |deck| {
        deck.delete_card("alice", 1).expect("alice may");
    }),
    ("in another stack", |deck| {
        deck.move_card("alice", 1, 2).expect("alice may");
    }),
    ("on another board", |deck| {
        deck.move_card("alice", 1, 4).expect("alice may");
    }),
    ("archived", |deck| {
        deck.archive_card("alice", 1, true).expect("alice may");
    }),
];

#[tokio::test]
async fn many_cards_of_a_small_board_are_not_read_one_by_one() {
    let world = World::new();
    let first = world.read().await;
    read_for(&world, &first, these(&["1", "2", "3", "4"])).await;
    assert_eq!(world.sent().len(), 5);
}

/// Reads once more for a push of cards of `Garden` that can wait for what shows nowhere yet.
async fn read_waiting(world: &World, first: &Read) -> Read {
    let previous = Previous {
        written: BTreeMap::from([(BoardId::new("1"), Written::ValuesSoon)]),
        can_wait: true,
        ..Previous::of(first)
    };
    read_with(world, &previous).await
}

/// Returns the reading behind a push of one card, in the second of which somebody edited another.
async fn read_behind_a_write(world: &World) -> Read {
    let first = world.read().await;
    world.clock.advance(60);
    for (id, title) in [(1, "ours"), (2, "theirs")] {
        let there = world.server.model().rename_card("alice", id, title);
        there.expect("alice may");
    }
    read_for(world, &first, these(&["1"])).await
}

#[tokio::test]
async fn what_was_written_in_the_second_of_a_push_is_not_read_by_one_that_can_wait() {
    let world = World::new();
    let mut last = read_behind_a_write(&world).await;
    for _again in 0..2 {
        world.clock.advance(3600);
        let next = read_waiting(&world, &last).await;
        assert_eq!(world.sent(), [BOARDS]);
        assert!(Arc::ptr_eq(board(&last, "1"), board(&next, "1")));
        last = next;
    }
    let whole = world.read_after(&last).await.expect("an answer");
    assert_eq!(card(&whole, "theirs").key, CardKey::known("2"));
    assert_eq!(whole.account, world.read().await.account);
}

#[tokio::test]
async fn what_was_written_later_is_read_even_so() {
    let world = World::new();
    let second = read_behind_a_write(&world).await;
    world.clock.advance(1);
    let there = world.server.model().rename_card("alice", 3, "later");
    there.expect("alice may");
    let third = read_waiting(&world, &second).await;
    assert_eq!(third.account, world.read().await.account);
    assert!(third.alone.is_empty());
}
