//! Logging in by the browser and out again, and how either fails.

use std::time::{Duration, Instant};

use git_board::lookalike::faults::{Fault, When};
use snapbox::{IntoData, assert_data_eq, str};

use super::world::{POLL, agree, app_passwords, before_poll, kept, log_in, work};
use crate::support::deck_server::Served;
use crate::support::sandbox::Ran;

/// Runs `login` with a short patience.
fn login(served: &Served) -> Ran {
    let url = served.server.url().to_owned();
    served.git_board(".", &["login", &url, "--timeout", "1"])
}

/// Asserts that a login fails with this code and these words, and leaves nothing anywhere.
#[track_caller]
fn fails(served: &Served, code: i32, words: impl IntoData) {
    let ran = login(served).code(code);
    assert_eq!(ran.out, "");
    assert_data_eq!(without_page(&ran.err), words.into_data());
    assert_eq!(kept(served), [""; 0]);
    assert_eq!(app_passwords(served), 0);
}

/// Returns what was printed, with `PAGE` for the part of the page's address that is new each time.
fn without_page(text: &str) -> String {
    let mark = "/login/v2/flow/";
    let Some((before, after)) = text.split_once(mark) else {
        return text.to_owned();
    };
    let rest = after.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric());
    format!("{before}{mark}PAGE{rest}")
}

