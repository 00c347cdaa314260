//! Whether everything is as it was agreed, told without reading.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;

use git_board::files::Files;
use git_board::repo::Repo;

use super::support::Place;

fn place() -> Place {
    Place::with(&[
        (".gitattributes", "* -text\n"),
        ("b/board.yaml", "1\n"),
        (
            "b/s.md",
            "between a folder and its files, as git orders them\n",
        ),
        ("b/s/1.md", "one\n"),
        ("b/s/1/shot.png", "picture\n"),
        ("c/board.yaml", "2\n"),
        ("codecks.yaml", "x: 1\n"),
    ])
}

fn is_as_agreed(place: &Place) -> bool {
    let boards = place.repo.boards_tree(place.tree()).unwrap();
    place.repo.holds_just(boards).unwrap()
}

/// Something that a person does here.
type Change = fn(&Place);

/// Returns the boards that nobody has touched since the last commit.
fn untouched(place: &Place) -> String {
    let trees = [place.tree(), place.tree()];
    let folders = place.repo.untouched_folders(trees).unwrap();
    let listed = place.repo.folder_trees(place.tree()).unwrap();
    for (folder, tree) in &folders {
        assert_eq!(listed.get(folder), Some(tree));
    }
    folders.into_keys().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_none_of_ours_makes_no_difference() {
    let changes: [fn(&Place); 6] = [
        |_| {},
        |place| place.write("b/.hidden", "an editor's\n"),
        |place| place.write("b/s/1.md~", "an editor's\n"),
        |place| place.write("notes/today.md", "not a board\n"),
        |place| place.write("README.md", "mine\n"),
        |place| fs::create_dir(place.path("empty")).unwrap(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let place = place();
        change(&place);
        assert!(is_as_agreed(&place), "change {number}");
        assert_eq!(untouched(&place), "b c", "change {number}");
    }
}

#[test]
fn every_other_difference_is_seen() {
    let changes: [(&str, Change); 19] = [
        ("c", |place| place.write("b/s/1.md", "eno\n")),
        ("c", |place| place.write("b/s/1.md", "longer\n")),
        ("c", |place| place.write("b/s/2.md", "new\n")),
        ("c", |place| place.write("b/s/1/new.png", "new\n")),
        ("c", |place| place.write("b/new/stack.yaml", "new\n")),
        ("b c", |place| place.write("new/board.yaml", "3\n")),
        ("b c", |place| place.write("codecks.yaml", "y\n")),
        ("c", |place| place.write("b/s/.gitattributes", "* text\n")),
        ("", |place| {
            place.write(".git/info/attributes", "*.md filter=lfs\n")
        }),
        ("c", |place| {
            fs::remove_file(place.path("b/s/1.md")).unwrap()
        }),
        ("b", |place| fs::remove_dir_all(place.path("c")).unwrap()),
        ("b c", |place| {
            fs::remove_file(place.path("codecks.yaml")).unwrap()
        }),
        ("c", |place| {
            fs::rename(place.path("b/s/1.md"), place.path("b/s/one.md")).unwrap()
        }),
        ("c", |place| {
            fs::remove_file(place.path("b/s/1.md")).unwrap();
            symlink("1/shot.png", place.path("b/s/1.md")).unwrap();
        }),
        ("b", |place| {
            fs::rename(place.path("c"), place.path("elsewhere")).unwrap();
            symlink("elsewhere", place.path("c")).unwrap();
        }),
        ("c", |place| {
            fs::rename(place.path("b/s"), place.path("elsewhere")).unwrap();
            symlink("../elsewhere", place.path("b/s")).unwrap();
        }),
        ("c", |place| {
            fs::remove_file(place.path("b/s/1.md")).unwrap();
            fs::create_dir(place.path("b/s/1.md")).unwrap();
        }),
        ("c", |place| {
            place.git(&["update-index", "--force-remove", "b/s/1.md"]);
        }),
        ("c", |place| {
            place.git(&["update-index", "--skip-worktree", "b/s/1.md"]);
        }),
    ];
    for (number, (others, change)) in changes.into_iter().enumerate() {
        let place = place();
        assert!(is_as_agreed(&place));
        assert_eq!(untouched(&place), "b c");
        change(&place);
        assert!(!is_as_agreed(&place), "change {number}");
        assert_eq!(untouched(&place), others, "change {number}");
    }
}

#[test]
fn another_tree_is_not_the_one_that_is_here() {
    let place = place();
    let other = Place::with(&[("b/board.yaml", "1\n")]);
    let boards = other.repo.boards_tree(other.tree()).unwrap();
    assert!(!place.repo.holds_just(boards).unwrap());
}

#[test]
fn a_board_that_was_committed_since_is_none_that_nobody_touched() {
    let place = place();
    let before = place.tree();
    place.write("b/s/1.md", "committed\n");
    place.git(&["commit", "-qam", "more"]);
    let folders = place.repo.untouched_folders([before, place.tree()]);
    let folders: Vec<String> = folders.unwrap().into_keys().collect();
    assert_eq!(folders, ["c"]);
}

#[test]
fn what_is_left_aside_is_neither_listed_nor_looked_at() {
    let place = place();
    let aside = BTreeSet::from(["b".to_owned()]);
    let repo = place.repo.leaving_aside(aside).unwrap();
    let paths = |files: &Files| files.entries.keys().cloned().collect::<Vec<_>>();
    let files = repo.board_files(place.tree()).unwrap();
    assert_eq!(paths(&files), ["c/board.yaml", "codecks.yaml"]);
    place.write("b/s/1.md", "changed\n");
    let scan = repo.scan(&files).unwrap();
    assert_eq!(paths(&scan.files), ["c/board.yaml", "codecks.yaml"]);
    assert_eq!(paths(&scan.staged), ["c/board.yaml", "codecks.yaml"]);
    let trees = |repo: &Repo| repo.boards_tree(place.tree()).unwrap();
    assert_eq!(trees(&repo), trees(&place.repo), "the key of what is kept");
}
