//! What the service says when it says no.

use git_board::board::{CardChanges, CardField, Change, Service};
use git_board::lookalike::faults::{Fault, When};
use git_board::monitor::Silent;
use git_board::provider::{ApplyError, Credentials, HttpOptions, open};
use serde_json::json;

use super::world::{TOKEN, World, change, connect, edit};

fn title() -> CardChanges {
    CardChanges {
        title: change("a".to_owned(), "A".to_owned()),
        ..CardChanges::default()
    }
}

#[tokio::test]
async fn a_token_that_may_only_read_is_told_what_it_needs() {
    let world = World::new();
    let reader = connect(world.server.url(), "cdxat_2_reader").expect("loopback");
    let notes = crate::support::notes::Notes::default();
    let none = crate::support::uploads::Uploads::default();
    let error = reader.apply(&edit("111", title()), &none, &notes).await;
    let error = error.expect_err("it may not");
    assert_eq!(
        error.to_string(),
        format!(
            "POST {}/dispatch/cards/update: 403: requires card:write",
            world.server.url()
        )
    );
}

#[tokio::test]
async fn a_refused_action_is_told_in_the_services_words() {
    let world = World::with(|codecks| {
        let hero = codecks.card_of_seq(1).expect("it is there");
        let child = codecks.card_of_seq(2).expect("it is there");
        codecks.link(&child, &hero, true);
    });
    let changes = CardChanges {
        fields: [(
            CardField::Status,
            Change {
                old: None,
                new: Some("started".to_owned()),
            },
        )]
        .into(),
        ..CardChanges::default()
    };
    let error = world.edit("111", changes).await.expect_err("a hero card");
    assert!(
        error
            .to_string()
            .ends_with("400: Can't start a hero card directly"),
        "{error}"
    );
    assert_eq!(world.row(1)["status"], json!("not_started"));
}

#[tokio::test]
async fn a_write_is_sent_again_after_too_many_requests_and_not_after_a_failure() {
    let world = World::new();
    world.read().await;
    world.server.faults().plan(
        When::Write(1),
        Fault::TooManyRequests {
            retry_after_seconds: Some(0),
        },
    );
    world.edit("111", title()).await.expect("after a while");
    assert_eq!(world.written().len(), 2);

    let world = World::new();
    world.server.faults().plan(
        When::Write(1),
        Fault::FailAfterEffect {
            status: 502,
            body: "{}".to_owned(),
        },
    );
    let error = world.edit("111", title()).await.expect_err("nobody knows");
    assert!(matches!(error, ApplyError::Unknown { .. }), "{error}");
    assert_eq!(world.written().len(), 1);
}

#[tokio::test]
async fn a_token_of_another_organization_is_told() {
    let world = World::new();
    let credentials = Credentials {
        user: "token".to_owned(),
        secret: TOKEN.to_owned(),
    };
    let url = format!("{}/other", world.server.url());
    let provider = open(Service::Codecks, &url, credentials, HttpOptions::default());
    let error = provider.expect("loopback").who_am_i(&Silent).await;
    let words = error.expect_err("another organization").to_string();
    assert!(
        words.ends_with("the token is of another organization (`token_account_mismatch`)"),
        "{words}"
    );
}
