//! Which calls each change of a card's values takes, and what is never sent.

use std::collections::BTreeSet;

use git_board::board::{CardChanges, Done, Person};
use git_board::lookalike::deck::Release;
use git_board::lookalike::faults::When;
use git_board::provider::ApplyError;

use super::changes::{change, moved, text, time, title};
use super::world::{World, card, edit, key, labels};

const CARD_1: &str = "GET 1.1 boards/1/stacks/1/cards/1";
const STACKS: &str = "GET boards/1/stacks";

#[tokio::test]
async fn a_title_is_one_put_with_every_value() {
    for (release, rest) in [
        (Release::V1_18, r#","startdate":null,"color":null}"#),
        (Release::V1_16, "}"),
    ] {
        let world = World::of(release);
        world.edit(1, 1, title("a", "A")).await.expect("it is done");
        assert_eq!(
            world.sent(),
            [
                CARD_1.to_owned(),
                format!(
                    r#"PUT boards/1/stacks/1/cards/1 {{"title":"A","type":"plain","owner":"alice","stackId":1,"description":"text of a","order":0,"duedate":null,"done":null{rest}"#
                ),
            ]
        );
        assert_eq!(world.card(1).title, "A");
        assert_eq!(world.card(1).description, "text of a");
    }
}

#[tokio::test]
async fn every_value_of_a_card_goes_into_the_same_put() {
    let world = World::new();
    let changes = CardChanges {
        title: change("a".to_owned(), "A".to_owned()),
        body: change(text("text of a"), None),
        due: change(None, Some(time("2026-12-24T19:29:30Z"))),
        done: change(None, Some(Done::At(time("2026-11-01T08:00:00Z")))),
        color: change(None, Some("00ff00".to_owned())),
        start: change(None, Some(time("2026-12-01T00:00:00Z"))),
        card_type: change(None, Some("text".to_owned())),
        ..CardChanges::default()
    };
    world.edit(1, 1, changes).await.expect("it is done");
    assert_eq!(world.written().len(), 1);
    let read = world.read().await;
    let card = card(&read, "A");
    assert_eq!(card.body, None);
    assert_eq!(card.due, Some(time("2026-12-24T19:29:30Z")));
    assert_eq!(card.done, Some(Done::At(time("2026-11-01T08:00:00Z"))));
    assert_eq!(card.color.as_deref(), Some("00ff00"));
    assert_eq!(card.start, Some(time("2026-12-01T00:00:00Z")));
    assert_eq!(card.card_type.as_deref(), Some("text"));
}

#[tokio::test]
async fn values_that_the_server_has_already_are_not_sent() {
    let world = World::new();
    world.edit(1, 1, title("z", "a")).await.expect("it is done");
    assert_eq!(world.sent(), [CARD_1]);
    world
        .edit(1, 1, moved((1, 1), (1, 1, 0)))
        .await
        .expect("it is done");
    assert_eq!(world.sent(), [STACKS]);
}

#[tokio::test]
async fn a_value_that_somebody_else_changed_is_stale_and_nothing_is_sent() {
    let world = World::new();
    let error = world.edit(1, 1, title("older", "A")).await;
    assert_eq!(
        error.expect_err("it is stale").to_string(),
        "the title of card `card` changed on the server since the plan was made"
    );
    assert_eq!(world.sent(), [CARD_1]);
}

#[tokio::test]
async fn a_deleted_card_is_not_brought_back_to_life() {
    let world = World::new();
    world
        .server
        .model()
        .delete_card("alice", 1)
        .expect("alice may");
    let error = world.edit(1, 1, title("a", "A")).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    assert_eq!(world.sent(), [CARD_1]);
}

#[tokio::test]
async fn labels_and_assignees_are_assigned_one_by_one() {
    let world = World::new();
    let changes = CardChanges {
        labels: change(labels(&[]), labels(&[1, 2])),
        assignees: change(BTreeSet::new(), BTreeSet::from([Person::user("alice")])),
        ..CardChanges::default()
    };
    world.edit(1, 1, changes).await.expect("it is done");
    assert_eq!(
        world.sent(),
        [
            CARD_1,
            r#"PUT boards/1/stacks/1/cards/1/assignLabel {"labelId":1}"#,
            r#"PUT boards/1/stacks/1/cards/1/assignLabel {"labelId":2}"#,
            r#"PUT boards/1/stacks/1/cards/1/assignUser {"userId":"alice","type":0}"#,
        ]
    );
    let changes = CardChanges {
        labels: change(labels(&[1, 2]), labels(&[2])),
        assignees: change(BTreeSet::from([Person::user("alice")]), BTreeSet::new()),
        ..CardChanges::default()
    };
    world.edit(1, 1, changes).await.expect("it is done");
    assert_eq!(
        world.written(),
        [
            r#"PUT boards/1/stacks/1/cards/1/removeLabel {"labelId":1}"#,
            r#"PUT boards/1/stacks/1/cards/1/unassignUser {"userId":"alice","type":0}"#,
        ]
    );
    assert_eq!(world.card(1).labels, [2]);
}

#[tokio::test]
async fn the_archive_is_one_call_or_a_part_of_the_put() {
    let world = World::new();
    let archive = |old| CardChanges {
        archived: change(old, !old),
        ..CardChanges::default()
    };
    world.edit(1, 1, archive(false)).await.expect("it is done");
    assert_eq!(world.written(), ["PUT boards/1/stacks/1/cards/1/archive"]);
    world.edit(1, 1, archive(true)).await.expect("it is done");
    assert_eq!(world.written(), ["PUT boards/1/stacks/1/cards/1/unarchive"]);
    let mut changes = archive(false);
    changes.title = change("a".to_owned(), "A".to_owned());
    world.edit(1, 1, changes).await.expect("it is done");
    assert_eq!(world.written().len(), 1);
    assert!(world.written()[0].ends_with(r#""archived":true}"#));
    let mut changes = archive(true);
    changes.title = change("A".to_owned(), "a".to_owned());
    world.edit(1, 1, changes).await.expect("it is done");
    assert_eq!(world.written().len(), 1);
    assert!(!world.card(1).archived);
}

#[tokio::test]
async fn an_archived_card_is_edited_and_moved_in_the_archive() {
    let world = World::new();
    let mut changes = moved((1, 1), (1, 2, 0));
    changes.title = change("old".to_owned(), "older".to_owned());
    world.edit(5, 1, changes).await.expect("it is done");
    assert_eq!(world.written().len(), 1);
    assert!(!world.written()[0].contains("archived"));
    let card = world.card(5);
    assert_eq!(
        (card.title.as_str(), card.stack, card.archived),
        ("older", 2, true)
    );
}

#[tokio::test]
async fn labels_of_an_archived_card_take_it_out_of_the_archive_meanwhile() {
    let world = World::new();
    let changes = CardChanges {
        labels: change(labels(&[]), labels(&[1])),
        ..CardChanges::default()
    };
    world.edit(5, 1, changes.clone()).await.expect("it is done");
    assert_eq!(
        world.written(),
        [
            "PUT boards/1/stacks/1/cards/5/unarchive",
            r#"PUT boards/1/stacks/1/cards/5/assignLabel {"labelId":1}"#,
            "PUT boards/1/stacks/1/cards/5/archive",
        ]
    );
    assert!(world.card(5).archived);
    // A card that is to be archived gets its labels first, with the text in the PUT that archives.
    let mut changes = changes;
    changes.archived = change(false, true);
    changes.title = change("a".to_owned(), "A".to_owned());
    world.edit(1, 1, changes).await.expect("it is done");
    let written = world.written();
    assert_eq!(written.len(), 2);
    assert_eq!(
        written[0],
        r#"PUT boards/1/stacks/1/cards/1/assignLabel {"labelId":1}"#
    );
    assert!(written[1].ends_with(r#""archived":true}"#));
    let card = world.card(1);
    assert_eq!(
        (card.archived, card.labels.len(), card.title.as_str()),
        (true, 1, "A")
    );
}

#[tokio::test]
async fn dependencies_are_calls_of_their_own() {
    let world = World::new();
    let changes = CardChanges {
        depends_on: change(BTreeSet::new(), BTreeSet::from([key(2)])),
        ..CardChanges::default()
    };
    world.edit(1, 1, changes.clone()).await.expect("it is done");
    assert_eq!(world.written(), ["POST ocs cards/1/dependentCards/2 {}"]);
    assert_eq!(world.card(1).depends_on, [2]);
    let old = World::of(Release::V1_16);
    let error = old.edit(1, 1, changes).await;
    assert!(matches!(
        error,
        Err(ApplyError::Failed { partly: false, .. })
    ));
    assert!(old.written().is_empty());
}

#[tokio::test]
async fn what_another_client_does_before_our_last_reading_is_seen() {
    let world = World::new();
    world
        .server
        .faults()
        .before(When::next("GET", "cards/1"), |deck| {
            deck.edit_card("alice", 1, |card| card.title = "theirs".to_owned())
                .expect("alice may");
        });
    let error = world.apply(edit(1, 1, title("a", "ours"))).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    assert_eq!(world.card(1).title, "theirs");
}

#[tokio::test]
async fn what_another_client_does_between_our_own_calls_is_not_overwritten() {
    let world = World::new();
    world
        .server
        .faults()
        .after(When::next("PUT", "assignLabel"), |deck| {
            deck.edit_card("alice", 1, |card| card.description = "theirs".to_owned())
                .expect("alice may");
        });
    let changes = CardChanges {
        title: change("a".to_owned(), "A".to_owned()),
        labels: change(labels(&[]), labels(&[1])),
        archived: change(false, true),
        ..CardChanges::default()
    };
    let error = world.edit(1, 1, changes).await;
    assert!(matches!(
        error,
        Err(ApplyError::Failed { partly: true, .. })
    ));
    assert_eq!(world.card(1).description, "theirs");
    assert_eq!(world.card(1).title, "a");
}
