//! Servers that do not answer as they should, and accounts that may not.

use git_board::lookalike::faults::{Fault, When};
use snapbox::str;

use super::world::{LOGIN, LOGOUT, TO_DO, WORK, check, check_here, work};
use crate::support::deck_server::Served;

#[test]
fn a_wrong_password_is_tried_once() {
    let mut served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.set("GIT_BOARD_TOKEN", "s3cret");
    for command in ["push", "pull", "fetch"] {
        let ran = check(
            &served,
            &[command],
            5,
            str![[r#"
error: not logged in to SERVER
  the server does not accept this user name and app password
  it was tried once and is not tried again, since failures lock you out
hint: `git board login` logs in anew; GIT_BOARD_USER and GIT_BOARD_TOKEN, where they are set, come before what it stores

"#]],
        );
        assert_eq!(served.server.log().count(), 1, "{command}");
        assert!(!ran.err.contains("s3cret"));
    }
}

#[test]
fn a_wrong_password_leaves_no_clone_behind() {
    let mut served = Served::example();
    served.set("GIT_BOARD_TOKEN", "s3cret");
    std::fs::create_dir(served.path("boards")).expect("a folder");
    let url = served.server.url().to_owned();
    check(
        &served,
        &["clone", &url, "new"],
        5,
        str![[r#"
error: not logged in to SERVER
  the server says: Unauthorised
  it was tried once and is not tried again, since failures lock you out
hint: `git board login` logs in anew; GIT_BOARD_USER and GIT_BOARD_TOKEN, where they are set, come before what it stores

"#]],
    );
    assert_eq!(served.server.log().count(), 1);
    assert!(!served.path("boards/new").exists());
}

#[test]
fn a_server_that_is_gone_cannot_be_reached() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    let sandbox = served.without_server();
    check_here(
        &sandbox,
        &["push"],
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: cannot connect: Connection refused (os error 111)
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
    );
}

#[test]
fn a_nextcloud_without_deck_is_told() {
    let served = work();
    served.server.model().is_disabled = true;
    check(
        &served,
        &["pull"],
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: 404: not there; the app Deck may be missing or disabled on this server
  nothing was changed here and nothing sent
hint: is the address right, and is Deck installed there? if it is another service, say so: kanbanik+URL or codecks+URL

"#]],
    );
}

#[test]
fn a_server_in_maintenance_is_told() {
    let served = work();
    served.server.model().is_in_maintenance = true;
    check(
        &served,
        &["pull"],
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
fn edits_on_a_board_that_may_only_be_read_are_refused_all_at_once() {
    let mut served = work();
    served.set("GIT_BOARD_USER", "bob");
    served.remove("boards");
    served.clone_to("boards");
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.substitute(TO_DO, "title: To do", "title: Next");
    served.write("boards/work/done/new.md", "# New\n");
    check(
        &served,
        &["push"],
        5,
        str![[r#"
error: the account may not do this
  stack "To do" in Work: this account may only read the board
  card "Login" in Work: this account may only read the board
  card "New" in Work: this account may only read the board
  nothing was sent
hint: ask the board's owner for more rights, or undo these edits; then push again

"#]],
    );
}

#[test]
fn somebody_elses_credentials_do_not_push() {
    let mut served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.set("GIT_BOARD_USER", "bob");
    check(
        &served,
        &["push"],
        5,
        str![[r#"
error: SERVER knows these credentials as `bob`, not as `alice`
  nothing was sent
hint: log in as `alice`, or say that this is right: git config board.account bob

"#]],
    );
}

#[test]
fn what_the_service_cannot_take_is_refused_all_at_once() {
    let served = work();
    let long = "x".repeat(256);
    served.substitute(LOGIN, "title: Login", &format!("title: {long}"));
    served.substitute(LOGOUT, "title: Logout", "title: Logout\ncolor: purple");
    served.substitute(WORK, "color: ff7a66", "color: orange");
    check(
        &served,
        &["push"],
        6,
        str![[r#"
error: the server cannot take this
  label "urgent" in Work: `orange` is no color; six hexadecimal digits are, like `ff7a66`
  card "Login" in Work: its title has 256 characters, and Nextcloud Deck takes 255
  card "Logout" in Work: `purple` is no color; six hexadecimal digits are, like `ff7a66`
  nothing was sent
hint: undo these edits, and push again

"#]],
    );
}

#[test]
fn a_conflict_with_the_server_changes_nothing() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.substitute(LOGOUT, "title: Logout", "title: Log out");
    {
        let mut model = served.server.model();
        for id in [1, 2] {
            model
                .edit_card("alice", id, |card| card.title = "theirs".to_owned())
                .expect("alice may");
        }
    }
    check(
        &served,
        &["push"],
        3,
        str![[r#"
error: 2 conflicts between here and the server
  card "Log in" in Work / To do: `title` changed on both sides: "Log in" here, "theirs" there, "Login" before
  card "Log out" in Work / To do: `title` changed on both sides: "Log out" here, "theirs" there, "Logout" before
  nothing was changed here and nothing sent
hint: `git board pull` shows both values in the file, for you to choose

"#]],
    );
}

#[test]
fn a_refusal_in_the_middle_tells_what_is_done() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.substitute(LOGOUT, "title: Logout", "title: Log out");
    let body = r#"{"status":403,"message":"Permission denied"}"#.to_owned();
    let fault = Fault::Fail { status: 403, body };
    served.server.faults().plan(When::Write(2), fault);
    let ran = served.git_board("boards", &["push"]).code(4);
    snapbox::assert_data_eq!(
        ran.err,
        str![[r#"
error: failed to edit card "Logout" in Work / To do: title "Logout" → "Log out"
  PUT SERVER/index.php/apps/deck/api/v1.0/boards/1/stacks/1/cards/2: 403: Permission denied
  1 of 2 operations were done; the rest is unchanged on the server and in the files
hint: the thing is gone, or this account may not do that: ask the board's owner, or undo this edit; then push again, it goes on from here

"#]]
    );
    assert_eq!(served.writes().len(), 2);
    assert!(served.read(LOGOUT).contains("title: Log out\n"));
}

#[test]
fn ids_that_came_back_as_other_cards_stop_everything() {
    let served = work();
    {
        let mut model = served.server.model();
        let mut card = model.card(1).expect("the card is there").clone();
        card.title = "Another".to_owned();
        card.created_at += 60;
        model.insert_card(card);
        model.rename_card("alice", 2, "Touched").expect("alice may");
    }
    for command in ["pull", "push"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: SERVER is not the server that this repository knows
  card "Another" in Work / To do has the id 1 of another card
hint: ids came back as other things, as after a restore from an old backup; clone anew

"#]],
        );
    }
}
