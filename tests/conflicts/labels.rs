//! Labels, boards, stacks and members: conflicts within `board.yaml` and `stack.yaml`.

use snapbox::str;

use super::world::{BOARD, LOGIN, LOGO, check_file, check_pull, check_push_is_refused};
use crate::stories::world::World;

/// A label was renamed on both sides; a card carries it.
fn renamed(is_committed: bool) -> World {
    let world = World::cloned();
    world.substitute(BOARD, "name: Bug", "name: Defect");
    world.substitute(LOGIN, "- Bug", "- Defect");
    if is_committed {
        world.commit("Defect");
    }
    world.there(|deck| deck.update_label("alice", 1, "Fault", "ff7a66"));
    world
}

/// Checks that no push sends the board's file while its labels stand between markers.
#[track_caller]
fn check_board_is_refused(world: &World) {
    check_push_is_refused(
        world,
        str![[r#"
error: 1 file is in conflict
  roadmap/board.yaml:8: changed on both sides
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
}

#[test]
fn a_label_renamed_on_both_sides_stands_between_markers() {
    let world = renamed(false);
    check_pull(
        &world,
        str![[r#"
Pulled: 2 files written.
error: 1 conflict to settle
  roadmap/board.yaml: label "Defect" in Roadmap: `name` changed on both sides: "Defect" here, "Fault" there, "Bug" before
    → keep one of the values, or write a third
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UU roadmap/board.yaml

"#]],
    );
    check_file(
        &world,
        BOARD,
        str![[r#"
id: 1
title: Roadmap
color: 0082c9
labels:
<<<<<<< here
  - name: Defect
=======
  - name: Fault
>>>>>>> there
    color: ff7a66
    id: 1
  - name: Later
    color: f1db50
    id: 2
members:
  - user: bob
    permissions: [edit]

"#]],
    );
    // A card spells it as the server has it.
    assert!(world.read(LOGIN).contains("- Fault\n"));
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 file is in conflict
  roadmap/board.yaml:5: changed on both sides
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    world.substitute(
        BOARD,
        "<<<<<<< here\n  - name: Defect\n=======\n  - name: Fault\n>>>>>>> there\n",
        "  - name: Mistake\n",
    );
    world.vcs("boards", &["add", "."]);
    assert_eq!(world.pushed().len(), 1);
    assert_eq!(
        world.line(1),
        "To do: 1 Fix login #Mistake | one/two/three/four/five"
    );
    assert!(world.read(LOGIN).contains("- Mistake\n"));
    world.assert_settled();
}

#[test]
fn either_name_can_be_taken() {
    for is_committed in [false, true] {
        for (side, name) in [("--ours", "Defect"), ("--theirs", "Fault")] {
            let world = renamed(is_committed);
            world.pull().code(3);
            world.vcs("boards", &["checkout", side, "roadmap/board.yaml"]);
            world.vcs("boards", &["add", "--all"]);
            if is_committed {
                world.vcs("boards", &["commit", "--quiet", "--no-edit"]);
            }
            world.git_board("boards", &["push"]).code(0);
            let line = format!("To do: 1 Fix login #{name} | one/two/three/four/five");
            assert_eq!(world.line(1), line);
            world.commit_what_is_left();
            world.assert_settled();
        }
    }
}

#[test]
fn a_label_deleted_there_and_put_on_a_card_here_stands_between_markers() {
    let world = World::cloned();
    world.substitute(LOGO, "position: 20\n", "position: 20\nlabels:\n  - Later\n");
    world.there(|deck| deck.delete_label("alice", 2));
    check_pull(
        &world,
        str![[r#"
Pulled: 1 file written.
error: 1 conflict to settle
  roadmap/board.yaml: label "Later" in Roadmap: deleted there and put on 1 card here
    → take the label off the cards, or remove its `id` to make it anew
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UU roadmap/board.yaml
 M roadmap/to-do/2-new-logo.md

"#]],
    );
    check_file(
        &world,
        BOARD,
        str![[r#"
id: 1
title: Roadmap
color: 0082c9
labels:
  - name: Bug
    color: ff7a66
    id: 1
<<<<<<< here
  - name: Later
    color: f1db50
    id: 2
=======
>>>>>>> there
members:
  - user: bob
    permissions: [edit]

"#]],
    );
    check_board_is_refused(&world);
    // Made anew.
    world.substitute(BOARD, "<<<<<<< here\n", "");
    world.substitute(BOARD, "    id: 2\n=======\n>>>>>>> there\n", "");
    world.vcs("boards", &["add", "."]);
    world.pushed();
    assert_eq!(world.line(2), "To do: 2 New logo #Later | Round.");
    world.assert_settled();
}

#[test]
fn a_label_deleted_here_and_put_on_a_card_there_comes_back() {
    let world = World::cloned();
    world.substitute(BOARD, "  - name: Later\n    color: f1db50\n    id: 2\n", "");
    world.there(|deck| deck.assign_label("bob", 2, 2));
    check_pull(
        &world,
        str![[r#"
  created label "Later" in Roadmap: color f1db50
  changed card "New logo" in Roadmap / To do: labels +Later
Pulled: 2 files written.
error: 1 conflict to settle
  roadmap/board.yaml: label "Later" in Roadmap: deleted here and put on 1 card there
    → delete the label again to mean it, or keep it
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UU roadmap/board.yaml

"#]],
    );
    check_file(
        &world,
        BOARD,
        str![[r#"
id: 1
title: Roadmap
color: 0082c9
labels:
  - name: Bug
    color: ff7a66
    id: 1
<<<<<<< here
=======
  - name: Later
    color: f1db50
    id: 2
>>>>>>> there
members:
  - user: bob
    permissions: [edit]

"#]],
    );
    check_board_is_refused(&world);
    world.vcs("boards", &["checkout", "--theirs", "roadmap/board.yaml"]);
    world.vcs("boards", &["add", "."]);
    world.assert_settled();
    assert_eq!(world.line(2), "To do: 2 New logo #Later | Round.");
}

#[test]
fn a_label_deleted_there_and_changed_here_stands_between_markers() {
    let world = World::cloned();
    world.substitute(BOARD, "f1db50", "00ff00");
    world.there(|deck| deck.delete_label("alice", 2));
    check_pull(
        &world,
        str![[r#"
Pulled: 1 file written.
error: 1 conflict to settle
  roadmap/board.yaml: label "Later" in Roadmap: deleted there and changed here
    → delete the entry in `board.yaml`, or remove `id` to make a new label
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UU roadmap/board.yaml

"#]],
    );
    check_file(
        &world,
        BOARD,
        str![[r#"
id: 1
title: Roadmap
color: 0082c9
labels:
  - name: Bug
    color: ff7a66
    id: 1
<<<<<<< here
  - name: Later
    color: 00ff00
    id: 2
=======
>>>>>>> there
members:
  - user: bob
    permissions: [edit]

"#]],
    );
    check_board_is_refused(&world);
    world.vcs("boards", &["checkout", "--theirs", "roadmap/board.yaml"]);
    world.vcs("boards", &["add", "."]);
    world.assert_settled();
    assert!(world.outline().contains("Roadmap [Bug]\n"));
}

#[test]
fn a_label_deleted_here_and_changed_there_comes_back() {
    let world = World::cloned();
    world.substitute(BOARD, "  - name: Later\n    color: f1db50\n    id: 2\n", "");
    world.there(|deck| deck.update_label("alice", 2, "Soon", "f1db50"));
    check_pull(
        &world,
        str![[r#"
  created label "Soon" in Roadmap: color f1db50
Pulled: 1 file written.
error: 1 conflict to settle
  roadmap/board.yaml: label "Soon" in Roadmap: deleted here and changed there
    → delete the entry in `board.yaml` again to mean it, or keep it
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UU roadmap/board.yaml

"#]],
    );
    check_file(
        &world,
        BOARD,
        str![[r#"
id: 1
title: Roadmap
color: 0082c9
labels:
  - name: Bug
    color: ff7a66
    id: 1
<<<<<<< here
=======
  - name: Soon
    color: f1db50
    id: 2
>>>>>>> there
members:
  - user: bob
    permissions: [edit]

"#]],
    );
    check_board_is_refused(&world);
    world.vcs("boards", &["checkout", "--ours", "roadmap/board.yaml"]);
    world.vcs("boards", &["add", "."]);
    world
        .git_board("boards", &["push", "--yes", "--allow-deletes"])
        .code(0);
    assert!(world.outline().contains("Roadmap [Bug]\n"));
    world.assert_settled();
}

#[test]
fn a_label_that_comes_back_is_on_its_cards_as_before() {
    let world = World::cloned();
    world.there(|deck| deck.assign_label("bob", 2, 2));
    world.git_board("boards", &["pull"]).code(0);
    world.substitute(BOARD, "  - name: Later\n    color: f1db50\n    id: 2\n", "");
    world.commit("No later");
    world.there(|deck| deck.update_label("alice", 2, "Soon", "f1db50"));
    world.git_board("boards", &["pull"]).code(3);
    world.vcs("boards", &["checkout", "--theirs", "roadmap/board.yaml"]);
    world.vcs("boards", &["add", "."]);
    world.commit("It is kept");
    assert_eq!(world.pushed(), Vec::<String>::new());
    assert_eq!(world.line(2), "To do: 2 New logo #Soon | Round.");
    world.assert_settled();
}

#[test]
fn a_label_deleted_there_that_is_made_anew_is_on_its_cards_as_before() {
    let world = World::cloned();
    world.there(|deck| deck.assign_label("bob", 2, 2));
    world.git_board("boards", &["pull"]).code(0);
    world.substitute(BOARD, "name: Later", "name: Soon");
    world.there(|deck| deck.delete_label("alice", 2));
    world.git_board("boards", &["pull"]).code(3);
    world.substitute(BOARD, "<<<<<<< here\n", "");
    world.substitute(BOARD, "    id: 2\n=======\n>>>>>>> there\n", "");
    world.vcs("boards", &["add", "."]);
    world.git_board("boards", &["push"]).code(0);
    assert_eq!(world.line(2), "To do: 2 New logo #Soon | Round.");
    world.assert_settled();
}
