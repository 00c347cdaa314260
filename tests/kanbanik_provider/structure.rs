//! Boards, projects and columns.

use git_board::board::ListedAttachments;
use git_board::board::{
    BoardChanges, BoardKey, CreateBoard, CreateStack, DeleteStack, EditBoard, EditStack, Lane,
    Operation, Project, StackChanges, StackKey, StackPlace,
};
use git_board::provider::ApplyError;

use super::world::{DEV, DOING, DONE, GARDEN, RELEASES, TODO, World, change, id};

fn at(parent: Option<u32>, after: Option<u32>) -> StackPlace {
    StackPlace {
        board: BoardKey::known(id(GARDEN)),
        parent: parent.map(|number| StackKey::known(id(number))),
        after: after.map(|number| StackKey::known(id(number))),
    }
}

fn edit_stack(stack: u32, title: &str, changes: StackChanges) -> Operation {
    Operation::EditStack(EditStack {
        key: StackKey::known(id(stack)),
        board: BoardKey::known(id(GARDEN)),
        title: title.to_owned(),
        changes,
    })
}

/// Returns the columns of the board: names, those within in brackets.
async fn outline(world: &World) -> String {
    fn of(stacks: &[std::sync::Arc<git_board::board::Stack>]) -> String {
        let names = stacks.iter().map(|stack| match stack.stacks.is_empty() {
            true => stack.title.clone(),
            false => format!("{}[{}]", stack.title, of(&stack.stacks)),
        });
        names.collect::<Vec<_>>().join(" ")
    }
    let read = world.read().await;
    of(&read.account.boards[0].stacks)
}

#[tokio::test]
async fn columns_are_made_moved_and_deleted_where_they_nest() {
    for release in RELEASES {
        let world = World::of(release);
        let lane = Lane {
            wip_limit: Some(3),
            orientation: Some("vertical".to_owned()),
        };
        for (title, place, expected) in [
            (
                "Test",
                at(Some(DOING), Some(DEV)),
                "To do Doing[Dev Test] Done",
            ),
            ("First", at(None, None), "First To do Doing[Dev Test] Done"),
            (
                "Mid",
                at(None, Some(TODO)),
                "First To do Mid Doing[Dev Test] Done",
            ),
        ] {
            let create = Operation::CreateStack(CreateStack {
                key: StackKey::New(1),
                place,
                title: title.to_owned(),
                done_column: false,
                lane: lane.clone(),
            });
            let made = world.apply(create).await.expect("it is made");
            assert_eq!(outline(&world).await, expected, "{release:?}");
            let read = world.read().await;
            let stacks = read.account.stacks();
            let key = StackKey::known(made.created.expect("an id"));
            assert_eq!(stacks[&key].stack.lane, lane);
        }
        let place = change(at(None, Some(DOING)), at(None, None));
        let changes = StackChanges {
            title: change("Done".to_owned(), "Over".to_owned()),
            lane: change(Lane::default(), lane.clone()),
            place,
            ..StackChanges::default()
        };
        world
            .apply(edit_stack(DONE, "Done", changes))
            .await
            .expect("it is moved");
        assert_eq!(
            outline(&world).await,
            "Over First To do Mid Doing[Dev Test]"
        );
        let out = StackChanges {
            place: change(at(Some(DOING), None), at(None, Some(DOING))),
            ..StackChanges::default()
        };
        world
            .apply(edit_stack(DEV, "Dev", out))
            .await
            .expect("it is moved");
        assert_eq!(
            outline(&world).await,
            "Over First To do Mid Doing[Test] Dev"
        );
    }
}

#[tokio::test]
async fn a_column_goes_with_all_that_was_seen_in_it_and_no_more() {
    for release in RELEASES {
        let world = World::of(release);
        let seen = world.read().await;
        let stacks = seen.account.stacks();
        let delete = Operation::DeleteStack(DeleteStack {
            stack: stacks[&StackKey::known(id(DOING))].stack.clone(),
            board: BoardKey::known(id(GARDEN)),
            listed: ListedAttachments::new(),
        });
        let name = |name: &str| {
            let mut model = world.server.model();
            model.task_mut(&id(super::world::D)).expect("there").name = name.to_owned();
        };
        name("other");
        let error = world.apply(delete.clone()).await;
        assert!(matches!(error, Err(ApplyError::Stale { .. })), "{error:?}");
        assert_eq!(world.written(), [""; 0]);
        name("d");
        world.apply(delete.clone()).await.expect("it is deleted");
        let expected = ["deleteTask", "deleteWorkflowitem", "deleteWorkflowitem"];
        assert_eq!(world.written(), expected, "{release:?}");
        assert_eq!(outline(&world).await, "To do Done");
        world.apply(delete).await.expect("it is gone already");
    }
}

#[tokio::test]
async fn a_board_is_made_with_its_projects() {
    for release in RELEASES {
        let world = World::of(release);
        let project = |name: &str| Project {
            id: None,
            name: name.to_owned(),
        };
        let create = Operation::CreateBoard(CreateBoard {
            key: BoardKey::New(1),
            title: "Shed".to_owned(),
            color: String::new(),
            archived: false,
            label_names: Vec::new(),
            projects: vec![project("P"), project("Q")],
            classes: Vec::new(),
        });
        let made = world.apply(create).await.expect("it is made");
        let key = BoardKey::known(made.created.expect("an id"));
        let read = world.read().await;
        let shed = read.account.board(&key).expect("there");
        let names: Vec<&str> = shed.projects.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["P", "Q"], "{release:?}");
        // One goes, and is deleted since it is on no other board.
        let edit = Operation::EditBoard(EditBoard {
            key,
            title: "Shed".to_owned(),
            changes: BoardChanges {
                projects: change(
                    shed.projects.clone(),
                    vec![shed.projects[1].clone(), project("R")],
                ),
                ..BoardChanges::default()
            },
        });
        world.apply(edit).await.expect("it is edited");
        let expected = ["createProject", "deleteProject"];
        assert_eq!(world.written(), expected);
    }
}

#[tokio::test]
async fn a_column_that_somebody_changed_is_stale() {
    let world = World::new();
    world
        .server
        .model()
        .board_mut(&id(GARDEN))
        .expect("there")
        .workflow
        .items[0]
        .name = "X".into();
    let changes = StackChanges {
        title: change("To do".to_owned(), "Y".to_owned()),
        ..StackChanges::default()
    };
    let error = world.apply(edit_stack(TODO, "To do", changes)).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })), "{error:?}");
    assert_eq!(world.written(), [""; 0]);
}
