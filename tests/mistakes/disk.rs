//! Files and folders that cannot be read or written, and disks that are full.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use git_board::lookalike::faults::When;
use snapbox::str;

use super::world::{LOGIN, LOGOUT, check, check_here, work};
use crate::support::deck_server::Served;
use crate::support::sandbox::files_below;

/// Changes who may do what, lets something happen, and changes it back.
fn with_mode(served: &Served, path: &str, mode: u32, happens: impl FnOnce()) {
    let path = served.path(path);
    let before = fs::metadata(&path).expect("it is there").permissions();
    fs::set_permissions(&path, Permissions::from_mode(mode)).expect("it is ours");
    happens();
    fs::set_permissions(&path, before).expect("it is ours");
}

/// A clone with an edit, whose owner is no administrator.
fn edited() -> Served {
    let mut served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.without_privileges();
    served
}

/// Text of this many bytes that cannot be packed to less than half of them.
fn noise(bytes: usize) -> String {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("{state:016x}")
    };
    let mut text = String::with_capacity(bytes + 16);
    while text.len() < bytes {
        text.push_str(&next());
    }
    text
}

/// Gives a card another text there.
fn describe(served: &Served, card: i64, text: &str) {
    let mut model = served.server.model();
    let edited = model.edit_card("alice", card, |card| card.description = text.to_owned());
    edited.expect("alice may");
}

#[test]
fn a_file_that_may_not_be_read_is_told_and_not_deleted() {
    let served = edited();
    served.substitute(LOGOUT, "title: Logout", "titel: Logout");
    let path = served.path(LOGIN);
    let text = fs::read(&path).expect("a file");
    // Nobody vouches for a file that was changed, so that it has to be read.
    with_mode(&served, LOGIN, 0o000, || {
        for command in ["status", "pull", "push"] {
            let ran = served.git_board("boards", &[command]).code(1);
            snapbox::assert_data_eq!(
                ran.err,
                str![[r#"
error: 2 problems in the files
  work/to-do/1-login.md: cannot be read: Permission denied (os error 13)
  work/to-do/2-logout.md: card 2 has no `title`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]]
            );
        }
    });
    assert_eq!(fs::read(&path).expect("a file"), text);
    assert_eq!(served.writes(), [""; 0]);
}

