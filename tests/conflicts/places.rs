//! Cards that both sides moved: a `stack:` line between markers, obeyed once.

use snapbox::str;

use super::world::{check_file, check_pull, check_push_is_refused, check_status};
use crate::stories::world::World;

const HERE: &str = "boards/roadmap/doing/1-fix-login.md";

/// A card was moved to `doing` here and to `done` there.
fn moved(is_committed: bool) -> World {
    let world = World::cloned();
    world.rename("boards/roadmap/to-do/1-fix-login.md", HERE);
    if is_committed {
        world.commit("Doing it");
    }
    world.there(|deck| deck.move_card("bob", 1, 3));
    world.there(|deck| deck.rename_card("bob", 1, "Mend login"));
    world
}

#[test]
fn a_card_moved_to_two_stacks_has_a_stack_line_between_markers() {
    let world = moved(false);
    check_pull(
        &world,
        str![[r#"
  changed card "Fix login" in Roadmap / Doing: title "Fix login" → "Mend login"
Pulled: 1 file written.
error: 1 conflict to settle
  roadmap/doing/1-fix-login.md: card "Fix login" in Roadmap / Doing: moved on both sides: "Roadmap / Doing" here, "Roadmap / Done" there, "Roadmap / To do" before
    → leave the file in the place that you want
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UU roadmap/doing/1-fix-login.md

"#]],
    );
    check_file(
        &world,
        HERE,
        str![[r#"
---
id: 1
title: Mend login
position: 10
<<<<<<< here
stack: roadmap/doing
=======
stack: roadmap/done
>>>>>>> there
labels:
  - Bug
created: 2026-11-21T19:00:00Z
author: alice
---
one
two
three
four
five

"#]],
    );
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 file is in conflict
  roadmap/doing/1-fix-login.md:5: card "Mend login": moved on both sides: "roadmap/doing" here, "roadmap/done" there, "roadmap/to-do" before
    → leave the file in the place that you want
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    // Theirs, by leaving its line.
    world.substitute(
        HERE,
        "<<<<<<< here\nstack: roadmap/doing\n=======\nstack: roadmap/done\n>>>>>>> there\n",
        "stack: roadmap/done\n",
    );
    world.vcs("boards", &["add", "."]);
    world.pull().code(0);
    assert!(!world.has(HERE));
    check_file(
        &world,
        "boards/roadmap/done/1-fix-login.md",
        str![[r#"
---
id: 1
title: Mend login
position: 10
labels:
  - Bug
created: 2026-11-21T19:00:00Z
author: alice
---
one
two
three
four
five

"#]],
    );
    check_status(&world, "");
    world.assert_settled();
    assert_eq!(
        world.line(1),
        "Done: 1 Mend login #Bug | one/two/three/four/five"
    );
}

#[test]
fn the_place_is_chosen_with_the_side() {
    for is_committed in [false, true] {
        for (side, stack) in [("--ours", "Doing"), ("--theirs", "Done")] {
            let world = moved(is_committed);
            world.pull().code(3);
            world.vcs(
                "boards",
                &["checkout", side, "roadmap/doing/1-fix-login.md"],
            );
            world.vcs("boards", &["add", "--all"]);
            if is_committed {
                world.vcs("boards", &["commit", "--quiet", "--no-edit"]);
            }
            world.git_board("boards", &["push"]).code(0);
            let line = format!("{stack}: 1 Mend login #Bug | one/two/three/four/five");
            assert_eq!(world.line(1), line);
            let folder = stack.to_lowercase();
            let file = format!("boards/roadmap/{folder}/1-fix-login.md");
            assert!(
                !world.read(&file).contains("stack:"),
                "{}",
                world.read(&file)
            );
            world.commit_what_is_left();
            world.assert_settled();
        }
    }
}

#[test]
fn the_lines_can_go_and_the_file_stand_where_it_belongs() {
    let world = moved(false);
    world.pull().code(3);
    world.substitute(
        HERE,
        "<<<<<<< here\nstack: roadmap/doing\n=======\nstack: roadmap/done\n>>>>>>> there\n",
        "",
    );
    world.rename(HERE, "boards/roadmap/to-do/1-fix-login.md");
    world.vcs("boards", &["add", "--all"]);
    world.pushed();
    assert_eq!(
        world.line(1),
        "To do: 1 Mend login #Bug | one/two/three/four/five"
    );
    world.assert_settled();
}

#[test]
fn a_stack_line_is_obeyed_once_and_removed() {
    let world = World::cloned();
    world.substitute(
        "boards/roadmap/to-do/2-new-logo.md",
        "position: 20\n",
        "position: 20\nstack: Done\n",
    );
    assert_eq!(world.pushed().len(), 1);
    assert_eq!(world.line(2), "Done: 2 New logo | Round.");
    assert!(
        !world
            .read("boards/roadmap/done/2-new-logo.md")
            .contains("stack:")
    );
    world.assert_settled();
    // One that names the stack that the card is in goes too, also without anything to send.
    world.substitute(
        "boards/roadmap/done/2-new-logo.md",
        "title: New logo\n",
        "title: New logo\nstack: done\n",
    );
    assert_eq!(world.pushed(), [""; 0]);
    assert!(
        !world
            .read("boards/roadmap/done/2-new-logo.md")
            .contains("stack:")
    );
    world.assert_settled();
}
