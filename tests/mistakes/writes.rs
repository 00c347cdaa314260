//! Servers that answer otherwise than they should, to a write: what is done, and what comes next.

use std::fmt::Write;

use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::message::Answer;
use snapbox::{assert_data_eq, str};

use super::world::{LOGIN, LOGOUT, work};

fn fails(status: u16, body: &str) -> Fault {
    Fault::Fail {
        status,
        body: body.to_owned(),
    }
}

/// Pushes two edits and a new card, of which the second write meets `fault`; then pushes again.
fn push_with(fault: Fault, told: &mut String) {
    let mut served = work();
    served.set("GIT_AUTHOR_DATE", "1795291200 +0000");
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.substitute(LOGOUT, "title: Logout", "title: Log out");
    served.write("boards/work/done/new.md", "# New\n");
    let name = format!("{fault:?}");
    served.server.faults().plan(When::Write(2), fault);
    let ran = served.git_board("boards", &["push"]).code(4);
    let name = name.split([' ', '(', '{']).next().unwrap_or_default();
    write!(told, "--- {name}\n{}", ran.err).expect("a string takes all");
    let kept = served.read(LOGOUT);
    assert!(kept.contains("title: Log out\n"), "{kept}");
    // The next push goes on, and makes nothing twice.
    served.server.faults().clear();
    served.git_board("boards", &["push"]).code(0);
    let again = served.git_board("boards", &["push"]).code(0);
    assert_eq!(again.out, "Nothing to push.\n");
    let model = served.server.model();
    let mut titles: Vec<String> = (1..=6)
        .filter_map(|id| Some(model.card(id)?.title.clone()))
        .collect();
    titles.sort();
    assert_eq!(titles, ["Log in", "Log out", "New"], "{name}");
}

#[test]
fn a_refused_write_stops_the_push_and_says_what_is_done() {
    let mut told = String::new();
    for fault in [
        fails(401, r#"{"message":"Current user is not logged in"}"#),
        fails(403, r#"{"status":403,"message":"Permission denied"}"#),
        fails(404, ""),
        fails(500, r#"{"status":500,"message":"Operation not allowed."}"#),
        fails(400, r#"{"status":400,"message":"title must not be empty"}"#),
        Fault::TooManyRequests {
            retry_after_seconds: None,
        },
        Fault::Answer(
            Answer::html(503, String::new())
                .with_header("X-Nextcloud-Maintenance-Mode", "1".to_owned()),
        ),
    ] {
        push_with(fault, &mut told);
    }
    assert_data_eq!(
        told,
        str![[r#"
--- Fail
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  not logged in to SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: Current user is not logged in
  1 of 3 operations were sent; what came of them is not in the files yet
  not logged in to SERVER
hint: log in anew with `git board login`; then push again, it goes on from here
--- Fail
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: 403: Permission denied
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: the thing is gone, or this account may not do that: ask the board's owner, or undo this edit; then push again, it goes on from here
--- Fail
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: 404: not there; the app Deck may be missing or disabled on this server
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: the thing is gone, or this account may not do that: ask the board's owner, or undo this edit; then push again, it goes on from here
--- Fail
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: 500: Operation not allowed.
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: undo this edit or change it; then push again, it goes on from here
--- Fail
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: 400: title must not be empty
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: undo this edit or change it; then push again, it goes on from here
--- TooManyRequests
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: 429: the server refuses every login from this network address for now, the right password too, since too many failed; wait half an hour
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: push again when the server can be reached; it goes on from here
--- Answer
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: 503: the server is in maintenance mode
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: push again when the server can be reached; it goes on from here

"#]]
    );
}

#[test]
fn a_write_without_an_answer_stops_the_push_and_is_found_out_by_the_next() {
    let mut told = String::new();
    for fault in [
        Fault::Html,
        Fault::HalfBody,
        Fault::Cut,
        Fault::CutAfterEffect,
        fails(
            500,
            r#"{"message":"Internal server error","requestId":"a"}"#,
        ),
        fails(502, ""),
        fails(200, "{}"),
    ] {
        push_with(fault, &mut told);
    }
    assert_data_eq!(
        told,
        str![[r#"
--- Html
card "Logout" in Work / To do: title became "Log out" on the server; it was "Logout"
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: cannot understand the answer: it is a page, and not what a program asks for; it begins `<!DOCTYPE html>/n<title>Log in</title>/n`
  nobody knows whether it took effect; the next push finds out before it sends anything
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: run `git board push` again; it goes on from here
--- HalfBody
card "Logout" in Work / To do: title became "Log out" on the server; it was "Logout"
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: the connection was cut: end of file before message length reached
  nobody knows whether it took effect; the next push finds out before it sends anything
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: run `git board push` again; it goes on from here
--- Cut
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: the connection was cut: connection closed before message completed
  nobody knows whether it took effect; the next push finds out before it sends anything
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: run `git board push` again; it goes on from here
--- CutAfterEffect
card "Logout" in Work / To do: title became "Log out" on the server; it was "Logout"
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: the connection was cut: connection closed before message completed
  nobody knows whether it took effect; the next push finds out before it sends anything
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: run `git board push` again; it goes on from here
--- Fail
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: 500: Internal server error
  nobody knows whether it took effect; the next push finds out before it sends anything
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: run `git board push` again; it goes on from here
--- Fail
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: 502: the server cannot answer now
  nobody knows whether it took effect; the next push finds out before it sends anything
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: run `git board push` again; it goes on from here
--- Fail
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: cannot understand the answer: missing field `id` at line 1 column 2; it begins `{}`
  nobody knows whether it took effect; the next push finds out before it sends anything
  1 of 3 operations were done; the rest is unchanged on the server and in the files
hint: run `git board push` again; it goes on from here

"#]]
    );
}
