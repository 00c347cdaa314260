//! Cards: every value, what is refused, and what is compared first.

use git_board::board::ListedAttachments;
use git_board::board::{
    BoardKey, CardChanges, CardField, CardKey, DeleteCard, Operation, Person, StackKey, Tag,
};
use git_board::lookalike::kanbanik::Release;
use git_board::provider::ApplyError;

use super::world::{
    A, B, C, GARDEN, RELEASES, TODO, World, change, create, full_card, id, key, own_changes, place,
    renamed,
};

fn is_refusal(error: &Result<git_board::provider::Applied, ApplyError>) -> bool {
    matches!(
        error,
        Err(ApplyError::Failed {
            partly: false,
            created: None,
            ..
        })
    )
}

#[tokio::test]
async fn a_new_card_is_read_back_as_it_was_made() {
    for release in RELEASES {
        let world = World::of(release);
        let mut card = full_card(release);
        let made = world
            .apply(create(card.clone(), B))
            .await
            .expect("it is made");
        let made = made.created.expect("an id");
        assert_eq!(
            world.notes(),
            ["creating".to_owned(), format!("created {made}")]
        );
        let read = world.read().await;
        let cards = read.account.cards();
        let held = cards[&CardKey::known(made.as_str())].card;
        card.key = held.key.clone();
        card.ticket = Some("#5".to_owned());
        assert_eq!(**held, card, "{release:?}");
    }
}

#[tokio::test]
async fn every_value_of_a_card_can_be_changed_and_taken_away_in_one_call() {
    for release in RELEASES {
        let world = World::of(release);
        let has_tags = release >= Release::V1_0_0;
        let read = world.read().await;
        let old = read.account.cards()[&key(A)].card.clone();
        let changes = CardChanges {
            title: change(old.title.clone(), "A\n2".to_owned()),
            body: change(old.body.clone(), None),
            assignees: change(old.assignees.clone(), [].into()),
            due: change(old.due, None),
            tags: has_tags
                .then(|| change(old.tags.clone(), [Tag::named("only")].into()))
                .flatten(),
            fields: own_changes([
                (CardField::Project, Some("Web"), Some("Shop")),
                (CardField::ClassOfService, Some("Expedite"), None),
            ]),
            place: change(place(TODO, 0), place(super::world::DONE, 0)),
            ..CardChanges::default()
        };
        world.edit(A, changes).await.expect("it is edited");
        assert_eq!(world.written(), ["editTask"], "{release:?}");
        let task = world.task(A);
        assert_eq!(task.name, "A\n2");
        assert_eq!(
            (task.description, task.assignee, task.due, task.class),
            (None, None, None, None)
        );
        assert_eq!(task.project, id(22));
        assert_eq!(task.item, id(super::world::DONE));
        assert_eq!(task.ticket, "#1");
        assert_eq!(task.tags.len(), usize::from(has_tags));
    }
}

#[tokio::test]
async fn a_tag_that_stays_keeps_its_id() {
    let world = World::new();
    let read = world.read().await;
    let old = read.account.cards()[&key(A)].card.tags.clone();
    let before = world.task(A).tags;
    let mut new = old.clone();
    new.insert(Tag::named("third"));
    let changes = CardChanges {
        tags: change(old, new),
        ..CardChanges::default()
    };
    world.edit(A, changes).await.expect("it is edited");
    assert_eq!(world.task(A).tags[..2], before[..]);
}

#[tokio::test]
async fn what_kanbanik_has_no_place_for_is_refused_before_any_write() {
    let world = World::new();
    let noon = "2026-12-01T12:00:00Z".parse().ok();
    let day = "2026-12-01T00:00:00Z".parse().ok();
    let bob = || [Person::user("bob")].into();
    let changes = [
        CardChanges {
            due: change(day, noon),
            ..CardChanges::default()
        },
        CardChanges {
            assignees: change(bob(), [Person::user("alice"), Person::user("bob")].into()),
            ..CardChanges::default()
        },
        CardChanges {
            assignees: change(bob(), [Person::user("nobody")].into()),
            ..CardChanges::default()
        },
        CardChanges {
            fields: own_changes([(CardField::ClassOfService, Some("Expedite"), Some("Slow"))]),
            ..CardChanges::default()
        },
        CardChanges {
            fields: own_changes([(CardField::Project, Some("Web"), Some("Nowhere"))]),
            ..CardChanges::default()
        },
        CardChanges {
            body: change(
                Some("<b>text</b> of a".into()),
                Some("æ".repeat(40_000).into()),
            ),
            ..CardChanges::default()
        },
    ];
    for one in changes {
        let error = world.edit(A, one.clone()).await;
        assert!(is_refusal(&error), "{one:?}: {error:?}");
        assert_eq!(world.written(), [""; 0], "{one:?}");
    }
    let mut nameless = full_card(Release::Master);
    nameless.set_field(CardField::Project, None);
    let error = world.apply(create(nameless, C)).await;
    assert!(is_refusal(&error), "there are two projects: {error:?}");
    assert_eq!(world.notes(), [""; 0]);
}

#[tokio::test]
async fn a_due_date_that_is_none_stays_as_it_is() {
    let world = World::new();
    world.server.model().task_mut(&id(A)).expect("there").due = Some("not a date".to_owned());
    world
        .edit(A, renamed("a", "A"))
        .await
        .expect("it is edited");
    assert_eq!(world.task(A).due.as_deref(), Some("not a date"));
    let set = CardChanges {
        due: change(None, "2026-12-01T00:00:00Z".parse().ok()),
        ..CardChanges::default()
    };
    assert!(is_refusal(&world.edit(A, set).await));
}

#[tokio::test]
async fn a_change_that_is_there_already_sends_no_write() {
    let world = World::new();
    world
        .edit(A, renamed("old", "a"))
        .await
        .expect("nothing to do");
    assert_eq!(world.written(), [""; 0]);
}

#[tokio::test]
async fn a_card_is_deleted_once_and_only_as_it_was_seen() {
    for release in RELEASES {
        let world = World::of(release);
        let read = world.read().await;
        let delete = |number: u32| {
            Operation::DeleteCard(DeleteCard {
                card: read.account.cards()[&key(number)].card.clone(),
                board: BoardKey::known(id(GARDEN)),
                stack: StackKey::known(id(TODO)),
                listed: ListedAttachments::new(),
                moved_to: None,
            })
        };
        world.apply(delete(A)).await.expect("it is deleted");
        assert_eq!(world.written(), ["deleteTask"], "{release:?}");
        assert!(world.server.model().task(&id(A)).is_none());
        world.apply(delete(A)).await.expect("it is gone already");
        world
            .server
            .model()
            .task_mut(&id(B))
            .expect("there")
            .description = None;
        let error = world.apply(delete(B)).await;
        assert!(matches!(error, Err(ApplyError::Stale { .. })), "{error:?}");
        assert_eq!(world.written(), [""; 0]);
    }
}
