//! From the folder of a card to the server.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use git_board::lookalike::deck::Release;
use git_board::lookalike::deck::attachment::AttachmentKind::{DeckFile, File};
use git_board::lookalike::faults::{Fault, When};
use snapbox::str;

use super::world::{FIRST, World};

#[test]
fn files_are_added_replaced_and_removed() {
    let world = World::new();
    world.attach(1, DeckFile, "old.txt", b"old");
    world.attach(1, DeckFile, "kept.txt", b"kept");
    let world = world.cloned();
    world.put(&format!("{FIRST}/new.txt"), b"new");
    world.put(&format!("{FIRST}/kept.txt"), b"other");
    world.remove(&format!("{FIRST}/old.txt"));
    let plan = world.git_board("boards", &["push", "--dry-run"]).code(0);
    assert!(
        plan.out.contains("new.txt") && plan.out.contains("3 bytes"),
        "{}",
        plan.out
    );
    let writes = world.pushed();
    assert_eq!(
        writes,
        [
            "POST /index.php/apps/deck/cards/1/attachment/deck_file:2",
            "POST v1.1/boards/0/stacks/0/cards/1/attachments",
            "DELETE v1.1/boards/0/stacks/0/cards/1/attachments/deck_file/1",
        ]
    );
    assert_eq!(world.there(1), ["d2 kept.txt other", "d3 new.txt new"]);
    assert_eq!(world.changes(), "");
    assert_eq!(world.pushed(), Vec::<String>::new());
    world.pull().code(0);
    assert_eq!(world.changes(), "");
}

#[test]
fn a_new_card_takes_the_files_of_its_folder_along() {
    let world = World::new().cloned();
    world.write("boards/roadmap/doing/more.md", "# More\n");
    world.put("boards/roadmap/doing/more/a.txt", b"a");
    world.pushed();
    assert_eq!(world.there(4), ["d1 a.txt a"]);
    assert_eq!(
        world.names("boards/roadmap/doing"),
        ["3-search.md", "4-more", "4-more.md", "stack.yaml"]
    );
    assert_eq!(world.bytes("boards/roadmap/doing/4-more/a.txt"), b"a");
    assert_eq!(world.changes(), "");
}

#[test]
fn attachments_move_along_with_their_card() {
    let world = World::new();
    world.attach(1, DeckFile, "shot.png", b"picture");
    let world = world.cloned();
    world.rename(
        &format!("{FIRST}.md"),
        "boards/roadmap/doing/1-fix-login.md",
    );
    world.rename(FIRST, "boards/roadmap/doing/1-fix-login");
    let writes = world.pushed();
    assert!(
        writes.iter().all(|line| !line.contains("attachment")),
        "{writes:?}"
    );
    assert_eq!(world.there(1), ["d1 shot.png picture"]);
    assert_eq!(world.changes(), "");
}

#[test]
fn a_card_moved_without_its_folder_keeps_its_attachments() {
    let world = World::new();
    world.attach(1, DeckFile, "shot.png", b"picture");
    let world = world.cloned();
    world.rename(
        &format!("{FIRST}.md"),
        "boards/roadmap/doing/1-fix-login.md",
    );
    world.pushed();
    assert_eq!(world.there(1), ["d1 shot.png picture"]);
    assert_eq!(world.names(FIRST), Vec::<String>::new());
    assert!(world.has("boards/roadmap/doing/1-fix-login/shot.png"));
    assert_eq!(world.pushed(), Vec::<String>::new());
    assert_eq!(world.changes(), "");
}

#[test]
fn a_folder_that_belongs_to_no_card_is_an_error_and_no_deletion() {
    let world = World::new();
    world.attach(1, DeckFile, "shot.png", b"picture");
    let world = world.cloned();
    world.rename(FIRST, "boards/roadmap/to-do/pictures");
    let ran = world.git_board("boards", &["push", "--yes"]).code(1);
    assert!(ran.err.contains("belongs to no card"), "{}", ran.err);
    assert_eq!(world.there(1), ["d1 shot.png picture"]);
}

#[test]
fn what_is_no_file_any_more_is_named() {
    let world = World::new();
    world.attach(1, DeckFile, "shot.png", b"picture");
    let world = world.cloned();
    world.remove(&format!("{FIRST}/shot.png"));
    world.put(&format!("{FIRST}/shot.png/inner.txt"), b"x");
    let ran = world.git_board("boards", &["push", "--yes"]).code(1);
    assert!(
        ran.err.contains("a folder stands in the file's place"),
        "{}",
        ran.err
    );
    world.remove(&format!("{FIRST}/shot.png"));
    std::os::unix::fs::symlink("/etc/hostname", world.path(&format!("{FIRST}/shot.png")))
        .expect("a link");
    let ran = world.git_board("boards", &["push", "--yes"]).code(1);
    assert!(ran.err.contains("symbolic link"), "{}", ran.err);
    assert_eq!(world.there(1), ["d1 shot.png picture"]);
}

