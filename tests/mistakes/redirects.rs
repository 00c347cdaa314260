//! Redirects: told, never followed, so that no password goes to another machine.

use git_board::cli::seed::deck::deck_of;
use git_board::board::Account;
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
        check_redirect(&served, status, &to, str![]);
    }
    assert_eq!(other.log().requests(), [""; 0]);
}

#[test]
fn a_redirect_to_https_is_told_with_the_new_address() {
    let served = edited();
    let to = format!("https://cloud.example.com/nextcloud{BOARDS}");
    check_redirect(&served, 301, &to, str![]);
}

#[test]
fn a_redirect_in_a_circle_is_told() {
    let served = edited();
    check_redirect(&served, 302, BOARDS, str![]);
}

#[test]
fn a_redirect_to_a_page_for_logging_in_is_told() {
    let served = edited();
    let to = "/index.php/login?redirect_url=/index.php/apps/deck";
    check_redirect(&served, 303, to, str![]);
}

#[test]
fn a_redirect_to_nowhere_is_told() {
    let served = edited();
    let answer = Answer::html(302, String::new());
    let faults = served.server.faults();
    faults.plan(When::Request(1), Fault::Answer(answer));
    check(&served, &["pull"], 1, str![]);
}

#[test]
fn a_redirected_write_took_no_effect_and_is_told() {
    let served = edited();
    let answer = Answer::html(308, String::new())
        .with_header("Location", "https://cloud.example.com/x".to_owned());
    let faults = served.server.faults();
    faults.plan(When::Write(1), Fault::Answer(answer));
    let ran = served.git_board("boards", &["push"]).code(4);
    snapbox::assert_data_eq!(ran.err, str![]);
    served.git_board("boards", &["push"]).code(0);
    assert_eq!(served.server.model().card(1).expect("it is there").title, "Log in");
}
