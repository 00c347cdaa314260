//! Pushes and pulls that would do what nobody meant, or may.

use snapbox::str;

use super::table::{LOGIN, LOGOUT, check, work};
use crate::support::deck_server::Served;

#[test]
fn deletions_that_nobody_agreed_to() {
    let served = work();
    check(
        &served,
        |served| served.remove(LOGOUT),
        &["push"],
        6,
        str![[r#"
error: the plan deletes, and nobody agreed to that
  nothing was sent
hint: if it is right: git board push --yes

"#]],
    );
    check(
        &served,
        |served| served.remove("boards/work/to-do"),
        &["push", "--yes"],
        6,
        str![[r#"
error: the plan deletes much
  this deletes stack "To do" in Work with 2 cards
  nothing was sent
hint: if that is right: git board push --allow-deletes --yes

"#]],
    );
    check(
        &served,
        |served| served.remove("boards/work"),
        &["push", "--yes"],
        6,
        str![[r#"
error: the plan deletes much
  this deletes board "Work" with 2 cards
  nothing was sent
hint: if that is right: git board push --allow-deletes --yes

"#]],
    );
}

#[test]
fn what_the_server_says_no_to() {
    let mut served = work();
    check(
        &served,
        |served| {
            served.substitute(LOGIN, "Fix it.", "Fixed.");
            let renamed = served.server.model().rename_card("alice", 1, "Log in");
            renamed.expect("alice may");
            served.substitute(LOGIN, "title: Login", "title: Sign in");
            served.later(60);
        },
        &["push"],
        3,
        str![[r#"
error: 1 conflict between here and the server
  card "Sign in" in Work / To do: `title` changed on both sides: "Sign in" here, "Log in" there, "Login" before
  nothing was changed here and nothing sent
hint: `git board pull` shows both values in the file, for you to choose

"#]],
    );
    served.git_board("boards", &["pull"]).code(0);
    served.set("GIT_BOARD_TOKEN", "wrong");
    check(
        &served,
        |_| (),
        &["pull"],
        5,
        str![[r#"
error: not logged in to SERVER
  the server does not accept this user name and app password
  it was tried once and is not tried again, since failures lock you out
hint: `git board login` logs in anew; GIT_BOARD_USER and GIT_BOARD_TOKEN, where they are set, come before what it stores

"#]],
    );
    served.set("GIT_BOARD_TOKEN", git_board::cli::seed::deck::PASSWORD);
    served.server.model().is_in_maintenance = true;
    check(
        &served,
        |_| (),
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
fn a_board_that_may_only_be_read() {
    let mut served = work();
    served.set("GIT_BOARD_USER", "bob");
    let url = served.server.url().to_owned();
    served.remove("boards");
    served.git_board(".", &["clone", &url, "boards"]).code(0);
    check(
        &served,
        |served: &Served| served.substitute(LOGIN, "Fix it.", "Fixed."),
        &["push"],
        5,
        str![[r#"
error: the account may not do this
  card "Login" in Work: this account may only read the board
  nothing was sent
hint: ask the board's owner for more rights, or undo these edits; then push again

"#]],
    );
}
