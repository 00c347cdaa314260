//! Many edits in a row: read together, and never too many requests at a time.

use git_board::board::{CardChanges, Operation};
use git_board::lookalike::clock::Clock;
use git_board::lookalike::codecks::{RateLimit, RetryAfter};
use git_board::provider::ApplyError;
use serde_json::json;

use super::world::{World, change, edit};
use crate::support::long::is_long;

/// A world with so many more cards in `todo`, and an operation that edits each.
async fn world(cards: i64) -> (World, Vec<Operation>) {
    let world = World::with(|codecks| {
        for seq in 2001..2001 + cards {
            let content = format!("card {seq}\ntext");
            codecks.insert_card(Some("todo"), &content, json!({ "accountSeq": seq }));
        }
    });
    let read = world.read().await;
    let mut operations = Vec::new();
    for located in read.account.cards().into_values() {
        let title = &located.card.title;
        let code = located.card.key.id().map_or("", |id| id.as_str());
        if title.starts_with("card ") {
            let changes = CardChanges {
                title: change(title.clone(), title.to_uppercase()),
                ..CardChanges::default()
            };
            operations.push(edit(code, changes));
        }
    }
    (world, operations)
}

#[tokio::test]
async fn the_targets_of_a_push_are_read_in_one_query() {
    let (world, operations) = world(20).await;
    world.provider.announce(&operations);
    for operation in &operations {
        world.apply_alone(operation).await.expect("it is done");
    }
    assert_eq!(world.written().len(), 20);
    let queries = world.count() - 20;
    // One more where the machine is so slow that what was read is old by then.
    assert!(queries <= 3, "{queries} queries");
}

#[tokio::test]
async fn a_card_that_was_written_to_is_read_anew() {
    let (world, mut operations) = world(1).await;
    let again = operations[0].clone();
    operations.push(again);
    world.provider.announce(&operations);
    world.apply_alone(&operations[0]).await.expect("it is done");
    world.elsewhere(2001, json!({"content": "theirs\ntext"}));
    let error = world.apply_alone(&operations[1]).await;
    let error = error.expect_err("it is stale");
    assert!(matches!(error, ApplyError::Stale { .. }), "{error}");
    assert_eq!(world.row(2001)["content"], "theirs\ntext");
}

#[tokio::test]
async fn many_pushes_never_ask_for_more_than_the_service_takes() {
    let count = if is_long() { 300 } else { 45 };
    let (world, operations) = world(count).await;
    {
        let mut model = world.server.model();
        model.clock = Clock::real();
        model.rate_limit = Some(RateLimit {
            requests: 40,
            seconds: 5,
            retry_after: RetryAfter::Seconds,
        });
    }
    world.provider.announce(&operations);
    for operation in &operations {
        world.apply_alone(operation).await.expect("it is done");
    }
    let entries = world.server.log().entries();
    let refused = entries.iter().filter(|entry| entry.status == Some(429));
    assert_eq!(refused.count(), 0);
    let written = entries.iter().filter(|entry| entry.is_write);
    assert_eq!(written.count(), operations.len());
    for seq in 2001..2001 + count {
        let expected = format!("CARD {seq}\ntext");
        assert_eq!(world.row(seq)["content"], expected.as_str());
    }
}
