//! What is wrong with the files and folders of boards and stacks.

use super::support::{BOARD, base, board, problems, put, replace};

#[test]
fn copies_of_boards_and_stacks_are_errors() {
    let mut files = board();
    for (path, text) in BOARD {
        put(&mut files, &path.replacen("roadmap", "copy", 1), text);
    }
    assert!(problems(&files, Some(&base())).contains(
        "copy/board.yaml: board 10 stands in `roadmap/board.yaml` too; delete one of them, or remove `id` from the copy"
    ));
    let mut files = board();
    put(
        &mut files,
        "roadmap/later/stack.yaml",
        "id: 4\ntitle: Later\n",
    );
    assert!(problems(&files, Some(&base())).contains("stack 4 stands in"));
}

#[test]
fn a_folder_that_lost_its_file_but_holds_cards_is_an_error() {
    let mut files = board();
    files.entries.remove("roadmap/todo/stack.yaml");
    assert_eq!(
        problems(&files, Some(&base())),
        "roadmap/todo: `stack.yaml` is gone, but the folder holds 2 known cards; bring it back with \
         `git restore -- roadmap/todo/stack.yaml`, or `git restore --source=board/main -- \
         roadmap/todo/stack.yaml` where that is committed, or move the cards elsewhere"
    );
    let mut files = board();
    files.entries.remove("roadmap/board.yaml");
    assert_eq!(
        problems(&files, Some(&base())),
        "roadmap: `board.yaml` is gone, but the folder holds 3 known cards; bring it back with \
         `git restore -- roadmap/board.yaml`, or `git restore --source=board/main -- \
         roadmap/board.yaml` where that is committed, or move the cards elsewhere"
    );
}

#[test]
fn problems_of_boards_and_stacks_have_places_too() {
    let mut files = board();
    replace(&mut files, "roadmap/board.yaml", "    id: 39\n", "");
    replace(
        &mut files,
        "roadmap/board.yaml",
        "name: Bug",
        "name: Urgent",
    );
    assert_eq!(
        problems(&files, Some(&base())),
        "roadmap/board.yaml:4:1: two labels have the name `Urgent`"
    );
    let mut files = board();
    replace(&mut files, "roadmap/todo/stack.yaml", "title: To do\n", "");
    assert_eq!(
        problems(&files, Some(&base())),
        "roadmap/todo/stack.yaml: has an `id` but no `title`"
    );
    let mut files = board();
    replace(&mut files, "roadmap/todo/stack.yaml", "position", "postion");
    assert_eq!(
        problems(&files, Some(&base())),
        "roadmap/todo/stack.yaml:3:1: unknown key `postion`: a stack has none of that name; did you \
         mean `position`?"
    );
}
