//! What goes wrong on the way, and what is then said of it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use git_board::board::{CardChanges, CardKey, Change, CreateCard, Operation, Service};
use git_board::lookalike::faults::{Fault, When};
use git_board::monitor::Silent;
use git_board::provider::{ApplyError, Credentials, HttpOptions, ProviderError, Wanted, open};

use super::world::{World, connect, edit, labels, place};

fn rename() -> Operation {
    edit(
        1,
        1,
        CardChanges {
            title: Some(Change {
                old: "a".to_owned(),
                new: "A".to_owned(),
            }),
            ..CardChanges::default()
        },
    )
}

fn create() -> Operation {
    let mut card = git_board::board::Card::new(CardKey::New(1), "new");
    card.labels = labels(&[1]);
    Operation::CreateCard(CreateCard {
        place: place(1, 1, 4),
        card: card.into(),
    })
}

fn crash() -> String {
    r#"{"status":500,"message":"Internal server error: Please contact …","requestId":"x"}"#
        .to_owned()
}

#[tokio::test]
async fn a_write_without_a_judgeable_answer_is_unknown_and_not_repeated() {
    let (status, body) = (500, crash());
    for fault in [
        Fault::FailAfterEffect { status, body },
        Fault::CutAfterEffect,
        Fault::Cut,
        Fault::Html,
        Fault::HalfBody,
    ] {
        let world = World::new();
        world.server.faults().plan(When::Write(1), fault.clone());
        let error = world.apply(rename()).await;
        assert!(
            matches!(error, Err(ApplyError::Unknown { created: None, .. })),
            "{fault:?}"
        );
        assert_eq!(world.written().len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_create_without_a_judgeable_answer_is_unknown_and_happens_once() {
    let world = World::new();
    let (status, body) = (500, crash());
    world
        .server
        .faults()
        .plan(When::Write(1), Fault::FailAfterEffect { status, body });
    let error = world.apply(create()).await;
    assert!(matches!(
        error,
        Err(ApplyError::Unknown { created: None, .. })
    ));
    assert_eq!(world.notes(), ["creating"]);
    assert_eq!(world.shown(1).len(), 5);
}

#[tokio::test]
async fn a_500_with_words_that_are_no_known_refusal_tells_nothing() {
    for body in [
        r#"{"status":500,"message":"The event listener failed."}"#,
        r#"{"message":"database is locked"}"#,
    ] {
        let world = World::new();
        let (status, body) = (500, body.to_owned());
        world
            .server
            .faults()
            .plan(When::Write(1), Fault::FailAfterEffect { status, body });
        match world.apply(create()).await {
            Err(ApplyError::Unknown { error, created }) => {
                assert_eq!(created, None);
                assert!(error.to_string().contains("500: "), "{error}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(world.written().len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_after_the_create_names_what_was_made() {
    let world = World::new();
    let body = r#"{"status":500,"message":"Operation not allowed. This card is archived."}"#;
    world.server.faults().plan(
        When::Write(2),
        Fault::Fail {
            status: 500,
            body: body.to_owned(),
        },
    );
    match world.apply(create()).await {
        Err(ApplyError::Failed {
            error,
            created,
            partly,
        }) => {
            assert!(
                matches!(*error, ProviderError::Refused { status: 500, .. }),
                "{error}"
            );
            assert_eq!((created.as_deref(), partly), (Some("8"), true));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_server_that_honors_conditions_makes_a_put_stale() {
    let world = World::new();
    world.server.faults().plan(
        When::Write(1),
        Fault::Fail {
            status: 412,
            body: "{}".to_owned(),
        },
    );
    let error = world.apply(rename()).await;
    assert!(matches!(error, Err(ApplyError::Stale { .. })));
}

#[tokio::test]
async fn a_reading_is_tried_three_times() {
    let world = World::new();
    let gateway = || Fault::Fail {
        status: 502,
        body: String::new(),
    };
    world.server.faults().plan(When::Request(1), gateway());
    world.server.faults().plan(When::Request(2), gateway());
    world
        .server
        .faults()
        .plan(When::next("GET", "stacks"), Fault::Cut);
    let read = world.read().await;
    assert_eq!(read.account.boards.len(), 2);
    for request in 1..=3 {
        let (status, body) = (500, crash());
        world
            .server
            .faults()
            .plan(When::Request(request), Fault::Fail { status, body });
    }
    let error = world
        .provider
        .read(&Wanted::All, None, &Silent)
        .await
        .expect_err("it fails every time");
    assert!(!error.may_have_taken_effect());
    assert_eq!(world.sent().len(), 3);
}

#[tokio::test]
async fn wrong_credentials_are_tried_once_only() {
    let world = World::new();
    let stranger = connect(&world.server, "alice", "wrong", HttpOptions::default());
    for _ in 0..3 {
        let error = stranger
            .who_am_i(&Silent)
            .await
            .expect_err("they are wrong");
        assert!(
            matches!(error, ProviderError::NotLoggedIn { .. }),
            "{error}"
        );
        assert!(!format!("{error} {error:?}").contains("wrong"), "{error:?}");
    }
    assert_eq!(world.server.log().count(), 1);
}

#[tokio::test]
async fn a_blocked_address_and_maintenance_are_said_in_words() {
    let world = World::new();
    world.server.faults().plan(
        When::Request(1),
        Fault::TooManyRequests {
            retry_after_seconds: None,
        },
    );
    let error = world
        .provider
        .who_am_i(&Silent)
        .await
        .expect_err("it is blocked");
    assert!(error.to_string().contains("wait half an hour"), "{error}");
    assert_eq!(world.server.log().count(), 1);
    world.server.model().is_in_maintenance = true;
    let error = world
        .provider
        .who_am_i(&Silent)
        .await
        .expect_err("it is closed");
    assert!(
        error
            .to_string()
            .ends_with("the server is in maintenance mode"),
        "{error}"
    );
}

#[tokio::test]
async fn a_short_wait_that_the_server_asks_for_is_kept() {
    let world = World::new();
    world.server.faults().plan(
        When::Request(1),
        Fault::TooManyRequests {
            retry_after_seconds: Some(0),
        },
    );
    world
        .provider
        .who_am_i(&Silent)
        .await
        .expect("the second try succeeds");
    assert_eq!(world.server.log().count(), 3);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_or_never_ends_is_given_up() {
    let world = World::new();
    let mut options = HttpOptions::default();
    options.timeouts.read = Duration::from_millis(100);
    let hasty = connect(&world.server, "alice", "secret", options);
    world.server.faults().plan(When::Request(1), Fault::Hang);
    let error = hasty.who_am_i(&Silent).await.expect_err("no answer comes");
    assert!(error.to_string().ends_with("no answer in time"), "{error}");
    let options = HttpOptions {
        longest_answer_bytes: 100,
        ..HttpOptions::default()
    };
    let small = connect(&world.server, "alice", "secret", options);
    let error = small
        .read(&Wanted::All, None, &Silent)
        .await
        .expect_err("the list is longer");
    assert!(
        error.to_string().contains("longer than 100 bytes"),
        "{error}"
    );
}

/// Answers one request with these bytes and returns what was asked.
fn answer_once(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let asked = std::thread::spawn(move || {
        let (mut line, _) = listener.accept().expect("the provider connects");
        let mut request = vec![0; 4096];
        let length = line.read(&mut request).expect("it asks");
        line.write_all(answer.as_bytes()).expect("it listens");
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    (url, asked)
}

#[tokio::test]
async fn a_redirect_is_not_followed_but_told() {
    let (url, asked) = answer_once(
        "HTTP/1.1 301 Moved\r\nLocation: https://me:x@cloud.example.com/nc/index.php/apps/deck/api/v1.0/boards?y=1\r\nContent-Length: 0\r\n\r\n",
    );
    let credentials = Credentials {
        user: "alice".to_owned(),
        secret: "secret".to_owned(),
    };
    let provider =
        open(Service::Deck, &url, credentials, HttpOptions::default()).expect("loopback");
    let error = provider
        .read(&Wanted::All, None, &Silent)
        .await
        .expect_err("it is elsewhere");
    assert_eq!(
        error.to_string(),
        format!(
            "GET {url}/index.php/apps/deck/api/v1.0/boards: the server redirects to `https://cloud.example.com/nc/index.php/apps/deck/api/v1.0/boards`"
        )
    );
    let asked = asked.join().expect("it was asked").to_lowercase();
    assert!(asked.contains("authorization: basic ywxpy2u6c2vjcmv0"));
    assert!(asked.contains("ocs-apirequest: true") && asked.contains("accept: application/json"));
}

#[tokio::test]
async fn a_page_instead_of_json_is_shown_with_its_beginning() {
    let (url, _asked) =
        answer_once("HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n<html>\n\x1b[31mLog in</html");
    let credentials = Credentials {
        user: "alice".to_owned(),
        secret: "secret".to_owned(),
    };
    let provider =
        open(Service::Deck, &url, credentials, HttpOptions::default()).expect("loopback");
    let error = provider
        .read(&Wanted::All, None, &Silent)
        .await
        .expect_err("it is a page");
    assert!(
        error.to_string().contains(r"it begins `<html>\n\u{1b}[31m"),
        "{error}"
    );
}

#[test]
fn addresses_that_would_give_secrets_away_are_refused() {
    let refused = |url: &str| {
        let credentials = Credentials {
            user: "alice".to_owned(),
            secret: "secret".to_owned(),
        };
        open(Service::Deck, url, credentials, HttpOptions::default())
            .err()
            .map(|error| error.to_string())
    };
    let plain = refused("http://cloud.example.com").expect("it is plain http");
    assert!(plain.contains("plain http"), "{plain}");
    let named = refused("https://alice:hidden@cloud.example.com").expect("it holds a password");
    assert!(!named.contains("hidden"), "{named}");
    assert!(refused("ftp://cloud.example.com").is_some());
    assert!(refused("cloud").is_some());
    for url in [
        "http://127.0.0.1:1",
        "http://localhost",
        "http://[::1]:80/nc",
    ] {
        assert_eq!(refused(url), None);
    }
}

#[test]
fn credentials_are_never_shown() {
    let credentials = Credentials {
        user: "alice".to_owned(),
        secret: "hidden".to_owned(),
    };
    assert_eq!(format!("{credentials:?}"), "Credentials(…)");
}
