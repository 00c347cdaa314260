//! Redirects: told, never followed, so that no password goes to another machine.

use git_board::board::Account;
use git_board::cli::seed::deck::deck_of;
use git_board::lookalike::clock::Clock;
use git_board::lookalike::deck::Release;
use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::message::Answer;
use git_board::lookalike::server::{Options, Server};
use snapbox::{IntoData, str};

use super::world::{LOGIN, check, work};
use crate::support::deck_server::{BEGIN, Served};

const BOARDS: &str = "/index.php/apps/deck/api/v1.0/boards";

/// Checks what a pull and a push say where the first answer leads to `to`.
#[track_caller]
fn check_redirect(served: &Served, status: u16, to: &str, words: impl IntoData + Clone) {
    for command in ["pull", "push"] {
        let answer = Answer::html(status, String::new()).with_header("Location", to.to_owned());
        let faults = served.server.faults();
        faults.plan(When::Request(1), Fault::Answer(answer));
        check(served, &[command], 1, words.clone());
        assert_eq!(served.server.log().count(), 1);
    }
}

fn edited() -> Served {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served
}

#[test]
fn another_host_gets_no_request_at_all() {
    let mut served = edited();
    let deck = deck_of(&Account::default(), Release::V1_18, Clock::stopped(BEGIN));
    let other = Server::start(deck, Options::default()).expect("a server on loopback");
    served.replace(other.url().to_owned(), "OTHER");
    for status in [301, 302, 307, 308] {
        let to = format!("{}{BOARDS}?token=s3cret", other.url());
        check_redirect(
            &served,
            status,
            &to,
            str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: the server redirects to `OTHER/index.php/apps/deck/api/v1.0/boards`
  nothing was changed here and nothing sent
  the redirect was not followed: a password never goes to another address
hint: if you trust it: git config board.url OTHER (or clone from there)

"#]],
        );
    }
    assert_eq!(other.log().requests(), [""; 0]);
}

#[test]
fn a_redirect_to_https_is_told_with_the_new_address() {
    let served = edited();
    let to = format!("https://cloud.example.com/nextcloud{BOARDS}");
    check_redirect(
        &served,
        301,
        &to,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: the server redirects to `https://cloud.example.com/nextcloud/index.php/apps/deck/api/v1.0/boards`
  nothing was changed here and nothing sent
  the redirect was not followed: a password never goes to another address
hint: if you trust it: git config board.url https://cloud.example.com/nextcloud (or clone from there)

"#]],
    );
}

#[test]
fn a_redirect_in_a_circle_is_told() {
    let served = edited();
    check_redirect(
        &served,
        302,
        BOARDS,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: the server redirects to `SERVER/index.php/apps/deck/api/v1.0/boards`
  nothing was changed here and nothing sent
  the redirect was not followed: a password never goes to another address
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
}

#[test]
fn a_redirect_to_a_page_for_logging_in_is_told() {
    let served = edited();
    let to = "/index.php/login?redirect_url=/index.php/apps/deck";
    check_redirect(
        &served,
        303,
        to,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: the server redirects to `SERVER/index.php/login`
  nothing was changed here and nothing sent
  the redirect was not followed: a password never goes to another address
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
}

#[test]
fn a_redirect_to_nowhere_is_told() {
    let served = edited();
    let answer = Answer::html(302, String::new());
    let faults = served.server.faults();
    faults.plan(When::Request(1), Fault::Answer(answer));
    check(
        &served,
        &["pull"],
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 302: the server redirects and does not say where to
  nothing was changed here and nothing sent
hint: is the address right? the server's log may tell more

"#]],
    );
}

#[test]
fn a_redirected_write_took_no_effect_and_is_told() {
    let served = edited();
    let answer = Answer::html(308, String::new())
        .with_header("Location", "https://cloud.example.com/x".to_owned());
    let faults = served.server.faults();
    faults.plan(When::Write(1), Fault::Answer(answer));
    let ran = served.git_board("boards", &["push"]).code(4);
    snapbox::assert_data_eq!(
        ran.err,
        str![[r#"
error: failed to edit card "Login" in Work / To do: title "Login" → "Log in"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/1: the server redirects to `https://cloud.example.com/x`
  0 of 1 operation were done; the rest is unchanged on the server and in the files
hint: push again when the server can be reached; it goes on from here

"#]]
    );
    served.git_board("boards", &["push"]).code(0);
    assert_eq!(
        served.server.model().card(1).expect("it is there").title,
        "Log in"
    );
}
