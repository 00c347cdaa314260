//! Each of the server's traps: the client that falls into one fails the test of its name.

use git_board::board::ListedAttachments;
use git_board::board::{
    BoardChanges, BoardKey, CardChanges, CardField, DeleteBoard, DeleteCard, EditBoard, EditStack,
    Operation, Project, StackChanges, StackKey,
};
use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::kanbanik::Release;
use git_board::lookalike::kanbanik::task::{Tag, Task};
use git_board::provider::ApplyError;

use super::world::{
    A, B, C, D, DEV, DOING, GARDEN, RELEASES, SHED, SHED_ALL, TODO, World, change, create, edit,
    full_card, id, key, moved, own_changes, place, renamed,
};

const MID_AIR: &str = r#"{"errorMessage":"This item has been modified by a different user. Please refresh your browser to get the current data."}"#;

#[tokio::test]
async fn trap_1_a_description_that_creating_drops_is_put_back() {
    for release in RELEASES {
        let world = World::of(release);
        let card = full_card(release);
        let made = world
            .apply(create(card.clone(), C))
            .await
            .expect("it is made");
        let made = made.created.expect("an id");
        let expected: &[&str] = match release {
            Release::Master => &["createTask", "editTask"],
            _ => &["createTask"],
        };
        assert_eq!(world.written(), expected, "{release:?}");
        let task = world
            .server
            .model()
            .task(&made)
            .cloned()
            .expect("it is there");
        assert_eq!(
            task.description.as_deref(),
            card.body.as_deref(),
            "{release:?}"
        );
    }
}

#[tokio::test]
async fn trap_2_tags_that_the_answer_hides_are_not_erased() {
    for release in [Release::V1_0_0, Release::Master] {
        let world = World::of(release);
        let made = world
            .apply(create(full_card(release), C))
            .await
            .expect("it is made");
        let task = world
            .server
            .model()
            .task(&made.created.expect("an id"))
            .cloned();
        let tags = task.expect("it is there").tags;
        assert_eq!(tags.len(), 2, "{release:?}");
        assert_eq!(tags[1].color.as_deref(), Some("red"));
        assert_eq!(tags[1].click_target, Some(1));
    }
}

#[tokio::test]
async fn trap_3_an_edit_erases_nothing_that_it_does_not_change() {
    for release in RELEASES {
        let world = World::of(release);
        let mut before = world.task(B);
        world
            .edit(B, renamed("b", "B"))
            .await
            .expect("it is edited");
        let after = world.task(B);
        before.name = "B".to_owned();
        before.version += 1;
        assert_eq!(after, before, "{release:?}");
    }
}

#[tokio::test]
async fn trap_4_assignee_class_and_tags_are_sent_with_all_their_parts() {
    for release in RELEASES {
        let world = World::of(release);
        let mut changes = CardChanges {
            assignees: change(
                [git_board::board::Person::user("bob")].into(),
                [git_board::board::Person::user("alice")].into(),
            ),
            fields: own_changes([(
                CardField::ClassOfService,
                Some("Expedite"),
                Some("Intangible"),
            )]),
            ..CardChanges::default()
        };
        if release >= Release::V1_0_0 {
            let read = world.read().await;
            let cards = read.account.cards();
            let old = cards[&key(A)].card.tags.clone();
            let mut new = old.clone();
            new.extend(full_card(release).tags);
            changes.tags = change(old, new);
        }
        world.edit(A, changes).await.expect("it is edited");
        let task = world.task(A);
        assert_eq!(task.assignee.as_deref(), Some("alice"), "{release:?}");
        let model = world.server.model();
        let class = model
            .classes
            .iter()
            .find(|class| Some(&class.id) == task.class.as_ref());
        assert_eq!(class.expect("a class").name, "Intangible");
        drop(model);
        let tags = if release >= Release::V1_0_0 { 4 } else { 0 };
        assert_eq!(world.task(A).tags.len(), tags, "{release:?}");
    }
}

