//! Answers that tell nothing, and none at all.

use std::sync::Arc;

use git_board::board::{Card, CardChanges, CardKey, CreateCard, Operation};
use git_board::lookalike::faults::{Fault, When};
use git_board::monitor::Silent;
use git_board::provider::{ApplyError, ProviderError, Wanted};

use super::world::{TOKEN, World, change, connect, edit, place};

fn rename() -> Operation {
    let changes = CardChanges {
        title: change("a".to_owned(), "A".to_owned()),
        ..CardChanges::default()
    };
    edit("111", changes)
}

fn create() -> Operation {
    Operation::CreateCard(CreateCard {
        place: place("garden", "doing"),
        card: Arc::new(Card::new(CardKey::New(1), "once")),
    })
}

fn untold() -> [Fault; 5] {
    let body = r#"{"error":"Internal Server Error","message":"oops","statusCode":500}"#.to_owned();
    [
        Fault::CutAfterEffect,
        Fault::Cut,
        Fault::Html,
        Fault::HalfBody,
        Fault::FailAfterEffect { status: 500, body },
    ]
}

#[tokio::test]
async fn a_write_without_a_judgeable_answer_is_unknown_and_not_repeated() {
    for operation in [rename(), create()] {
        for fault in untold() {
            let world = World::new();
            world.server.faults().plan(When::Write(1), fault.clone());
            let error = world.apply(operation.clone()).await.expect_err("no answer");
            assert!(
                matches!(error, ApplyError::Unknown { .. }),
                "{fault:?}: {error}"
            );
            assert_eq!(world.written().len(), 1, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn a_refusal_after_the_create_names_what_was_made() {
    let world = World::new();
    let body = r#"{"payload":{"error":"no"}}"#.to_owned();
    let refusal = Fault::Fail { status: 400, body };
    world.server.faults().plan(When::Write(2), refusal);
    let mut card = Card::new(CardKey::New(1), "new");
    card.archived = true;
    let create = Operation::CreateCard(CreateCard {
        place: place("garden", "doing"),
        card: Arc::new(card),
    });
    let error = world.apply(create).await.expect_err("it is refused");
    let ApplyError::Failed {
        created: Some(code),
        partly: true,
        ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert!(world.notes().contains(&format!("created {code}")));
}

#[tokio::test]
async fn a_reading_is_tried_three_times() {
    let world = World::new();
    world.server.faults().plan(When::Request(1), Fault::Cut);
    world
        .server
        .faults()
        .plan(When::Request(2), Fault::HalfBody);
    let read = world.provider.read(&Wanted::All, None, &Silent).await;
    assert_eq!(read.expect("the third time").account.cards().len(), 6);
    assert_eq!(world.count(), 3);
    for number in 1..=3 {
        world
            .server
            .faults()
            .plan(When::Request(number), Fault::Cut);
    }
    let error = world.provider.read(&Wanted::All, None, &Silent).await;
    let error = error.expect_err("not a fourth time");
    assert!(
        matches!(error, ProviderError::Unreachable { .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_wrong_token_is_tried_once_only() {
    let world = World::new();
    let stranger = connect(world.server.url(), "cdxut_0_wrong").expect("loopback");
    for _ in 0..2 {
        let error = stranger.read(&Wanted::All, None, &Silent).await;
        let error = error.expect_err("nobody knows it");
        assert!(
            matches!(error, ProviderError::NotLoggedIn { .. }),
            "{error}"
        );
        assert!(!error.to_string().contains("0_wrong"), "{error}");
    }
    assert_eq!(world.count(), 1);
}

#[tokio::test]
async fn a_page_instead_of_json_is_shown_with_its_beginning() {
    let world = World::new();
    world.server.faults().plan(When::Request(1), Fault::Html);
    let provider = connect(world.server.url(), TOKEN).expect("loopback");
    let error = provider.who_am_i(&Silent).await.expect_err("a page");
    assert!(matches!(error, ProviderError::Nonsense { .. }), "{error}");
    assert!(error.to_string().contains("it begins `<"), "{error}");
}
