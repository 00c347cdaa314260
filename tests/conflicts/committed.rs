//! Committed edits that contradict the server: a merge in progress, as git leaves one.

use std::fs;

use snapbox::str;

use super::world::{LOGIN, LOGO, check_file, check_pull, check_push_is_refused, check_status};
use crate::stories::world::World;

/// A committed title contradicts the server's; the server changed more than that.
fn contradicting() -> World {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.substitute(LOGIN, "three\n", "drei\n");
    world.commit("My title");
    world.there(|deck| deck.rename_card("bob", 1, "Mend login"));
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.there(|deck| deck.move_card("bob", 4, 3));
    world.there(|deck| deck.delete_card("bob", 5));
    world
}

/// The same, and pulled.
fn merging() -> World {
    let world = contradicting();
    world.pull().code(3);
    world
}

/// Pushes, and asserts that the server has the edits of both sides and this title.
#[track_caller]
fn assert_both_are_there(world: &World, title: &str) {
    world.git_board("boards", &["push"]).code(0);
    assert_eq!(
        world.line(1),
        format!("To do: 1 {title} #Bug | one/two/drei/four/five")
    );
    assert_eq!(world.card(2).title, "A new logo");
    assert_eq!(world.line(4), "Done: 4 Search | Fast.");
    assert_eq!(world.line(5), "gone");
    world.assert_settled();
}