#[test]
fn a_folder_that_may_not_be_read_is_told_and_not_deleted() {
    let served = edited();
    with_mode(&served, "boards/work/to-do", 0o000, || {
        for command in ["status", "pull", "push"] {
            let ran = served.git_board("boards", &[command]).code(1);
            snapbox::assert_data_eq!(
                ran.err,
                str![[r#"
error: the files here cannot be trusted as they are
  work/to-do: Permission denied (os error 13)
  nothing was changed and nothing sent
hint: mend this, and run it again

"#]]
            );
        }
    });
    assert_eq!(served.writes(), [""; 0]);
}

#[test]
fn a_folder_that_may_not_be_written_stops_a_push_before_anything_is_sent() {
    let served = edited();
    with_mode(&served, "boards/work/to-do", 0o555, || {
        check(
            &served,
            &["push"],
            1,
            str![[r#"
error: nothing was sent: its outcome could not be written here
  cannot write to `ROOT/boards/work/to-do`: Permission denied (os error 13)
hint: mend this, and run it again

"#]],
        );
    });
    served.git_board("boards", &["push"]).code(0);
}

#[test]
fn a_folder_that_may_not_be_written_stops_a_pull_before_anything_is_written() {
    let served = edited();
    let renamed = served.server.model().rename_card("alice", 2, "Theirs");
    renamed.expect("alice may");
    served.git_board("boards", &["fetch"]).code(0);
    with_mode(&served, "boards/work/to-do", 0o555, || {
        check(
            &served,
            &["pull"],
            1,
            str![[r#"
error: nothing was pulled: it could not be written here
  cannot write to `ROOT/boards/work/to-do`: Permission denied (os error 13)
hint: mend this, and run it again

"#]],
        );
    });
    served.git_board("boards", &["pull"]).code(0);
    assert!(served.read(LOGOUT).contains("title: Theirs"));
}

#[test]
fn a_folder_of_git_that_may_not_be_written_is_told() {
    let served = edited();
    with_mode(&served, "boards/.git", 0o555, || {
        with_mode(&served, "boards/.git/refs/heads", 0o555, || {
            check(
                &served,
                &["push"],
                1,
                str![[r#"
error: nothing was sent: its outcome could not be written here
  cannot write to `ROOT/boards/.git/`: Permission denied (os error 13)
  cannot write to `ROOT/boards/.git/refs/heads`: Permission denied (os error 13)
hint: mend this, and run it again

"#]],
            );
        });
    });
    with_mode(&served, "boards/.git/git-board", 0o555, || {
        let ran = served.git_board("boards", &["push"]).code(1);
        snapbox::assert_data_eq!(
            ran.err,
            str![[r#"
error: nothing was sent: its outcome could not be written here
  cannot write to `ROOT/boards/.git/git-board`: Permission denied (os error 13)
hint: mend this, and run it again

"#]]
        );
        assert_eq!(served.writes(), [""; 0]);
    });
    served.git_board("boards", &["push"]).code(0);
}

#[test]
fn a_clone_to_where_nothing_may_be_written_is_told() {
    let mut served = Served::example();
    fs::create_dir(served.path("boards")).expect("a folder");
    served.without_privileges();
    let url = served.server.url().to_owned();
    with_mode(&served, "boards", 0o555, || {
        check_here(
            &served,
            &["clone", &url, "new"],
            1,
            str![[r#"
error: failed to make the folder `new`: Permission denied (os error 13)
hint: make it writable, and run this again; it goes on from here

"#]],
        );
    });
    assert_eq!(served.server.log().count(), 0);
}

#[test]
fn a_disk_that_is_full_during_a_pull_changes_nothing() {
    let served = work();
    let body = noise(1 << 20);
    describe(&served, 2, &body);
    let before = files_below(&served.path("boards"));
    let ran = served.git_board_with_room_for(256, "boards", &["pull"]);
    snapbox::assert_data_eq!(
        ran.clone().code(1).err,
        str![[r#"
error: failed to write an object into `ROOT/boards/.git/objects`: File too large (os error 27)
hint: make room, and run this again; it goes on from here

"#]]
    );
    assert_eq!(files_below(&served.path("boards")), before);
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
    served.git_board("boards", &["pull"]).code(0);
    assert!(served.read(LOGOUT).ends_with(&format!("{body}\n")));
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
}

#[test]
fn a_disk_that_is_full_during_a_clone_leaves_nothing() {
    let served = Served::example();
    let body = noise(1 << 20);
    describe(&served, 5, &body);
    let url = served.server.url().to_owned();
    let ran = served.git_board_with_room_for(256, ".", &["clone", &url, "boards"]);
    snapbox::assert_data_eq!(
        ran.code(1).err,
        str![[r#"
error: failed to write an object into `ROOT/boards/.git/objects`: File too large (os error 27)
hint: make room, and run this again; it goes on from here

"#]]
    );
    assert!(!served.path("boards").exists());
}

#[test]
fn a_disk_that_is_full_stops_a_push_before_anything_is_sent() {
    let served = work();
    let text = served.read(LOGOUT);
    served.write(LOGOUT, &format!("{text}{}\n", noise(1 << 20)));
    let ran = served.git_board_with_room_for(256, "boards", &["push"]);
    snapbox::assert_data_eq!(
        ran.code(1).err,
        str![[r#"
error: failed to store a file in `ROOT/boards/.git/git-board`: File too large (os error 27)
hint: make room, and run this again; it goes on from here

"#]]
    );
    assert_eq!(served.writes(), [""; 0]);
    served.git_board("boards", &["push"]).code(0);
}

#[test]
fn a_disk_that_is_full_after_the_sending_is_made_good_by_the_next_push() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    // A long text that somebody else gives the card arrives with the reading behind the last write.
    let body = noise(1 << 20);
    let faults = served.server.faults();
    faults.after(When::Write(1), move |deck| {
        let edited = deck.edit_card("alice", 1, |card| card.description = body);
        edited.expect("alice may");
    });
    let ran = served.git_board_with_room_for(256, "boards", &["push"]);
    snapbox::assert_data_eq!(
        ran.code(4).err,
        str![[r#"
error: failed to write an object into `ROOT/boards/.git/objects`: File too large (os error 27)
  1 of 1 operation were sent; what came of them is not in the files yet
hint: run `git board push` again; it goes on from here

"#]]
    );
    assert_eq!(served.writes().len(), 1);
    assert!(served.read(LOGIN).contains("title: Log in"));
    served.git_board("boards", &["push"]).code(0);
    served.git_board("boards", &["pull"]).code(0);
    assert_eq!(served.writes().len(), 1);
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
}

#[test]
fn links_and_fifos_in_the_place_of_cards_are_told_all_at_once() {
    let served = work();
    served.write("elsewhere.md", "---\nid: 1\ntitle: Stolen\n---\n");
    served.remove(LOGIN);
    symlink("../../../elsewhere.md", served.path(LOGIN)).expect("a link");
    served.remove(LOGOUT);
    let fifo = served.path(LOGOUT);
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.expect("mkfifo is there").success());
    for command in ["status", "pull", "push"] {
        let ran = served.git_board("boards", &[command]).code(1);
        snapbox::assert_data_eq!(
            ran.err,
            str![[r#"
error: 2 problems in the files
  work/to-do/1-login.md: is a symbolic link; links are never followed
  work/to-do/2-logout.md: is not a regular file
hint: nothing was changed and nothing sent; mend the files and run this again

"#]]
        );
    }
    assert_eq!(served.writes(), [""; 0]);
    assert!(served.read("elsewhere.md").contains("Stolen"));
}

#[test]
fn a_link_in_the_place_of_a_folder_is_told_and_nothing_deleted() {
    let served = work();
    served.rename("boards/work/to-do", "elsewhere");
    symlink("../../elsewhere", served.path("boards/work/to-do")).expect("a link");
    check(
        &served,
        &["push", "--yes", "--allow-deletes"],
        1,
        str![[r#"
error: the files here cannot be trusted as they are
  work/to-do: a symbolic link stands in the folder's place; links are not followed
  nothing was changed and nothing sent
hint: mend this, and run it again

"#]],
    );
    check(
        &served,
        &["pull"],
        1,
        str![[r#"
error: the files here cannot be trusted as they are
  work/to-do: a symbolic link stands in the folder's place; links are not followed
  nothing was changed and nothing sent
hint: mend this, and run it again

"#]],
    );
}

#[test]
fn a_folder_in_the_place_of_a_card_is_no_deletion() {
    let served = work();
    served.remove(LOGIN);
    served.write("boards/work/to-do/1-login.md/notes.txt", "mine");
    fs::remove_file(served.path(LOGOUT)).expect("it was there");
    fs::create_dir(served.path(LOGOUT)).expect("a folder");
    for command in ["status", "push", "pull"] {
        check(
            &served,
            &[command],
            1,
            str![[r#"
error: the files here cannot be trusted as they are
  work/to-do/1-login.md: a folder stands in the file's place; move it away
  work/to-do/2-logout.md: a folder stands in the file's place; move it away
  nothing was changed and nothing sent
hint: mend this, and run it again

"#]],
        );
    }
}

#[test]
fn a_body_of_ten_megabytes_goes_there_and_back() {
    let served = work();
    let body = noise(10 << 20);
    let text = served
        .read(LOGIN)
        .replace("Fix it.\n", &format!("{body}\n"));
    served.write(LOGIN, &text);
    served.git_board("boards", &["push"]).code(0);
    assert_eq!(
        served
            .server
            .model()
            .card(1)
            .expect("it is there")
            .description,
        body
    );
    assert_eq!(served.read(LOGIN), text);
    describe(&served, 1, &format!("{body}!"));
    served.git_board("boards", &["pull"]).code(0);
    assert!(served.read(LOGIN).ends_with("!\n"));
}
