//! Stacks: which calls each change takes.

use std::sync::Arc;

use git_board::board::ListedAttachments;
use git_board::board::{
    BoardKey, CreateStack, DeleteStack, EditStack, Lane, Operation, StackChanges, StackKey,
    StackPlace,
};
use git_board::lookalike::deck::refusal::Refusal;
use git_board::lookalike::deck::rule::RuleKind;
use git_board::lookalike::deck::{Deck, Release};
use git_board::provider::ApplyError;

use super::changes::change;
use super::world::{World, board};

/// What another client does.
type Edit = fn(&mut Deck) -> Result<(), Refusal>;

const BOARD_1: &str = "GET boards/1";

fn stack_place(board: u32, after: u32) -> StackPlace {
    StackPlace {
        board: BoardKey::known(board.to_string()),
        parent: None,
        after: (after != 0).then(|| StackKey::known(after.to_string())),
    }
}

fn create_stack(after: u32, done_column: bool) -> Operation {
    Operation::CreateStack(CreateStack {
        key: StackKey::New(1),
        place: stack_place(1, after),
        title: "New".to_owned(),
        done_column,
        lane: Lane::default(),
    })
}

fn edit_stack(stack: u32, title: &str, changes: StackChanges) -> Operation {
    Operation::EditStack(EditStack {
        key: StackKey::known(stack.to_string()),
        board: BoardKey::known("1"),
        title: title.to_owned(),
        changes,
    })
}

/// The ids of the stacks of a board, in order.
fn stacks(world: &World, board: i64) -> Vec<i64> {
    let model = world.server.model();
    let mut stacks: Vec<(i64, i64)> = model
        .stacks()
        .filter(|stack| stack.board == board && stack.deleted_at == 0)
        .map(|stack| (stack.order, stack.id))
        .collect();
    stacks.sort_unstable();
    stacks.into_iter().map(|(_, id)| id).collect()
}

