//! What goes out comes back: clone, push and pull of the example, byte for byte.

use std::path::Path;

use git_board::lookalike::clock::Clock;
use git_board::lookalike::deck::person::{Group, User};
use git_board::lookalike::deck::{Deck, Release};
use git_board::lookalike::server::{Options, Server};

use crate::support::deck_server::{BEGIN, Served};
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

/// Everybody whom the example names.
const PEOPLE: [&str; 5] = ["alice", "bob", "carol", "dana", "yuki"];

/// What stands before the text of a comment that answers another.
const ANSWERS: &str = "an answer: ";

/// Returns a server with the same people and no boards.
fn empty_server(clock: &Clock) -> Server<Deck> {
    let mut deck = Deck::new(Release::V1_18, clock.clone());
    for who in PEOPLE {
        deck.insert_user(User::new(who, who, "look-alike"));
    }
    deck.insert_group(Group {
        id: "translators".to_owned(),
        display_name: "translators".to_owned(),
        members: Vec::new(),
    });
    Server::start(deck, Options::default()).expect("a server on loopback")
}

/// Returns a text without ids, authors and times, and without what names cards by id.
fn anonymous(text: &str) -> String {
    let mut is_in_list = false;
    let lines = text.split_inclusive('\n').filter(|line| {
        is_in_list = match line.starts_with("  - ") {
            true => is_in_list,
            false => line.starts_with("depends_on:"),
        };
        let keys = ["id: ", "created: ", "author: "];
        let is_own = keys.iter().any(|key| line.trim_start().starts_with(key));
        !is_in_list && !is_own
    });
    lines.collect()
}

/// Returns what the boards of a folder say, by paths without ids; comments without their names.
fn said(folder: &Path) -> Vec<(String, String)> {
    let name_of = |part: &str| match part.split_once('-') {
        Some((number, name)) if number.parse::<u32>().is_ok() => name.to_owned(),
        _ => part.to_owned(),
    };
    let mut said: Vec<(String, String)> = board_files(folder)
        .into_iter()
        .filter(|(path, _)| {
            ["product-roadmap/", "reading-group/"]
                .iter()
                .any(|board| path.starts_with(board))
        })
        .map(|(path, bytes)| {
            let text = anonymous(&String::from_utf8(bytes).expect("text"));
            let parts: Vec<String> = path.split('/').map(name_of).collect();
            let path = parts.join("/");
            match path.split_once("/comments/") {
                None => (path, text),
                Some((card, _)) => {
                    let mut parts = text.splitn(3, "---\n").skip(1);
                    let front = parts.next().unwrap_or_default();
                    let answers = if front.is_empty() { "" } else { ANSWERS };
                    let text = parts.next().unwrap_or_default();
                    (format!("{card}/comments"), format!("{answers}{text}"))
                }
            }
        })
        .collect();
    said.sort();
    said
}

#[test]
fn boards_with_every_feature_come_back_from_another_account_as_they_went() {
    let mut served = Served::example().cloned();
    let clock = Clock::stopped(BEGIN + 86_400);
    let other = empty_server(&clock);
    let url = other.url().to_owned();
    served.replace(&url, "OTHER");
    served.git_board(".", &["clone", &url, "copy"]).code(0);
    for (path, bytes) in board_files(&served.path("boards")) {
        let text = String::from_utf8(bytes).expect("the example is text");
        let is_ours = path.ends_with(".md") || path.ends_with(".yaml");
        let text = if is_ours { anonymous(&text) } else { text };
        served.write(&format!("copy/{path}"), &text);
    }
    // Comments keep author and time, which go into their text.
    for (path, bytes) in board_files(&served.path("boards")) {
        if path.contains("/comments/") {
            let text = String::from_utf8(bytes).expect("text");
            let lines = text.split_inclusive('\n');
            let text: String = lines.filter(|line| !line.starts_with("id: ")).collect();
            served.write(&format!("copy/{path}"), &text);
        }
    }
    clock.advance(10);
    served.git_board("copy", &["push", "--yes"]).code(0);
    clock.advance(10);
    assert_eq!(served.git("copy", &["status", "--porcelain"]).out, "");
    served.git_board("copy", &["push"]).code(0);
    served.git_board(".", &["clone", &url, "again"]).code(0);
    let again = board_files(&served.path("again"));
    assert_eq!(board_files(&served.path("copy")), again);

    let (mut went, mut came) = (said(&served.path("boards")), said(&served.path("again")));
    let is_comment = |(path, _): &mut (String, String)| path.ends_with("/comments");
    let went_comments: Vec<_> = went.extract_if(.., is_comment).collect();
    let came_comments: Vec<_> = came.extract_if(.., is_comment).collect();
    assert_eq!(went, came);
    assert_eq!(went_comments.len(), came_comments.len());
    assert!(!went_comments.is_empty());
    let answers = |comments: &[(String, String)]| {
        let answers = comments
            .iter()
            .filter(|(_, text)| text.starts_with(ANSWERS));
        answers.count()
    };
    assert_eq!(answers(&went_comments), answers(&came_comments));
    for (path, text) in &went_comments {
        let text = text.trim_start_matches(ANSWERS);
        let is_it = |(other, copied): &(String, String)| other == path && copied.ends_with(text);
        assert!(came_comments.iter().any(is_it), "{path}: {text}");
    }
}