#[tokio::test]
async fn trap_5_a_change_that_the_version_does_not_show_is_seen_by_its_content() {
    let world = World::new();
    // The version is the same as before.
    world.server.model().task_mut(&id(A)).expect("there").name = "other".to_owned();
    let error = world.edit(A, renamed("a", "A")).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })), "{error:?}");
    assert_eq!(world.written(), [""; 0]);
    assert_eq!(world.task(A).name, "other");
}

#[tokio::test]
async fn trap_6_a_deletion_that_did_nothing_is_not_believed() {
    for release in RELEASES {
        let world = World::of(release);
        let read = world.read().await;
        let card = read.account.cards()[&key(A)].card.clone();
        world.server.faults().before(When::Write(1), |server| {
            let task = server.task_mut(&id(A)).expect("there");
            task.version += 1;
            task.name = "saved".to_owned();
        });
        let delete = Operation::DeleteCard(DeleteCard {
            card,
            board: BoardKey::known(id(GARDEN)),
            stack: StackKey::known(id(TODO)),
            listed: ListedAttachments::new(),
            moved_to: None,
        });
        let error = world.apply(delete).await;
        assert!(
            matches!(error, Err(ApplyError::Stale { .. })),
            "{release:?} {error:?}"
        );
        assert_eq!(world.task(A).name, "saved");
    }
}

#[tokio::test]
async fn trap_7_a_move_names_the_orders_around_it_and_is_one_call() {
    for release in RELEASES {
        let world = World::of(release);
        world
            .edit(C, moved(place(TODO, B), place(TODO, A)))
            .await
            .expect("it is moved");
        assert_eq!(world.written(), ["moveTask"], "{release:?}");
        let sent = world.commands().pop().expect("a move");
        assert_eq!(sent["prevOrder"], "0");
        assert_eq!(sent["nextOrder"], "100");
        assert_eq!(world.titles(TODO).await, ["a", "c", "b"]);
        let other = edit(D, DEV, moved(place(DEV, 0), place(TODO, 0)));
        world.apply(other).await.expect("it is moved");
        assert_eq!(world.written(), ["moveTask"]);
        assert_eq!(world.titles(TODO).await, ["d", "a", "c", "b"]);
    }
}

#[tokio::test]
async fn trap_8_a_card_comes_to_another_board_whole_and_leaves_nothing_behind() {
    for release in RELEASES {
        let world = World::with_shed(release);
        let before = world.task(A);
        let mut target = place(SHED_ALL, 0);
        target.board = BoardKey::known(id(SHED));
        let mut changes = moved(place(TODO, 0), target);
        changes.title = change("a".to_owned(), "A".to_owned());
        changes.fields = own_changes([(CardField::Project, Some("Web"), Some("Tools"))]);
        let made = world.edit(A, changes).await.expect("it is moved");
        let made = made.created.expect("it has another id");
        assert_eq!(
            world.written(),
            ["createTask", "editTask", "deleteTask"],
            "{release:?}"
        );
        assert_eq!(
            world.notes(),
            ["creating".to_owned(), format!("created {made}")]
        );
        let model = world.server.model();
        assert!(model.task(&id(A)).is_none(), "{release:?}");
        let (board, task) = model
            .tasks()
            .find(|(_, task)| task.id == made)
            .expect("there");
        assert_eq!((&board.id, &task.board), (&id(SHED), &id(SHED)));
        assert_eq!(task.item, id(SHED_ALL));
        assert_eq!(task.name, "A");
        let project = model.projects.iter().find(|one| one.id == task.project);
        assert_eq!(project.expect("there").name, "Tools");
        assert_eq!(task.description, before.description, "{release:?}");
        assert_eq!(task.ticket, before.ticket, "{release:?}");
        assert_eq!(task.class, before.class);
        assert_eq!(task.assignee, before.assignee);
        assert_eq!(task.due, before.due);
        let tags = |task: &Task| -> Vec<String> {
            let tags = task.tags.iter();
            tags.map(|tag| {
                format!(
                    "{:?}",
                    Tag {
                        id: None,
                        ..tag.clone()
                    }
                )
            })
            .collect()
        };
        assert_eq!(tags(task), tags(&before), "{release:?}");
    }
}

