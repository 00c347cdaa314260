//! Boards, labels and members: which calls each change takes.

use std::sync::Arc;

use git_board::board::ListedAttachments;
use git_board::board::{
    BoardChanges, BoardKey, CardKey, Change, CreateBoard, CreateLabel, DeleteBoard, DeleteLabel,
    EditBoard, EditLabel, EditMember, Label, LabelChanges, LabelKey, Operation, Permissions,
    Person,
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

#[tokio::test]
async fn a_new_board_loses_the_labels_that_nobody_asked_for() {
    for release in [Release::V1_16, Release::V1_18] {
        let world = World::of(release);
        let applied = world
            .apply(Operation::CreateBoard(CreateBoard {
                key: BoardKey::New(1),
                title: "New".to_owned(),
                color: "00ff00".to_owned(),
                archived: false,
                label_names: vec!["Later".to_owned(), "own".to_owned()],
                projects: Vec::new(),
                classes: Vec::new(),
            }))
            .await
            .expect("it is done");
        assert_eq!(
            world.sent(),
            [
                r#"POST boards {"title":"New","color":"00ff00"}"#,
                "DELETE boards/3/labels/4",
                "DELETE boards/3/labels/5",
                "DELETE boards/3/labels/6",
            ]
        );
        assert_eq!(applied.created.as_deref(), Some("3"));
        let create_label = |name: &str, color: &str| {
            Operation::CreateLabel(CreateLabel {
                board: BoardKey::known("3"),
                key: LabelKey::New(1),
                name: name.to_owned(),
                color: color.to_owned(),
            })
        };
        // The server's own is found, and gets the color.
        let applied = world
            .apply(create_label("Later", "123456"))
            .await
            .expect("it is done");
        assert_eq!(applied.created.as_deref(), Some("7"));
        assert_eq!(
            world.sent(),
            [
                r#"POST boards/3/labels {"title":"Later","color":"123456"}"#,
                "GET boards/3",
                r#"PUT boards/3/labels/7 {"title":"Later","color":"123456"}"#,
            ]
        );
        let applied = world
            .apply(create_label("own", "123456"))
            .await
            .expect("it is done");
        assert_eq!(applied.created.as_deref(), Some("8"));
        assert_eq!(world.sent().len(), 1);
    }
}

fn edit_board(changes: BoardChanges) -> Operation {
    Operation::EditBoard(EditBoard {
        key: BoardKey::known("1"),
        title: "Garden".to_owned(),
        changes,
    })
}

#[tokio::test]
async fn a_board_is_put_with_all_its_values() {
    let world = World::new();
    let archive = BoardChanges {
        archived: change(false, true),
        ..BoardChanges::default()
    };
    world.apply(edit_board(archive)).await.expect("it is done");
    assert_eq!(
        world.sent(),
        [
            BOARD_1,
            r#"PUT boards/1 {"title":"Garden","color":"0082c9","archived":true}"#
        ]
    );
    let rename = BoardChanges {
        title: change("Garden".to_owned(), "Yard".to_owned()),
        ..BoardChanges::default()
    };
    world
        .apply(edit_board(rename.clone()))
        .await
        .expect("it is done");
    assert_eq!(
        world.written(),
        [r#"PUT boards/1 {"title":"Yard","color":"0082c9","archived":true}"#]
    );
    world
        .apply(edit_board(rename))
        .await
        .expect("it is so already");
    assert_eq!(world.sent(), [BOARD_1]);
    let other = BoardChanges {
        title: change("Garden".to_owned(), "Field".to_owned()),
        ..BoardChanges::default()
    };
    let error = world.apply(edit_board(other)).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
}

/// Returns the deletion of board 1 as it is.
async fn delete_board_1(world: &World) -> Operation {
    let read = world.read().await;
    let board = Arc::clone(board(&read, "1"));
    Operation::DeleteBoard(DeleteBoard {
        board,
        listed: ListedAttachments::new(),
    })
}

#[tokio::test]
async fn a_board_is_deleted_after_all_of_it_was_read_once_more() {
    for release in [Release::V1_16, Release::V1_18] {
        let world = World::of(release);
        let delete = delete_board_1(&world).await;
        world.apply(delete.clone()).await.expect("it is done");
        assert_eq!(
            world.sent(),
            [
                "GET boards/1/stacks/archived",
                "GET 1.1 boards/1/stacks/1/cards/5",
                "GET boards/1/stacks",
                BOARD_1,
                "DELETE boards/1",
            ]
        );
        world.apply(delete).await.expect("it is gone");
        assert_eq!(world.sent(), ["GET boards/1/stacks/archived", "GET boards"]);
    }
}

#[tokio::test]
async fn a_board_on_which_anything_is_another_is_not_deleted() {
    let edits: [Edit; 8] = [
        |deck| {
            deck.update_board("alice", 1, "Garden", "112233", false)
                .map(drop)
        },
        |deck| {
            deck.update_board("alice", 1, "Garden", "0082c9", true)
                .map(drop)
        },
        |deck| deck.update_label("alice", 2, "later", "112233").map(drop),
        |deck| deck.create_label("alice", 1, "new", "112233").map(drop),
        |deck| deck.create_stack("alice", 1, "new", 9).map(drop),
        |deck| deck.reorder_stack("alice", 3, 0).map(drop),
        |deck| deck.rename_card("alice", 6, "other").map(drop),
        |deck| deck.assign("alice", 5, "alice", RuleKind::User).map(drop),
    ];
    for (number, edit) in edits.iter().enumerate() {
        let world = World::new();
        let delete = delete_board_1(&world).await;
        edit(&mut world.server.model()).expect("alice may");
        let answer = world.apply(delete).await;
        assert!(
            matches!(answer, Err(ApplyError::Stale { .. })),
            "edit {number}: {answer:?}"
        );
        assert!(world.written().is_empty(), "edit {number}");
    }
}

#[tokio::test]
async fn a_label_is_edited_and_deleted_as_it_was_seen() {
    let world = World::new();
    let edit = Operation::EditLabel(EditLabel {
        board: BoardKey::known("1"),
        key: LabelKey::known("1"),
        name: "urgent".to_owned(),
        changes: LabelChanges {
            name: change("urgent".to_owned(), "now".to_owned()),
            color: None,
        },
    });
    world.apply(edit.clone()).await.expect("it is done");
    assert_eq!(
        world.sent(),
        [
            BOARD_1,
            r#"PUT boards/1/labels/1 {"title":"now","color":"ff0000"}"#
        ]
    );
    let delete = |name: &str, cards: &[&str]| {
        Operation::DeleteLabel(DeleteLabel {
            board: BoardKey::known("1"),
            label: Label {
                key: LabelKey::known("1"),
                name: name.to_owned(),
                color: "ff0000".to_owned(),
            },
            cards: cards.iter().map(|card| CardKey::known(*card)).collect(),
        })
    };
    world
        .server
        .model()
        .assign_label("alice", 6, 1)
        .expect("alice may");
    for other in [delete("urgent", &["6"]), delete("now", &[])] {
        let error = world.apply(other).await;
        assert!(matches!(error, Err(ApplyError::Stale { .. })));
        assert!(world.written().is_empty());
    }
    let reads = [
        "GET boards/1/stacks/archived",
        "GET boards/1/stacks",
        BOARD_1,
    ];
    world
        .apply(delete("now", &["6"]))
        .await
        .expect("it is done");
    assert_eq!(world.sent()[..3], reads);
    assert_eq!(world.written(), ["DELETE boards/1/labels/1"]);
    world
        .apply(delete("now", &["6"]))
        .await
        .expect("it is gone");
    assert_eq!(world.sent(), reads);
    let error = world.apply(edit).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
}

#[tokio::test]
async fn a_member_is_changed_only_from_what_the_operation_says() {
    let world = World::new();
    let edit_only = Permissions {
        edit: true,
        ..Permissions::default()
    };
    let edit = |old, new| {
        Operation::EditMember(EditMember {
            board: BoardKey::known("1"),
            person: Person::user("bob"),
            permissions: Change { old, new },
        })
    };
    let reader = Some(Permissions::default());
    world
        .apply(edit(None, reader))
        .await
        .expect("bob is known there");
    assert_eq!(world.sent()[0], BOARD_1);
    assert_eq!(world.written().len(), 1);
    // What is there already is not sent; what is there otherwise is not written over.
    world.apply(edit(None, reader)).await.expect("it is there");
    let error = world.apply(edit(Some(edit_only), None)).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    let error = world.apply(edit(None, Some(edit_only))).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
    assert!(world.written().is_empty());
    world.apply(edit(reader, None)).await.expect("it is done");
    assert_eq!(world.written().len(), 1);
    world.apply(edit(reader, None)).await.expect("he is gone");
    assert!(world.written().is_empty());
}
