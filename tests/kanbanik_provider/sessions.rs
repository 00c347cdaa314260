//! The server's traps about sessions; for the others see `traps`.

use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::kanbanik::Release;
use git_board::monitor::Silent;
use git_board::provider::{ProviderError, Wanted};

use super::world::{A, RELEASES, World, create, full_card, name_of, renamed};

#[tokio::test]
async fn trap_12_a_session_that_is_over_is_renewed_once() {
    for release in RELEASES {
        let world = World::of(release);
        world.read().await;
        world.server.model().restart();
        world
            .edit(A, renamed("a", "A"))
            .await
            .expect("it is edited");
        world.clock.advance(8 * 3600 + 1);
        world
            .edit(A, renamed("A", "again"))
            .await
            .expect("it is edited");
        let logins = world
            .commands()
            .iter()
            .filter(|one| name_of(one) == "login")
            .count();
        assert_eq!(logins, 1, "{release:?}");
        assert!(world.commands().iter().all(|one| name_of(one) != "logout"));
    }
}

#[tokio::test]
async fn trap_13_no_session_is_in_what_was_read_or_said() {
    let world = World::new();
    world.server.faults().plan(When::Request(1), Fault::Html);
    let error = world.provider.who_am_i(&Silent).await.expect_err("no JSON");
    assert!(matches!(error, ProviderError::Nonsense { .. }));
    let read = world
        .provider
        .read(&Wanted::All, None, &Silent)
        .await
        .expect("read");
    let said = format!("{read:?} {error:?} {error}");
    for session in &world.server.model().sessions {
        assert!(!said.contains(&session.id));
    }
    assert!(!said.contains("look-alike"));
    assert!(!said.contains("permissionType"));
}

#[tokio::test]
async fn trap_15_every_command_names_its_session() {
    let world = World::new();
    world.read().await;
    world
        .apply(create(full_card(Release::Master), A))
        .await
        .expect("it is made");
    world
        .edit(A, renamed("a", "A"))
        .await
        .expect("it is edited");
    for command in world.commands() {
        assert!(command["sessionId"].is_string(), "{command}");
    }
}
