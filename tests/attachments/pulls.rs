//! From the server into the folder of a card.

use git_board::lookalike::deck::attachment::AttachmentKind::{DeckFile, File};
use git_board::lookalike::faults::{Fault, When};

use super::world::{FIRST, World};

#[test]
fn a_clone_brings_both_kinds_and_a_second_pull_downloads_none() {
    let world = World::new();
    world.attach(1, DeckFile, "shot.png", b"picture");
    world.attach(1, File, "notes.txt", b"");
    world.attach(2, DeckFile, "logo.svg", b"<svg/>");
    let world = world.cloned();
    assert_eq!(world.names(FIRST), ["notes.txt", "shot.png"]);
    assert_eq!(world.bytes(&format!("{FIRST}/shot.png")), b"picture");
    assert_eq!(world.bytes(&format!("{FIRST}/notes.txt")), b"");
    assert_eq!(world.changes(), "");
    world.later(3600);
    world.pull().code(0);
    assert_eq!(world.requests(), ["GET v1.0/boards"]);
    world.server.log().clear();
    world.git_board("boards", &["pull", "--full"]).code(0);
    assert_eq!(world.downloads(), 0);
    assert_eq!(world.changes(), "");
}

#[test]
fn a_fresh_clone_of_the_repository_downloads_none() {
    let world = World::new();
    world.attach(1, DeckFile, "shot.png", b"picture");
    world.attach(1, File, "notes.txt", b"notes");
    let world = world.cloned();
    let from = format!("file://{}", world.path("boards").display());
    world
        .git(".", &["clone", "--quiet", &from, "other"])
        .code(0);
    let url = world.server.url().to_owned();
    world.git("other", &["config", "board.url", &url]).code(0);
    world
        .git("other", &["config", "board.account", "alice"])
        .code(0);
    world.git_board("other", &["pull"]).code(0);
    assert_eq!(world.downloads(), 0, "{:?}", world.requests());
}

#[test]
fn what_is_added_replaced_and_deleted_there_comes_here() {
    let world = World::new();
    let old = world.attach(1, DeckFile, "old.txt", b"old");
    let kept = world.attach(1, DeckFile, "kept.txt", b"kept");
    let world = world.cloned();
    world.attach(1, File, "new.txt", b"new");
    {
        let mut model = world.server.model();
        model.delete_deck_file("alice", 1, old).expect("alice may");
        model
            .replace_deck_file("alice", 1, kept, "kept.txt", b"other".as_slice().into())
            .expect("alice may");
    }
    world.later(10);
    world.pull().code(0);
    assert_eq!(world.names(FIRST), ["kept.txt", "new.txt"]);
    assert_eq!(world.bytes(&format!("{FIRST}/kept.txt")), b"other");
    assert_eq!(world.downloads(), 2);
    assert_eq!(world.changes(), "");
}

#[test]
fn names_land_safely() {
    let world = World::new();
    let long = "x".repeat(255);
    for name in [
        "x",
        "CON.txt",
        "comments",
        "Same.txt",
        "same.txt",
        "1-fix-login.md",
        "e\u{301}.txt",
        "\u{e9}.txt",
        "empty",
        &long,
    ] {
        let bytes: &[u8] = if name == "empty" { b"" } else { b"bytes" };
        world.attach(1, DeckFile, name, bytes);
    }
    let world = world.cloned();
    assert_eq!(
        world.names(FIRST),
        [
            "1-fix-login.md",
            "CON~d2.txt",
            "Same~d4.txt",
            "comments~d3",
            "empty",
            "e\u{301}.txt",
            "same~d5.txt",
            "x",
            "\u{e9}~d7.txt",
            "\u{e9}~d8.txt",
        ]
        .map(|name| name.replace("e\u{301}.txt", "e.txt"))
        .iter()
        .filter(|name| *name != "e.txt")
        .cloned()
        .collect::<Vec<_>>()
    );
    assert_eq!(world.changes(), "");
    world.later(10);
    let pushed = world.git_board("boards", &["push", "--yes"]).code(0);
    assert!(world.writes().is_empty(), "{}", pushed.out);

    // Changed here, each goes back under the name that it has there.
    let names_there = || {
        let lines = world.there(1).into_iter();
        let names = lines.map(|line| line.rsplit_once(' ').expect("a name").0.to_owned());
        names.collect::<Vec<_>>()
    };
    let before = names_there();
    for name in world.names(FIRST) {
        world.put(&format!("{FIRST}/{name}"), b"other");
    }
    world.pushed();
    assert_eq!(names_there(), before);
    // Of the longest name the server has kept no bytes.
    let there = world.there(1);
    let mut there = there.iter().filter(|line| !line.contains(&long));
    assert!(there.all(|line| line.ends_with(" other")));
    assert_eq!(world.changes(), "");
}

#[test]
fn what_is_too_large_is_left_there_and_never_deleted() {
    let world = World::new();
    world.attach(1, DeckFile, "small.txt", b"small");
    world.attach(1, DeckFile, "large.txt", &[b'x'; 3000]);
    world
        .git(
            ".",
            &["config", "--global", "board.maxAttachmentSize", "2k"],
        )
        .code(0);
    let url = world.server.url().to_owned();
    let cloned = world.git_board(".", &["clone", &url, "boards"]).code(0);
    assert!(cloned.err.contains("large.txt (3 kB)"), "{}", cloned.err);
    assert_eq!(world.names(FIRST), ["small.txt"]);
    world.put(&format!("{FIRST}/mine.txt"), b"mine");
    world.later(10);
    world.pushed();
    assert_eq!(world.there(1).len(), 3);
    assert_eq!(world.names(FIRST), ["mine.txt", "small.txt"]);
}

#[test]
fn a_clone_without_attachments_has_none_and_later_pulls_bring_none() {
    let world = World::new();
    world.attach(1, DeckFile, "shot.png", b"picture");
    let url = world.server.url().to_owned();
    world
        .git_board(".", &["clone", "--no-attachments", &url, "boards"])
        .code(0);
    world.attach(1, DeckFile, "more.png", b"more");
    world.pull().code(0);
    assert_eq!(world.names(FIRST), Vec::<String>::new());
    world.later(10);
    assert_eq!(world.pushed(), Vec::<String>::new());
    assert_eq!(world.there(1).len(), 2);
}

#[test]
fn a_download_that_is_cut_leaves_nothing_and_the_next_pull_brings_it() {
    let world = World::new().cloned();
    world.attach(1, DeckFile, "shot.png", &[b'x'; 4000]);
    for request in 1..30 {
        world
            .server
            .faults()
            .plan(When::Request(request), Fault::HalfBody);
    }
    let cut = world.pull();
    assert_ne!(cut.code, 0);
    assert_eq!(world.names(FIRST), Vec::<String>::new());
    assert_eq!(world.changes(), "");
    world.server.faults().clear();
    world.pull().code(0);
    assert_eq!(world.bytes(&format!("{FIRST}/shot.png")).len(), 4000);
}
