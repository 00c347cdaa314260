//! The format on whole trees: what is read, what is written, what stays.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use git_board::board::{Account, Service};
use git_board::files::{Content, File, Files};
use git_board::text::{Changes, Known, NamePolicy, NewContent, Over, read, write};

/// Returns every file below a folder of this repository.
fn files_in(folder: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Files::default();
    let mut ahead = vec![root.clone()];
    while let Some(folder) = ahead.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                ahead.push(path);
                continue;
            }
            let relative = path.strip_prefix(&root).unwrap().to_str().unwrap();
            let bytes = fs::read(&path).unwrap();
            files
                .entries
                .insert(relative.to_owned(), File::with_bytes(bytes));
        }
    }
    files
}

/// Returns the files after the changes.
fn applied(files: &Files, changes: &Changes) -> Files {
    let mut after = files.clone();
    for path in &changes.remove {
        assert!(after.entries.remove(path).is_some(), "{path} was not there");
    }
    for (path, content) in &changes.put {
        let file = match content {
            NewContent::Bytes(bytes) => File::with_bytes(Arc::clone(bytes)),
            NewContent::From(from) => files.entries[from].clone(),
        };
        after.entries.insert(path.clone(), file);
    }
    after
}

fn cloned(account: &Account) -> Files {
    let nothing = Files::default();
    let known = Known::default();
    let over = Over {
        files: &nothing,
        contents: &nothing,
        known: &known,
    };
    let written = write(Service::Deck, account, &over, NamePolicy::AsPulled).unwrap();
    applied(&nothing, &written.changes)
}

fn texts(files: &Files) -> BTreeMap<&str, String> {
    files
        .entries
        .iter()
        .map(|(path, file)| {
            let Content::Bytes(bytes) = &file.content else {
                panic!("{path} is not in memory");
            };
            (path.as_str(), String::from_utf8_lossy(bytes).into_owned())
        })
        .collect()
}

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
    let clone = cloned(&known.account);
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
