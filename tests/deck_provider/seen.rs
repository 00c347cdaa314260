//! Which boards are seen, by whom, with which rights, and who watches.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use git_board::board::BoardId;
use git_board::lookalike::deck::Release;
use git_board::lookalike::deck::rule::{Rule, RuleKind};
use git_board::monitor::{Event, Monitor, Silent};
use git_board::provider::{HttpOptions, Previous, ProviderError, Wanted};

use super::world::{World, board, connect};

const BOARDS: &str = "GET boards";

#[tokio::test]
async fn a_deleted_board_is_gone_and_one_out_of_reach_is_not() {
    let world = World::new();
    let first = world.read().await;
    world.clock.advance(60);
    world
        .server
        .model()
        .delete_board("alice", 2)
        .expect("alice may");
    let second = world.read_after(&first).await.expect("the server answers");
    assert_eq!(world.sent(), [BOARDS]);
    assert_eq!(second.gone, BTreeSet::from([BoardId::new("2")]));
    assert_eq!(second.account.boards.len(), 1);
    assert!(Arc::ptr_eq(board(&first, "1"), board(&second, "1")));
    let stranger = connect(&world.server, "bob", "secret", HttpOptions::default());
    let previous = Previous::of(&first);
    let none = stranger
        .read(&Wanted::All, Some(&previous), &Silent)
        .await
        .expect("the server answers");
    assert!(none.account.boards.is_empty() && none.gone.is_empty());
}

#[tokio::test]
async fn boards_are_chosen_by_id_or_title() {
    let world = World::new();
    for name in ["2", "kitchen"] {
        let wanted = Wanted::Named(vec![name.to_owned()]);
        let read = world
            .provider
            .read(&wanted, None, &Silent)
            .await
            .expect("it is there");
        assert_eq!(read.account.boards.len(), 1);
        assert_eq!(read.account.boards[0].title, "Kitchen");
    }
    let wanted = Wanted::Named(vec!["Cellar".to_owned()]);
    let error = world.provider.read(&wanted, None, &Silent).await;
    assert_eq!(
        error.expect_err("there is none").to_string(),
        "there is no board `Cellar`; there are: `Garden` (1), `Kitchen` (2)"
    );
}

#[tokio::test]
async fn the_welcome_board_is_read_like_any_other() {
    let world = World::new();
    world.server.model().gives_welcome_board = true;
    let bob = connect(&world.server, "bob", "secret", HttpOptions::default());
    let read = bob
        .read(&Wanted::All, None, &Silent)
        .await
        .expect("the server answers");
    assert_eq!(read.account.boards.len(), 1);
    assert!(read.account.boards[0].title.starts_with("Welcome"));
    assert!(!read.account.boards[0].stacks.is_empty());
}

#[tokio::test]
async fn an_account_tells_its_user_and_what_the_server_can_do() {
    for (release, version, is_new) in [
        (Release::V1_16, "1.16.7", false),
        (Release::V1_18, "1.18.3", true),
    ] {
        let world = World::of(release);
        let me = world
            .provider
            .who_am_i(&Silent)
            .await
            .expect("the server answers");
        assert_eq!(
            (me.user.as_str(), me.support.version.as_str()),
            ("alice", version)
        );
        assert_eq!(me.support.done_column, is_new);
        assert_eq!(me.support.restored_boards, is_new);
        assert!(me.support.members && me.groups.is_empty());
    }
}

#[tokio::test]
async fn shared_and_archived_boards_are_read_with_rights_and_members() {
    let world = World::new();
    {
        let mut model = world.server.model();
        model.insert_rule(Rule {
            id: 0,
            board: 1,
            kind: RuleKind::User,
            participant: "bob".to_owned(),
            may_edit: false,
            may_share: false,
            may_manage: false,
        });
        model
            .update_board("alice", 1, "Garden", "0082c9", true)
            .expect("alice may");
    }
    let bob = connect(&world.server, "bob", "secret", HttpOptions::default());
    let read = bob
        .read(&Wanted::All, None, &Silent)
        .await
        .expect("the server answers");
    let garden = board(&read, "1");
    assert!(garden.archived);
    assert_eq!(garden.members[0].person.to_string(), "bob");
    assert_eq!(garden.stacks[0].cards.len(), 5);
    let rights = &read.rights[&BoardId::new("1")];
    assert!(!rights.edit && !rights.manage && !rights.share);
}

/// Counts requests, and asks to stop at one.
struct Counter {
    requests: AtomicUsize,
    stop_at: usize,
}

impl Monitor for Counter {
    fn report(&self, event: Event<'_>) {
        if let Event::Request { .. } = event {
            self.requests.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn is_stopping(&self) -> bool {
        self.requests.load(Ordering::SeqCst) >= self.stop_at
    }
}

#[tokio::test]
async fn every_request_is_reported_and_a_wish_to_stop_obeyed() {
    let world = World::new();
    let counter = |stop_at| Counter {
        requests: AtomicUsize::new(0),
        stop_at,
    };
    let all = counter(usize::MAX);
    let read = world.provider.read(&Wanted::All, None, &all).await;
    assert!(read.is_ok());
    assert_eq!(all.requests.load(Ordering::SeqCst), world.sent().len());
    let first = counter(1);
    let error = world.provider.read(&Wanted::All, None, &first).await;
    assert!(matches!(error, Err(ProviderError::Stopped)));
}
