//! `git board rm`.

use snapbox::{assert_data_eq, str};

use super::world::{LOGIN, edits, work};

#[test]
fn cards_go_with_what_hangs_on_them() {
    let served = work();
    let ran = served.git_board("boards", &["rm", "Login", "2"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
deleted card "Login" in Work / To do
deleted card "Logout" in Work / To do

"#]]
    );
    assert!(!served.path("boards/work/to-do/1-login").exists());
    assert_data_eq!(
        edits(&served),
        str![[r#"
To push (2 operations):
Work
  - delete "Login" in To do
  - delete "Logout" in To do

"#]]
    );
}

#[test]
fn what_was_never_committed_can_be_brought_back() {
    let served = work();
    served.substitute(LOGIN, "Fix it.", "Fix it well.");
    served.git_board("boards", &["rm", "Login"]).code(0);
    served
        .git(
            "boards",
            &[
                "checkout",
                "refs/git-board/before",
                "--",
                "work/to-do/1-login.md",
            ],
        )
        .code(0);
    assert!(served.read(LOGIN).contains("Fix it well."));
}
