//! What goes wrong on the way, and what is then said of it.

use git_board::lookalike::faults::{Fault, When};
use git_board::monitor::Silent;
use git_board::provider::{ApplyError, ProviderError, Wanted};

use super::world::{A, World, connect, name_of, renamed};

#[tokio::test]
async fn a_write_without_a_judgeable_answer_is_unknown_and_not_repeated() {
    let (status, body) = (500, "<html>".to_owned());
    for fault in [
        Fault::FailAfterEffect { status, body },
        Fault::CutAfterEffect,
        Fault::Cut,
        Fault::Html,
        Fault::HalfBody,
    ] {
        let world = World::new();
        world.server.faults().plan(When::Write(1), fault.clone());
        let error = world.edit(A, renamed("a", "A")).await;
        assert!(
            matches!(error, Err(ApplyError::Unknown { created: None, .. })),
            "{fault:?} {error:?}"
        );
        assert_eq!(world.written(), ["editTask"], "{fault:?}");
    }
}

#[tokio::test]
async fn a_reading_that_was_cut_off_is_asked_for_again() {
    let world = World::new();
    world.server.faults().plan(When::Request(2), Fault::Cut);
    let read = world
        .provider
        .read(&Wanted::All, None, &Silent)
        .await
        .expect("read");
    assert_eq!(read.account.boards.len(), 1);
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let world = World::new();
    let provider = connect(&world.server, "wrong");
    for _ in 0..2 {
        let error = provider.read(&Wanted::All, None, &Silent).await;
        assert!(
            matches!(error, Err(ProviderError::NotLoggedIn { .. })),
            "{error:?}"
        );
    }
    let names: Vec<String> = world.commands().iter().map(name_of).collect();
    assert_eq!(names, ["login"]);
}

#[tokio::test]
async fn an_echo_of_what_was_sent_is_not_repeated() {
    let world = World::new();
    let body = r#"{"errorMessage":"Error parsing input data: {\"password\":\"look-alike\"}"}"#;
    let fault = Fault::Fail {
        status: 452,
        body: body.to_owned(),
    };
    world.server.faults().plan(When::Request(1), fault);
    let error = world
        .provider
        .who_am_i(&Silent)
        .await
        .expect_err("a refusal");
    assert!(!format!("{error} {error:?}").contains("look-alike\""));
    assert!(error.to_string().contains("Error parsing input data"));
}

#[tokio::test]
async fn an_address_without_kanbanik_is_told() {
    let world = World::new();
    let fault = Fault::Fail {
        status: 404,
        body: "<html>".to_owned(),
    };
    world.server.faults().plan(When::Request(1), fault);
    let error = world
        .provider
        .who_am_i(&Silent)
        .await
        .expect_err("a refusal");
    assert!(error.to_string().contains("no Kanbanik"), "{error}");
}
