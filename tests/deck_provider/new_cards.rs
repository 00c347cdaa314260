//! Cards that come and go.

use std::collections::BTreeSet;
use std::sync::Arc;

use git_board::board::ListedAttachments;
use git_board::board::{
    BoardKey, Card, CardKey, CreateCard, DeleteCard, Done, Operation, Person, StackKey,
};
use git_board::lookalike::deck::Release;
use git_board::provider::ApplyError;

use super::changes::{text, time};
use super::world::{World, card, labels, place};

const CARD_1: &str = "GET 1.1 boards/1/stacks/1/cards/1";
const STACKS: &str = "GET boards/1/stacks";

fn new_card() -> Card {
    Card::new(CardKey::New(1), "new")
}

fn create(card: Card, stack: u32, after: u32) -> Operation {
    Operation::CreateCard(CreateCard {
        place: place(1, stack, after),
        card: Arc::new(card),
    })
}

#[tokio::test]
async fn a_new_card_is_one_post_wherever_it_stands() {
    for (after, order, shown) in [
        (4, 4, vec![1, 2, 3, 4, 8]),
        (0, -1, vec![8, 1, 2, 3, 4]),
        (2, 1, vec![1, 2, 8, 3, 4]),
    ] {
        let world = World::new();
        let applied = world
            .apply(create(new_card(), 1, after))
            .await
            .expect("it is done");
        assert_eq!(
            world.sent(),
            [
                STACKS.to_owned(),
                format!(
                    r#"POST boards/1/stacks/1/cards {{"title":"new","type":"plain","order":{order},"description":""}}"#
                ),
            ]
        );
        assert_eq!(applied.created.as_deref(), Some("8"));
        assert_eq!(world.notes(), ["creating", "created 8"]);
        assert_eq!(world.shown(1), shown);
    }
}

#[tokio::test]
async fn a_new_card_with_everything_takes_the_calls_that_a_post_cannot_replace() {
    let world = World::new();
    let mut card = new_card();
    card.body = text("words");
    card.labels = labels(&[1]);
    card.assignees = BTreeSet::from([Person::user("alice")]);
    card.done = Some(Done::At(time("2026-11-01T08:00:00Z")));
    card.due = Some(time("2026-12-24T19:29:30Z"));
    card.archived = true;
    world.apply(create(card, 1, 4)).await.expect("it is done");
    let written = world.written();
    assert_eq!(written.len(), 5);
    // It replaces everything: nobody else may have come in between.
    assert!(written[1].starts_with("PUT boards/1/stacks/1/cards/8 {"));
    assert!(written[2].ends_with(r#"8/assignLabel {"labelId":1}"#));
    assert!(written[3].ends_with(r#"8/assignUser {"userId":"alice","type":0}"#));
    assert!(written[4].ends_with("8/archive"));
    let card = world.card(8);
    assert!(card.archived && card.done.is_some() && card.due.is_some());
    assert_eq!((card.description.as_str(), card.labels.len()), ("words", 1));
}

#[tokio::test]
async fn a_new_card_with_a_color_is_refused_by_an_older_server_before_anything_is_sent() {
    let world = World::of(Release::V1_16);
    let mut card = new_card();
    card.color = Some("00ff00".to_owned());
    let error = world.apply(create(card, 1, 4)).await;
    assert!(matches!(
        error,
        Err(ApplyError::Failed { partly: false, .. })
    ));
    assert!(world.written().is_empty() && world.notes().is_empty());
}

#[tokio::test]
async fn a_new_card_in_a_stack_that_is_gone_is_stale() {
    let world = World::new();
    world
        .server
        .model()
        .delete_stack("alice", 2)
        .expect("alice may");
    let error = world.apply(create(new_card(), 2, 0)).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    assert!(world.notes().is_empty());
}

#[tokio::test]
async fn a_card_is_deleted_only_as_it_was_seen() {
    let world = World::new();
    let read = world.read().await;
    let delete = |title: &str, stack: &str| {
        Operation::DeleteCard(DeleteCard {
            card: Arc::clone(card(&read, title)),
            board: BoardKey::known("1"),
            stack: StackKey::known(stack),
            listed: ListedAttachments::new(),
            moved_to: None,
        })
    };
    world.apply(delete("a", "1")).await.expect("it is done");
    assert_eq!(world.sent(), [CARD_1, "DELETE boards/1/stacks/1/cards/1"]);
    world.apply(delete("a", "1")).await.expect("it is gone");
    assert_eq!(world.sent(), [CARD_1]);
    world
        .server
        .model()
        .edit_card("alice", 2, |card| card.description = "changed".to_owned())
        .expect("alice may");
    let error = world.apply(delete("b", "1")).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    assert!(world.written().is_empty());
    // Purged for good, on a board that can be read.
    world.clock.advance(1000);
    world.server.model().purge_trash();
    world.apply(delete("a", "1")).await.expect("it is gone");
    assert_eq!(world.sent(), [CARD_1, "GET boards/1"]);
}
