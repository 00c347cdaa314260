//! Commands in places where they cannot work.

use snapbox::str;

use super::table::{check, check_at, work};
use crate::support::deck_server::Served;
use crate::support::sandbox::Sandbox;

#[test]
fn outside_of_a_repository_of_boards() {
    let sandbox = Sandbox::new();
    check_at(
        &sandbox,
        &["status"],
        1,
        str![[r#"
error: failed to find a git repository in `.` or above it
hint: go into one, or make one with `git board clone URL`

"#]],
    );
    check_at(
        &sandbox,
        &["-C", "nowhere", "pull"],
        2,
        str![[r#"
error: there is no folder `nowhere`
hint: name one that is there; it counts from the folder that you are in

"#]],
    );
    check_at(
        &sandbox,
        &["logout"],
        1,
        str![[r#"
error: failed to find a git repository in `.` or above it
hint: name the server: git board login https://cloud.example.com

"#]],
    );
    sandbox
        .git(".", &["init", "-q", "-b", "main", "plain"])
        .code(0);
    check_at(
        &sandbox,
        &["-C", "plain", "pull"],
        1,
        str![[r#"
error: this repository belongs to no boards
  neither git's configuration nor `.boardconfig` in `ROOT/plain` names a server
hint: make one with `git board clone URL`

"#]],
    );
}

#[test]
fn on_another_branch_or_on_none() {
    let served = work();
    check(
        &served,
        |served| {
            served.git("boards", &["switch", "-qc", "idea"]).code(0);
        },
        &["push"],
        6,
        str![[r#"
error: HEAD is on `idea`, and the boards are synced on `main`
hint: git switch main; or, to sync here from now on: git config board.branch idea

"#]],
    );
    check(
        &served,
        |served| {
            served.git("boards", &["switch", "-q", "--detach"]).code(0);
        },
        &["pull"],
        6,
        str![[r#"
error: HEAD is on no branch, and the boards are synced on `main`
hint: git switch main

"#]],
    );
    served.git("boards", &["switch", "-q", "main"]).code(0);
}

#[test]
fn settings_that_make_no_sense() {
    let served = work();
    let with = |key: &str, value: &str, code: i32, words: snapbox::data::Inline| {
        let before = served.git("boards", &["config", "--get", key]).out;
        let before = before.replace("SERVER", served.server.url());
        check(
            &served,
            |served| {
                served.git("boards", &["config", key, value]).code(0);
            },
            &["pull"],
            code,
            words,
        );
        match before.trim_end() {
            "" => served.git("boards", &["config", "--unset", key]),
            before => served.git("boards", &["config", key, before]),
        }
        .code(0);
    };
    with(
        "board.timeout",
        "soon",
        2,
        str![[r#"
error: `board.timeout` is `soon`, and not a number of seconds
hint: git config board.timeout 120

"#]],
    );
    with(
        "board.service",
        "dek",
        2,
        str![[r#"
error: `board.service` is `dek`, and no service of that name is known
hint: git config board.service deck

"#]],
    );
    with(
        "board.url",
        "cloud example",
        2,
        str![[r#"
error: `cloud example` is not an address: invalid international domain name
  that is what `board.url` is set to
hint: write the server's address, for example https://cloud.example.com

"#]],
    );
}

#[test]
fn paths_that_are_none() {
    let served = work();
    let nothing = |_: &Served| {};
    check(
        &served,
        nothing,
        &["check", "wrok/to-do"],
        2,
        str![[r#"
error: `wrok/to-do` did not match any file
hint: did you mean `work/to-do`?

"#]],
    );
    check(
        &served,
        nothing,
        &["check", "work", "somewhere/else"],
        2,
        str![[r#"
error: `somewhere/else` did not match any file
hint: name a file or folder that is there; it counts from your folder

"#]],
    );
    check(
        &served,
        nothing,
        &["log", "wrok/to-do"],
        2,
        str![[r#"
error: there is no board, stack or card `wrok/to-do`
hint: did you mean `work/to-do`?

"#]],
    );
    for command in ["diff", "push", "status"] {
        let ran = served.git_board("boards", &[command, "work/to-do"]).code(2);
        let hint = format!("hint: `{command}` takes no path, it is about all boards; ");
        assert!(ran.err.contains(&hint), "{}", ran.err);
    }
    // A file that was deleted is none that is unknown.
    served.remove("boards/work/to-do/2-logout.md");
    served
        .git_board(
            "boards",
            &["check", "work/to-do/2-logout.md", "work/../work"],
        )
        .code(0);
    let inside = ["-C", "boards/work", "check", "to-do"];
    served.git_board(".", &inside).code(0);
}