#[tokio::test]
async fn trap_9_a_new_card_comes_where_it_is_to_stand() {
    for release in RELEASES {
        for (after, expected) in [
            (0, ["new", "a", "b", "c"]),
            (A, ["a", "new", "b", "c"]),
            (C, ["a", "b", "c", "new"]),
        ] {
            let world = World::of(release);
            world
                .apply(create(full_card(release), after))
                .await
                .expect("it is made");
            assert_eq!(world.titles(TODO).await, expected, "{release:?}");
        }
    }
}

#[tokio::test]
async fn trap_10_a_board_a_column_and_a_project_keep_what_an_edit_does_not_name() {
    for release in RELEASES {
        let world = World::of(release);
        let before = world.read().await;
        let projects = before.account.boards[0].projects.clone();
        let mut renamed = projects.clone();
        renamed[1] = Project {
            name: "World".to_owned(),
            ..renamed[1].clone()
        };
        let board = Operation::EditBoard(EditBoard {
            key: BoardKey::known(id(GARDEN)),
            title: "Garden".to_owned(),
            changes: BoardChanges {
                title: change("Garden".to_owned(), "Yard".to_owned()),
                projects: change(projects, renamed),
                ..BoardChanges::default()
            },
        });
        world.apply(board).await.expect("it is edited");
        let column = Operation::EditStack(EditStack {
            key: StackKey::known(id(DOING)),
            board: BoardKey::known(id(GARDEN)),
            title: "Doing".to_owned(),
            changes: StackChanges {
                title: change("Doing".to_owned(), "Now".to_owned()),
                ..StackChanges::default()
            },
        });
        world.apply(column).await.expect("it is edited");
        let model = world.server.model();
        let board = model.board(&id(GARDEN)).expect("there");
        assert_eq!(board.name, "Yard");
        assert_eq!(board.workflow.items.len(), 3, "{release:?}");
        let doing = board.workflow.item(&id(DOING)).expect("there");
        assert_eq!(
            (doing.name.as_str(), doing.kind.as_str(), doing.wip_limit),
            ("Now", "V", 7)
        );
        assert_eq!(doing.nested.items[0].id, id(DEV));
        let web = model
            .projects
            .iter()
            .find(|project| project.id == id(21))
            .expect("there");
        assert_eq!((web.name.as_str(), web.boards.len()), ("World", 1));
    }
}

#[tokio::test]
async fn trap_11_a_board_with_more_on_it_than_was_seen_is_not_deleted() {
    for release in RELEASES {
        let world = World::of(release);
        let seen = world.read().await;
        let delete = Operation::DeleteBoard(DeleteBoard {
            board: seen.account.boards[0].clone(),
            listed: ListedAttachments::new(),
        });
        world
            .server
            .model()
            .task_mut(&id(A))
            .expect("there")
            .description = Some("more".to_owned());
        let error = world.apply(delete.clone()).await;
        assert!(
            matches!(error, Err(ApplyError::Stale { .. })),
            "{release:?} {error:?}"
        );
        assert_eq!(world.written(), [""; 0]);
        let seen = world.read().await;
        let delete = Operation::DeleteBoard(DeleteBoard {
            board: seen.account.boards[0].clone(),
            listed: ListedAttachments::new(),
        });
        world.apply(delete.clone()).await.expect("it is deleted");
        assert!(world.server.model().board(&id(GARDEN)).is_none());
        world.apply(delete).await.expect("it is gone already");
    }
}

#[tokio::test]
async fn trap_14_what_was_stored_though_the_server_says_no_is_unknown_and_not_made_twice() {
    let world = World::new();
    let (status, body) = (452, MID_AIR.to_owned());
    let fault = Fault::FailAfterEffect { status, body };
    world.server.faults().plan(When::Write(1), fault);
    let error = world.apply(create(full_card(Release::Master), C)).await;
    assert!(
        matches!(error, Err(ApplyError::Unknown { .. })),
        "{error:?}"
    );
    assert_eq!(world.written(), ["createTask"]);
    assert_eq!(world.notes(), ["creating"]);
}