#[test]
fn what_may_not_be_read_is_named_and_stays_there_as_it_is() {
    let world = World::new();
    world.attach(1, DeckFile, "shot.png", b"picture");
    let mut world = world.cloned();
    world.put(&format!("{FIRST}/shot.png"), b"another picture");
    world.without_privileges();
    let path = world.path(&format!("{FIRST}/shot.png"));
    fs::set_permissions(&path, Permissions::from_mode(0o000)).expect("it is ours");
    for command in ["status", "pull", "push"] {
        let ran = world.git_board("boards", &[command]).code(1);
        snapbox::assert_data_eq!(
            ran.err,
            str![[r#"
error: roadmap/to-do/1-fix-login/shot.png: cannot be read: Permission denied (os error 13)
hint: nothing was changed and nothing sent; mend the files and run this again

"#]]
        );
    }
    assert_eq!(world.there(1), ["d1 shot.png picture"]);
}

#[test]
fn stray_files_and_lfs_pointers_are_never_uploaded() {
    let world = World::new().cloned();
    world.put(&format!("{FIRST}/.DS_Store"), b"x");
    world.put(&format!("{FIRST}/shot.png~"), b"x");
    assert_eq!(world.pushed(), Vec::<String>::new());
    world.put(
        &format!("{FIRST}/big.bin"),
        b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n",
    );
    let ran = world.git_board("boards", &["push", "--yes"]).code(1);
    assert!(ran.err.contains("git-lfs"), "{}", ran.err);
    assert_eq!(world.there(1), Vec::<String>::new());
}

#[test]
fn an_upload_whose_answer_is_lost_is_found_by_name_and_made_once() {
    for fault in [
        Fault::CutAfterEffect,
        Fault::FailAfterEffect {
            status: 502,
            body: String::new(),
        },
    ] {
        let world = World::new().cloned();
        world.put(&format!("{FIRST}/new.txt"), b"new");
        world.server.faults().plan(When::Write(1), fault);
        world.pushed();
        assert_eq!(world.there(1), ["d1 new.txt new"]);
        assert_eq!(world.changes(), "");
        assert_eq!(world.pushed(), Vec::<String>::new());
    }
}

#[test]
fn an_upload_that_never_arrived_is_sent_by_the_next_push() {
    let world = World::new().cloned();
    world.put(&format!("{FIRST}/new.txt"), b"new");
    world.server.faults().plan(When::Write(1), Fault::Cut);
    world.git_board("boards", &["push", "--yes"]).code(4);
    assert_eq!(world.there(1), Vec::<String>::new());
    world.later(10);
    world.pushed();
    assert_eq!(world.there(1), ["d1 new.txt new"]);
    assert_eq!(world.changes(), "");
}

#[test]
fn what_the_server_finds_too_large_is_refused_in_its_words() {
    let world = World::new().cloned();
    world.server.model().largest_upload_bytes = 1 << 20;
    world.put(&format!("{FIRST}/big.bin"), &vec![b'x'; (1 << 20) + 1]);
    let ran = world.git_board("boards", &["push", "--yes"]).code(4);
    assert!(
        ran.err.contains("file size exceeds maximum of 1 MB"),
        "{}",
        ran.err
    );
    assert_eq!(world.there(1), Vec::<String>::new());
    assert!(world.has(&format!("{FIRST}/big.bin")));
}

#[test]
fn what_both_sides_replaced_is_kept_twice_and_not_pushed() {
    let world = World::new();
    let id = world.attach(1, DeckFile, "shot.png", b"picture");
    let world = world.cloned();
    world.put(&format!("{FIRST}/shot.png"), b"mine");
    world
        .server
        .model()
        .replace_deck_file("alice", 1, id, "shot.png", b"theirs".as_slice().into())
        .expect("alice may");
    world.later(10);
    world.pull().code(0);
    assert_eq!(world.bytes(&format!("{FIRST}/shot.png")), b"theirs");
    assert_eq!(world.bytes(&format!("{FIRST}/shot (here).png")), b"mine");
    let ran = world.git_board("boards", &["push", "--yes"]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("replaced on both sides"), "{}", ran.err);
    world.remove(&format!("{FIRST}/shot (here).png"));
    world.put(&format!("{FIRST}/shot.png"), b"mine");
    world.pushed();
    assert_eq!(world.there(1), ["d1 shot.png mine"]);
}

#[test]
fn more_than_ten_deletions_need_leave() {
    let world = World::new();
    for number in 0..11 {
        world.attach(1, DeckFile, &format!("{number}.txt"), b"x");
    }
    let world = world.cloned();
    world.remove(FIRST);
    let ran = world.git_board("boards", &["push", "--yes"]).code(6);
    assert!(
        ran.err.contains("deletes 11 attachments"),
        "{}{}",
        ran.out,
        ran.err
    );
    world.push(&["--yes", "--allow-deletes"]);
    assert_eq!(world.there(1), Vec::<String>::new());
}

#[test]
fn what_holds_cards_with_attachments_can_be_deleted() {
    for release in [Release::V1_16, Release::V1_18] {
        for gone in [
            "boards/roadmap/to-do/1-fix-login.md",
            "boards/roadmap/to-do",
            "boards/roadmap",
        ] {
            let world = World::on(release);
            world.attach(1, DeckFile, "shot.png", b"picture");
            world.attach(1, File, "notes.txt", b"notes");
            world.attach(3, DeckFile, "search.txt", b"fast");
            let world = world.cloned();
            world.remove(gone);
            if world.has(FIRST) {
                world.remove(FIRST);
            }
            world.push(&["--yes", "--allow-deletes"]);
            assert_eq!(world.writes().len(), 1, "{release:?} {gone}");
            assert_eq!(world.changes(), "", "{release:?} {gone}");
            world.pull().code(0);
            assert!(!world.has(gone) && !world.has(FIRST), "{release:?} {gone}");
            assert_eq!(world.changes(), "", "{release:?} {gone}");
        }
    }
}
