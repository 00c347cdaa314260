//! Values of a card that both sides changed.

use snapbox::str;

use super::world::{LOGIN, LOGO, check_file, check_pull, check_push_is_refused, check_status};
use crate::stories::world::World;

/// Title and text contradict those on the server; other values differ on one side only.
fn contradicting() -> World {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.substitute(LOGIN, "three\n", "drei\n");
    world.substitute(
        LOGIN,
        "position: 10\n",
        "position: 10 # first\ndue: 2026-12-01\n",
    );
    world.there(|deck| deck.rename_card("bob", 1, "Mend login"));
    world.there(|deck| {
        deck.edit_card("bob", 1, |card| {
            card.description = "ONE\ntwo\ntrois\nfour\nfive".to_owned();
        })
    });
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world
}

#[test]
fn uncommitted_edits_in_conflict_stand_between_markers() {
    let world = contradicting();
    check_pull(
        &world,
        str![[r#"
  changed card "New logo" in Roadmap / To do: title "New logo" → "A new logo"
Pulled: 2 files written.
error: 2 conflicts to settle
  roadmap/to-do/1-fix-login.md: card "Fix the login" in Roadmap / To do: `title` changed on both sides: "Fix the login" here, "Mend login" there, "Fix login" before
    → keep one of the values, or write a third
  roadmap/to-do/1-fix-login.md: card "Fix the login" in Roadmap / To do: `text` changed on both sides: 5 lines here, 5 lines there, 5 lines before
    → keep one of the values, or write a third
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UU roadmap/to-do/1-fix-login.md

"#]],
    );
    check_file(
        &world,
        LOGIN,
        str![[r#"
---
id: 1
<<<<<<< here
title: Fix the login
=======
title: Mend login
>>>>>>> there
position: 10 # first
due: 2026-12-01
labels:
  - Bug
created: 2026-11-21T19:00:00Z
author: alice
---
ONE
two
<<<<<<< here
drei
=======
trois
>>>>>>> there
four
five

"#]],
    );
    assert!(world.read(LOGO).contains("title: A new logo\n"));
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 file is in conflict
  roadmap/to-do/1-fix-login.md:3: card "Fix the login": `title` changed on both sides: "Fix the login" here, "Mend login" there, "Fix login" before
    → keep one of the values, or write a third
  roadmap/to-do/1-fix-login.md:3: card "Fix the login": `text` changed on both sides: 5 lines here, 5 lines there, 5 lines before
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    // A third title, their line.
    world.substitute(
        LOGIN,
        "<<<<<<< here\ntitle: Fix the login\n=======\ntitle: Mend login\n>>>>>>> there\n",
        "title: Log in again\n",
    );
    world.substitute(
        LOGIN,
        "<<<<<<< here\ndrei\n=======\ntrois\n>>>>>>> there\n",
        "trois\n",
    );
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 file is in conflict
  roadmap/to-do/1-fix-login.md: card "Fix the login": `title` changed on both sides: "Fix the login" here, "Mend login" there, "Fix login" before
    → keep one of the values, or write a third
  roadmap/to-do/1-fix-login.md: card "Fix the login": `text` changed on both sides: 5 lines here, 5 lines there, 5 lines before
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    world.vcs("boards", &["add", "."]);
    check_status(
        &world,
        str![[r#"
M  roadmap/to-do/1-fix-login.md

"#]],
    );
    assert_eq!(world.pushed().len(), 1);
    assert_eq!(
        world.line(1),
        "To do: 1 Log in again #Bug | ONE/two/trois/four/five"
    );
    assert_eq!(world.card(2).title, "A new logo");
    world.assert_settled();
}
