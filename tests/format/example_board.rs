//! The example board: read, written, cloned.

use std::sync::Arc;

use git_board::board::Service;
use git_board::text::{Changes, NamePolicy, Over, read, write};

use super::support::{cloned, files_in, texts};

#[test]
fn the_example_board_has_no_problems() {
    let files = files_in("example-board");
    let read = read(Service::Deck, &files, &files, None);
    let shown: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
    assert_eq!(shown, Vec::<String>::new());
    assert_eq!(read.known.account.boards.len(), 2);
    assert_eq!(read.known.layout.cards.len(), 16);
}

#[test]
fn writing_what_was_read_changes_no_byte_of_the_example_board() {
    let files = files_in("example-board");
    let known = read(Service::Deck, &files, &files, None).known;
    let over = Over {
        files: &files,
        contents: &files,
        known: &known,
    };
    let written = write(Service::Deck, &known.account, &over, NamePolicy::AsPulled).unwrap();
    assert_eq!(written.changes, Changes::default());
    assert_eq!(written.layout, known.layout);
}

#[test]
fn a_clone_of_the_example_board_is_the_example_board() {
    let mut files = files_in("example-board");
    let known = read(Service::Deck, &files, &files, None).known;
    let mut clone = cloned(&known.account);
    // The writer names attachments by their ids alone.
    for file in clone.entries.values_mut() {
        let held = files.entries.values().find(|held| held.id == file.id);
        if let Some(held) = held {
            file.clone_from(held);
        }
    }
    files.entries.remove("README.md");
    let (clone, files) = (texts(&clone), texts(&files));
    for (path, text) in &files {
        assert_eq!(clone.get(path), Some(text), "{path}");
    }
    assert_eq!(clone.len(), files.len());
}

#[test]
fn what_was_read_again_is_shared_with_base() {
    let files = files_in("example-board");
    let base = read(Service::Deck, &files, &files, None);
    let again = read(Service::Deck, &files, &files, Some(&base.known));
    assert!(base.parsed > 0);
    assert_eq!(again.parsed, 0);
    let boards = base.known.account.boards.iter();
    for (one, other) in boards.zip(&again.known.account.boards) {
        assert!(Arc::ptr_eq(one, other));
    }
}
