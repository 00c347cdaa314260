//! Servers that do not answer at all, or do not stop.

use git_board::lookalike::faults::{Fault, When};
use snapbox::str;

use super::answers::check_answer;
use super::world::{check, work};

#[test]
fn a_connection_that_is_cut_is_told() {
    check_answer(
        &Fault::Cut,
        1,
        3,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: the connection was cut: connection closed before message completed
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
    );
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let served = work();
    served
        .git("boards", &["config", "board.timeout", "1"])
        .code(0);
    served.server.faults().plan(When::Request(1), Fault::Hang);
    check(
        &served,
        &["pull"],
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: no answer in time
  nothing was changed here and nothing sent
hint: run this again; `git config board.timeout SECONDS` lets it wait longer; nothing is lost

"#]],
    );
    assert_eq!(served.server.log().count(), 1);
}

#[test]
fn an_answer_that_never_ends_is_given_up() {
    let served = work();
    served
        .git("boards", &["config", "board.maxAnswerSize", "1"])
        .code(0);
    served
        .server
        .faults()
        .plan(When::Request(1), Fault::Endless);
    check(
        &served,
        &["pull"],
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/index.php/apps/deck/api/v1.0/boards: cannot understand the answer: it is longer than 1 MB, or never ends; it begins `"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
  nothing was changed here and nothing sent
hint: is the address right? open it in a browser: a login page or a proxy may stand before the server

"#]],
    );
}
