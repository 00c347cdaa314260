//! Which calls each move of a card takes.

use git_board::board::{CardChanges, Done};
use git_board::lookalike::deck::Release;
use git_board::provider::ApplyError;

use super::changes::{change, moved, time, title};
use super::world::{World, key, labels};

const STACKS: &str = "GET boards/1/stacks";

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

/// Returns the changes of a card that stood behind another; 0 stands for "first".
fn behind(card: u32, mut changes: CardChanges) -> CardChanges {
    if let Some(place) = &mut changes.place {
        place.old.after = (card != 0).then(|| key(card));
    }
    changes
}

#[tokio::test]
async fn a_card_that_stands_elsewhere_in_its_stack_by_now_is_not_moved() {
    let world = World::new();
    world
        .server
        .model()
        .reorder_card("alice", 4, 1, 0)
        .expect("alice may");
    let changes = behind(3, moved((1, 1), (1, 1, 1)));
    let error = world.edit(4, 1, changes).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    assert_eq!(world.sent(), [STACKS]);
    // Where its old stack is left, its place there means nothing.
    let changes = behind(3, moved((1, 1), (1, 2, 6)));
    world.edit(4, 1, changes).await.expect("it is done");
    assert_eq!(world.shown(2), [6, 4]);
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
            let changes = behind(card - 1, moved((1, 1), (1, new.0, new.1)));
            world.edit(card, 1, changes).await.expect("it is done");
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
    let mut changes = behind(3, moved((1, 1), (1, 1, 1)));
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
async fn an_archived_card_with_labels_leaves_the_archive_on_its_way_to_another_board() {
    let world = World::new();
    {
        let mut model = world.server.model();
        model.archive_card("alice", 5, false).expect("alice may");
        model.assign_label("alice", 5, 1).expect("alice may");
        model.archive_card("alice", 5, true).expect("alice may");
    }
    let mut changes = moved((1, 1), (2, 4, 0));
    changes.labels = change(labels(&[1]), labels(&[3]));
    world.edit(5, 1, changes).await.expect("it is done");
    let written = world.written();
    assert_eq!(written.len(), 3);
    assert_eq!(written[0], "PUT boards/1/stacks/1/cards/5/unarchive");
    assert_eq!(written[2], "PUT boards/2/stacks/4/cards/5/archive");
    let card = world.card(5);
    assert_eq!((card.stack, card.archived, card.labels), (4, true, vec![3]));
}