#[test]
fn a_person_who_agrees_in_the_browser_is_logged_in() {
    let served = work();
    agree(&served);
    let ran = login(&served).code(0);
    assert_data_eq!(
        without_page(&ran.err),
        str![[r#"
Log in to SERVER and agree, in a browser, at this address:
  SERVER/login/v2/flow/PAGE

"#]]
    );
    assert_data_eq!(
        ran.out,
        str![[r#"
Logged in to SERVER as alice.

"#]]
    );
    assert_eq!(app_passwords(&served), 1);
    assert_eq!(kept(&served).len(), 1);
    // From here on nobody is asked.
    let url = served.server.url().to_owned();
    served.git_board(".", &["clone", &url, "boards"]).code(0);
    served.git_board("boards", &["pull"]).code(0);
}

#[test]
fn a_person_who_takes_a_while_is_waited_for() {
    let served = work();
    let faults = served.server.faults();
    faults.after(When::next(POLL.0, POLL.1), |deck| {
        deck.grant_login_flows("alice");
    });
    let url = served.server.url().to_owned();
    served.git_board(".", &["login", &url]).code(0);
    let polls = served.server.log().requests();
    let polls = polls.iter().filter(|line| line.contains("/poll")).count();
    assert_eq!(polls, 2);
}

#[test]
fn a_person_who_is_logged_in_is_told_so() {
    let served = work();
    log_in(&served);
    let ran = login(&served).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Already logged in to SERVER as alice.

"#]]
    );
    assert_eq!(app_passwords(&served), 1);
}

#[test]
fn a_page_on_which_this_program_is_not_let_in_ends_in_words() {
    let served = work();
    served.server.model().refuses_programs = true;
    before_poll(&served, |deck| deck.grant_login_flows("alice"));
    fails(
        &served,
        5,
        str![[r#"
Log in to SERVER and agree, in a browser, at this address:
  SERVER/login/v2/flow/PAGE
error: not logged in to SERVER: nobody agreed in the browser within 1 second
  nothing was stored; the page is not valid any more
  if the page said that this program may not log in, make an app password yourself: SERVER/index.php/settings/user/security
hint: run this again, or, with an app password: git board login --with-token --user NAME SERVER

"#]],
    );
}

#[test]
fn a_page_that_is_too_old_is_worth_nothing() {
    let served = work();
    before_poll(&served, |deck| {
        deck.clock.advance(20 * 60 + 1);
        deck.grant_login_flows("alice");
    });
    fails(
        &served,
        5,
        str![[r#"
Log in to SERVER and agree, in a browser, at this address:
  SERVER/login/v2/flow/PAGE
error: not logged in to SERVER: nobody agreed in the browser within 1 second
  nothing was stored; the page is not valid any more
  if the page said that this program may not log in, make an app password yourself: SERVER/index.php/settings/user/security
hint: run this again, or, with an app password: git board login --with-token --user NAME SERVER

"#]],
    );
}

#[test]
fn a_server_that_goes_away_meanwhile_is_told() {
    let served = work();
    let url = served.server.url().to_owned();
    let child = served.start(".", &["login", &url, "--timeout", "2"]);
    let patience = Instant::now();
    while served.server.model().open_login_flows() == 0 {
        assert!(
            patience.elapsed() < Duration::from_secs(60),
            "nobody logs in"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let sandbox = served.without_server();
    let ran = sandbox.ended(child).code(1);
    assert_data_eq!(
        without_page(&ran.err),
        str![[r#"
Log in to SERVER and agree, in a browser, at this address:
  SERVER/login/v2/flow/PAGE
error: failed to log in to SERVER
  POST SERVER/index.php/login/v2/poll: cannot connect: Connection refused (os error 111)
  nothing was stored
hint: run this again when the server can be reached; nothing is lost

"#]]
    );
    assert_eq!(kept(&sandbox), [""; 0]);
}

#[test]
fn answers_that_are_lost_are_asked_for_again() {
    let served = work();
    let faults = served.server.faults();
    faults.plan(When::next(POLL.0, POLL.1), Fault::Cut);
    faults.plan(
        When::next("POST", "/index.php/login/v2"),
        Fault::Fail {
            status: 502,
            body: String::new(),
        },
    );
    faults.plan(When::next("GET", "/cloud/user"), Fault::Cut);
    agree(&served);
    login(&served).code(0);
}

#[test]
fn a_page_instead_of_an_answer_is_not_repeated() {
    let served = work();
    let faults = served.server.faults();
    faults.plan(When::next("POST", "/index.php/login/v2"), Fault::Html);
    fails(
        &served,
        1,
        str![[r#"
error: failed to log in to SERVER
  POST SERVER/index.php/login/v2: cannot understand the answer: it is none of a login in the browser
  nothing was stored
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
}

#[test]
fn a_grant_that_cannot_be_read_tells_nothing_of_it() {
    let served = work();
    agree(&served);
    let faults = served.server.faults();
    faults.plan(
        When::next(POLL.0, POLL.1),
        Fault::FailAfterEffect {
            status: 200,
            body: "{\"appPassword\":\"seventy-two\",\"loginName\":7}".to_owned(),
        },
    );
    let ran = login(&served).code(1);
    assert!(!ran.err.contains("seventy"), "{}", ran.err);
    assert_eq!(kept(&served), [""; 0]);
}

#[test]
fn a_server_without_the_app_gets_its_password_back() {
    let served = work();
    served.server.model().is_disabled = true;
    agree(&served);
    fails(
        &served,
        1,
        str![[r#"
Log in to SERVER and agree, in a browser, at this address:
  SERVER/login/v2/flow/PAGE
error: the app Deck is not installed at SERVER/, or not for the user `alice`
  nothing was stored

"#]],
    );
}

#[test]
fn without_a_helper_nothing_is_begun() {
    let served = work();
    served
        .git(".", &["config", "--global", "--unset", "credential.helper"])
        .code(0);
    fails(
        &served,
        1,
        str![[r#"
error: git has no credential helper, so that nothing would keep what you log in with
  nothing was sent
hint: set one up, such as `git config --global credential.helper cache` (in memory, for a while) or your system's keychain (`git help credentials`), and run this again

"#]],
    );
    assert_eq!(served.server.log().count(), 0);
}

#[test]
fn a_helper_that_keeps_nothing_is_noticed_and_the_password_taken_back() {
    let served = work();
    served
        .git(".", &["config", "--global", "credential.helper", "!true"])
        .code(0);
    agree(&served);
    fails(
        &served,
        1,
        str![[r#"
Log in to SERVER and agree, in a browser, at this address:
  SERVER/login/v2/flow/PAGE
error: git's credential helper did not keep what it was given
  nothing was stored
hint: `git config --get-all credential.helper` names it; does it run?

"#]],
    );
}

#[test]
fn a_password_is_handed_over_by_a_pipe() {
    let served = work();
    let password = served.server.model().new_app_password("alice");
    let password = password.expect("alice is known");
    let url = served.server.url().to_owned();
    let arguments = ["login", &url, "--with-token", "--user", "alice"];
    let ran = served.git_board_with_input(".", &arguments, &format!("{password}\n"));
    assert_data_eq!(
        ran.code(0).out,
        str![[r#"
Logged in to SERVER as alice.

"#]]
    );
    assert_eq!(kept(&served).len(), 1);
}

#[test]
fn a_wrong_password_is_tried_once_and_not_kept() {
    let served = work();
    let url = served.server.url().to_owned();
    let arguments = ["login", &url, "--with-token", "--user", "alice"];
    let ran = served
        .git_board_with_input(".", &arguments, "wrong\n")
        .code(5);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: not logged in to SERVER
  the server says: Unauthorised
  it was tried once and is not tried again, since failures lock you out
  nothing was stored
hint: `git board login` logs in anew; GIT_BOARD_USER and GIT_BOARD_TOKEN, where they are set, come before what it stores

"#]]
    );
    assert_eq!(served.server.log().count(), 1);
    assert_eq!(kept(&served), [""; 0]);
}

#[test]
fn the_environment_comes_first_and_that_is_said() {
    let mut served = work();
    let password = served.server.model().new_app_password("alice");
    served.set("GIT_BOARD_USER", "alice");
    served.set("GIT_BOARD_TOKEN", &password.expect("alice is known"));
    agree(&served);
    let ran = login(&served).code(0);
    assert!(
        ran.err
            .contains("warning: GIT_BOARD_TOKEN is set, and comes before what is stored"),
        "{}",
        ran.err
    );
}