#[test]
fn committed_edits_in_conflict_leave_a_merge_in_progress() {
    let world = contradicting();
    check_pull(
        &world,
        str![[r#"
  changed card "New logo" in Roadmap / To do: title "New logo" → "A new logo"
  moved card "Search" in Roadmap: Doing → Done, first
  deleted card "Export" in Roadmap / Doing
Pulled: 5 files written.
error: 1 conflict to settle
  roadmap/to-do/1-fix-login.md: card "Fix the login" in Roadmap / To do: `title` changed on both sides: "Fix the login" here, "Mend login" there, "Fix login" before
    → keep one of the values, or write a third
hint: settle them in the files, `git add` these and `git commit`, then push; `git merge --abort` takes the pull back

"#]],
        str![[r#"
(merging)
D  roadmap/doing/5-export.md
R  roadmap/doing/4-search.md -> roadmap/done/4-search.md
UU roadmap/to-do/1-fix-login.md
M  roadmap/to-do/2-new-logo.md

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
position: 10
labels:
  - Bug
created: 2026-11-21T19:00:00Z
author: alice
---
one
two
drei
four
five

"#]],
    );
    snapbox::assert_data_eq!(
        world.read("boards/.git/MERGE_MSG"),
        str![[r#"
pull: Roadmap: 2 cards changed, 1 deleted

changed card "New logo" in Roadmap / To do: title "New logo" → "A new logo"
moved card "Search" in Roadmap: Doing → Done, first
deleted card "Export" in Roadmap / Doing

"#]]
    );
    let status = world.vcs("boards", &["status"]);
    snapbox::assert_data_eq!(
        status,
        str![[r#"
On branch main
You have unmerged paths.
  (fix conflicts and run "git commit")
  (use "git merge --abort" to abort the merge)

Changes to be committed:
	deleted:    roadmap/doing/5-export.md
	renamed:    roadmap/doing/4-search.md -> roadmap/done/4-search.md
	modified:   roadmap/to-do/2-new-logo.md

Unmerged paths:
  (use "git add <file>..." to mark resolution)
	both modified:   roadmap/to-do/1-fix-login.md


"#]]
    );
    // Nothing can be synced before it is over.
    for command in ["pull", "push"] {
        let ran = world.git_board("boards", &[command]).code(6);
        assert!(ran.err.contains("git merge --abort"), "{}", ran.err);
    }
    let ran = world.git_board("boards", &["status"]).code(3);
    snapbox::assert_data_eq!(
        ran.err,
        str![[r#"
error: 1 file is in conflict
  roadmap/to-do/1-fix-login.md:3: card "Fix the login": `title` changed on both sides: "Fix the login" here, "Mend login" there, "Fix login" before
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these and `git commit`; `git checkout --theirs FILE` takes the server's side or the other branch's, `--ours` yours

"#]]
    );
    world.substitute(
        LOGIN,
        "<<<<<<< here\ntitle: Fix the login\n=======\ntitle: Mend login\n>>>>>>> there\n",
        "title: Log in again\n",
    );
    world.vcs("boards", &["commit", "--quiet", "--all", "--no-edit"]);
    check_status(&world, "");
    let parents = world.vcs("boards", &["rev-list", "--parents", "-1", "HEAD"]);
    assert_eq!(parents.split_whitespace().count(), 3, "{parents}");
    assert_both_are_there(&world, "Log in again");
}

#[test]
fn status_of_a_merge_tells_ours_from_theirs_and_the_ways_out() {
    let world = merging();
    let told = world.git_board("boards", &["status"]).code(3);
    snapbox::assert_data_eq!(
        format!("{}{}", told.out, told.err),
        str![[r#"
Merging what was pulled into this branch: 1 file is in conflict.
  `git commit` ends the merge, `git merge --abort` takes it back
error: 1 file is in conflict
  roadmap/to-do/1-fix-login.md:3: card "Fix the login": `title` changed on both sides: "Fix the login" here, "Mend login" there, "Fix login" before
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these and `git commit`; `git checkout --theirs FILE` takes the server's side or the other branch's, `--ours` yours

"#]]
    );
    world.vcs(
        "boards",
        &["checkout", "--ours", "roadmap/to-do/1-fix-login.md"],
    );
    world.vcs("boards", &["add", "--all"]);
    let told = world.git_board("boards", &["status"]).code(0);
    snapbox::assert_data_eq!(
        told.out.clone(),
        str![[r#"
Merging what was pulled into this branch: all conflicts are settled.
  `git commit` ends the merge, `git merge --abort` takes it back
On branch main; agreed with SERVER at 2026-11-21 21:01 UTC
To push (1 operation):
Roadmap
  ~ edit "Mend login" in To do: title "Mend login" → "Fix the login"; text: 1 line added, 1 removed

"#]]
    );
    world.vcs("boards", &["commit", "--quiet", "--no-edit"]);
    let after = world.git_board("boards", &["status"]).code(0);
    let to_push = |text: &str| text[text.find("To push").expect("a plan")..].to_owned();
    assert_eq!(to_push(&told.out), to_push(&after.out));
}

#[test]
fn a_merge_that_is_aborted_is_as_if_nobody_had_pulled() {
    let world = contradicting();
    let before = world.local_state();
    world.pull().code(3);
    world.vcs("boards", &["merge", "--abort"]);
    assert_eq!(world.local_state(), before);
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 conflict between here and the server
  card "Fix the login" in Roadmap / To do: `title` changed on both sides: "Fix the login" here, "Mend login" there, "Fix login" before
  nothing was changed here and nothing sent
hint: `git board pull` shows both values in the file, for you to choose

"#]],
    );
    assert_eq!(world.card(1).title, "Mend login");
    assert_eq!(world.card(2).title, "A new logo");
    // It can be pulled again.
    world.pull().code(3);
    world.vcs("boards", &["checkout", "--ours", "."]);
    world.vcs("boards", &["commit", "--quiet", "--all", "--no-edit"]);
    assert_both_are_there(&world, "Fix the login");
}

#[test]
fn either_side_can_be_checked_out() {
    for (side, title) in [("--ours", "Fix the login"), ("--theirs", "Mend login")] {
        let world = merging();
        world.vcs(
            "boards",
            &["checkout", side, "roadmap/to-do/1-fix-login.md"],
        );
        assert!(world.read(LOGIN).contains(&format!("title: {title}\n")));
        world.vcs("boards", &["add", "roadmap/to-do/1-fix-login.md"]);
        world.vcs("boards", &["commit", "--quiet", "--no-edit"]);
        assert_both_are_there(&world, title);
    }
}

#[test]
fn mergetool_gets_the_three_versions() {
    let world = merging();
    let tool = "cat \"$BASE\" \"$LOCAL\" \"$REMOTE\" > ../seen && cp \"$REMOTE\" \"$MERGED\"";
    world.vcs("boards", &["config", "merge.tool", "copy"]);
    world.vcs("boards", &["config", "mergetool.copy.cmd", tool]);
    world.vcs(
        "boards",
        &["config", "mergetool.copy.trustExitCode", "true"],
    );
    world.vcs("boards", &["config", "mergetool.keepBackup", "false"]);
    world.vcs("boards", &["mergetool", "--no-prompt"]);
    let seen = world.read("seen");
    let titles: Vec<&str> = seen
        .lines()
        .filter(|line| line.starts_with("title:"))
        .collect();
    assert_eq!(
        titles,
        [
            "title: Fix login",
            "title: Fix the login",
            "title: Mend login"
        ]
    );
    world.vcs("boards", &["commit", "--quiet", "--no-edit"]);
    assert_both_are_there(&world, "Mend login");
}

#[test]
fn committed_markers_are_not_sent() {
    let world = merging();
    world.vcs("boards", &["commit", "--quiet", "--all", "-m", "All of it"]);
    check_status(&world, "");
    check_push_is_refused(
        &world,
        str![[r#"
error: roadmap/to-do/1-fix-login.md:3:1: a merge left its markers here; settle the conflict and take them out
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    let ran = world.git_board("boards", &["pull"]).code(3);
    snapbox::assert_data_eq!(
        ran.err,
        str![[r#"
error: roadmap/to-do/1-fix-login.md:3:1: a merge left its markers here; settle the conflict and take them out
hint: nothing was changed and nothing sent; mend the files and run this again

"#]]
    );
    let ran = world.git_board("boards", &["check"]).code(1);
    snapbox::assert_data_eq!(
        ran.out,
        str![[r#"
error: roadmap/to-do/1-fix-login.md:3:1: a merge left its markers here; settle the conflict and take them out

"#]]
    );
    world.substitute(
        LOGIN,
        "<<<<<<< here\ntitle: Fix the login\n=======\ntitle: Mend login\n>>>>>>> there\n",
        "title: Mend login\n",
    );
    world.commit("Theirs");
    assert_both_are_there(&world, "Mend login");
}

#[test]
fn below_uncommitted_edits_nothing_is_touched() {
    let world = contradicting();
    world.substitute(LOGO, "Round.", "Square.");
    let before = world.local_state();
    let ran = world.pull().code(3);
    snapbox::assert_data_eq!(
        ran.err,
        str![[r#"
error: 1 conflict between here and the server
  card "Fix the login" in Roadmap / To do: `title` changed on both sides: "Fix the login" here, "Mend login" there, "Fix login" before
  nothing was changed here and nothing sent
  that is what is committed; the files here say otherwise
hint: commit or stash first, and run this again

"#]]
    );
    assert_eq!(world.local_state(), before);
    // Staged files elsewhere would be lost by `git merge --abort`.
    world.vcs("boards", &["checkout", "--quiet", "."]);
    world.write("boards/notes.txt", "mine\n");
    world.vcs("boards", &["add", "notes.txt"]);
    let before = world.local_state();
    let ran = world.pull().code(3);
    assert!(ran.err.contains("commit or stash first"), "{}", ran.err);
    assert_eq!(world.local_state(), before);
    world.vcs("boards", &["stash", "--quiet"]);
    world.pull().code(3);
    assert!(fs::metadata(world.path("boards/.git/MERGE_HEAD")).is_ok());
}

#[test]
fn a_server_text_that_looks_like_markers_is_none() {
    let world = World::cloned();
    let text = "<<<<<<< here\\nis how git marks\\n=======\\nsides\\n>>>>>>> there";
    let text = text.replace("\\n", "\n");
    world.there(|deck| deck.edit_card("bob", 2, |card| card.description.clone_from(&text)));
    world.pull().code(0);
    world.assert_settled();
    world.substitute(LOGO, "how git marks", "how git shows");
    world.pushed();
    assert!(world.card(2).description.contains("how git shows"));
    // Another conflict beside it is one.
    world.substitute(LOGO, "title: New logo", "title: A logo");
    world.there(|deck| deck.rename_card("bob", 2, "The logo"));
    world.pull().code(3);
    check_push_is_refused(
        &world,
        str![[r#"
error: 1 file is in conflict
  roadmap/to-do/2-new-logo.md:12: changed on both sides
    → keep one of the values, or write a third
  nothing was changed and nothing sent
hint: settle them in the files, `git add` these, and run this again

"#]],
    );
    world.vcs("boards", &["checkout", "--theirs", "."]);
    world.vcs("boards", &["add", "."]);
    world.git_board("boards", &["push"]).code(0);
    assert_eq!(world.card(2).title, "The logo");
}
