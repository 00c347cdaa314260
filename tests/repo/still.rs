//! Whether everything is as it was agreed, told without reading.

use std::fs;
use std::os::unix::fs::symlink;

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
    }
}

#[test]
fn every_other_difference_is_seen() {
    let changes: [fn(&Place); 19] = [
        |place| place.write("b/s/1.md", "eno\n"),
        |place| place.write("b/s/1.md", "longer\n"),
        |place| place.write("b/s/2.md", "new\n"),
        |place| place.write("b/s/1/new.png", "new\n"),
        |place| place.write("b/new/stack.yaml", "new\n"),
        |place| place.write("new/board.yaml", "3\n"),
        |place| place.write("codecks.yaml", "y\n"),
        |place| place.write("b/s/.gitattributes", "* text\n"),
        |place| place.write(".git/info/attributes", "*.md filter=lfs\n"),
        |place| fs::remove_file(place.path("b/s/1.md")).unwrap(),
        |place| fs::remove_dir_all(place.path("c")).unwrap(),
        |place| fs::remove_file(place.path("codecks.yaml")).unwrap(),
        |place| fs::rename(place.path("b/s/1.md"), place.path("b/s/one.md")).unwrap(),
        |place| {
            fs::remove_file(place.path("b/s/1.md")).unwrap();
            symlink("1/shot.png", place.path("b/s/1.md")).unwrap();
        },
        |place| {
            fs::rename(place.path("c"), place.path("elsewhere")).unwrap();
            symlink("elsewhere", place.path("c")).unwrap();
        },
        |place| {
            fs::rename(place.path("b/s"), place.path("elsewhere")).unwrap();
            symlink("../elsewhere", place.path("b/s")).unwrap();
        },
        |place| {
            fs::remove_file(place.path("b/s/1.md")).unwrap();
            fs::create_dir(place.path("b/s/1.md")).unwrap();
        },
        |place| {
            place.git(&["update-index", "--force-remove", "b/s/1.md"]);
        },
        |place| {
            place.git(&["update-index", "--skip-worktree", "b/s/1.md"]);
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let place = place();
        assert!(is_as_agreed(&place));
        change(&place);
        assert!(!is_as_agreed(&place), "change {number}");
    }
}

#[test]
fn another_tree_is_not_the_one_that_is_here() {
    let place = place();
    let other = Place::with(&[("b/board.yaml", "1\n")]);
    let boards = other.repo.boards_tree(other.tree()).unwrap();
    assert!(!place.repo.holds_just(boards).unwrap());
}
