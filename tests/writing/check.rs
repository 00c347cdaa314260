//! What `git board check` finds and mends.

use snapbox::{assert_data_eq, str};

use super::world::{LOGIN, work};

#[test]
fn a_folder_left_behind_is_told_and_brought_along() {
    let served = work();
    served.rename(LOGIN, "boards/work/done/1-login.md");
    served.substitute("boards/work/done/1-login.md", "position: 10", "position: 5");
    let ran = served.git_board("boards", &["check"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
warning: work/to-do/1-login: the card of this folder is `work/done/1-login.md` now; `git board check --fix` brings it along

"#]]
    );
    let ran = served.git_board("boards", &["check", "--fix"]).code(0);
    assert_eq!(
        ran.out,
        "work/to-do/1-login: brought along to `work/done/1-login.md`\n"
    );
    assert_eq!(
        served.read("boards/work/done/1-login/log.txt"),
        "it fails\n"
    );
    assert!(!served.path("boards/work/to-do/1-login").exists());
}

#[test]
fn positions_that_are_there_twice_are_told_and_mended() {
    let served = work();
    let profile = "boards/work/to-do/3-profile.md";
    let logout = "boards/work/to-do/2-logout.md";
    served.substitute(profile, "position: 30", "position: 20 # as it was");
    served.substitute(
        "boards/work/done/stack.yaml",
        "position: 20",
        "position: 10",
    );
    let ran = served.git_board("boards", &["check", "work"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
warning: work/to-do/3-profile.md: the position 20 is that of `work/to-do/2-logout.md` too, so that names decide; `git board check --fix` gives it one of its own
warning: work/to-do/stack.yaml: the position 10 is that of `work/done/stack.yaml` too, so that names decide; `git board check --fix` gives it one of its own

"#]]
    );
    served.git_board("boards", &["check", "--fix"]).code(0);
    assert!(served.read(profile).contains("position: 30 # as it was"));
    assert!(served.read(logout).contains("position: 20\n"));
    let ran = served.git_board("boards", &["check"]).code(0);
    assert_eq!(ran.out, "");
    assert_eq!(ran.err, "The files are fit to be pushed.\n");
}

#[test]
fn what_the_server_does_not_take_is_told_offline() {
    let served = work();
    let long = "x".repeat(300);
    served.substitute(LOGIN, "title: Login", &format!("title: {long}"));
    served.server.log().clear();
    let ran = served.git_board("boards", &["check"]).code(1);
    assert_data_eq!(
        ran.out,
        str![[r#"
error: work/to-do/1-login.md: card "Login" in Work: its title has 300 characters, and Nextcloud Deck takes 255

"#]]
    );
    assert_eq!(served.requests(), [""; 0]);
}

#[test]
fn a_link_to_a_file_that_is_not_there_is_told() {
    let served = work();
    served.substitute(
        LOGIN,
        "Fix it.",
        "See [log](1-login/log.txt) and [more](1-login/more.txt).",
    );
    let ran = served.git_board("boards", &["check"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
warning: work/to-do/1-login.md: the text links to `1-login/more.txt`, which is not there

"#]]
    );
}

#[test]
fn a_missing_merge_driver_is_set_up() {
    let served = work();
    served
        .git("boards", &["config", "--unset", "merge.git-board.driver"])
        .code(0);
    let ran = served.git_board("boards", &["check"]).code(0);
    assert!(
        ran.err.contains("`git board check --fix` mends that"),
        "{}",
        ran.err
    );
    served.git_board("boards", &["check", "--fix"]).code(0);
    served
        .git("boards", &["config", "merge.git-board.driver"])
        .code(0);
}

#[test]
fn status_says_what_a_push_would_say_of_an_id_that_nobody_knows() {
    let served = work();
    served.write(
        "boards/work/to-do/77-stray.md",
        "---\nid: 77\ntitle: Stray\nposition: 40\n---\n",
    );
    let ran = served.git_board("boards", &["status"]).code(0);
    let said = ran.out.split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_data_eq!(
        said.unwrap_or_default(),
        str![[r#"
Unknown here; a push asks the server for it:
  ? card "Stray" (77): if the server does not have it, the push is refused; delete the file, or
    remove `id` to make a new card

"#]]
    );
}
