//! Which calls each change of a card takes, and what is never sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use git_board::board::{
    BoardKey, Card, CardChanges, CardKey, Change, CreateCard, DeleteCard, Done, Operation, Person,
    StackKey,
};
use git_board::lookalike::deck::Release;
use git_board::lookalike::faults::When;
use git_board::provider::ApplyError;
use jiff::Timestamp;

use super::world::{World, card, edit, key, labels, place};

const CARD_1: &str = "GET 1.1 boards/1/stacks/1/cards/1";
const STACKS: &str = "GET boards/1/stacks";

fn change<T>(old: T, new: T) -> Option<Change<T>> {
    Some(Change { old, new })
}

fn title(old: &str, new: &str) -> CardChanges {
    CardChanges {
        title: change(old.to_owned(), new.to_owned()),
        ..CardChanges::default()
    }
}

fn moved(old: (u32, u32), new: (u32, u32, u32)) -> CardChanges {
    CardChanges {
        place: change(place(old.0, old.1, 0), place(new.0, new.1, new.2)),
        ..CardChanges::default()
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn text(text: &str) -> Option<Arc<str>> {
    Some(Arc::from(text))
}

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
async fn a_card_that_was_moved_meanwhile_is_not_moved_back() {
    let world = World::new();
    world
        .server
        .model()
        .move_card("alice", 1, 2)
        .expect("alice may");
    world.edit(1, 1, title("a", "A")).await.expect("it is done");
    assert_eq!(
        (world.card(1).stack, world.card(1).title.as_str()),
        (2, "A")
    );
    let error = world.edit(1, 1, moved((1, 1), (1, 3, 0))).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    assert_eq!(world.sent(), [STACKS]);
}

#[tokio::test]
async fn moving_one_card_is_one_write() {
    // Up, down, to the end, to the front; to another stack, behind a card and first.
    for (card, new, call, shown) in [
        (
            4,
            (1, 1),
            r#"4/reorder {"order":1,"stackId":1}"#,
            vec![1, 4, 2, 3],
        ),
        (
            1,
            (1, 3),
            r#"1/reorder {"order":2,"stackId":1}"#,
            vec![2, 3, 1, 4],
        ),
        (
            2,
            (1, 4),
            r#"2/reorder {"order":3,"stackId":1}"#,
            vec![1, 3, 4, 2],
        ),
        (
            3,
            (1, 0),
            r#"3/reorder {"order":0,"stackId":1}"#,
            vec![3, 1, 2, 4],
        ),
        (
            1,
            (2, 6),
            r#"1/reorder {"order":1,"stackId":2}"#,
            vec![6, 1],
        ),
        (
            1,
            (2, 0),
            r#"1/reorder {"order":0,"stackId":2}"#,
            vec![1, 6],
        ),
    ] {
        for release in [Release::V1_16, Release::V1_18] {
            let world = World::of(release);
            world
                .edit(card, 1, moved((1, 1), (1, new.0, new.1)))
                .await
                .expect("it is done");
            assert_eq!(
                world.sent(),
                [
                    STACKS.to_owned(),
                    format!("PUT boards/1/stacks/1/cards/{call}")
                ]
            );
            assert_eq!(world.shown(i64::from(new.0)), shown);
        }
    }
}

#[tokio::test]
async fn a_neighbor_that_is_not_there_is_stale() {
    let world = World::new();
    for after in [6, 5] {
        let error = world.edit(1, 1, moved((1, 1), (1, 1, after))).await;
        assert_eq!(
            error.expect_err("it is stale").to_string(),
            "the card before card `card` changed on the server since the plan was made"
        );
        assert_eq!(world.sent(), [STACKS]);
    }
}

#[tokio::test]
async fn an_edit_with_a_move_is_one_put_where_a_number_is_free() {
    let world = World::new();
    let mut changes = moved((1, 1), (1, 2, 6));
    changes.title = change("a".to_owned(), "A".to_owned());
    world.edit(1, 1, changes).await.expect("it is done");
    let written = world.written();
    assert_eq!(written.len(), 1);
    assert!(written[0].contains(r#""stackId":2"#) && written[0].contains(r#""order":1"#));
    assert_eq!(world.shown(2), [6, 1]);
    // Between 2 and 3, whose numbers follow each other, an older card has no number.
    let mut changes = moved((1, 2), (1, 1, 2));
    changes.title = change("A".to_owned(), "a".to_owned());
    world.edit(1, 2, changes).await.expect("it is done");
    assert_eq!(world.shown(1), [2, 1, 3, 4]);
}

#[tokio::test]
async fn an_edit_with_a_move_without_a_free_number_is_a_put_and_a_reorder() {
    let world = World::new();
    // Between 1 and 2 (orders 0 and 1) there is room for later cards only; make 2 stand at 0 too.
    world
        .server
        .model()
        .edit_card("alice", 2, |card| card.order = 0)
        .expect("alice may");
    let mut changes = moved((1, 1), (1, 1, 1));
    changes.title = change("d".to_owned(), "D".to_owned());
    world.edit(4, 1, changes).await.expect("it is done");
    let written = world.written();
    assert_eq!(written.len(), 2);
    assert!(written[0].contains(r#""title":"D""#));
    assert_eq!(
        written[1],
        r#"PUT boards/1/stacks/1/cards/4/reorder {"order":1,"stackId":1}"#
    );
    assert_eq!(world.shown(1), [1, 4, 2, 3]);
    assert_eq!(world.card(4).title, "D");
}

#[tokio::test]
async fn a_card_dragged_into_a_done_column_with_other_changes_becomes_done() {
    let world = World::new();
    world
        .server
        .model()
        .set_done_column("alice", 3, true)
        .expect("alice may");
    let mut changes = moved((1, 1), (1, 3, 0));
    changes.title = change("a".to_owned(), "A".to_owned());
    world.edit(1, 1, changes).await.expect("it is done");
    assert_eq!(world.written().len(), 2);
    let card = world.card(1);
    assert_eq!((card.title.as_str(), card.stack), ("A", 3));
    assert!(card.done.is_some());
    // A time of one's own is kept.
    let mut changes = moved((1, 1), (1, 3, 1));
    let done = time("2026-11-01T08:00:00Z");
    changes.done = change(None, Some(Done::At(done)));
    world.edit(2, 1, changes).await.expect("it is done");
    assert_eq!(world.written().len(), 1);
    assert_eq!(world.card(2).done, Some(done.as_second()));
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
async fn a_card_comes_out_of_the_archive_to_its_place_in_one_put() {
    let world = World::new();
    let mut changes = moved((1, 1), (1, 2, 6));
    changes.archived = change(true, false);
    world.edit(5, 1, changes).await.expect("it is done");
    assert_eq!(world.written().len(), 1);
    assert_eq!(world.shown(2), [6, 5]);
}

#[tokio::test]
async fn a_card_moves_to_another_board_with_its_labels_by_name() {
    let world = World::new();
    for label in [1, 2] {
        world
            .server
            .model()
            .assign_label("alice", 1, label)
            .expect("alice may");
    }
    let mut changes = moved((1, 1), (2, 4, 0));
    // `urgent` is there under another id; `later` is dropped, and must not be made there.
    changes.labels = change(labels(&[1, 2]), labels(&[3]));
    world.edit(1, 1, changes).await.expect("it is done");
    let written = world.written();
    assert_eq!(
        written[0],
        r#"PUT boards/1/stacks/1/cards/1/removeLabel {"labelId":2}"#
    );
    assert!(written[1].starts_with("PUT boards/1/stacks/1/cards/1 "));
    assert_eq!(written.len(), 2);
    assert_eq!(world.shown(4), [1, 7]);
    assert_eq!(world.card(1).labels, [3]);
    assert_eq!(world.server.model().labels_of(2).count(), 1);
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
    assert_eq!(written.len(), 4);
    assert!(written[1].ends_with(r#"8/assignLabel {"labelId":1}"#));
    assert!(written[2].ends_with(r#"8/assignUser {"userId":"alice","type":0}"#));
    assert!(written[3].ends_with(r#""archived":true}"#));
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
