//! Servers that answer otherwise than they should, to a read: one message each, nothing changed.

use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::message::Answer;
use serde_json::json;
use snapbox::{IntoData, str};

use super::world::{LOGIN, check, check_here, work};
use crate::support::deck_server::Served;

/// Answers the next three requests, as often as a read is tried, with a fault.
fn always(served: &Served, fault: &Fault) {
    for request in 1..=3 {
        let faults = served.server.faults();
        faults.plan(When::Request(request), fault.clone());
    }
}

/// Checks what a pull, a push and a fetch say where every answer is this, and how often they ask.
#[track_caller]
pub fn check_answer(fault: &Fault, code: i32, tries: usize, words: impl IntoData + Clone) {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    for command in ["pull", "push", "fetch"] {
        always(&served, fault);
        check(&served, &[command], code, words.clone());
        assert_eq!(served.server.log().count(), tries, "{command}");
        served.server.faults().clear();
    }
}

/// An answer with a body that is JSON as it stands.
fn fails(status: u16, body: &str) -> Fault {
    Fault::Fail {
        status,
        body: body.to_owned(),
    }
}

#[test]
fn a_page_instead_of_json_is_told() {
    check_answer(
        &Fault::Html,
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: cannot understand the answer: it is a page, and not what a program asks for; it begins `<!DOCTYPE html>/n<title>Log in</title>/n`
  nothing was changed here and nothing sent
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
}

#[test]
fn half_of_an_answer_is_told() {
    check_answer(
        &fails(200, r#"[{"id":1,"title":"Wo"#),
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: cannot understand the answer: it ends in the middle, after 20 bytes; it begins `[{"id":1,"title":"Wo`
  nothing was changed here and nothing sent
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
}

#[test]
fn an_empty_answer_is_told() {
    check_answer(
        &fails(200, ""),
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: cannot understand the answer: it is empty
  nothing was changed here and nothing sent
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
}

#[test]
fn an_answer_that_is_cut_off_on_its_way_is_told() {
    let served = work();
    let renamed = served.server.model().rename_card("alice", 2, "Theirs");
    renamed.expect("alice may");
    for command in ["pull", "push"] {
        always(&served, &Fault::HalfBody);
        check(
            &served,
            &[command],
            1,
            str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: the connection was cut: end of file before message length reached
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
        );
        assert_eq!(served.server.log().count(), 3, "{command}");
        served.server.faults().clear();
    }
}

#[test]
fn a_wrong_type_in_one_field_is_told_with_its_place() {
    let boards = json!([{"id": 1, "title": "Work"}, {"id": 2, "title": ["Play"]}]);
    let fault = Fault::Answer(Answer::json(&boards));
    check_answer(
        &fault,
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: cannot understand the answer: `[1].title`: invalid type: sequence, expected a string at line 1 column 41; it begins `[{"id":1,"title":"Work"},{"id":2,"title":["Play"]}]`
  nothing was changed here and nothing sent
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
    let boards = json!([{"id": "../1", "title": "Work"}]);
    let fault = Fault::Answer(Answer::json(&boards));
    check_answer(
        &fault,
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: cannot understand the answer: `[0].id`: invalid value: string "../1", expected an id at line 1 column 13; it begins `[{"id":"../1","title":"Work"}]`
  nothing was changed here and nothing sent
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
}

#[test]
fn credentials_that_are_taken_back_are_told() {
    let said = r#"{"message":"Current user is not logged in"}"#;
    check_answer(
        &fails(401, said),
        5,
        1,
        str![[r#"
error: not logged in to SERVER
  the server says: Current user is not logged in
  it was tried once and is not tried again, since failures lock you out
hint: `git board login` logs in anew; GIT_BOARD_USER and GIT_BOARD_TOKEN, where they are set, come before what it stores

"#]],
    );
}

#[test]
fn what_the_account_may_not_read_is_told() {
    let said = r#"{"status":403,"message":"Permission denied"}"#;
    check_answer(
        &fails(403, said),
        5,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 403: Permission denied
  nothing was changed here and nothing sent
hint: the thing is gone, or this account may not do that; ask the board's owner

"#]],
    );
    check_answer(
        &fails(403, ""),
        5,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 403: no permission, or not there
  nothing was changed here and nothing sent
hint: the thing is gone, or this account may not do that; ask the board's owner

"#]],
    );
}

#[test]
fn an_address_that_is_blocked_is_told() {
    let fault = Fault::TooManyRequests {
        retry_after_seconds: None,
    };
    check_answer(
        &fault,
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 429: the server refuses every login from this network address for now, the right password too, since too many failed; wait half an hour
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
    );
}

#[test]
fn a_wait_that_is_asked_for_is_told_if_it_is_long() {
    let fault = Fault::TooManyRequests {
        retry_after_seconds: Some(600),
    };
    check_answer(
        &fault,
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 429: too many requests; the server asks to wait 600 seconds
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
    );
}

#[test]
fn a_refusal_of_a_read_is_told_in_the_services_words() {
    let said =
        r#"{"status":500,"message":"Operation not allowed. \u001b[31mThis\nboard is archived."}"#;
    check_answer(
        &fails(500, said),
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 500: Operation not allowed. /u{1b}[31mThis/nboard is archived.
  nothing was changed here and nothing sent
hint: is the address right? the server's log may tell more

"#]],
    );
}

#[test]
fn a_crash_is_tried_three_times_and_told() {
    let said = r#"{"message":"Internal server error: x","requestId":"aB3"}"#;
    check_answer(
        &fails(500, said),
        1,
        3,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 500: Internal server error: x
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
    );
    check_answer(
        &fails(500, ""),
        1,
        3,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 500: the server failed
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
    );
}

#[test]
fn maintenance_is_told_and_not_tried_again() {
    let answer = Answer::html(503, "<p>Please wait</p>".to_owned())
        .with_header("X-Nextcloud-Maintenance-Mode", "1".to_owned());
    check_answer(
        &Fault::Answer(answer),
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 503: the server is in maintenance mode
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
    );
}

#[test]
fn a_server_that_is_overloaded_is_tried_three_times_and_told() {
    check_answer(
        &fails(503, ""),
        1,
        3,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 503: the server cannot answer now
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
    );
}

#[test]
fn a_status_that_means_nothing_is_told() {
    check_answer(
        &fails(418, ""),
        1,
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 418: the server gives no reason
  nothing was changed here and nothing sent
hint: is the address right? the server's log may tell more

"#]],
    );
}

#[test]
fn a_clone_of_something_else_leaves_nothing_behind() {
    let served = Served::example();
    std::fs::create_dir(served.path("boards")).expect("a folder");
    let url = served.server.url().to_owned();
    for (fault, code) in [
        (Fault::Html, 1),
        (fails(404, ""), 1),
        (fails(403, "{}"), 5),
        (fails(200, "{}"), 1),
    ] {
        served.server.faults().plan(When::Request(1), fault);
        let ran = served.git_board("boards", &["clone", &url, "new"]);
        let ran = ran.code(code);
        assert!(ran.err.starts_with("error: failed to read the boards\n"));
        assert!(ran.err.contains("\nhint: "), "{}", ran.err);
        assert!(!served.path("boards/new").exists());
    }
    // A board that cannot be read ends the clone, with nothing left. Both lists are asked for at
    // once; the longer address means one of them.
    let part = When::next("GET", "/boards/2/stacks/archived");
    served.server.faults().plan(part, fails(200, "[{}]"));
    check_here(
        &served,
        &["clone", &url, "new"],
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards/2/stacks/archived: cannot understand the answer: `[0]`: missing field `id` at line 1 column 3; it begins `[{}]`
  nothing was changed here and nothing sent
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
    assert!(!served.path("boards/new").exists());
}