#[tokio::test]
async fn a_new_stack_is_one_post_wherever_it_stands() {
    for release in [Release::V1_16, Release::V1_18] {
        for (after, order, expected) in [
            (3, 3, vec![1, 2, 3, 5]),
            (0, -1, vec![5, 1, 2, 3]),
            (1, 0, vec![1, 5, 2, 3]),
        ] {
            let world = World::of(release);
            let applied = world
                .apply(create_stack(after, false))
                .await
                .expect("it is done");
            assert_eq!(
                world.sent(),
                [
                    BOARD_1.to_owned(),
                    format!(r#"POST boards/1/stacks {{"title":"New","order":{order}}}"#),
                ]
            );
            assert_eq!(applied.created.as_deref(), Some("5"));
            assert_eq!(world.notes(), ["creating", "created 5"]);
            assert_eq!(stacks(&world, 1), expected);
        }
    }
}

#[tokio::test]
async fn a_done_column_is_a_call_of_its_own() {
    let world = World::new();
    world
        .apply(create_stack(3, true))
        .await
        .expect("it is done");
    assert_eq!(
        world.written()[1],
        r#"PUT ocs stacks/5/done {"boardId":1,"isDone":true}"#
    );
    let changes = StackChanges {
        done_column: change(false, true),
        ..StackChanges::default()
    };
    world
        .apply(edit_stack(3, "Done", changes.clone()))
        .await
        .expect("it is done");
    assert_eq!(
        world.written(),
        [r#"PUT ocs stacks/3/done {"boardId":1,"isDone":true}"#]
    );
    let old = World::of(Release::V1_16);
    let error = old.apply(edit_stack(3, "Done", changes)).await;
    assert!(matches!(
        error,
        Err(ApplyError::Failed { partly: false, .. })
    ));
}

#[tokio::test]
async fn a_stack_is_renamed_and_moved_in_one_put() {
    let world = World::new();
    let changes = StackChanges {
        title: change("Todo".to_owned(), "To do".to_owned()),
        place: change(stack_place(1, 0), stack_place(1, 3)),
        ..StackChanges::default()
    };
    world
        .apply(edit_stack(1, "Todo", changes))
        .await
        .expect("it is done");
    assert_eq!(
        world.sent(),
        [
            BOARD_1,
            r#"PUT boards/1/stacks/1 {"title":"To do","order":3}"#
        ]
    );
    assert_eq!(stacks(&world, 1), [2, 3, 1]);
}

#[tokio::test]
async fn a_stack_without_a_free_number_is_moved_by_the_call_for_places() {
    for release in [Release::V1_16, Release::V1_18] {
        let world = World::of(release);
        world
            .server
            .model()
            .update_stack("alice", 2, 1, "Doing", 0)
            .expect("alice may");
        let changes = StackChanges {
            place: change(stack_place(1, 2), stack_place(1, 1)),
            ..StackChanges::default()
        };
        world
            .apply(edit_stack(3, "Done", changes))
            .await
            .expect("it is done");
        assert_eq!(world.written(), [r#"PUT web stacks/3/reorder {"order":1}"#]);
        assert_eq!(stacks(&world, 1), [1, 3, 2]);
    }
}

#[tokio::test]
async fn a_stack_that_was_moved_there_is_not_moved() {
    let world = World::new();
    world
        .server
        .model()
        .reorder_stack("alice", 3, 0)
        .expect("alice may");
    let changes = StackChanges {
        place: change(stack_place(1, 2), stack_place(1, 1)),
        ..StackChanges::default()
    };
    let error = world.apply(edit_stack(3, "Done", changes)).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    assert_eq!(world.sent(), [BOARD_1]);
}

#[tokio::test]
async fn a_stack_moves_to_another_board_by_its_address() {
    let world = World::new();
    let changes = StackChanges {
        place: change(stack_place(1, 0), stack_place(2, 4)),
        ..StackChanges::default()
    };
    world
        .apply(edit_stack(1, "Todo", changes))
        .await
        .expect("it is done");
    assert_eq!(
        world.sent(),
        [
            BOARD_1,
            "GET boards/2",
            "GET boards/1/stacks",
            r#"PUT boards/2/stacks/1 {"title":"Todo","order":1}"#
        ]
    );
    assert_eq!(stacks(&world, 2), [4, 1]);
}

#[tokio::test]
async fn a_deleted_stack_is_not_brought_back_to_life() {
    let world = World::new();
    world
        .server
        .model()
        .delete_stack("alice", 2)
        .expect("alice may");
    let changes = StackChanges {
        title: change("Doing".to_owned(), "At it".to_owned()),
        ..StackChanges::default()
    };
    let error = world.apply(edit_stack(2, "Doing", changes)).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    assert_eq!(world.sent(), [BOARD_1]);
}

/// Returns the deletion of stack 1 as it is.
async fn delete_stack_1(world: &World) -> Operation {
    let read = world.read().await;
    let garden = board(&read, "1");
    Operation::DeleteStack(DeleteStack {
        stack: Arc::clone(&garden.stacks[0]),
        board: garden.key.clone(),
        listed: ListedAttachments::new(),
    })
}

#[tokio::test]
async fn a_stack_is_deleted_after_all_its_cards_were_read_once_more() {
    for release in [Release::V1_16, Release::V1_18] {
        let world = World::of(release);
        let delete = delete_stack_1(&world).await;
        world.apply(delete.clone()).await.expect("it is done");
        assert_eq!(
            world.sent(),
            [
                "GET boards/1/stacks/archived",
                "GET 1.1 boards/1/stacks/1/cards/5",
                "GET boards/1/stacks",
                "DELETE boards/1/stacks/1"
            ]
        );
        world.apply(delete).await.expect("it is gone");
        assert!(world.written().is_empty());
    }
}

#[tokio::test]
async fn a_stack_in_which_anything_is_another_is_not_deleted() {
    let edits: [Edit; 8] = [
        |deck| deck.rename_stack("alice", 1, "Other").map(drop),
        |deck| deck.set_done_column("alice", 1, true),
        |deck| deck.rename_card("alice", 1, "other").map(drop),
        |deck| deck.assign_label("alice", 2, 1).map(drop),
        |deck| deck.archive_card("alice", 3, true).map(drop),
        |deck| deck.assign("alice", 5, "alice", RuleKind::User).map(drop),
        |deck| deck.delete_card("alice", 5).map(drop),
        |deck| deck.move_card("alice", 6, 1).map(drop),
    ];
    for release in [Release::V1_16, Release::V1_18] {
        for (number, edit) in edits.iter().enumerate() {
            if release == Release::V1_16 && number == 1 {
                continue;
            }
            let world = World::of(release);
            let delete = delete_stack_1(&world).await;
            edit(&mut world.server.model()).expect("alice may");
            let answer = world.apply(delete).await;
            assert!(
                matches!(answer, Err(ApplyError::Stale { .. })),
                "edit {number}: {answer:?}"
            );
            assert!(world.written().is_empty(), "edit {number}");
        }
    }
}
