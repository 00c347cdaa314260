//! The merge driver: what `git merge` makes of two people's branches.

use snapbox::str;

use super::world::{LOGIN, check_file};
use crate::stories::world::World;

/// Two branches edit one card; the second is to be merged into the first.
fn branches(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> World {
    let world = World::cloned();
    let edit = |edits: &[(&str, &str)]| {
        for (old, new) in edits {
            world.substitute(LOGIN, old, new);
        }
        world.commit("An edit");
    };
    world.vcs("boards", &["switch", "--quiet", "-c", "theirs"]);
    edit(theirs);
    world.vcs("boards", &["switch", "--quiet", "-"]);
    edit(ours);
    world
}

/// Edits of adjacent lines, which git alone would not merge.
fn by_field() -> World {
    branches(
        &[
            ("title: Fix login\n", "title: Fix the login # mine\n"),
            ("  - Bug\n", "  - Bug\n  - Later\n"),
            ("one\n", "ONE\n"),
        ],
        &[
            (
                "position: 10\n",
                "position: 5\ndue: 2026-12-01\nsprint: 3\n",
            ),
            ("  - Bug\n", ""),
            ("labels:\n", ""),
            ("five\n", "FIVE\n"),
        ],
    )
}

const MERGED: &str = "---\nid: 1\ntitle: Fix the login # mine\nposition: 5\nlabels:\n  - Later\ndue: 2026-12-01\nsprint: 3\n\
created: 2026-11-21T19:00:00Z\nauthor: alice\n---\nONE\ntwo\nthree\nfour\nFIVE\n";

#[test]
fn two_branches_merge_a_card_by_field() {
    let world = by_field();
    world.vcs("boards", &["merge", "--quiet", "--no-edit", "theirs"]);
    assert_eq!(world.read(LOGIN), MERGED);
    assert!(!world.pushed().is_empty());
    assert_eq!(
        world.line(1),
        "To do: 1 Fix the login #Later | ONE/two/three/four/FIVE"
    );
}

#[test]
fn it_works_from_a_subfolder_and_in_a_worktree() {
    let world = by_field();
    world.vcs(
        "boards/roadmap/to-do",
        &["merge", "--quiet", "--no-edit", "theirs"],
    );
    assert_eq!(world.read(LOGIN), MERGED);
    let world = by_field();
    world.vcs(
        "boards",
        &[
            "worktree", "add", "--quiet", "-b", "third", "../third", "HEAD",
        ],
    );
    world.vcs("third", &["merge", "--quiet", "--no-edit", "theirs"]);
    assert_eq!(world.read("third/roadmap/to-do/1-fix-login.md"), MERGED);
}

#[test]
fn rebase_and_cherry_pick_merge_by_field_too() {
    let world = by_field();
    world.vcs("boards", &["cherry-pick", "theirs"]);
    assert_eq!(world.read(LOGIN), MERGED);
    let world = by_field();
    world.vcs("boards", &["rebase", "--quiet", "theirs"]);
    assert_eq!(world.read(LOGIN), MERGED);
}

/// Contradicting titles and lines, and an edit that contradicts nothing.
fn contradicting() -> World {
    branches(
        &[
            ("title: Fix login", "title: Fix the login"),
            ("three\n", "drei\n"),
        ],
        &[
            ("title: Fix login", "title: Mend login"),
            ("three\n", "trois\n"),
            ("position: 10\n", "position: 10\ndue: 2026-12-01\n"),
        ],
    )
}

/// Merges the second branch, which ends with conflicts.
#[track_caller]
fn merge_in_conflict(world: &World) {
    let me = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
    let merge = ["merge", "--quiet", "theirs"];
    world
        .git("boards", &[me.as_slice(), &merge].concat())
        .code(1);
}

#[test]
fn what_contradicts_stands_between_markers() {
    let world = contradicting();
    merge_in_conflict(&world);
    check_file(
        &world,
        LOGIN,
        str![[r#"
---
id: 1
<<<<<<< HEAD
title: Fix the login
=======
title: Mend login
>>>>>>> theirs
position: 10
due: 2026-12-01
labels:
  - Bug
created: 2026-11-21T19:00:00Z
author: alice
---
one
two
<<<<<<< HEAD
drei
=======
trois
>>>>>>> theirs
four
five

"#]],
    );
    let ran = world.git_board("boards", &["status"]).code(3);
    snapbox::assert_data_eq!(
        ran.err,
        str![[r#"
error: 1 file is in conflict
  roadmap/to-do/1-fix-login.md:3: card "Fix the login": `title` changed on both sides: "Fix the login" here, "Mend login" there, "Fix login" before
    → keep one of the values, or write a third
  roadmap/to-do/1-fix-login.md:3: card "Fix the login": `text` changed on both sides: 5 lines here, 5 lines there, 5 lines before
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these and `git commit`; `git checkout --theirs FILE` takes the server's side or the other branch's, `--ours` yours

"#]]
    );
    world.vcs("boards", &["checkout", "--theirs", "."]);
    world.vcs("boards", &["commit", "--quiet", "--all", "--no-edit"]);
    world.git_board("boards", &["push"]).code(0);
    assert_eq!(world.card(1).title, "Mend login");
    world.assert_settled();
}

#[test]
fn what_contradicts_at_two_places_is_a_conflict_at_one() {
    // By lines, both of these would stand in the merged file, and git would call it clean.
    let world = branches(
        &[("title: Fix login\n", "title: Fix login\ndue: 2026-12-01\n")],
        &[("author: alice\n", "author: alice\ndue: 2026-12-24\n")],
    );
    merge_in_conflict(&world);
    check_file(
        &world,
        LOGIN,
        str![[r#"
---
id: 1
title: Fix login
<<<<<<< HEAD
due: 2026-12-01
=======
due: 2026-12-24T00:00:00Z
>>>>>>> theirs
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
    world.vcs("boards", &["checkout", "--theirs", "."]);
    world.vcs("boards", &["commit", "--quiet", "--all", "--no-edit"]);
    world.git_board("boards", &["push"]).code(0);
    world.assert_settled();
}

#[test]
fn markers_have_the_size_and_style_that_git_asks_for() {
    let world = contradicting();
    world.write(
        "boards/.git/info/attributes",
        "*.md conflict-marker-size=12\n",
    );
    world.vcs("boards", &["config", "merge.conflictStyle", "diff3"]);
    merge_in_conflict(&world);
    check_file(
        &world,
        LOGIN,
        str![[r#"
---
id: 1
<<<<<<<<<<<< HEAD
title: Fix the login
|||||||||||| [..]
title: Fix login
============
title: Mend login
>>>>>>>>>>>> theirs
position: 10
due: 2026-12-01
labels:
  - Bug
created: 2026-11-21T19:00:00Z
author: alice
---
one
two
<<<<<<<<<<<< HEAD
drei
|||||||||||| [..]
three
============
trois
>>>>>>>>>>>> theirs
four
five

"#]],
    );
    let ran = world.git_board("boards", &["status"]).code(3);
    assert!(ran.err.contains("1-fix-login.md:3:"), "{}", ran.err);
}

#[test]
fn a_file_that_is_no_card_merges_by_lines() {
    let world = World::cloned();
    world.write("boards/notes.md", "a\nb\nc\nd\ne\n");
    world.commit("Notes");
    world.vcs("boards", &["switch", "--quiet", "-c", "theirs"]);
    world.substitute("boards/notes.md", "a\n", "A\n");
    world.commit("A");
    world.vcs("boards", &["switch", "--quiet", "-"]);
    world.substitute("boards/notes.md", "e\n", "E\n");
    world.commit("E");
    world.vcs("boards", &["merge", "--quiet", "--no-edit", "theirs"]);
    assert_eq!(world.read("boards/notes.md"), "A\nb\nc\nd\nE\n");
}

#[test]
fn cards_that_both_sides_made_merge_by_lines() {
    let world = World::cloned();
    let idea = "boards/roadmap/to-do/idea.md";
    world.vcs("boards", &["switch", "--quiet", "-c", "theirs"]);
    world.write(idea, "---\ntitle: An idea\n---\nGood.\n");
    world.commit("Theirs");
    world.vcs("boards", &["switch", "--quiet", "-"]);
    world.write(idea, "---\ntitle: An idea\n---\nBad.\n");
    world.commit("Mine");
    merge_in_conflict(&world);
    check_file(
        &world,
        idea,
        str![[r#"
---
title: An idea
---
<<<<<<< HEAD
Bad.
=======
Good.
>>>>>>> theirs

"#]],
    );
}

#[test]
fn without_the_program_git_merges_by_lines() {
    let world = contradicting();
    let driver = world.vcs("boards", &["config", "merge.git-board.driver"]);
    let program = env!("CARGO_BIN_EXE_git-board");
    assert!(driver.contains(program), "{driver}");
    let gone = driver.trim_end().replace(program, "/nowhere/git-board");
    world.vcs("boards", &["config", "merge.git-board.driver", &gone]);
    merge_in_conflict(&world);
    let text = world.read(LOGIN);
    for title in ["title: Fix the login\n", "title: Mend login\n", "<<<<<<< "] {
        assert!(text.contains(title), "{text}");
    }
    // `check --fix` knows where the program is now.
    world.vcs("boards", &["merge", "--abort"]);
    world.git_board("boards", &["check", "--fix"]).code(0);
    assert_eq!(
        world.vcs("boards", &["config", "merge.git-board.driver"]),
        driver
    );
}

#[test]
fn a_clone_by_git_gets_the_driver_from_check_fix() {
    let world = World::cloned();
    world.git_clone_to("second", &[]);
    let get = ["config", "--get-regexp", "^merge\\.git-board\\."];
    world.git("second", &get).code(1);
    let ran = world.git_board("second", &["check"]).code(0);
    assert!(ran.err.contains("git board check --fix"), "{}", ran.err);
    world.git_board("second", &["check", "--fix"]).code(0);
    let settings = world.vcs("second", &get);
    assert_eq!(settings, world.vcs("boards", &get));
    let ran = world.git_board("second", &["check"]).code(0);
    assert!(!ran.err.contains("--fix"), "{}", ran.err);
}

#[test]
fn two_clones_exchange_their_boards_through_git() {
    let world = World::cloned();
    world.git_clone_to("second", &[]);
    world.git_board("second", &["check", "--fix"]).code(0);
    // Each pushes an edit of one card, and both pull the other's branch.
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.pushed();
    world.later(10);
    let second = "second/roadmap/to-do/1-fix-login.md";
    world.substitute(second, "three\n", "drei\n");
    world.git_board("second", &["push"]).code(0);
    world.later(10);
    world.vcs(
        "boards",
        &[
            "pull",
            "--quiet",
            "--no-rebase",
            "--no-edit",
            "../second",
            "HEAD",
        ],
    );
    assert!(world.read(LOGIN).contains("title: Fix the login\n"));
    assert!(world.read(LOGIN).contains("drei\n"));
    world.assert_settled();
}
