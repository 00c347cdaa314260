//! Boards and stacks that one side deleted and the other changed, or that both gave other titles.

use snapbox::str;

use super::presence::PUSH_DELETES;
use super::world::{BOARD, check_file, check_pull, check_push_is_refused, check_status};
use crate::stories::world::World;

#[test]
fn a_stack_deleted_there_and_changed_here_is_kept_and_nothing_is_sent_into_it() {
    let world = World::cloned();
    world.write("boards/roadmap/doing/idea.md", "# An idea\n");
    world.substitute("boards/roadmap/doing/4-search.md", "Fast.", "Faster.");
    world.there(|deck| deck.delete_stack("alice", 2));
    check_pull(
        &world,
        str![[r#"
  deleted card "Export" in Roadmap / Doing
Pulled: 1 file written.
error: 2 conflicts to settle
  roadmap/doing/4-search.md: card "Search" in Roadmap / Doing: deleted there and changed here
    → delete the file, or remove `id` to make a new card
  roadmap/doing/stack.yaml: stack "Doing" in Roadmap: deleted there and changed here
    → delete the folder, or remove `id` to make a new stack
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UD roadmap/doing/4-search.md
UD roadmap/doing/stack.yaml
?? roadmap/doing/idea.md

"#]],
    );
    assert!(!world.has("boards/roadmap/doing/5-export.md"));
    check_push_is_refused(
        &world,
        str![[r#"
error: 2 files are in conflict
  roadmap/doing/4-search.md: card "Search": deleted there and changed here
    → delete the file, or remove `id` to make a new card
  roadmap/doing/stack.yaml: deleted there and changed here
    → delete it, or remove its `id` to make a new one
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    // The new card goes elsewhere, the old one and the stack go.
    world.rename(
        "boards/roadmap/doing/idea.md",
        "boards/roadmap/done/idea.md",
    );
    world.remove("boards/roadmap/doing");
    assert_eq!(world.pushed().len(), 1);
    assert_eq!(world.line(9), "Done: 9 An idea | # An idea");
    world.assert_settled();
}

#[test]
fn a_stack_deleted_there_can_be_made_anew() {
    let world = World::cloned();
    world.write("boards/roadmap/doing/idea.md", "# An idea\n");
    world.there(|deck| deck.delete_stack("alice", 2));
    world.pull().code(3);
    world.substitute("boards/roadmap/doing/stack.yaml", "id: 2\n", "");
    assert_eq!(world.pushed().len(), 2);
    assert_eq!(world.line(9), "Doing: 9 An idea | # An idea");
    world.assert_settled();
}

#[test]
fn a_stack_deleted_here_and_changed_there_comes_back() {
    let world = World::cloned();
    world.remove("boards/roadmap/doing");
    world.there(|deck| deck.rename_card("bob", 4, "Find"));
    check_pull(
        &world,
        str![[r#"
  created stack "Doing" in Roadmap
  created card "Find" in Roadmap / Doing: 1 line of text
Pulled: 2 files written.
error: 2 conflicts to settle
  roadmap/doing/4-search.md: card "Find" in Roadmap / Doing: deleted here and changed there
    → delete the file again to mean it, or keep it
  roadmap/doing/stack.yaml: stack "Doing" in Roadmap: deleted here and changed there
    → delete the folder again to mean it, or keep it
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
DU roadmap/doing/4-search.md
DU roadmap/doing/stack.yaml

"#]],
    );
    check_push_is_refused(
        &world,
        str![[r#"
error: 2 files are in conflict
  roadmap/doing/4-search.md: card "Find": deleted here and changed there
    → delete the file again to mean it, or keep it
  roadmap/doing/stack.yaml: deleted here and changed there
    → delete it again to mean it, or keep it with `git add`
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    world.remove("boards/roadmap/doing");
    world.git_board("boards", &PUSH_DELETES).code(0);
    assert_eq!(world.line(4), "gone");
    check_status(&world, "");
    world.assert_settled();
}

#[test]
fn a_board_deleted_there_and_changed_here_is_kept() {
    let world = World::cloned();
    world.substitute("boards/garden/beds/7-peas.md", "Sow.", "Sow them.");
    world.there(|deck| deck.delete_board("alice", 2));
    let ran = world.git_board("boards", &["pull", "--yes"]).code(3);
    snapbox::assert_data_eq!(
        format!("{}{}", ran.out, ran.err),
        str![[r#"
  deleted card "Beans" in Garden / Beds
  deleted stack "Paths" in Garden
Pulled: 2 files written.
error: 3 conflicts to settle
  garden/beds/7-peas.md: card "Peas" in Garden / Beds: deleted there and changed here
    → delete the file, or remove `id` to make a new card
  garden/beds/stack.yaml: stack "Beds" in Garden: deleted there and changed here
    → delete the folder, or remove `id` to make a new stack
  garden/board.yaml: board "Garden": deleted there and changed here
    → delete the folder, or remove `id` to make a new board
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]]
    );
    check_status(
        &world,
        str![[r#"
UD garden/beds/7-peas.md
UD garden/beds/stack.yaml
UD garden/board.yaml

"#]],
    );
    check_push_is_refused(
        &world,
        str![[r#"
error: 3 files are in conflict
  garden/beds/7-peas.md: card "Peas": deleted there and changed here
    → delete the file, or remove `id` to make a new card
  garden/beds/stack.yaml: deleted there and changed here
    → delete it, or remove its `id` to make a new one
  garden/board.yaml: deleted there and changed here
    → delete it, or remove its `id` to make a new one
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    world.remove("boards/garden");
    assert_eq!(world.pushed(), [""; 0]);
    world.vcs("boards", &["add", "--all"]);
    world.assert_settled();
}

#[test]
fn a_board_deleted_here_and_changed_there_comes_back() {
    let world = World::cloned();
    world.remove("boards/garden");
    world.there(|deck| deck.rename_card("alice", 7, "Sweet peas"));
    check_pull(
        &world,
        str![[r#"
  new board Garden (1 stack, 1 card)
Pulled: 3 files written.
error: 3 conflicts to settle
  garden/beds/7-peas.md: card "Sweet peas" in Garden / Beds: deleted here and changed there
    → delete the file again to mean it, or keep it
  garden/beds/stack.yaml: stack "Beds" in Garden: deleted here and changed there
    → delete the folder again to mean it, or keep it
  garden/board.yaml: board "Garden": deleted here and changed there
    → delete the folder again to mean it, or keep it
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
DU garden/beds/7-peas.md
DU garden/beds/stack.yaml
DU garden/board.yaml
 D garden/paths/stack.yaml

"#]],
    );
    check_push_is_refused(
        &world,
        str![[r#"
error: 3 files are in conflict
  garden/beds/7-peas.md: card "Sweet peas": deleted here and changed there
    → delete the file again to mean it, or keep it
  garden/beds/stack.yaml: deleted here and changed there
    → delete it again to mean it, or keep it with `git add`
  garden/board.yaml: deleted here and changed there
    → delete it again to mean it, or keep it with `git add`
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    // All of it is wanted.
    world.vcs("boards", &["checkout", "--quiet", "HEAD", "--", "garden"]);
    world.assert_settled();
    assert!(
        world
            .read("boards/garden/beds/7-peas.md")
            .contains("title: Sweet peas\n")
    );
}

#[test]
fn titles_of_boards_and_stacks_stand_between_markers() {
    let world = World::cloned();
    world.substitute(BOARD, "title: Roadmap", "title: Plans");
    world.substitute(
        "boards/roadmap/doing/stack.yaml",
        "title: Doing",
        "title: At it",
    );
    world.there(|deck| deck.update_board("alice", 1, "Ways", "0082c9", false));
    world.there(|deck| deck.rename_stack("alice", 2, "In work"));
    check_pull(
        &world,
        str![[r#"
Pulled: 2 files written.
error: 2 conflicts to settle
  roadmap/board.yaml: board "Plans": `title` changed on both sides: "Plans" here, "Ways" there, "Roadmap" before
    → keep one of the values, or write a third
  roadmap/doing/stack.yaml: stack "At it" in Plans: `title` changed on both sides: "At it" here, "In work" there, "Doing" before
    → keep one of the values, or write a third
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UU roadmap/board.yaml
UU roadmap/doing/stack.yaml

"#]],
    );
    check_file(
        &world,
        "boards/roadmap/doing/stack.yaml",
        str![[r#"
id: 2
<<<<<<< here
title: At it
=======
title: In work
>>>>>>> there
position: 20

"#]],
    );
    check_push_is_refused(
        &world,
        str![[r#"
error: 2 files are in conflict
  roadmap/board.yaml:2: changed on both sides
    → keep one of the values, or write a third
  roadmap/doing/stack.yaml: changed on both sides
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    world.vcs("boards", &["checkout", "--ours", "."]);
    world.vcs("boards", &["add", "."]);
    assert_eq!(world.pushed().len(), 2);
    assert!(world.outline().contains("Plans [Bug, Later]\n"));
    assert!(world.outline().contains("  At it\n"));
    world.assert_settled();
}
