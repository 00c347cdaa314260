//! How a mistake is made, what is checked of every answer, and how it is undone again.

use snapbox::{IntoData, assert_data_eq};

use crate::support::deck_server::Served;
use crate::support::sandbox::{Ran, Sandbox, files_below};

pub const LOGIN: &str = "boards/work/to-do/1-login.md";
pub const LOGOUT: &str = "boards/work/to-do/2-logout.md";
pub const WORK: &str = "boards/work/board.yaml";
pub const TO_DO: &str = "boards/work/to-do/stack.yaml";

/// A board with two stacks, two cards, a label and a reader, and a board that is only read; cloned.
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
            "---\nid: 1\ntitle: Login\nposition: 10\nlabels:\n  - urgent\nassignees:\n  - bob\n\
             due: 2026-12-01T09:00:00Z\n---\nFix it.\n",
        ),
        (
            "work/to-do/2-logout.md",
            "---\nid: 2\ntitle: Logout\nposition: 20\n---\n",
        ),
        ("work/done/stack.yaml", "id: 2\ntitle: Done\nposition: 20\n"),
    ])
    .cloned()
}

/// Makes a mistake in a clone, runs a command, compares its words, and undoes the mistake.
///
/// Nothing may change here or there by the command, and the words must keep the grammar of all.
#[track_caller]
pub fn check(
    served: &Served,
    mistake: impl FnOnce(&Served),
    typed: &[&str],
    code: i32,
    words: impl IntoData,
) {
    mistake(served);
    served.server.log().clear();
    let before = files_below(&served.path("boards"));
    let ran = served.git_board("boards", typed);
    compare(&ran, code, words);
    let after = files_below(&served.path("boards"));
    assert_eq!(after, before, "`{typed:?}` changed files");
    assert_eq!(served.writes(), [""; 0]);
    for undo in [&["reset", "-q", "--hard"][..], &["clean", "-fdq"]] {
        served.git("boards", undo).code(0);
    }
}

/// The same where there is no clone.
#[track_caller]
pub fn check_at(sandbox: &Sandbox, typed: &[&str], code: i32, words: impl IntoData) {
    compare(&sandbox.git_board(".", typed), code, words);
}

#[track_caller]
fn compare(ran: &Ran, code: i32, words: impl IntoData) {
    assert_data_eq!(ran.err.clone(), words.into_data());
    ran.clone().code(code);
    keeps_the_grammar(&ran.err);
}

/// Asserts what holds for every message: one sentence in small letters behind `error: `, no full
/// stop, and a way out.
#[track_caller]
fn keeps_the_grammar(words: &str) {
    let headline = words.lines().find_map(|line| line.strip_prefix("error: "));
    let headline = headline.unwrap_or_else(|| panic!("no `error: ` in:\n{words}"));
    let first = headline.chars().next().expect("a headline has words");
    assert!(
        !first.is_uppercase() || headline.starts_with("HEAD"),
        "{headline}"
    );
    assert!(!headline.ends_with('.'), "{headline}");
    let ways_out = ["hint: ", "did you mean", "tip: ", "Usage: ", " is wanted, "];
    assert!(
        ways_out.iter().any(|way| words.contains(way)),
        "no way out in:\n{words}"
    );
    assert!(!words.contains("Error("), "{words}");
    assert!(!words.contains("Some("), "{words}");
}
