//! Cards that one side deleted and the other changed.

use git_board::lookalike::deck::card::NewCard;
use snapbox::str;

use super::world::{LOGO, check_file, check_pull, check_push_is_refused, check_status};
use crate::stories::world::World;

/// A push that may delete.
pub const PUSH_DELETES: [&str; 3] = ["push", "--yes", "--allow-deletes"];

/// A card that is gone there has an edit here.
fn deleted_there(is_committed: bool) -> World {
    let world = World::cloned();
    world.substitute(LOGO, "Round.", "Square.");
    if is_committed {
        world.commit("Square");
    }
    world.there(|deck| deck.delete_card("bob", 2));
    world.there(|deck| deck.rename_card("bob", 1, "Mend login"));
    world
}

#[test]
fn a_card_deleted_there_and_changed_here_stays_until_it_is_deleted() {
    let world = deleted_there(false);
    check_pull(
        &world,
        str![[r#"
  changed card "Fix login" in Roadmap / To do: title "Fix login" → "Mend login"
Pulled: 1 file written.
error: 1 conflict to settle
  roadmap/to-do/2-new-logo.md: card "New logo" in Roadmap / To do: deleted there and changed here
    → delete the file, or remove `id` to make a new card
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
UD roadmap/to-do/2-new-logo.md

"#]],
    );
    check_file(
        &world,
        LOGO,
        str![[r#"
---
id: 2
title: New logo
position: 20
created: 2026-11-21T19:00:00Z
author: alice
---
Square.

"#]],
    );
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 file is in conflict
  roadmap/to-do/2-new-logo.md: card "New logo": deleted there and changed here
    → delete the file, or remove `id` to make a new card
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    let ran = world.git_board("boards", &["status"]).code(3);
    assert!(
        ran.err.contains("deleted there and changed here"),
        "{}",
        ran.err
    );
    let ran = world.git_board("boards", &["check"]).code(3);
    snapbox::assert_data_eq!(
        ran.out,
        str![[r#"
error: roadmap/to-do/2-new-logo.md: card "New logo": deleted there and changed here
  → delete the file, or remove `id` to make a new card

"#]]
    );
    world.remove(LOGO);
    assert_eq!(world.pushed(), [""; 0]);
    world.pull().code(0);
    world.vcs("boards", &["add", "--all"]);
    world.assert_settled();
    assert_eq!(world.line(2), "gone");
    assert_eq!(world.card(1).title, "Mend login");
}

#[test]
fn a_card_deleted_there_and_changed_here_becomes_a_new_one_without_its_id() {
    let world = deleted_there(false);
    world.pull().code(3);
    world.substitute(LOGO, "id: 2\n", "");
    assert_eq!(world.pushed().len(), 1);
    assert_eq!(world.line(2), "gone");
    assert_eq!(world.line(9), "To do: 9 New logo | Square.");
    world.assert_settled();
}

#[test]
fn a_card_that_is_kept_with_its_id_stays_a_conflict() {
    let world = deleted_there(false);
    world.pull().code(3);
    world.vcs("boards", &["add", "."]);
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 conflict between here and the server
  card "New logo" in Roadmap / To do: gone there, and its id `2` is in no state that is known here
  nothing was changed here and nothing sent
hint: delete the file, or remove `id` to make a new card

"#]],
    );
    let ran = world.pull().code(3);
    snapbox::assert_data_eq!(
        ran.err,
        str![[r#"
error: 1 conflict between here and the server
  card "New logo" in Roadmap / To do: gone there, and its id `2` is in no state that is known here
  nothing was changed here and nothing sent
hint: delete the file, or remove `id` to make a new card

"#]]
    );
    // The rest is pulled nevertheless.
    world.there(|deck| deck.rename_card("bob", 3, "Dark"));
    world.pull().code(3);
    assert!(
        world
            .read("boards/roadmap/to-do/3-dark-mode.md")
            .contains("title: Dark\n")
    );
    world.vcs(
        "boards",
        &["rm", "--quiet", "--force", "roadmap/to-do/2-new-logo.md"],
    );
    world.git_board("boards", &["push"]).code(0);
    world.assert_settled();
}

#[test]
fn a_committed_edit_of_a_card_deleted_there_leaves_a_merge() {
    let world = deleted_there(true);
    check_pull(
        &world,
        str![[r#"
  changed card "Fix login" in Roadmap / To do: title "Fix login" → "Mend login"
Pulled: 1 file written.
error: 1 conflict to settle
  roadmap/to-do/2-new-logo.md: card "New logo" in Roadmap / To do: deleted there and changed here
    → delete the file, or remove `id` to make a new card
hint: settle them in the files, `git add` these and `git commit`, then push; `git merge --abort` takes the pull back

"#]],
        str![[r#"
(merging)
M  roadmap/to-do/1-fix-login.md
UD roadmap/to-do/2-new-logo.md

"#]],
    );
    world.vcs("boards", &["rm", "--quiet", "roadmap/to-do/2-new-logo.md"]);
    world.vcs("boards", &["commit", "--quiet", "--no-edit"]);
    world.assert_settled();
    assert_eq!(world.card(1).title, "Mend login");
}

/// A card that was changed there is deleted here.
fn deleted_here(is_committed: bool) -> World {
    let world = World::cloned();
    world.rename(LOGO, "boards/roadmap/to-do/logo.md");
    world.commit("A name of my own");
    world.git_board("boards", &["push"]).code(0);
    world.remove("boards/roadmap/to-do/logo.md");
    if is_committed {
        world.commit("No logo");
    }
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.there(|deck| deck.rename_card("bob", 1, "Mend login"));
    world
}

#[test]
fn a_card_deleted_here_and_changed_there_comes_back() {
    let world = deleted_here(false);
    check_pull(
        &world,
        str![[r#"
  changed card "Fix login" in Roadmap / To do: title "Fix login" → "Mend login"
  created card "A new logo" in Roadmap / To do: 1 line of text
Pulled: 2 files written.
error: 1 conflict to settle
  roadmap/to-do/logo.md: card "A new logo" in Roadmap / To do: deleted here and changed there
    → delete the file again to mean it, or keep it
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
DU roadmap/to-do/logo.md

"#]],
    );
    check_file(
        &world,
        "boards/roadmap/to-do/logo.md",
        str![[r#"
---
id: 2
title: A new logo
position: 20
created: 2026-11-21T19:00:00Z
author: alice
---
Round.

"#]],
    );
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 file is in conflict
  roadmap/to-do/logo.md: card "A new logo": deleted here and changed there
    → delete the file again to mean it, or keep it
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    // Kept.
    world.vcs("boards", &["add", "."]);
    world.assert_settled();
    assert_eq!(world.line(2), "To do: 2 A new logo | Round.");
}

#[test]
fn a_card_that_came_back_can_be_deleted_again() {
    let world = deleted_here(false);
    world.pull().code(3);
    world.remove("boards/roadmap/to-do/logo.md");
    world.git_board("boards", &PUSH_DELETES).code(0);
    assert_eq!(world.line(2), "gone");
    assert_eq!(world.card(1).title, "Mend login");
    check_status(&world, "");
    world.assert_settled();
}

#[test]
fn a_committed_deletion_of_a_card_changed_there_leaves_a_merge() {
    for is_kept in [false, true] {
        let world = deleted_here(true);
        check_pull(
            &world,
            str![[r#"
  changed card "Fix login" in Roadmap / To do: title "Fix login" → "Mend login"
  created card "A new logo" in Roadmap / To do: 1 line of text
Pulled: 2 files written.
error: 1 conflict to settle
  roadmap/to-do/2-new-logo.md: card "A new logo" in Roadmap / To do: deleted here and changed there
    → delete the file again to mean it, or keep it
hint: settle them in the files, `git add` these and `git commit`, then push; `git merge --abort` takes the pull back

"#]],
            str![[r#"
(merging)
M  roadmap/to-do/1-fix-login.md
DU roadmap/to-do/2-new-logo.md

"#]],
        );
        let command = if is_kept { "add" } else { "rm" };
        world.vcs("boards", &[command, "roadmap/to-do/2-new-logo.md"]);
        world.vcs("boards", &["commit", "--quiet", "--no-edit"]);
        world.git_board("boards", &PUSH_DELETES).code(0);
        let line = if is_kept {
            "To do: 2 A new logo | Round."
        } else {
            "gone"
        };
        assert_eq!(world.line(2), line);
        assert_eq!(world.card(1).title, "Mend login");
        world.assert_settled();
    }
}

/// A card that is new there stands here too, under another name and without a base.
fn without_base() -> World {
    let world = World::cloned();
    world.there(|deck| {
        let new = NewCard::titled("A plan");
        deck.create_card("bob", 2, &new)
    });
    world.write(
        "boards/roadmap/doing/plan.md",
        "---\nid: 9\ntitle: My plan\n---\n",
    );
    world
}

#[test]
fn a_card_that_base_has_not_and_that_differs_there_stands_between_markers() {
    let world = without_base();
    check_pull(
        &world,
        str![[r#"
Pulled: 1 file written.
error: 1 conflict to settle
  roadmap/doing/plan.md: card "My plan" in Roadmap / Doing: `title` differs, and nobody knows what it was: "My plan" here, "A plan" there, none before
    → keep one of the values, or write a third
hint: settle them in the files and `git add` these, then push; `git checkout --theirs FILE` takes the server's side, `--ours` yours

"#]],
        str![[r#"
AA roadmap/doing/plan.md

"#]],
    );
    check_file(
        &world,
        "boards/roadmap/doing/plan.md",
        str![[r#"
---
id: 9
<<<<<<< here
title: My plan
=======
title: A plan
>>>>>>> there
created: 2026-11-21T21:00:20Z
author: bob
---

"#]],
    );
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 file is in conflict
  roadmap/doing/plan.md:3: card "My plan": `title` differs, and nobody knows what it was: "My plan" here, "A plan" there, none before
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    world.vcs("boards", &["checkout", "--theirs", "roadmap/doing/plan.md"]);
    world.vcs("boards", &["add", "roadmap/doing/plan.md"]);
    world.git_board("boards", &["push"]).code(0);
    assert_eq!(world.card(9).title, "A plan");
    world.commit_what_is_left();
    world.assert_settled();
}

/// `git checkout --theirs .` also brings back what is deleted in the working tree alone: the file
/// under the name that HEAD has it by.
#[test]
fn a_file_that_git_brought_back_beside_a_renamed_one_is_told_with_both_names() {
    let world = without_base();
    world.git_board("boards", &["pull"]).code(3);
    world.vcs("boards", &["checkout", "--theirs", "."]);
    world.vcs("boards", &["add", "."]);
    let ran = world.git_board("boards", &["push"]).code(1);
    snapbox::assert_data_eq!(
        ran.err,
        str![[r#"
error: 2 problems in the files
  roadmap/doing/9-a-plan.md: card 9 stands in `roadmap/doing/plan.md` too; delete one of them, or remove `id` from the copy to make a new card
  roadmap/doing/plan.md: card 9 stands in `roadmap/doing/9-a-plan.md` too; delete one of them, or remove `id` from the copy to make a new card
hint: nothing was changed and nothing sent; mend the files and run this again

"#]]
    );
    assert_eq!(world.card(9).title, "A plan");
    world.remove("boards/roadmap/doing/9-a-plan.md");
    world.git_board("boards", &["push"]).code(0);
    assert_eq!(world.card(9).title, "A plan");
    world.commit_what_is_left();
    world.assert_settled();
}
