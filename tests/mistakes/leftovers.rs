//! What a process that died has left: locks, half a journal, a broken index.

use snapbox::str;

use super::world::{LOGIN, LOGOUT, check, work};
use crate::support::deck_server::Served;

fn edited() -> Served {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served
}

/// A clone with an edit, of which the server has news that are fetched.
fn behind() -> Served {
    let served = edited();
    let renamed = served.server.model().rename_card("alice", 2, "Theirs");
    renamed.expect("alice may");
    served.git_board("boards", &["fetch"]).code(0);
    served
}

#[test]
fn locks_of_git_stop_a_push_before_anything_is_sent() {
    let served = edited();
    for lock in [
        "index.lock",
        "refs/heads/main.lock",
        "refs/remotes/board/main.lock",
        "refs/git-board/before.lock",
    ] {
        served.write(&format!("boards/.git/{lock}"), "");
    }
    check(
        &served,
        &["push"],
        1,
        str![[r#"
error: nothing was sent: its outcome could not be written here
  cannot write the index: `ROOT/boards/.git/index.lock` exists; another git process is running, or one died and left it (then remove it)
  cannot move `refs/heads/main`: `ROOT/boards/.git/refs/heads/main.lock` exists; another git process is running, or one died and left it (then remove it)
  cannot move `refs/remotes/board/main`: `ROOT/boards/.git/refs/remotes/board/main.lock` exists; another git process is running, or one died and left it (then remove it)
  cannot move `refs/git-board/before`: `ROOT/boards/.git/refs/git-board/before.lock` exists; another git process is running, or one died and left it (then remove it)
hint: mend this, and run it again

"#]],
    );
    served.git_board("boards", &["push", "--dry-run"]).code(0);
}

#[test]
fn locks_of_git_stop_a_pull_before_anything_is_written() {
    let served = behind();
    for lock in ["index.lock", "refs/heads/main.lock"] {
        served.write(&format!("boards/.git/{lock}"), "");
    }
    check(
        &served,
        &["pull"],
        1,
        str![[r#"
error: nothing was pulled: it could not be written here
  cannot write the index: `ROOT/boards/.git/index.lock` exists; another git process is running, or one died and left it (then remove it)
  cannot move `refs/heads/main`: `ROOT/boards/.git/refs/heads/main.lock` exists; another git process is running, or one died and left it (then remove it)
hint: mend this, and run it again

"#]],
    );
    served.remove("boards/.git/index.lock");
    served.remove("boards/.git/refs/heads/main.lock");
    served.git_board("boards", &["pull"]).code(0);
    assert!(served.read(LOGOUT).contains("title: Theirs"));
}

#[test]
fn a_lock_on_what_is_fetched_is_told_with_the_way_out() {
    let served = edited();
    let renamed = served.server.model().rename_card("alice", 2, "Theirs");
    renamed.expect("alice may");
    served.write("boards/.git/refs/remotes/board/main.lock", "");
    for command in ["fetch", "pull"] {
        check(
            &served,
            &[command],
            1,
            str![[r#"
error: failed to move `refs/remotes/board/main`: `ROOT/boards/.git/refs/remotes/board/main.lock` exists; another git process is running, or one died and left it (then remove it)

"#]],
        );
    }
}

#[test]
fn our_lock_of_a_dead_process_holds_nobody_up() {
    let served = edited();
    served.write("boards/.git/git-board/lock", "4194305\n");
    served.git_board("boards", &["push"]).code(0);
}

#[test]
fn an_index_that_is_broken_is_told_with_the_way_out() {
    let served = edited();
    served.write("boards/.git/index", "nonsense");
    for command in ["status", "pull", "push"] {
        check(
            &served,
            &[command],
            1,
            str![[r#"
error: failed to read the index `ROOT/boards/.git/index`: it is broken
hint: `rm .git/index && git reset` makes it anew; your files stay as they are

"#]],
        );
    }
    served.remove("boards/.git/index");
    served.git("boards", &["reset", "-q"]).code(0);
    served.git_board("boards", &["push"]).code(0);
}

#[test]
fn a_stamp_that_is_broken_is_read_as_none() {
    let served = edited();
    served.write("boards/.git/git-board/stamp.json", "{\"stamp\":");
    served.git_board("boards", &["push"]).code(0);
    assert_eq!(served.writes().len(), 1);
}

#[test]
fn a_state_whose_objects_are_gone_is_told() {
    let served = edited();
    served.remove("boards/.git/objects");
    std::fs::create_dir(served.path("boards/.git/objects")).expect("a folder");
    let id = std::fs::read_to_string(served.path("boards/.git/refs/heads/main"));
    let id = id.expect("the branch is there").trim().to_owned();
    for command in ["status", "pull", "push"] {
        let ran = served.git_board("boards", &[command]).code(1);
        snapbox::assert_data_eq!(
            ran.err.replace(&id, "COMMIT"),
            str![[r#"
error: failed to read commit COMMIT: object not found - no match for id (COMMIT)
hint: `git fsck` tells whether the repository is sound

"#]]
        );
    }
    assert_eq!(served.writes(), [""; 0]);
}

#[test]
fn in_the_middle_of_a_rebase_nothing_is_synced() {
    let mut served = edited();
    for (name, value) in [
        ("GIT_AUTHOR_NAME", "a"),
        ("GIT_AUTHOR_EMAIL", "a@example.com"),
        ("GIT_COMMITTER_NAME", "a"),
        ("GIT_COMMITTER_EMAIL", "a@example.com"),
        ("GIT_SEQUENCE_EDITOR", "sed -i s/^pick/edit/"),
    ] {
        served.set(name, value);
    }
    served.git("boards", &["commit", "-qam", "mine"]).code(0);
    served.git("boards", &["rebase", "-qi", "HEAD~1"]).code(0);
    for command in ["pull", "push"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: git is in the middle of something else
hint: finish it, or leave it with `git rebase --abort`

"#]],
        );
    }
    served.git_board("boards", &["status"]).code(0);
    served.git("boards", &["rebase", "--continue"]).code(0);
    served.git_board("boards", &["push"]).code(0);
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_not_deleted() {
    let served = work();
    let sparse = ["sparse-checkout", "set", "--no-cone", "/*", "!to-do/"];
    served.git("boards", &sparse).code(0);
    assert!(!served.path(LOGIN).exists());
    served.write("boards/work/done/new.md", "# New\n");
    served.git_board("boards", &["push"]).code(0);
    assert_eq!(served.writes().len(), 1);
    let renamed = served.server.model().rename_card("alice", 2, "Theirs");
    renamed.expect("alice may");
    served.git_board("boards", &["pull"]).code(0);
    let ran = served.git_board("boards", &["push"]).code(0);
    assert_eq!(ran.out, "Nothing to push.\n");
    assert_eq!(
        served
            .server
            .model()
            .card(1)
            .expect("it is there")
            .deleted_at,
        0
    );
}
