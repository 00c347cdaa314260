//! `git board tidy`.

use snapbox::{assert_data_eq, str};

use super::world::{LOGIN, dirty, work};

#[test]
fn names_that_are_as_the_titles_are_left() {
    let served = work();
    let ran = served.git_board("boards", &["tidy"]).code(0);
    assert_eq!(
        ran.out,
        "Every file and folder is named as its title is today.\n"
    );
}

#[test]
fn files_and_folders_get_the_names_of_todays_titles_in_a_commit_of_its_own() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Sign in");
    served.substitute("boards/work/to-do/stack.yaml", "To do", "Next");
    served.substitute("boards/work/board.yaml", "title: Work", "title: Our work");
    served.write("boards/work/to-do/notes.txt", "mine\n");
    served.push(&[]);
    served.git("boards", &["add", "-A"]).code(0);
    served
        .git(
            "boards",
            &[
                "-c",
                "user.name=a",
                "-c",
                "user.email=a",
                "commit",
                "-qm",
                "notes",
            ],
        )
        .code(0);
    let ran = served.git_board("boards", &["tidy"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
work → our-work
work/to-do → next
work/to-do/1-login.md → 1-sign-in.md

"#]]
    );
    assert_eq!(
        ran.err,
        "3 names would change; `git board tidy --rename` does it, in a commit of its own.\n"
    );
    assert!(served.path(LOGIN).exists());

    served.git_board("boards", &["tidy", "--rename"]).code(0);
    assert_eq!(
        served.read("boards/our-work/next/1-sign-in/log.txt"),
        "it fails\n"
    );
    assert_eq!(served.read("boards/our-work/next/notes.txt"), "mine\n");
    assert!(!served.path("boards/work").exists());
    assert_eq!(dirty(&served), "");
    let log = served.git("boards", &["log", "-1", "--format=%B"]).code(0);
    assert_data_eq!(
        log.out,
        str![[r#"
tidy: 3 names as the titles are today

work → our-work
work/to-do → our-work/next
work/to-do/1-login.md → our-work/next/1-sign-in.md


"#]]
    );
    assert_eq!(served.push(&[]), [""; 0]);
    let again = served.git_board("boards", &["tidy"]).code(0);
    assert_eq!(
        again.out,
        "Every file and folder is named as its title is today.\n"
    );
    served
        .server
        .model()
        .rename_card("alice", 2, "Sign out")
        .expect("she may");
    served.later(60);
    served.git_board("boards", &["pull"]).code(0);
    assert!(
        served
            .read("boards/our-work/next/2-logout.md")
            .contains("Sign out")
    );
}

#[test]
fn edits_that_are_not_committed_stop_it() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Sign in");
    let before = dirty(&served);
    let ran = served.git_board("boards", &["tidy", "--rename"]).code(6);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: there are edits that are not committed
  work/to-do/1-login.md
  nothing was changed here
hint: commit or stash them first, and run this again

"#]]
    );
    assert_eq!(dirty(&served), before);
}
