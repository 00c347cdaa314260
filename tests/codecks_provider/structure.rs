//! Decks, projects and tags: what is sent, what is refused.

use std::sync::Arc;

use git_board::board::ListedAttachments;
use git_board::board::{
    BoardChanges, BoardKey, CreateBoard, CreateLabel, CreateStack, DeleteStack, EditBoard,
    EditLabel, EditStack, LabelChanges, LabelKey, Lane, Operation, StackChanges, StackKey,
    StackPlace,
};
use git_board::provider::ApplyError;
use serde_json::json;

use super::world::{World, board, change};

fn stack_place(board: &str) -> StackPlace {
    StackPlace {
        board: BoardKey::known(board),
        parent: None,
        after: None,
    }
}

#[tokio::test]
async fn a_deck_is_created_renamed_and_moved_to_another_project() {
    let world = World::new();
    let applied = world
        .apply(Operation::CreateStack(CreateStack {
            key: StackKey::New(1),
            place: stack_place("kitchen"),
            title: "Cellar".to_owned(),
            done_column: false,
            lane: Lane::default(),
        }))
        .await
        .expect("it is done");
    let id = applied.created.expect("an id");
    let edit = EditStack {
        key: StackKey::known(id.as_str()),
        board: BoardKey::known("kitchen"),
        title: "Cellar".to_owned(),
        changes: StackChanges {
            title: change("Cellar".to_owned(), "Attic".to_owned()),
            place: change(stack_place("kitchen"), stack_place("garden")),
            ..StackChanges::default()
        },
    };
    world
        .apply(Operation::EditStack(edit))
        .await
        .expect("it is done");
    assert_eq!(
        world.written(),
        [
            format!(r#"decks/update {{"id":"{id}","title":"Attic"}}"#),
            format!(
                r#"decks/addToSpaceAfter {{"deckIds":["{id}"],"targetId":null,"targetProjectId":"garden","targetSpaceId":1}}"#
            ),
        ]
    );
    let read = world.read().await;
    let titles: Vec<&str> = board(&read, "garden")
        .stacks
        .iter()
        .map(|stack| stack.title.as_str())
        .collect();
    assert_eq!(titles, ["Todo", "Doing", "Attic"]);
}

#[tokio::test]
async fn a_deck_is_deleted_only_with_the_cards_that_the_plan_saw() {
    let world = World::new();
    let read = world.read().await;
    let delete = || {
        Operation::DeleteStack(DeleteStack {
            stack: Arc::clone(&board(&read, "garden").stacks[0]),
            board: BoardKey::known("garden"),
            listed: ListedAttachments::new(),
        })
    };
    world.elsewhere(2, json!({"content": "theirs"}));
    let error = world.apply(delete()).await.expect_err("it is stale");
    assert!(matches!(error, ApplyError::Stale { .. }), "{error}");
    world.elsewhere(2, json!({"content": "b"}));
    world.apply(delete()).await.expect("it is done");
    assert_eq!(world.written(), [r#"decks/delete {"id":"todo"}"#]);
    assert_eq!(world.row(1)["visibility"], "archived");
    let read = world.read().await;
    assert_eq!(board(&read, "garden").stacks.len(), 1);
}

#[tokio::test]
async fn tags_are_made_renamed_and_taken_where_they_are_there_already() {
    let world = World::new();
    let create = |name: &str| {
        Operation::CreateLabel(CreateLabel {
            board: BoardKey::known("kitchen"),
            key: LabelKey::New(1),
            name: name.to_owned(),
            color: String::new(),
        })
    };
    let made = world
        .apply(create("hot"))
        .await
        .expect("it is done")
        .created;
    let again = world
        .apply(create("hot"))
        .await
        .expect("it is there")
        .created;
    assert_eq!(made, again);
    let id = made.expect("an id");
    let edit = EditLabel {
        board: BoardKey::known("kitchen"),
        key: LabelKey::known(id.as_str()),
        name: "hot".to_owned(),
        changes: LabelChanges {
            name: change("hot".to_owned(), "cold".to_owned()),
            color: None,
        },
    };
    world
        .apply(Operation::EditLabel(edit))
        .await
        .expect("it is done");
    assert_eq!(
        world.written(),
        [format!(
            r#"projects/updateTag {{"tag":"cold","id":"{id}"}}"#
        )]
    );
}

#[tokio::test]
async fn a_project_is_renamed_and_archived_and_none_is_made() {
    let world = World::new();
    let edit = EditBoard {
        key: BoardKey::known("kitchen"),
        title: "Kitchen".to_owned(),
        changes: BoardChanges {
            title: change("Kitchen".to_owned(), "Cantina".to_owned()),
            archived: change(false, true),
            color: None,
            projects: None,
            classes: None,
        },
    };
    world
        .apply(Operation::EditBoard(edit))
        .await
        .expect("it is done");
    assert_eq!(
        world.written(),
        [
            r#"projects/update {"id":"kitchen","name":"Cantina"}"#,
            r#"projects/setVisibility {"id":"kitchen","visibility":"archived"}"#,
        ]
    );
    let read = world.read().await;
    assert!(board(&read, "kitchen").archived);
    let create = Operation::CreateBoard(CreateBoard {
        key: BoardKey::New(1),
        title: "New".to_owned(),
        color: String::new(),
        archived: false,
        label_names: Vec::new(),
        projects: Vec::new(),
        classes: Vec::new(),
    });
    assert!(world.apply(create).await.is_err());
    assert!(world.written().is_empty());
}
