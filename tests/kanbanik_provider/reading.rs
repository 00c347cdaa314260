//! What is read, in how many calls.

use std::sync::Arc;

use git_board::board::{BoardId, CardField, CardId, StackKey};
use git_board::lookalike::kanbanik::Release;
use git_board::monitor::Silent;
use git_board::provider::{ProviderError, Wanted};

use super::world::{
    A, DEV, DOING, GARDEN, RELEASES, World, connect, garden, id, key, model, name_of,
};

#[tokio::test]
async fn a_reading_is_a_login_two_calls_at_a_time_and_one_more_a_card_on_old_servers() {
    for release in RELEASES {
        let world = World::of(release);
        let read = world
            .provider
            .read(&Wanted::All, None, &Silent)
            .await
            .expect("read");
        let mut names: Vec<String> = world.commands().iter().map(name_of).collect();
        names[1..3].sort();
        let mut expected = vec!["login", "getAllBoardsWithProjects", "getAllClassOfServices"];
        if release == Release::V0_2_6 {
            expected.extend(["getTask"; 4]);
        }
        assert_eq!(names, expected, "{release:?}");
        let cards = read.account.cards();
        let card = cards[&key(A)].card;
        assert_eq!(
            card.body.as_deref(),
            Some("<b>text</b> of a"),
            "{release:?}"
        );
        assert_eq!(card.ticket.as_deref(), Some("#1"));
        assert_eq!(card.field(CardField::Project), Some("Web"));
        assert_eq!(
            card.tags.len(),
            if release >= Release::V1_0_0 { 2 } else { 0 }
        );
        let stacks = read.account.stacks();
        let dev = &stacks[&StackKey::known(id(DEV))];
        assert_eq!(
            dev.parent.map(|parent| parent.key.clone()),
            Some(StackKey::known(id(DOING)))
        );
    }
}

#[tokio::test]
async fn what_is_as_before_is_the_very_same() {
    let world = World::new();
    let first = world.read().await;
    let second = world.read_after(&first).await;
    assert!(second.unchanged);
    assert!(Arc::ptr_eq(
        &first.account.boards[0],
        &second.account.boards[0]
    ));
    world.server.model().task_mut(&id(A)).expect("there").name = "other".to_owned();
    let third = world.read_after(&second).await;
    assert!(!third.unchanged);
}

#[tokio::test]
async fn a_board_that_is_gone_is_told_from_one_that_is_hidden() {
    let world = World::new();
    let first = world.read().await;
    world
        .server
        .model()
        .users
        .iter_mut()
        .for_each(|user| user.permissions.clear());
    let hidden = world.read_after(&first).await;
    assert!(hidden.account.boards.is_empty() && hidden.gone.is_empty());
    world.server.model().boards.clear();
    let gone = world.read_after(&first).await;
    assert_eq!(gone.gone, [BoardId::new(id(GARDEN))].into());
}

#[tokio::test]
async fn boards_are_named_by_id_and_by_title() {
    let world = World::new();
    for name in [id(GARDEN), "garden".to_owned()] {
        let wanted = Wanted::Named(vec![name]);
        let read = world
            .provider
            .read(&wanted, None, &Silent)
            .await
            .expect("read");
        assert_eq!(read.account.boards.len(), 1);
    }
    let wanted = Wanted::Named(vec!["Yard".to_owned()]);
    let error = world.provider.read(&wanted, None, &Silent).await;
    assert!(matches!(error, Err(ProviderError::NoSuchBoard { .. })));
}

#[tokio::test]
async fn cards_are_asked_for_by_id() {
    let world = World::new();
    let asked = [A, 77].map(|number| CardId::new(id(number)));
    let there = world
        .provider
        .still_there(&asked, &Silent)
        .await
        .expect("answered");
    assert_eq!(there, [CardId::new(id(A))].into());
}

#[tokio::test]
async fn who_may_only_read_is_told_so() {
    let world = World::new();
    let everything = world.read().await;
    assert!(
        everything
            .rights
            .values()
            .all(|rights| rights.edit && rights.manage)
    );
    for user in &mut world.server.model().users {
        user.permissions
            .retain(|permission| [3, 4].contains(&permission.kind));
    }
    let reader = connect(&world.server, "look-alike");
    let read = reader
        .read(&Wanted::All, None, &Silent)
        .await
        .expect("read");
    assert!(
        read.rights
            .values()
            .all(|rights| !rights.edit && !rights.manage)
    );
    assert_eq!(read.account.boards.len(), 1);
}

#[test]
fn the_model_holds_what_the_files_say() {
    let clock = git_board::lookalike::clock::Clock::stopped(1);
    let model = model(Release::Master, &garden(), &clock);
    assert_eq!(model.tasks().count(), 4);
    assert_eq!(model.last_ticket, 4);
}
