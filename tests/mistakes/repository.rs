//! Repositories that are not in a state for a sync.

use git_board::cli::connection::SCOPE;
use git_board::repo::{Environment, Repo};
use snapbox::str;

use super::world::{LOGIN, check, check_here, work};
use crate::support::deck_server::Served;
use crate::support::sandbox::Sandbox;

#[test]
fn outside_of_a_repository_nothing_works() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("boards")).expect("a folder");
    check_here(
        &sandbox,
        &["status"],
        1,
        str![[r#"
error: failed to find a git repository in `.` or above it
hint: go into one, or make one with `git board clone URL`

"#]],
    );
    check_here(
        &sandbox,
        &["push"],
        1,
        str![[r#"
error: failed to find a git repository in `.` or above it
hint: go into one, or make one with `git board clone URL`

"#]],
    );
}

#[test]
fn a_repository_without_a_server_is_told() {
    let sandbox = Sandbox::new();
    sandbox.git(".", &["init", "-q", "boards"]).code(0);
    check_here(
        &sandbox,
        &["status"],
        1,
        str![[r#"
error: this repository belongs to no boards
  neither git's configuration nor `.boardconfig` in `ROOT/boards` names a server
hint: make one with `git board clone URL`

"#]],
    );
    check_here(
        &sandbox,
        &["pull"],
        1,
        str![[r#"
error: this repository belongs to no boards
  neither git's configuration nor `.boardconfig` in `ROOT/boards` names a server
hint: make one with `git board clone URL`

"#]],
    );
}

#[test]
fn a_server_that_only_a_committed_file_names_gets_no_password() {
    let served = work();
    served.git(".", &["clone", "-q", "boards", "copy"]).code(0);
    served.remove("boards");
    served.rename("copy", "boards");
    for command in ["pull", "push", "fetch"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: the server `SERVER` is named by `.boardconfig` alone
  a committed file does not decide where your password goes; nothing was sent
hint: if you trust it: git config board.url SERVER && git config board.account alice

"#]],
        );
        assert_eq!(served.server.log().count(), 0);
    }
}

#[test]
fn boards_are_synced_on_their_branch_only() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.git("boards", &["switch", "-qc", "mine"]).code(0);
    for command in ["pull", "push"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: HEAD is on `mine`, and the boards are synced on `main`
hint: git switch main; or, to sync here from now on: git config board.branch mine

"#]],
        );
    }
    served.git_board("boards", &["status"]).code(0);
}

#[test]
fn boards_are_not_synced_off_a_branch() {
    let served = work();
    served
        .git("boards", &["checkout", "-q", "--detach"])
        .code(0);
    for command in ["pull", "push"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: HEAD is on no branch, and the boards are synced on `main`
hint: git switch main

"#]],
        );
    }
}

/// Commits with an identity of this command's own.
fn commit(served: &Served, message: &str) {
    let me = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let commit = ["commit", "-qam", message];
    served
        .git("boards", &[me.as_slice(), &commit].concat())
        .code(0);
}

#[test]
fn in_the_middle_of_a_merge_nothing_is_synced() {
    let served = work();
    served.git("boards", &["switch", "-qc", "mine"]).code(0);
    served.substitute(LOGIN, "title: Login", "title: Log in");
    commit(&served, "mine");
    served.git("boards", &["switch", "-q", "-"]).code(0);
    let me = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let merge = ["merge", "-q", "--no-ff", "--no-commit", "mine"];
    let merge = [me.as_slice(), &merge].concat();
    served.git("boards", &merge).code(0);
    for command in ["pull", "push"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: git is in the middle of something else
hint: finish it, or leave it with `git merge --abort`

"#]],
        );
    }
}

#[test]
fn files_that_git_left_in_conflict_are_named() {
    let served = work();
    served.git("boards", &["switch", "-qc", "mine"]).code(0);
    served.substitute(LOGIN, "title: Login", "title: Log in");
    commit(&served, "mine");
    served.git("boards", &["switch", "-q", "-"]).code(0);
    served.substitute(LOGIN, "title: Login", "title: Sign in");
    commit(&served, "ours");
    let me = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    served
        .git(
            "boards",
            &[me.as_slice(), &["merge", "-q", "mine"]].concat(),
        )
        .code(1);
    check(
        &served,
        &["push"],
        6,
        str![[r#"
error: git is in the middle of something else
hint: finish it, or leave it with `git merge --abort`

"#]],
    );
    check(
        &served,
        &["status"],
        3,
        str![[r#"
error: 1 file is in conflict
  work/to-do/1-login.md:3: card "Sign in": `title` changed on both sides: "Sign in" here, "Log in" there, "Login" before
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these and `git commit`; `git checkout --theirs FILE` takes the server's side or the other branch's, `--ours` yours

"#]],
    );
}

#[test]
fn an_index_that_git_holds_stops_a_push_before_anything_is_sent() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.write("boards/.git/index.lock", "");
    check(
        &served,
        &["push"],
        1,
        str![[r#"
error: nothing was sent: its outcome could not be written here
  cannot write the index: `ROOT/boards/.git/index.lock` exists; another git process is running, or one died and left it (then remove it)
hint: mend this, and run it again

"#]],
    );
}

#[test]
fn two_syncs_of_one_repository_do_not_run_at_once() {
    let mut served = work();
    served.replace(format!("process {}", std::process::id()), "process 1234");
    let environment = Environment::default();
    let repo = Repo::discover(&served.path("boards"), SCOPE, environment).expect("a repository");
    let lock = repo.lock().expect("nobody holds it");
    for command in ["pull", "push", "fetch"] {
        check(
            &served,
            &[command],
            1,
            str![[r#"
error: failed to lock `ROOT/boards/.git/git-board/lock`: process 1234 is using the boards of this repository
hint: wait until it has ended, and run this again

"#]],
        );
    }
    served.git_board("boards", &["status"]).code(0);
    drop(lock);
    served.git_board("boards", &["pull"]).code(0);
}

#[test]
fn a_branch_that_shares_nothing_with_the_boards_has_no_base() {
    let served = work();
    let branch = served.git("boards", &["branch", "--show-current"]).out;
    served
        .git("boards", &["switch", "-q", "--orphan", "new"])
        .code(0);
    served
        .git("boards", &["config", "board.branch", "new"])
        .code(0);
    for command in ["status", "pull", "push"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: nothing that was agreed with SERVER is in this branch's history
  nothing is committed on this branch
hint: git merge board/main, or clone anew

"#]],
        );
    }
    let me = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let first = ["commit", "-q", "--allow-empty", "-m", "first"];
    served
        .git("boards", &[me.as_slice(), &first].concat())
        .code(0);
    for command in ["status", "pull", "push"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: nothing that was agreed with SERVER is in this branch's history
  without it, nobody can tell your edits from the server's
hint: git merge --allow-unrelated-histories board/main, or go to the branch of the boards

"#]],
        );
    }
    assert!(!branch.is_empty());
}

#[test]
fn a_shallow_clone_has_no_base() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    commit(&served, "mine");
    served
        .git("boards", &["config", "uploadpack.allowFilter", "true"])
        .code(0);
    let source = format!("file://{}", served.path("boards").display());
    served
        .git(".", &["clone", "-q", "--depth", "1", &source, "copy"])
        .code(0);
    served.remove("boards");
    served.rename("copy", "boards");
    let url = served.server.url().to_owned();
    served.git("boards", &["config", "board.url", &url]).code(0);
    for command in ["status", "push"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: nothing that was agreed with SERVER is in this branch's history
  the history was cut off by a shallow clone
hint: git fetch --unshallow

"#]],
        );
    }
}
