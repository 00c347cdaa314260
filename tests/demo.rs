//! The demo: it runs to its end on each service, and leaves a repository of its own each time.

use crate::support::sandbox::Sandbox;

#[test]
fn every_demo_runs_to_its_end_in_a_folder_of_its_own() {
    let sandbox = Sandbox::new();
    for (arguments, folder) in [
        (vec!["demo", "--yes"], "git-board-demo"),
        (
            vec!["demo", "--service", "codecks", "--yes"],
            "git-board-demo-2",
        ),
        (vec!["demo", "--yes"], "git-board-demo-3"),
        (vec!["demo", "--yes", "mine"], "mine"),
    ] {
        let ran = sandbox.git_board(".", &arguments).code(0);
        let stays = format!("The repository stays in `{folder}`");
        assert!(ran.out.contains(&stays), "{}{}", ran.out, ran.err);
        assert_eq!(sandbox.git(folder, &["status", "--short"]).code(0).out, "");
        let title = "title: Login after a password change";
        let found = sandbox.git(folder, &["grep", "-l", title, "board/main"]);
        assert_eq!(found.code(0).out.lines().count(), 1);
    }
}

#[test]
fn a_folder_that_is_taken_is_told_before_anything_begins() {
    let sandbox = Sandbox::new();
    sandbox.write("mine/notes.txt", "mine\n");
    let ran = sandbox.git_board(".", &["demo", "--yes", "mine"]).code(2);
    assert_eq!(ran.out, "");
    let told = "error: `mine` is there already and is not an empty folder\n\
                hint: name another: git board demo DIR\n";
    assert_eq!(ran.err, told);
    assert_eq!(sandbox.read("mine/notes.txt"), "mine\n");
}
