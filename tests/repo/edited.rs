//! Files that were edited where they stand, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;

use git_board::files::Files;
use git_board::repo::Edited;

use super::support::Place;

fn place() -> Place {
    Place::with(&[
        ("b/board.yaml", "1\n"),
        (
            "b/s-t/3.md",
            "before what is below `s`, as git orders them\n",
        ),
        ("b/s/1.md", "one\n"),
        ("b/s/1/shot.png", "picture\n"),
        ("b/s/2.md", "two\n"),
        ("c/board.yaml", "2\n"),
    ])
}

/// Something that a person does here.
type Change = fn(&Place);

fn edited(place: &Place, change: Change) -> Option<Edited> {
    let agreed = place.tree();
    change(place);
    place.repo.edited_files(agreed, place.tree()).unwrap()
}

fn edit(place: &Place) {
    place.write("b/s/1.md", "eno\n");
}

#[test]
fn an_edit_is_told_with_what_stands_around_it_wherever_it_got_to() {
    let changes: [Change; 6] = [
        edit,
        |place| {
            edit(place);
            place.git(&["add", "."]);
        },
        |place| {
            edit(place);
            place.git(&["commit", "-qam", "edited"]);
        },
        |place| {
            place.write("b/s/1.md", "another\n");
            place.git(&["commit", "-qam", "edited"]);
            edit(place);
        },
        |place| {
            edit(place);
            place.write("notes/today.md", "not a board\n");
            place.write("b/s/1.md~", "an editor's\n");
        },
        |place| {
            edit(place);
            place.write("README.md", "mine\n");
            place.git(&["add", "README.md"]);
            place.git(&["commit", "-qm", "not a board"]);
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let told = edited(&place(), change).unwrap_or_else(|| panic!("change {number}"));
        assert_eq!(told.files, BTreeSet::from(["b/s/1.md".to_owned()]));
        let folders: Vec<_> = told.folders.into_iter().collect();
        let within = ["b/s/1.md", "b/s/1/shot.png", "b/s/2.md"].map(str::to_owned);
        assert_eq!(folders, [("b/s".to_owned(), within.to_vec())], "{number}");
    }
}

#[test]
fn where_nobody_edited_anything_nothing_is_told() {
    assert_eq!(edited(&place(), |_| {}), Some(Edited::default()));
}

#[test]
fn whatever_else_was_done_has_to_be_looked_at() {
    let changes: [Change; 14] = [
        |place| place.write("b/s/4.md", "new\n"),
        |place| place.write("b/s/1/new.png", "new\n"),
        |place| place.write("new/board.yaml", "3\n"),
        |place| place.write("codecks.yaml", "new\n"),
        |place| place.write("b/s/.gitattributes", "* text\n"),
        |place| place.write(".git/info/attributes", "*.md filter=lfs\n"),
        |place| fs::remove_file(place.path("b/s/2.md")).unwrap(),
        |place| fs::remove_dir_all(place.path("c")).unwrap(),
        |place| fs::rename(place.path("b/s/2.md"), place.path("b/s/two.md")).unwrap(),
        |place| {
            fs::rename(place.path("b/s"), place.path("elsewhere")).unwrap();
            symlink("../elsewhere", place.path("b/s")).unwrap();
        },
        |place| {
            place.git(&["update-index", "--force-remove", "b/s/2.md"]);
        },
        |place| {
            place.git(&["update-index", "--skip-worktree", "b/s/2.md"]);
        },
        |place| {
            place.write("b/s/4.md", "new\n");
            place.git(&["add", "."]);
            place.git(&["commit", "-qm", "new"]);
        },
        |place| {
            place.write("b/s/2.md", "committed\n");
            place.git(&["commit", "-qam", "edited"]);
            place.git(&["reset", "-q", "HEAD~1", "b/s/2.md"]);
            place.write("b/s/1.md", "staged\n");
            place.git(&["add", "b/s/1.md"]);
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let place = place();
        edit(&place);
        assert_eq!(edited(&place, change), None, "change {number}");
    }
}

#[test]
fn what_is_not_in_sight_is_neither_listed_nor_looked_at() {
    let place = place();
    let seen = ["b/board.yaml", "b/s/1.md"].map(str::to_owned);
    let repo = place
        .repo
        .seeing_only(BTreeSet::from(seen.clone()))
        .unwrap();
    let paths = |files: &Files| files.entries.keys().cloned().collect::<Vec<_>>();
    let files = repo.board_files(place.tree()).unwrap();
    assert_eq!(paths(&files), seen);
    place.write("b/s/1.md", "changed\n");
    place.write("b/s/2.md", "changed\n");
    place.write("b/s/4.md", "new\n");
    let scan = repo.scan(&files).unwrap();
    assert_eq!(paths(&scan.files), seen);
    assert_eq!(paths(&scan.staged), seen);
    assert_eq!(repo.cleanliness(&scan, &files).changed, ["b/s/1.md"]);
    let kept = repo.keep_snapshot(&scan, "test").unwrap().unwrap();
    let tree = repo.tree_of(kept).unwrap();
    assert_eq!(paths(&place.repo.board_files(tree).unwrap()).len(), 6);
}
