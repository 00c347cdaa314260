//! The server over real sockets: answers, the log, and each fault.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::{Options, Server};
use crate::lookalike::clock::Clock;
use crate::lookalike::deck::person::User;
use crate::lookalike::deck::{Deck, Release};
use crate::lookalike::faults::{Fault, When};

const BOARDS: &str = "/index.php/apps/deck/api/v1.0/boards";

fn server() -> Server<Deck> {
    let mut deck = Deck::new(Release::V1_18, Clock::stopped(1_795_283_837));
    deck.insert_user(User::new("alice", "Alice", "secret"));
    Server::start(deck, Options::default()).expect("a port is free")
}

/// Sends one request on a connection of its own and returns all bytes of the answer as text.
fn ask(server: &Server<Deck>, method: &str, target: &str, body: &Value) -> String {
    let address = server.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Authorization: Basic YWxpY2U6c2VjcmV0\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(body.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    // A cut connection may end in an error; what came before it counts.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn new_board() -> Value {
    json!({"title": "Garden", "color": "00ff00"})
}

#[test]
fn a_request_is_answered_with_the_date_of_the_models_clock_and_logged() {
    let server = server();
    let answer = ask(&server, "POST", BOARDS, &new_board());
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains("date: Sat, 21 Nov 2026 17:57:17 GMT\r\n"),
        "{answer}"
    );
    assert!(answer.contains("\"title\":\"Garden\""), "{answer}");
    ask(
        &server,
        "GET",
        &format!("{BOARDS}?details=true"),
        &Value::Null,
    );
    assert_eq!(
        server.log().requests(),
        [
            format!("POST {BOARDS}"),
            format!("GET {BOARDS}?details=true")
        ]
    );
    assert_eq!(server.log().writes(), [format!("POST {BOARDS}")]);
    let entry = &server.log().entries()[0];
    assert_eq!(
        (entry.status, entry.user.as_deref()),
        (Some(200), Some("alice"))
    );
    assert_eq!(server.model().boards().count(), 1);
}

#[test]
fn a_cut_connection_gives_no_answer_with_or_without_the_effect() {
    let server = server();
    for (fault, boards) in [(Fault::Cut, 0), (Fault::CutAfterEffect, 1)] {
        server.faults().plan(When::Request(1), fault);
        assert_eq!(ask(&server, "POST", BOARDS, &new_board()), "");
        assert_eq!(server.model().boards().count(), boards);
    }
    assert_eq!(server.log().entries()[0].status, None);
}

#[test]
fn a_failure_is_answered_with_or_without_the_effect() {
    let server = server();
    let (status, body) = (500, "{}".to_owned());
    let before = Fault::Fail {
        status,
        body: body.clone(),
    };
    let after = Fault::FailAfterEffect { status, body };
    for (fault, boards) in [(before, 0), (after, 1)] {
        server.faults().plan(When::Write(1), fault);
        assert!(ask(&server, "POST", BOARDS, &new_board()).starts_with("HTTP/1.1 500 "));
        assert_eq!(server.model().boards().count(), boards);
    }
}

#[test]
fn too_many_requests_says_when_to_come_back_if_told_to() {
    let server = server();
    for (retry_after_seconds, expected) in [(Some(7), true), (None, false)] {
        let fault = Fault::TooManyRequests {
            retry_after_seconds,
        };
        server.faults().plan(When::Request(1), fault);
        let answer = ask(&server, "GET", BOARDS, &Value::Null);
        assert!(answer.starts_with("HTTP/1.1 429 "), "{answer}");
        assert_eq!(answer.contains("retry-after: 7\r\n"), expected, "{answer}");
    }
}

#[test]
fn half_a_body_is_shorter_than_its_head_says() {
    let server = server();
    server.faults().plan(When::Request(1), Fault::HalfBody);
    let answer = ask(&server, "POST", BOARDS, &new_board());
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length
        .and_then(|length| length.parse().ok())
        .expect("a length");
    assert_eq!(body.len(), length / 2);
}

#[test]
fn another_client_acts_just_before_and_just_after_a_request() {
    let server = server();
    server
        .faults()
        .before(When::next("GET", "/boards"), |deck: &mut Deck| {
            deck.create_board("alice", "before", "000000");
        });
    server
        .faults()
        .after(When::next("GET", "/boards"), |deck: &mut Deck| {
            deck.create_board("alice", "after", "000000");
        });
    let answer = ask(&server, "GET", BOARDS, &Value::Null);
    assert!(
        answer.contains("\"before\"") && !answer.contains("\"after\""),
        "{answer}"
    );
    assert_eq!(server.model().boards().count(), 2);
}

#[test]
fn a_server_with_a_request_that_hangs_still_ends() {
    let server = server();
    server.faults().plan(When::Request(1), Fault::Hang);
    let address = server.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .expect("sent");
    while server.log().count() == 0 {
        std::thread::yield_now();
    }
    drop(server);
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(rest, b"");
}

#[tokio::test]
async fn a_server_may_be_started_and_dropped_inside_a_runtime() {
    let server = server();
    assert!(server.url().starts_with("http://127.0.0.1:"));
}
