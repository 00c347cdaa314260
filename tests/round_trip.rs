//! What goes out comes back: clone, push and pull of the example, byte for byte.

use std::path::Path;

use crate::support::deck_server::Served;
use crate::support::sandbox::files_below;

/// Returns the files of the boards below a folder.
fn board_files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = files_below(folder);
    files.retain(|(path, _)| path.contains('/'));
    files
}

#[test]
fn a_clone_of_the_served_example_is_the_example_byte_for_byte() {
    let served = Served::example().cloned();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-board");
    assert_eq!(
        board_files(&served.path("boards")),
        board_files(&example),
        "the clone is not the example"
    );
}

#[test]
fn git_sees_a_clean_tree_right_after_a_clone_and_after_a_pull() {
    let served = Served::example().cloned();
    served.git("boards", &["diff-files", "--quiet"]).code(0);
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
    served
        .server
        .model()
        .rename_card("alice", 1, "Maps without a network")
        .expect("alice owns the card");
    served.git_board("boards", &["pull"]).code(0);
    served.git("boards", &["diff-files", "--quiet"]).code(0);
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
    served.git("boards", &["fsck", "--strict"]).code(0);
}

#[test]
fn a_pull_and_a_push_of_nothing_send_no_write() {
    let served = Served::example().cloned();
    served.git_board("boards", &["pull"]).code(0);
    let ran = served.git_board("boards", &["push"]).code(0);
    assert_eq!(ran.out, "Nothing to push.\n");
    assert_eq!(served.writes(), [""; 0]);
}

#[test]
fn a_second_pull_is_one_conditional_request_and_writes_nothing() {
    let served = Served::example().cloned();
    served.git_board("boards", &["pull"]).code(0);
    let before = files_below(&served.path("boards"));
    let head = served
        .git("boards", &["rev-parse", "HEAD", "board/main"])
        .out;
    served.later(2);
    served.server.log().clear();
    let ran = served.git_board("boards", &["pull"]).code(0);
    assert_eq!(ran.out, "Already up to date.\n");
    let entries = served.server.log().entries();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert!(entries[0].condition.is_some(), "{entries:?}");
    assert_eq!(entries[0].status, Some(304));
    assert_eq!(files_below(&served.path("boards")), before);
    let now = served
        .git("boards", &["rev-parse", "HEAD", "board/main"])
        .out;
    assert_eq!(now, head);
}

#[test]
fn a_pull_after_a_push_changes_no_byte() {
    let served = Served::example().cloned();
    served.substitute(
        "boards/product-roadmap/ideas/1-offline-maps.md",
        "title: Offline maps",
        "title:   'Maps, offline'   # shorter",
    );
    served.write("boards/reading-group/next/new.md", "A new one.\r\n");
    served.push(&[]);
    let before = files_below(&served.path("boards"));
    let head = served.git("boards", &["rev-parse", "HEAD"]).out;
    served.git_board("boards", &["pull"]).code(0);
    served.later(10);
    served.git_board("boards", &["pull"]).code(0);
    assert_eq!(files_below(&served.path("boards")), before);
    assert_eq!(served.git("boards", &["rev-parse", "HEAD"]).out, head);
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
}

#[test]
fn one_drag_on_the_server_is_a_diff_of_one_line() {
    let served = Served::example().cloned();
    let mut model = served.server.model();
    let stack = model.card(7).expect("the card is there").stack;
    model
        .reorder_card("alice", 7, stack, 0)
        .expect("alice owns the card");
    drop(model);
    served.git_board("boards", &["pull"]).code(0);
    let diff = served
        .git("boards", &["diff", "--numstat", "HEAD~1", "HEAD"])
        .out;
    assert_eq!(diff, "1\t1\tproduct-roadmap/to-do/7-yes.md\n");
}

#[test]
fn a_fresh_clone_of_what_was_pushed_says_the_same() {
    let served = Served::example().cloned();
    served.substitute(
        "boards/product-roadmap/ideas/1-offline-maps.md",
        "title: Offline maps",
        "title: Maps, offline",
    );
    served.push(&[]);
    served.clone_to("again");
    let here = served.read("boards/product-roadmap/ideas/1-offline-maps.md");
    let there = served.read("again/product-roadmap/ideas/1-maps-offline.md");
    assert_eq!(here, there);
}
