//! A small board, and the check of these tests: a command fails with these words and changes
//! nothing, here or there.

use snapbox::{IntoData, assert_data_eq};

use crate::support::deck_server::Served;
use crate::support::sandbox::{Ran, Sandbox, files_below};

pub const LOGIN: &str = "boards/work/to-do/1-login.md";
pub const LOGOUT: &str = "boards/work/to-do/2-logout.md";
pub const TO_DO: &str = "boards/work/to-do/stack.yaml";
pub const WORK: &str = "boards/work/board.yaml";

/// A board with two cards in one stack, and an empty stack; bob may only read it.
pub fn work() -> Served {
    Served::files([
        (
            "work/board.yaml",
            "id: 1\ntitle: Work\ncolor: 0082c9\nlabels:\n  - name: urgent\n    color: ff7a66\n    \
             id: 1\nmembers:\n  - user: bob\n",
        ),
        (
            "work/to-do/stack.yaml",
            "id: 1\ntitle: To do\nposition: 10\n",
        ),
        (
            "work/to-do/1-login.md",
            "---\nid: 1\ntitle: Login\nposition: 10\nlabels:\n  - urgent\n---\nFix it.\n",
        ),
        (
            "work/to-do/2-logout.md",
            "---\nid: 2\ntitle: Logout\nposition: 20\n---\n",
        ),
        ("work/done/stack.yaml", "id: 2\ntitle: Done\nposition: 20\n"),
    ])
    .cloned()
}

/// All that a failing command must leave as it is.
#[derive(Debug, PartialEq)]
struct Before {
    files: Vec<(String, Vec<u8>)>,
    refs: String,
    index: Option<Vec<u8>>,
    journal: Option<Vec<u8>>,
}

fn before(sandbox: &Sandbox) -> Before {
    let boards = sandbox.path("boards");
    Before {
        files: files_below(&boards),
        refs: match boards.join(".git").exists() {
            true => sandbox.git("boards", &["show-ref", "--head"]).out,
            false => String::new(),
        },
        index: std::fs::read(boards.join(".git/index")).ok(),
        journal: std::fs::read(boards.join(".git/git-board/push.journal")).ok(),
    }
}

/// Runs a command in `boards` that fails with this code and these words on standard error, prints
/// nothing to standard output, and changes nothing here.
#[track_caller]
pub fn check_here(sandbox: &Sandbox, arguments: &[&str], code: i32, words: impl IntoData) -> Ran {
    let before_it = before(sandbox);
    let ran = sandbox.git_board("boards", arguments).code(code);
    assert_data_eq!(ran.err.clone(), words.into_data());
    assert_eq!(before(sandbox), before_it);
    ran
}

/// The same, where nothing is sent to the server either; what it prints of the plan is allowed.
#[track_caller]
pub fn check(served: &Served, arguments: &[&str], code: i32, words: impl IntoData) -> Ran {
    served.server.log().clear();
    let ran = check_here(served, arguments, code, words);
    assert_eq!(served.writes(), [""; 0]);
    ran
}
